"""``pbom explain`` and ``pbom show trace``: what a traced step read and made, in words."""

import json
from pathlib import Path

import pytest

from tests.cli.session import Ended, Sandbox
from tests.tracing import digest_of, needs_strace


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A build that packs a file of the commit, and one that lies in the user's home."""
    needs_strace()
    sandbox = Sandbox.ready(tmp_path_factory.mktemp("explain"))
    (sandbox.base / "home" / "extra\x1b[31m.txt").write_text("extra\n", "utf-8")
    script = 'cat src.txt "$HOME"/extra*.txt > out.bin'
    assert sandbox.pbom("run", "--trace=all", "--", "sh", "-c", script).code == 0
    return sandbox


def rows(done: Ended, what: str) -> list[dict[str, object]]:
    """The rows of an explanation in JSON."""
    assert done.code == 0, done
    document = json.loads(done.out)
    assert document["type"] == f"urn:pbom:explained-{what}:v1"
    listed: list[dict[str, object]] = document[what]
    return listed


def test_inputs_are_told_with_digest_reader_and_reason(traced: Sandbox) -> None:
    listed = rows(traced.pbom("explain", "inputs", "--format=json"), "inputs")
    (source,) = (row for row in listed if row["name"] == "src.txt")
    assert source["kind"] == "commit"
    digest = source["digest"]
    assert isinstance(digest, dict)
    assert digest["sha256"] == digest_of(b"hello\n")
    assert source["readers"] == ["dash > cat"] or "cat" in str(source["readers"])


def test_what_nothing_explains_comes_alone_and_cannot_forge_a_line(traced: Sandbox) -> None:
    done = traced.pbom("explain", "inputs", "--unexplained", "--step=build")
    assert done.code == 0
    assert "\x1b" not in done.text
    named = [line for line in done.text.splitlines() if line.startswith("unexplained ")]
    assert len(named) >= 1
    assert any(
        "extra%1B%5B31m.txt" in line and "outside the workspace, in no package" in line
        for line in named
    )
    assert "src.txt  " not in done.text


def test_outputs_are_told_with_their_writer(traced: Sandbox) -> None:
    (row,) = rows(traced.pbom("explain", "outputs", "--format=json"), "outputs")
    assert row["name"] == "out.bin"
    assert row["explained"] is False
    assert "extra" in str(row["problem"])
    text = traced.pbom("explain", "outputs", "--unexplained").text
    assert "1 products, 1 unexplained" in text
    assert "   written by " in text


def test_the_trace_is_shown_as_a_tree(traced: Sandbox) -> None:
    done = traced.pbom("show", "trace")
    assert done.code == 0
    lines = done.text.splitlines()
    assert lines[1].startswith("traced      by strace ")
    processes = [line for line in lines if line.startswith("process ")]
    assert processes[0].startswith("process     sh -c ")
    assert any("  cat src.txt" in line and "exit 0" in line for line in processes)
    assert any(line.startswith("left        out.bin  ") for line in lines)
    assert "\x1b" not in done.text


def test_a_file_of_that_name_is_shown_instead(traced: Sandbox, tmp_path: Path) -> None:
    other = traced.copy(tmp_path / "copy")
    other.write("trace", "not json")
    assert other.pbom("show", "trace").code == 4


@pytest.mark.parametrize("what", ["inputs", "outputs"])
def test_without_a_traced_step_there_is_nothing_to_explain(sandbox: Sandbox, what: str) -> None:
    assert sandbox.pbom("run", "--", "make", "-s").code == 0
    done = sandbox.pbom("explain", what)
    assert done.code == 3
    assert done.complaint == (
        "pbom: there is no evidence of a traced step\n"
        "hint: trace it: `pbom run --trace all -- COMMAND...`\n"
    )


def test_it_explains_from_an_archive_elsewhere(traced: Sandbox, tmp_path: Path) -> None:
    other = traced.copy(tmp_path / "copy")
    assert other.pbom("assemble", "out.bin").code == 0
    archive = other.project / "out.bin.evidence.zip"
    done = other.pbom(
        "explain", "inputs", f"--evidence={archive}", "--format=json", folder=tmp_path
    )
    assert {row["kind"] for row in rows(done, "inputs")} >= {"commit", "unexplained"}


def test_the_pbom_says_it_as_well(traced: Sandbox, tmp_path: Path) -> None:
    other = traced.copy(tmp_path / "copy")
    assert other.pbom("assemble", "out.bin").code == 0
    text = other.pbom("show", "out.bin.pbom.cdx.json").text
    assert "coverage    traced" in text
    assert "traced by   strace " in text
    assert "unexplained /" in text
    assert "made of     1 files, 1 lines of the commit; at least 0 files touched by" in text


def test_a_toolchain_is_declared_and_explains(traced: Sandbox, tmp_path: Path) -> None:
    other = traced.copy(tmp_path / "copy")
    home = other.base / "home"
    tool = home / "tool"
    tool.mkdir()
    (tool / "part.txt").write_text("part\n", "utf-8")
    done = other.pbom("toolchain", str(tool), "--name=tool", "--output=tool.json")
    assert done.code == 0
    assert done.text.endswith("  1 files of tool\n")
    other.write("pbom.toml", '[record]\ntoolchains = ["tool.json"]\n')
    other.commit("declare the tool")
    assert other.pbom("run", "--trace=all", "--", "cat", str(tool / "part.txt")).code == 0
    listed = rows(other.pbom("explain", "inputs", "--format=json"), "inputs")
    (row,) = (row for row in listed if str(row["name"]).endswith("/part.txt"))
    assert row["kind"] == "toolchain"
    (tool / "part.txt").write_text("evil\n", "utf-8")
    assert other.pbom("run", "--trace=all", "--", "cat", str(tool / "part.txt")).code == 0
    listed = rows(other.pbom("explain", "inputs", "--format=json"), "inputs")
    (row,) = (row for row in listed if str(row["name"]).endswith("/part.txt"))
    assert row["kind"] == "unexplained"


def test_a_toolchain_that_is_not_there_or_broken_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.pbom("toolchain", "no-such-place", "--output=x.json").code == 2
    sandbox.write("x.json", "{}")
    sandbox.write("pbom.toml", '[record]\ntoolchains = ["x.json"]\n')
    done = sandbox.pbom("run", "--trace=all", "--", "touch", "ran")
    assert done.code == 125
    assert "x.json: $.type: is missing" in done.complaint
    assert not (sandbox.project / "ran").exists()
