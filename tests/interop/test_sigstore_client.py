"""Sigstore's own client, in JavaScript, asked about bundles that we signed with a key."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct

from pbom.codec.keys import of_public_key, write_public_key
from tests.edits import Table, edit_json, payload_of, swap_payload
from tests.workbench import Workbench, missing, require

SCRIPT = Path(__file__).with_name("verify.js")
MODULES = Path(sys.prefix) / "sigstore-js" / "node_modules"
"""Where `make install` puts the client; the versions are in ``package-lock.json``."""
KINDS = {
    "link": "https://in-toto.io/attestation/link/v0.3",
    "provenance": "https://slsa.dev/provenance/v1",
    "pbom": "https://cyclonedx.org/bom",
    "verdict": "https://slsa.dev/verification_summary/v1",
}


class Answer(Struct, frozen=True):
    """What the client said: the payload it verified, or why it refused."""

    code: int
    payload: bytes
    error: str


class Client:
    """The client, and a directory to hand it files in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ask(self, bundle: bytes, key: str) -> Answer:
        """Whether it verifies a bundle with a public key in PEM."""
        (self._folder / "bundle.json").write_bytes(bundle)
        (self._folder / "key.pem").write_text(key, "ascii")
        done = subprocess.run(
            ["node", str(SCRIPT), "bundle.json", "key.pem"],
            cwd=self._folder,
            env=os.environ | {"NODE_PATH": str(MODULES)},
            capture_output=True,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr.decode())


class Signed(Struct, frozen=True):
    """Bundles of a real build by their kind, and the public key they were signed with."""

    bundles: dict[str, bytes]
    key: str


@pytest.fixture
def client(tmp_path: Path) -> Client:
    require("node")
    if not MODULES.is_dir():
        missing("the npm package @sigstore/verify is not installed: `make install` does it")
    return Client(tmp_path)


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    """One recorded step, assembled and verified."""
    bench = Workbench(tmp_path_factory.mktemp("signed"))
    bench.write({"notes.txt": "hello\n"})
    bench.commit("notes: say hello")
    bench.init("build")
    bench.must("pbom", "run", "--step", "build", "--", "cp", "notes.txt", "copy.txt")
    bench.must("pbom", "assemble", "copy.txt")
    bench.must("pbom", "verify", "copy.txt")
    objects = (bench.project / ".pbom" / "objects" / "sha256").glob("??/*")
    found = [data for path in objects if b'"dsseEnvelope"' in (data := path.read_bytes())]
    kinds = {json.loads(payload_of(bundle))["predicateType"]: bundle for bundle in found}
    return Signed(
        bundles={kind: kinds[predicate] for kind, predicate in KINDS.items()},
        key=(bench.keys / "key.pub.pem").read_text("ascii"),
    )


def _stranger() -> tuple[str, str]:
    """A public key that signed nothing, in PEM, and the hint that would name it."""
    key = of_public_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    return write_public_key(key), key.hint


def _flip_signature(bundle: Table) -> None:
    signature = bundle["dsseEnvelope"]["signatures"][0]
    raw = bytearray(base64.b64decode(signature["sig"]))
    raw[-1] ^= 1
    signature["sig"] = base64.b64encode(raw).decode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_client_verifies_our_bundle_and_returns_what_we_signed(
    client: Client, signed: Signed, kind: str
) -> None:
    bundle = signed.bundles[kind]
    assert client.ask(bundle, signed.key) == Answer(0, payload_of(bundle), "")


@pytest.mark.parametrize("kind", KINDS)
def test_the_client_refuses_a_changed_payload(client: Client, signed: Signed, kind: str) -> None:
    edit = swap_payload(lambda payload: payload.replace(b"copy.txt", b"evil.txt", 1))
    changed = edit(signed.bundles[kind])
    assert payload_of(changed) != payload_of(signed.bundles[kind])
    answer = client.ask(changed, signed.key)
    assert (answer.code, answer.payload) == (1, b"")
    assert answer.error.startswith("SIGNATURE_ERROR")


@pytest.mark.parametrize("kind", KINDS)
def test_the_client_refuses_a_changed_signature(client: Client, signed: Signed, kind: str) -> None:
    answer = client.ask(edit_json(_flip_signature)(signed.bundles[kind]), signed.key)
    assert (answer.code, answer.payload) == (1, b"")
    assert answer.error.startswith("SIGNATURE_ERROR")


def test_the_client_refuses_a_changed_payload_type(client: Client, signed: Signed) -> None:
    def change(bundle: Table) -> None:
        bundle["dsseEnvelope"]["payloadType"] = "application/json"

    answer = client.ask(edit_json(change)(signed.bundles["link"]), signed.key)
    assert (answer.code, answer.payload) == (1, b"")
    assert answer.error.startswith("SIGNATURE_ERROR")


def test_the_client_refuses_another_key(client: Client, signed: Signed) -> None:
    key, _ = _stranger()
    answer = client.ask(signed.bundles["link"], key)
    assert (answer.code, answer.payload) == (1, b"")
    assert answer.error.startswith("PUBLIC_KEY_ERROR")


def test_the_client_refuses_another_key_that_the_hint_names(client: Client, signed: Signed) -> None:
    key, hint = _stranger()

    def change(bundle: Table) -> None:
        bundle["verificationMaterial"]["publicKey"]["hint"] = hint

    answer = client.ask(edit_json(change)(signed.bundles["link"]), key)
    assert (answer.code, answer.payload) == (1, b"")
    assert answer.error.startswith("SIGNATURE_ERROR")
