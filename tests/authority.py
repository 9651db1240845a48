"""A real time stamping authority: ``openssl ts`` behind HTTP on loopback."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_CONFIG = """
[tsa]
default_tsa = here
[here]
dir = {folder}
serial = $dir/serial
signer_cert = $dir/leaf.pem
certs = $dir/root.pem
signer_key = $dir/leaf.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
clock_precision_digits = 0
ess_cert_id_chain = no
ess_cert_id_alg = {ess}
[leaf]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
"""
KEYS = {
    "P-256": ("EC", "ec_paramgen_curve:P-256"),
    "P-384": ("EC", "ec_paramgen_curve:P-384"),
    "RSA": ("RSA", "rsa_keygen_bits:2048"),
}


@dataclass(frozen=True, kw_only=True)
class Authority:
    """An authority with a root of its own, in a directory.

    Attributes:
        folder: Its files.
    """

    folder: Path

    @classmethod
    def make(cls, folder: Path, kind: str = "P-256", ess: str = "sha256") -> "Authority":
        """A new one with a key of a kind, which names its certificate by a hash."""
        folder.mkdir(parents=True)
        (folder / "ts.cnf").write_text(_CONFIG.format(folder=folder, ess=ess), "utf-8")
        (folder / "serial").write_text("01\n", "ascii")
        made = cls(folder=folder)
        algorithm, option = KEYS[kind]
        for name in ("root", "leaf"):
            signed = () if name == "root" else ("-CA", "root.pem", "-CAkey", "root.key")
            made._openssl(
                "req", "-x509", "-newkey", algorithm, "-pkeyopt", option, "-nodes", "-sha256",
                "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "30",
                "-subj", f"/CN={folder.name} {name}", "-config", "ts.cnf", "-extensions", name,
                *signed,
            )  # fmt: skip
        return made

    @property
    def pem(self) -> str:
        """The certificate that it signs with."""
        return (self.folder / "leaf.pem").read_text("ascii")

    def reply(self, query: bytes) -> bytes:
        """The answer to a question."""
        (self.folder / "query.tsq").write_bytes(query)
        self._openssl("ts", "-reply", "-config", "ts.cnf", "-queryfile", "query.tsq", "-out", "r")
        return (self.folder / "r").read_bytes()

    def verifies(self, response: bytes, message: bytes) -> bool:
        """What ``openssl ts -verify`` says of a response about some bytes."""
        (self.folder / "message").write_bytes(message)
        (self.folder / "response.tsr").write_bytes(response)
        done = subprocess.run(
            ["openssl", "ts", "-verify", "-data", "message", "-in", "response.tsr",
             "-CAfile", "root.pem", "-untrusted", "leaf.pem"],
            cwd=self.folder, capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0

    @contextmanager
    def serve(self) -> Iterator["Desk"]:
        """The same over HTTP."""
        desk = Desk(authority=self)
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(desk))
        desk.url = f"http://127.0.0.1:{server.server_port}/tsa"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield desk
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _openssl(self, *arguments: str) -> None:
        done = subprocess.run(
            ["openssl", *arguments], cwd=self.folder, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()


@dataclass(kw_only=True)
class Desk:
    """Where the authority is asked.

    Attributes:
        authority: Who answers.
        url: Where.
        asked: How often it was asked.
        failing: So many questions it does not answer first.
        answer: What it answers to everything, where not the truth.
        kind: As what it sends its answers.
        target: Where it sends everybody instead, if anywhere.
    """

    authority: Authority
    url: str = ""
    asked: int = 0
    failing: int = 0
    answer: bytes | None = None
    kind: str = "application/timestamp-reply"
    target: str = ""


def _handler(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            desk.asked += 1
            if desk.target:
                self.send_response(307)
                self.send_header("Location", desk.target)
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif desk.asked <= desk.failing:
                self.send_error(503)
            else:
                self._send(desk.authority.reply(query) if desk.answer is None else desk.answer)

        def _send(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", desk.kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
