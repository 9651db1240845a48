"""``pbom conformance``: the protocol of Sigstore's suite, and the suite itself.

It is not copied here; ``SIGSTORE_CONFORMANCE=DIR`` names a checkout of it.
"""

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pbom.cli.conforming import Asked, verify
from pbom.cli.pinned import add_file
from pbom.codec.keys import write_public_key
from pbom.errors import PbomError
from tests.cli.session import Ended, Sandbox
from tests.edits import Table, edit_json
from tests.keyless import IDENTITY, Deployment
from tests.signatures import hand
from tests.workbench import require

SUITE = os.environ.get("SIGSTORE_CONFORMANCE", "")
BEACON = (
    "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/"
    "workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main"
)
GITHUB = "https://token.actions.githubusercontent.com"
CONTENT = b"what was built\n"
DIGEST = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "a.txt", "digest": {"sha256": hashlib.sha256(CONTENT).hexdigest()}}],
    "predicateType": "https://example.org/x",
    "predicate": {},
}


class Client:
    """The client under test, as the suite calls it."""

    def __init__(self, deployment: Deployment, sandbox: Sandbox) -> None:
        self.deployment, self.sandbox = deployment, sandbox
        self.root = deployment.write("root.json", deployment.sigstore.trusted_root())
        self.file = sandbox.write("a.txt", CONTENT)

    def sign(self, name: str, *options: str, rekor: int = 2) -> Path:
        config = self.deployment.sigstore.trust_config(rekor)["signingConfig"]
        path = self.deployment.write("signing.json", config)
        token = self.deployment.sigstore.provider.token(self.deployment.sigstore.claims)
        bundle = self.sandbox.project / "made.sigstore.json"
        done = self.sandbox.pbom(
            "conformance", "sign-bundle", *options, "--identity-token", token,
            "--bundle", str(bundle), "--trusted-root", str(self.root),
            "--signing-config", str(path), name,
        )  # fmt: skip
        assert done.code == 0, done
        return bundle

    def verify(
        self, bundle: Path, artifact: str, identity: str = IDENTITY, issuer: str = ""
    ) -> Ended:
        return self.sandbox.pbom(
            "conformance", "verify-bundle", "--bundle", str(bundle),
            "--certificate-identity", identity,
            "--certificate-oidc-issuer", issuer or self.deployment.sigstore.url,
            "--trusted-root", str(self.root), artifact,
        )  # fmt: skip

    def verify_key(self, bundle: Path, key: str, artifact: str) -> Ended:
        path = self.sandbox.write("key.pub", key)
        return self.sandbox.pbom(
            "conformance", "verify-bundle", "--bundle", str(bundle), "--key", str(path), artifact
        )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    require("openssl")
    with Deployment.running(tmp_path_factory.mktemp("sigstore")) as deployment:
        yield Client(deployment, Sandbox.empty(tmp_path_factory.mktemp("user")))


@pytest.mark.parametrize("rekor", [1, 2])
def test_a_file_that_was_signed(client: Client, rekor: int) -> None:
    bundle = client.sign("a.txt", rekor=rekor)
    other = client.sandbox.write("b.txt", b"something else")
    assert [client.verify(bundle, name).code for name in ("a.txt", DIGEST)] == [0, 0]
    for refused in (
        client.verify(bundle, str(other)),
        client.verify(bundle, f"sha256:{'0' * 64}"),
        client.verify(bundle, "a.txt", identity=IDENTITY[:-1]),
        client.verify(bundle, "a.txt", issuer="https://issuer.example.org"),
    ):
        assert refused.code == 4, refused
    assert client.verify(bundle, "nowhere.txt").code not in {0, 4}


@pytest.mark.parametrize("rekor", [1, 2])
def test_a_statement_that_was_signed(client: Client, rekor: int) -> None:
    client.sandbox.write("statement.json", json.dumps(STATEMENT))
    bundle = client.sign("statement.json", "--in-toto", rekor=rekor)
    assert [client.verify(bundle, name).code for name in ("a.txt", DIGEST)] == [0, 0]
    assert client.verify(bundle, "statement.json").code == 4, "it is about the subject"


def chained(*more: str) -> Callable[[Table], None]:
    """The form of older versions: a chain, which should have one certificate."""

    def edit(it: Table) -> None:
        it["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.2"
        material = it["verificationMaterial"]
        own = material.pop("certificate")
        others = [{"rawBytes": item} for item in more]
        material["x509CertificateChain"] = {"certificates": [own, *others]}

    return edit


def test_bundles_of_older_versions(client: Client) -> None:
    bundle = client.sign("a.txt", rekor=1)
    old = client.sandbox.project / "old.sigstore.json"
    made = json.loads(bundle.read_bytes())
    leaf = made["verificationMaterial"]["certificate"]["rawBytes"]
    for edit, code in ((chained(), 0), (chained(leaf), 4)):
        old.write_bytes(edit_json(edit)(bundle.read_bytes()))
        assert client.verify(old, "a.txt").code == code


def by_key(name: str) -> bytes:
    """A bundle that a key signed, with a log entry in it that says nothing."""
    signature = hand(name).sign(CONTENT)
    document = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"publicKey": {"hint": "anything"}, "tlogEntries": []},
        "messageSignature": {
            "messageDigest": {
                "algorithm": "SHA2_256",
                "digest": base64.b64encode(hashlib.sha256(CONTENT).digest()).decode(),
            },
            "signature": base64.b64encode(signature.value).decode(),
        },
    }
    return json.dumps(document).encode()


def test_a_file_that_a_key_signed(client: Client) -> None:
    bundle = client.sandbox.write("key.sigstore.json", by_key("builder"))
    ours, other = (write_public_key(hand(name).public_key) for name in ("builder", "tester"))
    for name in ("a.txt", DIGEST):
        assert client.verify_key(bundle, ours, name).code == 0
        assert client.verify_key(bundle, other, name).code == 4
        assert client.verify_key(bundle, "not a key", name).code == 4
        assert client.verify(bundle, name).code == 4, "no key was given"
    client.sandbox.write("b.txt", b"something else")
    assert client.verify_key(bundle, ours, "b.txt").code == 4
    certified = client.sign("a.txt")
    assert client.verify_key(certified, ours, "a.txt").code == 4


UNKNOWN = frozenset({"intoto-with-custom-trust-root"})
"""Its log entry is of a kind that the library does not verify; spec/keyless.md says so."""


def cases() -> list[Path]:
    folder = Path(SUITE) / "test" / "assets" / "bundle-verify"
    return sorted(path for path in folder.iterdir() if path.is_dir()) if SUITE else []


@pytest.mark.skipif(not SUITE, reason="SIGSTORE_CONFORMANCE names no checkout of the suite")
def test_the_suite_itself(tmp_path: Path) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert list(add_file(None, "main", "", home))
    wrong, count = [], 0
    for case in cases():
        said = {name: case / name for name in ("identity", "issuer", "key.pub", "artifact")}
        root = case / "trusted_root.json"
        who = (
            said["identity"].read_text().strip() if said["identity"].exists() else BEACON,
            said["issuer"].read_text().strip() if said["issuer"].exists() else GITHUB,
        )
        file = said["artifact"] if said["artifact"].exists() else case.parent / "a.txt"
        for artifact in (str(file), f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"):
            asked = Asked(
                artifact=artifact,
                bundle=case / "bundle.sigstore.json",
                root=root if root.exists() else None,
                name="main",
                environment=home,
            )
            try:
                verify(asked, who, said["key.pub"] if said["key.pub"].exists() else None)
                held = True
            except PbomError:
                held = False
            count += 1
            if held == case.name.endswith("_fail"):
                wrong.append(case.name)
    assert set(wrong) <= UNKNOWN
    assert count >= 140
