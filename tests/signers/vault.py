"""A double of Vault's transit engine, over HTTP on loopback; real Vault is no Python package.

It does what ``GET /v1/transit/keys/NAME`` and ``POST /v1/transit/sign/NAME`` do for Ed25519, as
https://developer.hashicorp.com/vault/api-docs/secret/transit says, and asks for the token.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TOKEN = "s.token-of-the-pipeline"  # noqa: S105 - of a double


class Vault:
    """A server with one key, of which there are ever more versions."""

    def __init__(self) -> None:
        self.versions = [Ed25519PrivateKey.generate()]
        self.substitute: Ed25519PrivateKey | None = None
        self.address = ""

    @classmethod
    @contextmanager
    def start(cls) -> Iterator["Vault"]:
        """A running one."""
        vault = cls()
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(vault))
        vault.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield vault
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    @property
    def variables(self) -> dict[str, str]:
        """What clients need."""
        return {"VAULT_ADDR": self.address, "VAULT_TOKEN": TOKEN, "NO_PROXY": "127.0.0.1"}

    def keys(self) -> dict[str, object]:
        """The public halves."""
        return {
            str(number): {
                "public_key": base64.b64encode(key.public_key().public_bytes_raw()).decode()
            }
            for number, key in enumerate(self.versions, 1)
        }

    def sign(self, asked: dict[str, str]) -> str:
        """A signature as Vault writes it."""
        number = int(asked.get("key_version") or len(self.versions))
        key = self.substitute or self.versions[number - 1]
        value = key.sign(base64.b64decode(asked["input"]))
        return f"vault:v{number}:{base64.b64encode(value).decode()}"


def _handler(vault: Vault) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("/v1/transit/keys/", {"keys": vault.keys(), "type": "ed25519"})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer("/v1/transit/sign/", {"signature": vault.sign(json.loads(body))})

        def _answer(self, path: str, data: dict[str, object]) -> None:
            if self.headers.get("X-Vault-Token") != TOKEN:
                self._send(403, {"errors": ["permission denied"]})
            elif not self.path.startswith(f"{path}ci"):
                self._send(404, {"errors": []})
            else:
                self._send(200, {"data": data})

        def _send(self, code: int, document: dict[str, object]) -> None:
            body = json.dumps(document).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
