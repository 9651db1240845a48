"""``pbom trace`` of a real release, in a real store."""

import json
import shutil
from pathlib import Path

import pytest

from pbom.stores.index import FILE
from tests.cli.session import ARCHIVE, Sandbox


@pytest.fixture
def deployed(shipped: Sandbox) -> Sandbox:
    """A release that was verified and deployed."""
    assert shipped.pbom("verify", "out.bin").code == 0
    assert shipped.pbom("deploy", "record", "out.bin", "--env=production").code == 0
    return shipped


def kinds(sandbox: Sandbox, *words: str, code: int = 0) -> set[str]:
    done = sandbox.pbom("trace", *words, "--format=json")
    assert done.code == code, done
    return {node["kind"] for node in json.loads(done.text)["nodes"]}


SIGNED = {"key", "source", "other"}
"""What else a key leads to; the provenance that goes with a step is nothing that we read."""
CHAIN = {"commit", "step", "artifact", "release", "verdict", "deployment", "environment"}


def test_a_file_its_digest_its_commit_and_its_environment_lead_to_the_same_chain(
    deployed: Sandbox,
) -> None:
    head = deployed.git("rev-parse", "HEAD").strip()
    digest = deployed.pbom("trace", "out.bin", "--format=json").text
    (focus,) = json.loads(digest)["focus"]
    sha256 = focus.removeprefix("digest:")
    for word in ("out.bin", sha256, sha256[7:], head, head[:9], f"commit:{head}"):
        assert kinds(deployed, word) == CHAIN, word
    assert kinds(deployed, "env:production") == CHAIN - {"release"}


def test_keys_are_named_by_functionary_file_or_digest(deployed: Sandbox) -> None:
    public = deployed.config / "key.pub.pem"
    assert kinds(deployed, "key:me") == CHAIN | SIGNED
    assert kinds(deployed, str(public)) == CHAIN | SIGNED
    assert kinds(deployed, f"key:{public}") == CHAIN | SIGNED


def test_the_text_says_what_it_rests_on_and_that_nothing_is_missing(deployed: Sandbox) -> None:
    done = deployed.pbom("trace", "out.bin")
    assert (done.code, done.complaint) == (0, "")
    assert done.text.startswith("signatures are checked by the policy sha256:")
    assert done.text.endswith("\nno gaps\n")
    for form in ("mermaid", "dot", "svg"):
        assert deployed.pbom("trace", "out.bin", f"--format={form}").code == 0


def test_the_index_may_be_thrown_away_and_damaged(deployed: Sandbox) -> None:
    before = deployed.pbom("trace", "out.bin")
    (deployed.state / FILE).write_bytes(b"SQLite format 3\0 and nothing of it")
    assert deployed.pbom("trace", "out.bin") == before
    (deployed.state / FILE).unlink()
    assert deployed.pbom("trace", "out.bin") == before


def test_lost_evidence_is_a_gap_and_the_exit_code_says_so(deployed: Sandbox) -> None:
    bundles = [path for path in deployed.objects() if b"attestation/link" in _payload(path)]
    assert len(bundles) == 1
    bundles[0].unlink()
    done = deployed.pbom("trace", "out.bin")
    assert done.code == 3
    assert "GAP: no recorded step made it" in done.text


def test_a_bundle_that_was_changed_is_not_believed(deployed: Sandbox) -> None:
    assert deployed.pbom("trace", "out.bin").code == 0
    (bundle,) = [path for path in deployed.objects() if b"attestation/link" in _payload(path)]
    bundle.write_bytes(bundle.read_bytes().replace(b'"sig":"M', b'"sig":"N'))
    done = deployed.pbom("trace", "out.bin")
    assert done.code == 4
    assert "NOT BELIEVED: its content is not what its name says" in done.text


def _payload(path: Path) -> bytes:
    import base64  # noqa: PLC0415

    try:
        return base64.b64decode(json.loads(path.read_bytes())["dsseEnvelope"]["payload"])
    except (ValueError, KeyError):
        return b""


def test_without_a_policy_it_is_told_as_not_verified(deployed: Sandbox) -> None:
    (deployed.config / "pins.json").unlink()
    (deployed.config / "key.pub.pem").unlink()
    done = deployed.pbom("trace", "out.bin")
    assert done.text.startswith("NOT VERIFIED: ")
    assert "UNVERIFIED" in done.text
    assert deployed.pbom("trace", "out.bin", "--policy=nowhere.toml").code == 2


def test_an_archive_elsewhere_tells_what_is_in_it(deployed: Sandbox, tmp_path: Path) -> None:
    shutil.copy(deployed.project / ARCHIVE, tmp_path / "a.zip")
    found = kinds(deployed, "out.bin", f"--evidence={tmp_path / 'a.zip'}", code=3)
    assert found == {"artifact", "step", "commit", "release"}
    both = (f"--evidence={tmp_path / 'a.zip'}", f"--evidence={deployed.state}")
    assert kinds(deployed, "out.bin", *both) == CHAIN


def test_what_means_nothing_and_what_nobody_knows(deployed: Sandbox) -> None:
    for word in ("nonsense", "zz", "out.bin --format=xml"):
        assert deployed.pbom("trace", *word.split()).code == 2, word
    for word in ("sha256:" + "0" * 64, "commit:0000000", "pkg:npm/none", "agent:none", "env:none"):
        done = deployed.pbom("trace", word)
        assert done.code == 3, word
        assert "nothing in the evidence has the" in done.complaint
    deployed.write("other", "made by nobody")
    done = deployed.pbom("trace", "other")
    assert done.code == 3


def test_a_project_without_a_store(sandbox: Sandbox) -> None:
    done = sandbox.pbom("trace", "src.txt")
    assert (done.code, "there is no store here" in done.complaint) == (3, True)


def test_a_broken_object_is_named_and_is_no_silence(deployed: Sandbox) -> None:
    path = deployed.state / "objects/sha256/ab" / ("0" * 62)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"not what the name says")
    done = deployed.pbom("trace", "out.bin")
    assert done.code == 3
    assert "not understood, and not searched: object ab000" in done.complaint
