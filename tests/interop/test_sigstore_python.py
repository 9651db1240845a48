"""The command of sigstore-python, asked about what we say of an artifact in the words of others.

The commands here are those of spec/keyless.md.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.session import Ended
from tests.e2e.test_keyless import Job
from tests.edits import payload_of, swap_payload
from tests.keyless import IDENTITY, Deployment
from tests.workbench import require

SIGSTORE = Path(sys.executable).with_name("sigstore")
KINDS = {
    "provenance": "https://slsa.dev/provenance/v1",
    "verdict": "https://slsa.dev/verification_summary/v1",
    "pbom": "https://cyclonedx.org/bom",
    "link": "https://in-toto.io/attestation/link/v0.3",
}


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    require("openssl", "make")
    with Deployment.running(tmp_path_factory.mktemp("sigstore")) as deployment:
        job = Job(deployment, tmp_path_factory.mktemp("user"))
        job.release()
        done = job.sandbox.pbom(*job.with_policy("verify"))
        assert done.code == 0, done
        yield job


def bundle_of(job: Job, kind: str) -> bytes:
    for path in (job.sandbox.state / "objects" / "sha256").glob("??/*"):
        data = path.read_bytes()
        if data.startswith(b'{"dsseEnvelope"'):
            statement = json.loads(payload_of(data))
            if statement["predicateType"] == KINDS[kind]:
                return data
    raise AssertionError(kind)


def ask(job: Job, bundle: bytes, artifact: str = "out.bin", identity: str = IDENTITY) -> Ended:
    path = job.deployment.folder / "asked.sigstore.json"
    path.write_bytes(bundle)
    return job.sandbox.run(
        str(SIGSTORE), "--trust-config", str(job.deployment.folder / "config.json"),
        "verify", "identity", "--offline", "--bundle", str(path), "--cert-identity", identity,
        "--cert-oidc-issuer", job.deployment.sigstore.url, artifact,
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(KINDS))
def test_it_verifies_what_we_signed(job: Job, kind: str) -> None:
    bundle = bundle_of(job, kind)
    done = ask(job, bundle)
    assert done.code == 0, done.complaint[-500:]
    assert payload_of(bundle) in done.out


def test_it_refuses_what_we_would(job: Job) -> None:
    bundle = bundle_of(job, "provenance")
    changed = swap_payload(lambda data: data.replace(b"out.bin", b"evil.bi"))(bundle)
    assert ask(job, changed).code == 1
    assert ask(job, bundle, artifact="src.txt").code == 0, "the twin has the same content"
    assert ask(job, bundle, artifact="Makefile").code == 1
    assert ask(job, bundle, identity=IDENTITY[:-1]).code == 1
