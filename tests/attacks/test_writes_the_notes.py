"""The attacker may push notes, and nothing else: they are text, and the repository is the judge."""

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from pbom.model.printable import printable
from pbom.stages import verify_lines
from tests.beside import AI, beside_head, blob, gaps, head_lines, look, note, point, source, tree
from tests.cli.session import Sandbox, environment_in
from tests.sidecars.samples import agent, log

PROMPTS = {"k": agent("cursor")}
Forgery = Callable[[Sandbox], object]


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A repository with a file of nine lines, a link to it, and a submodule."""
    sandbox = Sandbox.with_commit(tmp_path / "user")
    for name, value in environment_in(sandbox.base).items():
        monkeypatch.setenv(name, value)
    sandbox.write("src/main.py", "".join(f"line {number}\n" for number in range(1, 10)))
    (sandbox.project / "link").symlink_to("src")
    (sandbox.project / "other.py").symlink_to("src/main.py")
    sandbox.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},inner")
    sandbox.git("add", "src", "link", "other.py")
    sandbox.git("commit", "-q", "-m", "code")
    return sandbox


def attest(sandbox: Sandbox, path: str, lines: str = "1-3") -> None:
    """A log of git-ai beside the head that claims lines of a file."""
    head = sandbox.git("rev-parse", "HEAD").strip()
    note(sandbox, log(f"{path}\n  k {lines}\n", base_commit_sha=head, prompts=PROMPTS))


def problems(sandbox: Sandbox) -> set[str]:
    """Why claims beside the head are not verified; an empty text for those that are."""
    return {claim.problem for claim in beside_head(sandbox).attributions}


def test_the_honest_twin_is_verified(sandbox: Sandbox) -> None:
    attest(sandbox, "src/main.py")
    assert problems(sandbox) == {""}
    assert head_lines(sandbox).lines[0].agent == 3


CLAIMS = {
    "lines past the end": ("src/main.py", "5-400", verify_lines.PAST_THE_END),
    "a file that is not there": ("src/none.py", "1", verify_lines.NO_FILE),
    "a file in another case": ("SRC/main.py", "1", verify_lines.NO_FILE),
    "a path out of the tree": ("../../etc/passwd", "1", verify_lines.LEADS_OUT),
    "an absolute path": ("/etc/passwd", "1", verify_lines.LEADS_OUT),
    "a path with a detour": ("src/../src/main.py", "1", verify_lines.LEADS_OUT),
    "a file through a link": ("link/main.py", "1", verify_lines.NO_FILE),
    "a link": ("other.py", "1", verify_lines.NOT_A_FILE),
    "a submodule": ("inner", "1", verify_lines.NOT_A_FILE),
    "a file in a submodule": ("inner/main.py", "1", verify_lines.NO_FILE),
    "a directory": ("src", "1", verify_lines.NOT_A_FILE),
    "a path with a NUL": ("src/main.py\0", "1", verify_lines.LEADS_OUT),
}


@pytest.mark.parametrize(("path", "lines", "problem"), CLAIMS.values(), ids=list(CLAIMS))
def test_a_false_claim_is_a_claim(sandbox: Sandbox, path: str, lines: str, problem: str) -> None:
    attest(sandbox, path, lines)
    assert problems(sandbox) == {problem}
    assert all(item.agent == 0 for item in head_lines(sandbox).lines)


def test_a_note_copied_from_another_commit_is_of_another_commit(sandbox: Sandbox) -> None:
    note(sandbox, log("src/main.py\n  k 1-3\n", base_commit_sha="1" * 40, prompts=PROMPTS))
    assert problems(sandbox) == {verify_lines.OTHER_COMMIT}


def test_lines_that_are_claimed_a_thousand_times_count_once(sandbox: Sandbox) -> None:
    prompts = {f"{number:016x}": agent("cursor") for number in range(900)}
    head = sandbox.git("rev-parse", "HEAD").strip()
    claims = "".join(f"  {key} 1-9,2,3-4\n" for key in prompts)
    note(sandbox, log(f"src/main.py\n{claims}", base_commit_sha=head, prompts=prompts))
    (lines,) = head_lines(sandbox).lines
    assert (lines.agent, lines.untracked) == (9, 0)


def test_a_person_cannot_be_claimed_over_an_agent(sandbox: Sandbox) -> None:
    head = sandbox.git("rev-parse", "HEAD").strip()
    people = {"h_31dce776f88375": {"author": "Ada"}}
    attested = "src/main.py\n  k 1-5\n  h_31dce776f88375 1-9\n"
    note(sandbox, log(attested, base_commit_sha=head, prompts=PROMPTS, humans=people))
    (lines,) = head_lines(sandbox).lines
    assert (lines.agent, lines.human) == (5, 4)


def test_names_that_would_move_the_cursor_are_not_taken(sandbox: Sandbox) -> None:
    evil = agent("cur\x1b[2Jsor", "gpt\u202e-5", "id\nforged: line")
    note(sandbox, log("src/main.py\n  k 1\n", prompts={"k": evil}))
    (marker,) = beside_head(sandbox).markers
    assert (marker.agent, marker.model, marker.session, marker.raw) == ("", "", "", "")


def test_whatever_a_record_gives_can_be_shown(sandbox: Sandbox) -> None:
    attest(sandbox, "caf\u00e9\u202e\x1b[2J.py")
    for beside in look(sandbox).by_commit.values():
        for text in (*(m.raw for m in beside.markers), *(c.path for c in beside.attributions)):
            assert "\x1b" not in printable(text)
            assert "\u202e" not in printable(text)


def clutter(sandbox: Sandbox) -> None:
    """Names that are no ids, directories that lead nowhere, and an id in capitals."""
    head = sandbox.git("rev-parse", "HEAD").strip()
    id_ = blob(sandbox, log("src/main.py\n  k 1\n", base_commit_sha=head, prompts=PROMPTS))
    inner = tree(sandbox, f"100644 blob {id_}\tx\x00100644 blob {id_}\t{head}\0".encode())
    names = ["README", "zz", head[:-1], head + "0", "\u202e", "--help", "a b"]
    entries = "".join(f"100644 blob {id_}\t{name}\0" for name in names)
    entries += f"100644 blob {id_}\t{head.upper()}\0"
    entries += f"040000 tree {inner}\tab\x00040000 tree {inner}\tnotes\0"
    point(sandbox, AI, tree(sandbox, entries.encode()))


def test_clutter_in_the_notes_hides_no_note(sandbox: Sandbox) -> None:
    clutter(sandbox)
    assert len(beside_head(sandbox).markers) == 1
    assert source(sandbox, AI).records == 1


def test_two_notes_beside_one_commit_are_both_read(sandbox: Sandbox) -> None:
    head = sandbox.git("rev-parse", "HEAD").strip()
    one = blob(sandbox, log("src/main.py\n  k 1\n", base_commit_sha=head, prompts=PROMPTS))
    two = blob(
        sandbox,
        log("src/main.py\n  k 2\n", base_commit_sha=head, prompts={"k": agent("claude")}),
    )
    below = tree(sandbox, f"100644 blob {two}\t{head[2:]}\0".encode())
    entries = f"040000 tree {below}\t{head[:2]}\x00100644 blob {one}\t{head}\0"
    point(sandbox, AI, tree(sandbox, entries.encode()))
    assert {marker.agent for marker in beside_head(sandbox).markers} == {"cursor", "claude-code"}


def test_a_tree_that_unfolds_without_end_is_left_alone(sandbox: Sandbox) -> None:
    id_ = tree(sandbox, f"100644 blob {blob(sandbox, b'{}')}\t{'0' * 22}\0".encode())
    for _ in range(9):
        entries = "".join(f"040000 tree {id_}\t{name:02x}\0" for name in range(256))
        id_ = tree(sandbox, entries.encode())
    point(sandbox, AI, id_)
    started = time.perf_counter()
    assert gaps(sandbox)["records-over-limit"].count == 1
    assert time.perf_counter() - started < 60


_HEAD = b'---\n{"schema_version":"authorship/3.0.0","base_commit_sha":"","prompts":['
BOMBS: dict[str, bytes] = {
    "brackets": b"---\n" + b"[" * 4_000_000,
    "objects": _HEAD + b"{}," * 1_300_000 + b"{}]}",
    "a text": b'---\n"' + b"\\u0041" * 690_000 + b'"',
    "one line": b"x" * 4_000_000,
    "short lines": b"a\n" * 2_000_000,
    "keys": b"a\n" + b"  k 1\n" * 690_000,
    "as many brackets as are read": _HEAD + b"{}," * 249_000 + b"{}]}",
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=list(BOMBS))
def test_a_note_that_is_a_bomb_costs_little(sandbox: Sandbox, content: bytes) -> None:
    note(sandbox, content)
    tracemalloc.start()
    started = time.perf_counter()
    found = gaps(sandbox)
    took, (_, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.keys() & {"records-unreadable", "records-over-limit"}
    assert took < 30
    assert peak < 400 * 1024 * 1024


def test_notes_execute_nothing(sandbox: Sandbox) -> None:
    attest(sandbox, "src/main.py")
    spy = sandbox.base / "spy"
    spy.write_text(f"#!/bin/sh\ntouch {sandbox.base}/spied\nexec cat\n", "utf-8")
    spy.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.gitProxy"):
        sandbox.git("config", key, str(spy))
    sandbox.git("config", "remote.origin.url", f"ext::{spy}")
    sandbox.git("config", "remote.origin.promisor", "true")
    sandbox.git("config", "core.hooksPath", str(sandbox.base))
    assert problems(sandbox) == {""}
    assert head_lines(sandbox).lines[0].agent == 3
    assert not (sandbox.base / "spied").exists()
