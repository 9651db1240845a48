"""A timestamp authority: openssl does the work."""

import subprocess
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.sigstore_double.fulcio import authority, make_key, usage
from tests.sigstore_double.parts import RefusedError, now, pem

_CONFIGURATION = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/leaf.pem
signer_key = {folder}/leaf.key
signer_digest = sha256
digests = sha256
default_policy = 1.2.3.4.1
accuracy = secs:1
clock_precision_digits = 0
ess_cert_id_alg = sha256
"""


class Tsa:
    """It signs times with a key of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        root_key, key = make_key(), make_key()
        self.root = authority("tsa root", root_key, None)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "double tsa")])
        self.leaf = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.root.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now() - timedelta(days=1))
            .not_valid_after(now() + timedelta(days=1))
            .add_extension(usage(ca=False), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
            .sign(root_key, SHA256())
        )
        plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "leaf.key").write_bytes(plain)
        (folder / "leaf.pem").write_text(pem(self.leaf))
        (folder / "serial").write_text("01\n")
        (folder / "ts.cnf").write_text(_CONFIGURATION.format(folder=folder))

    def stamp(self, request: bytes) -> bytes:
        asked, answer = self._folder / "request.tsq", self._folder / "answer.tsr"
        asked.write_bytes(request)
        done = subprocess.run(
            [
                "openssl", "ts", "-reply", "-config", self._folder / "ts.cnf", "-section", "one",
                "-queryfile", asked, "-out", answer,
            ],
            capture_output=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise RefusedError(done.stderr.decode())
        return answer.read_bytes()
