"""``pbom verify`` says no, with the right code and the right rule, and the honest twin passes."""

import base64
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.session import ARCHIVE, BUNDLE, DOCUMENT, Sandbox


def flip(path: Path, at: int) -> None:
    """Change one bit of one byte."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def rewrite(archive: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Write an archive anew, each member changed or, with ``None``, left out."""
    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(archive, "w") as opened:
        for name, data in members.items():
            changed = change(name, data)
            if changed is not None:
                opened.writestr(name, changed)


def test_nothing_is_denied_before_anything_is_altered(shipped: Sandbox) -> None:
    """The honest twin of everything below."""
    assert shipped.judge("out.bin") == (0, set())


def test_altered_artifact(shipped: Sandbox) -> None:
    flip(shipped.project / "out.bin", 0)
    assert shipped.judge("out.bin") == (4, {"artifact-attested", "pbom-signed"})


def test_artifact_with_one_more_byte(shipped: Sandbox) -> None:
    with (shipped.project / "out.bin").open("ab") as file:
        file.write(b"x")
    assert shipped.judge("out.bin") == (4, {"artifact-attested", "pbom-signed"})


@pytest.mark.parametrize("tenth", range(0, 10, 2))
def test_altered_bundle(shipped: Sandbox, tenth: int) -> None:
    bundle = shipped.project / BUNDLE
    flip(bundle, bundle.stat().st_size * tenth // 10)
    assert shipped.judge("out.bin") == (4, {"evidence-authentic"})


@pytest.mark.parametrize("tenth", [0, 3, 6, 9])
def test_altered_pbom(shipped: Sandbox, tenth: int) -> None:
    document = shipped.project / DOCUMENT
    flip(document, document.stat().st_size * tenth // 10)
    assert shipped.judge("out.bin") == (4, {"pbom-signed", "pbom-recomputed"})


def test_altered_attestation_in_the_archive(shipped: Sandbox) -> None:
    def change(name: str, data: bytes) -> bytes:
        return data.replace(b"a", b"b", 1) if name.startswith("attestations/") else data

    rewrite(shipped.project / ARCHIVE, change)
    code, rules = shipped.judge("out.bin")
    assert code == 4
    assert {"evidence-authentic", "artifact-attested"} <= rules


def test_removed_evidence(shipped: Sandbox) -> None:
    def change(name: str, data: bytes) -> bytes | None:
        return None if name.startswith("attestations/") else data

    rewrite(shipped.project / ARCHIVE, change)
    code, rules = shipped.judge("out.bin")
    assert code == 3
    assert {"artifact-attested", "pbom-recomputed", "step-signed"} <= rules


def test_removed_pbom_signature(shipped: Sandbox) -> None:
    def change(name: str, data: bytes) -> bytes | None:
        return None if name.startswith("attestations/") and not is_step(data) else data

    rewrite(shipped.project / ARCHIVE, change)
    (shipped.project / BUNDLE).unlink()
    assert shipped.judge("out.bin") == (3, {"pbom-signed"})


def is_step(bundle: bytes) -> bool:
    """Whether a bundle is about a build step."""
    payload = base64.b64decode(json.loads(bundle)["dsseEnvelope"]["payload"])
    return b"https://in-toto.io/attestation/link/v0.3" in payload


def test_empty_directory_as_evidence(shipped: Sandbox, tmp_path: Path) -> None:
    code, rules = shipped.judge("out.bin", "--evidence", str(tmp_path))
    assert code == 3
    assert {"artifact-attested", "step-signed"} <= rules


def test_key_that_the_policy_does_not_know(shipped: Sandbox, tmp_path: Path) -> None:
    stranger = Sandbox.ready(tmp_path / "stranger")
    for name in ("out.bin", BUNDLE, DOCUMENT, ARCHIVE):
        shutil.copy(shipped.project / name, stranger.project)
    code, rules = stranger.judge("out.bin")
    assert code == 4
    assert "evidence-authentic" in rules
    assert stranger.judge("out.bin", "--policy", str(shipped.project / "pbom.policy.toml"))[0] == 0


def test_step_that_failed(sandbox: Sandbox) -> None:
    assert sandbox.pbom("run", "--", "sh", "-c", "make -s; exit 1").code == 1
    assert sandbox.pbom("assemble", "out.bin").code == 0
    assert sandbox.judge("out.bin") == (1, {"command-expected"})


def test_tree_with_changes(sandbox: Sandbox) -> None:
    sandbox.write("src.txt", "not committed\n")
    sandbox.release()
    assert sandbox.judge("out.bin") == (1, {"source-pinned", "steps-chained"})


def test_step_that_is_missing(tmp_path: Path) -> None:
    sandbox = Sandbox.ready(tmp_path / "user", "test", "build")
    sandbox.release()
    assert sandbox.judge("out.bin") == (3, {"step-signed"})


def test_one_unproven_artifact_among_several(shipped: Sandbox) -> None:
    shipped.write("extra.bin", "from nowhere")
    code, rules = shipped.judge("out.bin", "extra.bin")
    assert code == 3
    assert {"artifact-attested", "pbom-signed"} <= rules
    code, rules = shipped.judge("extra.bin", "out.bin", f"--evidence={ARCHIVE}")
    assert code == 3


def test_digest_of_something_else(shipped: Sandbox) -> None:
    code, rules = shipped.judge("--digest", f"sha256:{'0' * 64}")
    assert code == 3
    assert "artifact-attested" in rules


@pytest.fixture
def crowded(sandbox: Sandbox) -> Sandbox:
    """With a step of so many products that its statement names their list by digest."""
    script = "mkdir m; cd m; seq 1 1001 | xargs touch; echo x > 7"
    assert sandbox.pbom("run", "--", "sh", "-c", script).code == 0
    assert sandbox.pbom("assemble", "m/7").code == 0
    return sandbox


def test_evidence_without_the_lists_that_statements_name(crowded: Sandbox, tmp_path: Path) -> None:
    """Lines hold bundles, and nothing that these refer to."""
    with zipfile.ZipFile(crowded.project / "m/7.evidence.zip") as opened:
        names = [name for name in opened.namelist() if name.startswith("attestations/")]
        lines = b"".join(opened.read(name) for name in names)
    (tmp_path / "evidence.jsonl").write_bytes(lines)
    assert crowded.judge("m/7") == (0, set())
    code, rules = crowded.judge("m/7", "--evidence", str(tmp_path / "evidence.jsonl"))
    assert code == 3
    assert "evidence-authentic" in rules


def test_altered_list_that_a_statement_names(crowded: Sandbox) -> None:
    def change(name: str, data: bytes) -> bytes:
        return data.replace(b'"m/8"', b'"m/0"') if name.startswith("objects/") else data

    rewrite(crowded.project / "m/7.evidence.zip", change)
    code, rules = crowded.judge("m/7")
    assert code == 4
    assert "evidence-authentic" in rules
