"""Who wrote the lines at the head: real histories, and what could disturb git's answer."""

import pytest

from pbom.model.attribution import FileLines
from pbom.pipeline import sidecars as pipeline
from tests.beside import head_lines, note
from tests.cli.session import Sandbox
from tests.sidecars.samples import agent, log

PROMPTS = {"k": agent("cursor")}
PEOPLE = {"h_31dce776f88375": {"author": "Ada"}}


def attest(sandbox: Sandbox, attested: str) -> None:
    """A log of git-ai beside the head."""
    head = sandbox.git("rev-parse", "HEAD").strip()
    note(sandbox, log(attested, base_commit_sha=head, prompts=PROMPTS, humans=PEOPLE))


def lines(sandbox: Sandbox, since: str = "") -> dict[str, tuple[int, int, int]]:
    """Agent, human and untracked lines of each file."""
    found = head_lines(sandbox, since)
    assert found.gaps == ()
    return {item.path: (item.agent, item.human, item.untracked) for item in found.lines}


def test_lines_of_an_agent_of_a_person_and_of_nobody(sandbox: Sandbox) -> None:
    attest(sandbox, "src/main.py\n  k 1-3\n  h_31dce776f88375 5-6\n")
    assert lines(sandbox) == {"src/main.py": (3, 2, 4)}


def test_lines_that_were_changed_or_moved_since(sandbox: Sandbox) -> None:
    attest(sandbox, "src/main.py\n  k 1-3\n")
    changed = ["new\n", "line 1\n", "line 2\n", "other\n", *(f"line {n}\n" for n in range(4, 10))]
    sandbox.write("src/main.py", "".join(changed))
    sandbox.commit("edit")
    assert lines(sandbox) == {"src/main.py": (2, 0, 8)}
    attest(sandbox, "src/main.py\n  k 1,4\n")
    assert lines(sandbox) == {"src/main.py": (4, 0, 6)}


def test_a_claim_counts_only_for_lines_that_the_commit_brought(sandbox: Sandbox) -> None:
    sandbox.write("src/main.py", "".join(f"line {n}\n" for n in range(1, 12)))
    sandbox.commit("two more lines")
    attest(sandbox, "src/main.py\n  k 1-11\n")
    assert lines(sandbox) == {"src/main.py": (2, 0, 9)}


def test_lines_from_before_the_range_are_untracked(sandbox: Sandbox) -> None:
    attest(sandbox, "src/main.py\n  k 1-3\n")
    sandbox.write("src/main.py", "".join(f"line {n}\n" for n in range(1, 11)))
    sandbox.commit("one more line")
    attest(sandbox, "src/main.py\n  k 10\n")
    assert lines(sandbox, "HEAD^") == {"src/main.py": (1, 0, 9)}
    assert lines(sandbox) == {"src/main.py": (4, 0, 6)}


def test_a_file_that_was_renamed_is_followed_from_its_new_name(sandbox: Sandbox) -> None:
    attest(sandbox, "src/main.py\n  k 1-3\n")
    sandbox.git("mv", "src/main.py", "src/new.py")
    sandbox.commit("move")
    assert lines(sandbox) == {}
    sandbox.write("src/new.py", "".join(f"line {n}\n" for n in range(1, 11)))
    sandbox.commit("one more line")
    attest(sandbox, "src/new.py\n  k 10\n")
    assert lines(sandbox) == {"src/new.py": (4, 0, 6)}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a b.py", "a b.py"),
        ('say "hi".py', 'say "hi".py'),
        ("caf\u00e9/\u202etxt.py", "caf\u00e9/\u202etxt.py"),
        ("back\\slash.py", "raw:back%5Cslash.py"),
        ("bell\a.py", "raw:bell%07.py"),
        (":(glob)*.py", ":(glob)*.py"),
        ("--output=x", "--output=x"),
    ],
)
def test_names_that_git_quotes_or_could_misread(sandbox: Sandbox, path: str, name: str) -> None:
    sandbox.write(path, "one\ntwo\n")
    sandbox.git("add", "--", f":(literal){path}")
    sandbox.git("commit", "-q", "-m", "odd")
    attest(sandbox, f"{path}\n  k 1\n")
    assert lines(sandbox) == {name: (1, 0, 1)}


def test_a_file_that_is_gone_or_a_link_now_is_not_counted(sandbox: Sandbox) -> None:
    attest(sandbox, "src/main.py\n  k 1-3\nsrc/with space.py\n  k 1\n")
    (sandbox.project / "src/main.py").unlink()
    (sandbox.project / "src/with space.py").unlink()
    (sandbox.project / "src/with space.py").symlink_to("../src.txt")
    sandbox.commit("gone")
    assert lines(sandbox) == {}


def test_a_last_line_without_an_end_is_a_line(sandbox: Sandbox) -> None:
    sandbox.write("one.py", "only")
    sandbox.commit("one line")
    attest(sandbox, "one.py\n  k 1\n")
    assert lines(sandbox) == {"one.py": (1, 0, 0)}


def test_a_merge_has_the_lines_of_both_sides(sandbox: Sandbox) -> None:
    sandbox.git("checkout", "-q", "-b", "side")
    sandbox.write("src/main.py", "".join(f"line {n}\n" for n in range(1, 11)))
    sandbox.commit("at the end")
    attest(sandbox, "src/main.py\n  k 10\n")
    sandbox.git("checkout", "-q", "main")
    sandbox.write("src/main.py", "first\n" + "".join(f"line {n}\n" for n in range(1, 10)))
    sandbox.commit("at the beginning")
    attest(sandbox, "src/main.py\n  k 1\n")
    sandbox.git("merge", "-q", "-m", "join", "side")
    assert lines(sandbox) == {"src/main.py": (2, 0, 9)}


def test_what_is_configured_hides_no_commit(sandbox: Sandbox) -> None:
    sandbox.write("src/main.py", "".join(f"line {n};\n" for n in range(1, 10)))
    edited = sandbox.commit("edit")
    attest(sandbox, "src/main.py\n  k 1-9\n")
    assert edited[:7] in sandbox.git("blame", "src/main.py")
    sandbox.write(".ignored-revisions", f"{edited}\n")
    sandbox.git("config", "blame.ignoreRevsFile", ".ignored-revisions")
    assert edited[:7] not in sandbox.git("blame", "src/main.py")  # git itself hides it
    assert lines(sandbox) == {"src/main.py": (9, 0, 0)}


def test_what_is_configured_runs_no_program(sandbox: Sandbox) -> None:
    sandbox.write(".gitattributes", "*.py diff=spy\n")
    sandbox.commit("attributes")
    attest(sandbox, "src/main.py\n  k 1-3\n")
    sandbox.write("src/main.py", "other\n")
    sandbox.commit("edit")
    attest(sandbox, "src/main.py\n  k 1\n")
    sandbox.git("config", "diff.spy.textconv", "touch spied; cat")
    sandbox.git("blame", "src/main.py")
    assert (sandbox.project / "spied").exists()  # git itself runs it
    (sandbox.project / "spied").unlink()
    assert lines(sandbox) == {"src/main.py": (1, 0, 0)}
    assert not (sandbox.project / "spied").exists()


def test_replaced_commits_are_not_believed(sandbox: Sandbox) -> None:
    attest(sandbox, "src/main.py\n  k 1-3\n")
    sandbox.write("elsewhere.py", "x\n")
    sandbox.commit("another")
    sandbox.git("replace", "HEAD^", "HEAD~2")
    assert lines(sandbox) == {"src/main.py": (3, 0, 6)}


def test_a_subject_that_looks_like_blame_forges_nothing(sandbox: Sandbox) -> None:
    forged = f"{'1' * 40} 1 1 9"
    sandbox.write("src/main.py", "other\n" * 9)
    sandbox.commit(f"{'x' * 65528}{forged}")
    attest(sandbox, "src/main.py\n  k 2\n")
    assert lines(sandbox) == {"src/main.py": (1, 0, 8)}


def test_too_many_files_are_said(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MAX_FILES", 1)
    attest(sandbox, "src/main.py\n  k 1\nsrc/with space.py\n  k 1\n")
    found = head_lines(sandbox)
    assert found.lines == (FileLines(path="src/main.py", agent=1, human=0, untracked=8),)
    assert [(gap.kind, gap.count) for gap in found.gaps] == [("lines-not-counted", 1)]


def test_too_many_lines_are_said(sandbox: Sandbox) -> None:
    sandbox.write("long.py", "x\n" * 50_001)
    sandbox.commit("long")
    attest(sandbox, "long.py\n  k 1\nsrc/main.py\n  k 1\n")
    found = head_lines(sandbox)
    assert [item.path for item in found.lines] == ["src/main.py"]
    assert [(gap.kind, gap.count) for gap in found.gaps] == [("lines-not-counted", 1)]
