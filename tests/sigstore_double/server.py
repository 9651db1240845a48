"""All parts behind one address on loopback, and the documents that tell clients to trust them."""

import base64
import json
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cryptography import x509

from tests.sigstore_double.fulcio import CtLog, Fulcio
from tests.sigstore_double.oidc import JOB, Provider
from tests.sigstore_double.parts import RefusedError, b64, der, now, pem, spki
from tests.sigstore_double.rekor import Rekor1, Rekor2
from tests.sigstore_double.tsa import Tsa

ROOT = "application/vnd.dev.sigstore.trustedroot+json;version=0.1"
CONFIG = "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json"
SIGNING = "application/vnd.dev.sigstore.signingconfig.v0.2+json"
EC_KEY, ED_KEY = "PKIX_ECDSA_P256_SHA_256", "PKIX_ED25519"
REQUEST_TOKEN = "the job's own"  # noqa: S105 - it is nobody's


class LocalSigstore:
    """A whole deployment; it runs while it is entered."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.provider = Provider(self.url)
        self.ct = CtLog()
        self.fulcio = Fulcio(self.provider, self.ct)
        self.rekor1, self.rekor2 = Rekor1(), Rekor2()
        self.tsa = Tsa(folder)
        self.began = now() - timedelta(hours=1)
        self.claims = dict(JOB)
        self.asked: list[str] = []
        self.down: set[str] = set()
        self.lock = threading.Lock()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def job(self) -> dict[str, str]:
        """The environment of a job that may ask for tokens."""
        return {
            "GITHUB_ACTIONS": "true",
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.url}/token?job=1",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": REQUEST_TOKEN,
        }

    def trusted_root(self) -> dict[str, Any]:
        return {
            "mediaType": ROOT,
            "tlogs": [
                self._log(self.rekor1.id, spki(self.rekor1.key.public_key()), EC_KEY),
                self._log(self.rekor2.id, self.rekor2.public, ED_KEY),
            ],
            "certificateAuthorities": [self._authority(self.fulcio.intermediate, self.fulcio.root)],
            "ctlogs": [self._log(self.ct.id, spki(self.ct.key.public_key()), EC_KEY)],
            "timestampAuthorities": [self._authority(self.tsa.leaf, self.tsa.root)],
        }

    def trust_config(self, rekor: int = 2, tsa: str = "/tsa") -> dict[str, Any]:
        def service(path: str, version: int = 1) -> dict[str, Any]:
            return {
                "url": f"{self.url}{path}",
                "majorApiVersion": version,
                "validFor": {"start": _text(self.began)},
                "operator": "double",
            }

        signing = {
            "mediaType": SIGNING,
            "caUrls": [service("")],
            "oidcUrls": [service("")],
            "rekorTlogUrls": [service("", rekor)],
            "tsaUrls": [service(tsa)] if tsa else [],
            "rekorTlogConfig": {"selector": "ANY"},
            "tsaConfig": {"selector": "ANY"},
        }
        return {"mediaType": CONFIG, "trustedRoot": self.trusted_root(), "signingConfig": signing}

    def answer(self, path: str, body: bytes, bearer: str) -> tuple[str, bytes]:
        """The type and the bytes of an answer."""
        with self.lock:
            self.asked.append(path)
            if any(path.startswith(item) for item in self.down):
                raise RefusedError("this part is down")
            if path.startswith("/token?"):
                if bearer != REQUEST_TOKEN or "audience=sigstore" not in path:
                    raise RefusedError("not a job of ours, or not for Sigstore")
                return _json({"value": self.provider.token(self.claims)})
            if path == "/tsa":
                return "application/timestamp-reply", self.tsa.stamp(body)
            asked = json.loads(body)
            if path == "/api/v2/signingCert":
                request = base64.b64decode(asked["certificateSigningRequest"])
                chain = [pem(item) for item in self.fulcio.issue(bearer, request)]
                return _json({"signedCertificateEmbeddedSct": {"chain": {"certificates": chain}}})
            if path == "/api/v1/log/entries":
                return _json(self.rekor1.add(asked))
            if path == "/api/v2/log/entries":
                return _json(self.rekor2.add(asked))
        raise RefusedError(f"nothing here at {path}")

    def _log(self, name: bytes, key: bytes, details: str) -> dict[str, Any]:
        return {
            "baseUrl": self.url,
            "hashAlgorithm": "SHA2_256",
            "publicKey": {
                "rawBytes": b64(key),
                "keyDetails": details,
                "validFor": {"start": _text(self.began)},
            },
            "logId": {"keyId": b64(name)},
        }

    def _authority(self, *chain: x509.Certificate) -> dict[str, Any]:
        return {
            "subject": {"organization": "double", "commonName": "double"},
            "uri": self.url,
            "certChain": {"certificates": [{"rawBytes": b64(der(item))} for item in chain]},
            "validFor": {"start": _text(self.began)},
        }


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(value: object) -> tuple[str, bytes]:
    return "application/json", json.dumps(value).encode()


def _handler(sigstore: LocalSigstore) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def _answer(self, body: bytes) -> None:
            bearer = self.headers.get("Authorization", "").partition(" ")[2]
            try:
                kind, data = sigstore.answer(self.path, body, bearer)
                status = 201 if self.command == "POST" else 200
            except RefusedError as error:
                kind, data, status = "text/plain", str(error).encode(), 400
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    return Handler
