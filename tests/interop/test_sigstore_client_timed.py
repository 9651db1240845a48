"""Sigstore's own client, in JavaScript, on every kind of key, each with a timestamp of openssl."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from msgspec.structs import replace

from pbom.codec.bundle import read_bundle, write_bundle
from pbom.codec.dsse import IN_TOTO, pae
from pbom.codec.keys import write_public_key
from pbom.codec.time_authority import read_authority, time_of
from pbom.codec.timestamp import write_request
from pbom.errors import FormatError
from pbom.model.envelope import Signature
from pbom.signers.key_file import KeyFile
from tests.authority import Authority
from tests.simulator import honest
from tests.workbench import missing, require

SCRIPT = Path(__file__).with_name("verify_timed.js")
MODULES = Path(sys.prefix) / "sigstore-js" / "node_modules"
SigningKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
KEYS: dict[str, SigningKey] = {
    "P-256": ec.generate_private_key(ec.SECP256R1()),
    "P-384": ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
}
PAYLOAD = read_bundle(honest().take("build").bundle).payload


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    require("node")
    require("openssl")
    if not MODULES.is_dir():
        missing("the npm package @sigstore/verify is not installed: `make install` does it")
    return Authority.make(tmp_path_factory.mktemp("authority") / "tsa")


def stamped(authority: Authority, key: SigningKey, over: bytes | None = None) -> bytes:
    """A bundle with a timestamp of its signature, or of something else."""
    made = KeyFile(key).sign(pae(IN_TOTO, PAYLOAD))
    response = authority.reply(write_request(made.value if over is None else over, 7))
    return write_bundle(PAYLOAD, replace(made, timestamps=(response,)))


def client(authority: Authority, bundle: bytes, key: SigningKey) -> tuple[int, bytes]:
    folder = authority.folder
    (folder / "bundle.json").write_bytes(bundle)
    (folder / "key.pem").write_text(write_public_key(KeyFile(key).public_key), "ascii")
    done = subprocess.run(
        ["node", str(SCRIPT), "bundle.json", "key.pem", "leaf.pem", "root.pem"],
        cwd=folder,
        env=os.environ | {"NODE_PATH": str(MODULES)},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout or done.stderr


@pytest.mark.parametrize("kind", ["P-256", "Ed25519"])
def test_the_client_takes_our_timestamps(authority: Authority, kind: str) -> None:
    bundle = stamped(authority, KEYS[kind])
    assert client(authority, bundle, KEYS[kind]) == (0, PAYLOAD)
    (signature,) = read_bundle(bundle).signatures
    pinned = read_authority("tsa", authority.pem)
    assert time_of(signature.timestamps[0], signature.value, pinned).year > 2000


def test_the_client_does_not_know_which_hash_belongs_to_p_384(authority: Authority) -> None:
    """It takes SHA-256 for every curve, whatever the key's details say, so it refuses SHA-384."""
    key = KEYS["P-384"]
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    code, said = client(authority, stamped(authority, key), key)
    assert (code, said.startswith(b"SIGNATURE_ERROR")) == (1, True), said
    value = key.sign(pae(IN_TOTO, PAYLOAD), ec.ECDSA(SHA256()))
    response = authority.reply(write_request(value, 7))
    made = Signature(hint=KeyFile(key).public_key.hint, value=value, timestamps=(response,))
    assert client(authority, write_bundle(PAYLOAD, made), key) == (0, PAYLOAD)


@pytest.mark.parametrize("kind", KEYS)
def test_neither_the_client_nor_we_take_the_timestamp_of_something_else(
    authority: Authority, kind: str
) -> None:
    bundle = stamped(authority, KEYS[kind], over=b"another signature")
    code, said = client(authority, bundle, KEYS[kind])
    assert (code, said.startswith(b"TIMESTAMP_ERROR")) == (1, True), said
    (signature,) = read_bundle(bundle).signatures
    with pytest.raises(FormatError, match="of something else"):
        time_of(signature.timestamps[0], signature.value, read_authority("tsa", authority.pem))
