"""Whole sessions on the honest path: record, assemble, verify, here and elsewhere."""

import json
import shutil
import zipfile
from pathlib import Path

from tests.cli.session import ARCHIVE, BUNDLE, DOCUMENT, Sandbox


def test_one_build_from_command_to_verdict(tmp_path: Path) -> None:
    sandbox = Sandbox.ready(tmp_path / "user", "test", "build")
    tested = sandbox.pbom("run", "--step=test", "--", "sh", "-c", "echo 12 passed")
    assert (tested.code, tested.text, tested.complaint) == (0, "12 passed\n", "")
    built = sandbox.pbom("run", "--step=build", "--output=out.bin", "--", "make", "-s")
    assert (built.code, built.text, built.complaint) == (0, "", "")
    assembled = sandbox.pbom("assemble", "out.bin")
    assert (assembled.code, assembled.complaint) == (0, "")
    assert [line.split("  (")[0] for line in assembled.text.splitlines()] == [
        DOCUMENT, BUNDLE, ARCHIVE,
    ]  # fmt: skip
    verified = sandbox.pbom("verify", "out.bin")
    assert (verified.code, verified.complaint) == (0, "")
    assert verified.text.startswith("SHIP  out.bin  sha256:")
    assert ": 0 blocking, 0 warnings;" in verified.text
    steps = json.loads((sandbox.project / DOCUMENT).read_bytes())["formulation"][0]["workflows"]
    assert [task["name"] for task in steps[0]["tasks"]] == ["test", "build"]


def test_three_files_and_a_policy_are_enough_elsewhere(shipped: Sandbox, tmp_path: Path) -> None:
    """Another user, on a machine without the repository, the store and a key."""
    elsewhere = Sandbox.empty(tmp_path / "gate")
    for name in ("out.bin", BUNDLE, DOCUMENT, ARCHIVE, "pbom.policy.toml"):
        shutil.copy(shipped.project / name, elsewhere.project)
    done = elsewhere.pbom("verify", "out.bin", "--policy", "pbom.policy.toml")
    assert (done.code, done.text.split()[0]) == (0, "SHIP")
    assert done.complaint.startswith("pbom: the verdict is not signed: no signing key at ")
    assert not elsewhere.state.exists()


def test_evidence_alone_holds_the_pbom(shipped: Sandbox) -> None:
    (shipped.project / DOCUMENT).unlink()
    (shipped.project / BUNDLE).unlink()
    assert shipped.judge("out.bin") == (0, set())


def test_store_serves_where_no_archive_lies_beside(shipped: Sandbox) -> None:
    (shipped.project / ARCHIVE).unlink()
    assert shipped.judge("out.bin") == (0, set())


def test_evidence_as_directory_archive_and_lines(shipped: Sandbox, tmp_path: Path) -> None:
    archive = tmp_path / "moved.zip"
    (shipped.project / ARCHIVE).rename(archive)
    shutil.rmtree(shipped.state)
    folder, lines = tmp_path / "folder", tmp_path / "evidence.jsonl"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    paths = [*(folder / "attestations").iterdir(), *(folder / "objects").iterdir()]
    lines.write_bytes(b"".join(path.read_bytes() for path in sorted(paths)))
    for evidence in (archive, folder, lines):
        assert shipped.judge("out.bin", "--evidence", str(evidence)) == (0, set())


def test_pbom_may_lie_elsewhere(shipped: Sandbox, tmp_path: Path) -> None:
    for name in (DOCUMENT, BUNDLE):
        (shipped.project / name).rename(tmp_path / name.replace("out.bin", "moved"))
    moved = tmp_path / "moved.pbom.cdx.json"
    assert shipped.judge("out.bin", "--pbom", str(moved)) == (0, set())


def test_digest_serves_instead_of_the_file(shipped: Sandbox) -> None:
    digest = shipped.run("sha256sum", "out.bin").text.split()[0]
    assert shipped.judge("--digest", f"sha256:{digest}") == (0, set())


def test_several_artifacts_of_one_release(sandbox: Sandbox) -> None:
    script = "echo 1 > one.bin; echo 2 > two.bin"
    assert sandbox.pbom("run", "--output=*.bin", "--", "sh", "-c", script).code == 0
    assert sandbox.pbom("assemble", "one.bin", "two.bin").code == 0
    assert sandbox.judge("one.bin", "two.bin") == (0, set())
    assert sandbox.judge("two.bin", "--evidence=one.bin.evidence.zip") == (0, set())


def test_assembling_again_gives_the_same_document(shipped: Sandbox) -> None:
    before = (shipped.project / DOCUMENT).read_bytes()
    assert shipped.pbom("assemble", "out.bin").code == 0
    assert (shipped.project / DOCUMENT).read_bytes() == before
    assert shipped.judge("out.bin") == (0, set())


def test_older_version_of_the_format_on_request(shipped: Sandbox) -> None:
    assert shipped.pbom("assemble", "--spec=1.6", "out.bin").code == 0
    assert json.loads((shipped.project / DOCUMENT).read_bytes())["specVersion"] == "1.6"
    assert shipped.judge("out.bin") == (0, set())


def test_project_can_be_built_and_shipped_again(shipped: Sandbox) -> None:
    shipped.write("src.txt", "second\n")
    (shipped.project / "out.bin").unlink()
    shipped.commit("second")
    shipped.release()
    assert shipped.judge("out.bin") == (0, set())


def test_commands_work_in_a_subdirectory(shipped: Sandbox) -> None:
    inside = shipped.project / "deep"
    inside.mkdir()
    assert shipped.pbom("assemble", "../out.bin", folder=inside).code == 0
    assert shipped.pbom("verify", "../out.bin", folder=inside).code == 0
    assert list(inside.iterdir()) == []
