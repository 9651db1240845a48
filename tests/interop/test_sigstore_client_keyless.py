"""Sigstore's own client, in JavaScript, asked about bundles that we signed without a key.

The version that is installed knows Rekor of the first API; of the second it says that digests do
not match, for a statement in it is logged in a form that came later.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.edits import Table, edit_json, payload_of, swap_payload
from tests.interop.test_sigstore_client import MODULES
from tests.keyless import IDENTITY, Deployment, enter, entry_of
from tests.workbench import missing, require

SCRIPT = Path(__file__).with_name("verify_keyless.js")


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    require("node", "openssl")
    if not MODULES.is_dir():
        missing("the npm package @sigstore/verify is not installed: `make install` does it")
    with Deployment.running(tmp_path_factory.mktemp("sigstore")) as running:
        yield running


def ask(
    deployment: Deployment, bundle: bytes, subject: str = IDENTITY, issuer: str = ""
) -> tuple[int, bytes, str]:
    """Exit code, verified payload, and what was said against it."""
    root = deployment.write("root.json", deployment.sigstore.trusted_root())
    path = deployment.folder / "bundle.json"
    path.write_bytes(bundle)
    done = subprocess.run(
        ["node", str(SCRIPT), path, root, subject, issuer or deployment.sigstore.url],
        env=os.environ | {"NODE_PATH": str(MODULES)},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.mark.parametrize("tsa", ["/tsa", ""])
def test_the_client_verifies_our_bundle_and_returns_what_we_signed(
    deployment: Deployment, tsa: str
) -> None:
    for _ in range(3):  # the log grows, and its proofs with it
        bundle = deployment.seal(rekor=1, tsa=tsa)
        assert ask(deployment, bundle) == (0, payload_of(bundle), "")
        assert enter(bundle, deployment.identity()).certificate


def other_index(bundle: Table) -> None:
    entry_of(bundle)["logIndex"] = "999"


def other_time(bundle: Table) -> None:
    entry_of(bundle)["integratedTime"] = "1700000000"


@pytest.mark.parametrize(
    "edit",
    [
        swap_payload(lambda payload: payload.replace(b"build", b"bui1d")),
        edit_json(other_index),
        edit_json(other_time),
    ],
)
def test_the_client_refuses_what_we_refuse(
    deployment: Deployment, edit: Callable[[bytes], bytes]
) -> None:
    code, payload, error = ask(deployment, edit(deployment.seal(rekor=1)))
    assert (code, payload) == (1, b"")
    assert "ERROR" in error


def test_the_client_refuses_another_identity(deployment: Deployment) -> None:
    bundle = deployment.seal(rekor=1)
    assert ask(deployment, bundle, issuer="https://other.example.org")[0] == 1
    assert ask(deployment, bundle, subject="https://other.example.org")[0] == 1
