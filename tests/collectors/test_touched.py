"""Which files commits touched; every expectation is written by hand."""

import resource
import subprocess
from itertools import islice
from pathlib import Path

import pytest

from pbom import plugins
from pbom.collectors import touched
from pbom.collectors.git_command import MAX_MEMORY
from pbom.collectors.touched import TouchedPaths
from pbom.errors import RecordingError
from tests.collectors.histories import Repository

KIND_OF = plugins.pipeline_table(plugins.agent_table()).kind_of


def paths(repository: Repository, *names: str) -> list[dict[str, str] | None]:
    """What commits touched: the letter of each file, and its kind if it has one."""
    reader = TouchedPaths(repository.git, KIND_OF)
    commits = [repository.id_of(name) for name in names or ("HEAD",)]
    found = list(reader.of(commits))
    assert [commit for commit, _ in found] == commits
    return [
        None
        if files is None
        else {item.name: f"{item.letter} {item.kind}".strip() for item in files}
        for _, files in found
    ]


def gaps(repository: Repository, *names: str) -> dict[str, int]:
    reader = TouchedPaths(repository.git, KIND_OF)
    list(reader.of(repository.id_of(name) for name in names or ("HEAD",)))
    return {gap.kind: gap.count for gap in reader.gaps()}


def test_an_ordinary_commit_against_its_parent(repository: Repository) -> None:
    repository.sandbox.write("gone.txt", "x")
    repository.sandbox.write("src/old.c", "the same content\n")
    repository.commit("one", name="kept.txt")
    repository.run("rm", "-q", "gone.txt")
    repository.run("mv", "src/old.c", "src/new.c")
    (repository.folder / "kept.txt").unlink()
    (repository.folder / "kept.txt").symlink_to("src/new.c")
    repository.commit("two", name="Makefile")
    assert paths(repository) == [
        {
            "Makefile": "A build-script",
            "gone.txt": "D",
            "kept.txt": "T",
            "src/new.c": "A",
            "src/old.c": "D",
        }
    ]


def test_the_first_commit_against_nothing(repository: Repository) -> None:
    repository.commit("one", name="a/b.txt")
    repository.commit("two")
    assert paths(repository, "HEAD~1") == [{"a/b.txt": "A"}]


def test_a_commit_that_touches_nothing_is_listed_too(repository: Repository) -> None:
    repository.commit("one")
    repository.run("commit", "-q", "--allow-empty", "-m", "empty")
    repository.commit("two")
    assert paths(repository, "HEAD", "HEAD~1", "HEAD~2") == [
        {"two.txt": "A"}, {}, {"one.txt": "A"}
    ]  # fmt: skip


def test_a_mode_is_a_change(repository: Repository) -> None:
    repository.commit("one", name="run.sh")
    (repository.folder / "run.sh").chmod(0o755)
    repository.run("commit", "-qam", "executable")
    assert paths(repository) == [{"run.sh": "M"}]


# Merges.


def forked(repository: Repository) -> Repository:
    """Two branches that touched different files, about to be merged."""
    repository.sandbox.write("shared.txt", "1\n2\n3\n4\n5\n6\n7\n8\n")
    repository.sandbox.write("doomed.txt", "x")
    repository.commit("root")
    repository.branch("side")
    repository.commit("aside", name="side.txt")
    repository.sandbox.write("shared.txt", "side\n2\n3\n4\n5\n6\n7\n8\n")
    repository.run("commit", "-qam", "top")
    repository.run("checkout", "-q", "main")
    repository.sandbox.write("shared.txt", "1\n2\n3\n4\n5\n6\n7\nmain\n")
    repository.run("commit", "-qam", "bottom")
    return repository


def test_a_clean_merge_has_only_what_was_merged_line_by_line(repository: Repository) -> None:
    forked(repository).merge("side")
    assert paths(repository) == [{"shared.txt": "M"}], "neither parent has this content"


def test_a_merge_that_brings_something_of_its_own(repository: Repository) -> None:
    forked(repository)
    repository.run("merge", "-q", "--no-commit", "--no-ff", "side")
    repository.sandbox.write(".github/workflows/evil.yml", "on: push\n")
    repository.run("rm", "-q", "doomed.txt")
    repository.run("add", "-A")
    repository.run("commit", "-q", "-m", "merge side")
    assert paths(repository) == [
        {
            ".github/workflows/evil.yml": "A workflow",
            "doomed.txt": "D",
            "shared.txt": "M",
        }
    ]


def test_a_merge_of_many_that_brings_something_of_its_own(repository: Repository) -> None:
    repository.commit("root")
    for name in ("a", "b", "c"):
        repository.branch(name, "main")
        repository.commit(f"on-{name}")
    repository.run("checkout", "-q", "main")
    repository.merge("a", "b", "c")
    assert paths(repository) == [{}]
    repository.sandbox.write("evil.txt", "x")
    repository.run("add", "-A")
    repository.run("commit", "-q", "--amend", "--no-edit")
    assert repository.run("rev-list", "--parents", "-1", "HEAD").count(" ") == 4
    assert paths(repository, "HEAD", "a") == [{"evil.txt": "A"}, {"on-a.txt": "A"}]


# Names.

ODD = {
    b"with space.txt": "with space.txt",
    b"line\nbreak.txt": "raw:line%0Abreak.txt",
    b"not-utf8-\xff.txt": "raw:not-utf8-%FF.txt",
    b":colon": ":colon",
    b"tab\there": "raw:tab%09here",
    "\u202eevil.txt".encode(): "\u202eevil.txt",
    b"a" * 40: "a" * 40,
    b'quote".txt': 'quote".txt',
}


def test_odd_names_are_encoded_as_all_names_are(repository: Repository) -> None:
    folder = bytes(repository.folder)
    for path in ODD:
        with open(folder + b"/" + path, "wb") as file:  # noqa: PTH123 - bytes paths
            file.write(b"x")
    repository.run("add", "-A")
    repository.run("commit", "-q", "-m", "odd")
    assert paths(repository) == [dict.fromkeys(ODD.values(), "A")]


def test_names_of_definitions_in_another_case_or_with_hidden_letters(
    repository: Repository,
) -> None:
    repository.sandbox.write("DOCKERFILE", "FROM scratch")
    repository.sandbox.write("lib/Make\u200bfile", "all:")
    repository.commit("one", name=".GitHub/Workflows/ci.YML")
    assert paths(repository) == [
        {
            ".GitHub/Workflows/ci.YML": "A workflow",
            "DOCKERFILE": "A container",
            "lib/Make\u200bfile": "A build-script",
        }
    ]


# What is missing, cut or too much.


def test_a_commit_at_the_cut_was_not_looked_at(repository: Repository, tmp_path: Path) -> None:
    for number in range(3):
        repository.commit(f"c{number}")
    clone = repository.clone(tmp_path / "clone", "--depth=2")
    assert paths(clone, "HEAD", "HEAD~1") == [{"c2.txt": "A"}, None]
    assert gaps(clone, "HEAD", "HEAD~1") == {"paths-not-looked-at": 1}
    assert gaps(clone, "HEAD") == {}


def test_a_clone_without_contents_is_enough(repository: Repository, tmp_path: Path) -> None:
    repository.commit("one")
    forked(repository).merge("side")
    clone = repository.clone(tmp_path / "clone", "--filter=blob:none", "--bare")
    assert paths(clone, "HEAD", "HEAD~1") == [{"shared.txt": "M"}, {"shared.txt": "M"}]
    assert gaps(clone) == {}


def test_a_clone_without_trees_is_not(repository: Repository, tmp_path: Path) -> None:
    names = ["HEAD", *(f"HEAD~{number}" for number in range(1, 30))]
    for number in range(30):
        repository.commit(f"c{number}")
    clone = repository.clone(tmp_path / "clone", "--filter=tree:0", "--bare")
    assert paths(clone, *names) == [None] * 30
    assert gaps(clone, *names) == {"paths-not-looked-at": 30}


def test_one_missing_tree_costs_the_commits_that_need_it(repository: Repository) -> None:
    names = ["HEAD", "HEAD~1", "HEAD~2", "HEAD~3", "HEAD~4"]
    for number in range(5):
        repository.commit(f"c{number}")
    tree = repository.id_of("HEAD~2^{tree}")
    (repository.folder / ".git/objects" / tree[:2] / tree[2:]).unlink()
    assert paths(repository, *names) == [
        {"c4.txt": "A"}, None, None, {"c1.txt": "A"}, {"c0.txt": "A"}
    ]  # fmt: skip
    assert gaps(repository, *names) == {"paths-not-looked-at": 2}


def test_a_commit_that_is_not_here_is_not_mixed_up_with_others(repository: Repository) -> None:
    for number in range(3):
        repository.commit(f"c{number}")
    ids = repository.run("rev-list", "HEAD").splitlines()
    asked = [ids[0], "1" * 40, "2" * 40, ids[1], ids[2], "3" * 40]
    found = list(TouchedPaths(repository.git, KIND_OF).of(asked))
    assert [commit for commit, _ in found] == asked
    assert [files and files[0].name for _, files in found] == [
        "c2.txt", None, None, "c1.txt", "c0.txt", None
    ]  # fmt: skip


def test_of_too_many_files_definitions_come_first(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(touched, "MAX_PATHS", 3)
    for number in range(5):
        repository.sandbox.write(f"a{number}", "x")
    repository.commit("one", name="z/Makefile")
    assert paths(repository) == [{"a0": "A", "a1": "A", "z/Makefile": "A build-script"}]
    assert gaps(repository) == {"paths-left-out": 3}


def test_of_all_commits_together_there_is_a_limit_too(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(touched, "MAX_ALL", 2)
    for number in range(4):
        repository.commit(f"c{number}")
    names = ("HEAD", "HEAD~1", "HEAD~2", "HEAD~3")
    assert paths(repository, *names) == [{"c3.txt": "A"}, {"c2.txt": "A"}, {}, {}]
    assert gaps(repository, *names) == {"paths-left-out": 2}


def test_thousands_of_commits_in_one_stream(repository: Repository) -> None:
    lines = []
    for number in range(3000):
        lines.append(f"commit refs/heads/main\ncommitter A <a@b> {number} +0000\ndata 1\nx\n")
        lines.append(f"M 644 inline f{number % 7}\ndata {len(str(number))}\n{number}\n")
    subprocess.run(
        ["git", "fast-import", "--quiet"],
        input="".join(lines).encode(),
        cwd=repository.folder,
        check=True,
    )
    commits = repository.run("rev-list", "main").splitlines()
    reader = TouchedPaths(repository.git, KIND_OF)
    found = dict(reader.of(commits))
    assert len(found) == 3000
    assert all(files and len(files) == 1 for files in found.values())
    first = list(islice(TouchedPaths(repository.git, KIND_OF).of(commits), 2))
    assert [commit for commit, _ in first] == commits[:2], "and it can be left early"


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can limit another process")
def test_a_tree_without_end_is_given_up(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pbom.collectors.git_command.MAX_MEMORY", MAX_MEMORY // 32)
    repository.commit("one")
    below = repository.run("hash-object", "-w", "one.txt")
    mode = "100644"
    for _ in range(9):
        lines = "".join(
            f"{mode} {'tree' if mode == '040000' else 'blob'} {below}\tn{n}\n" for n in range(10)
        )
        done = repository.sandbox.run("git", "mktree", stdin=lines.encode())
        below, mode = done.text.strip(), "040000"
    bomb = repository.run("commit-tree", below, "-p", "HEAD", "-m", "a billion files")
    repository.run("update-ref", "refs/heads/bomb", bomb)
    assert paths(repository, "bomb", "HEAD") == [None, {"one.txt": "A"}]


@pytest.mark.parametrize("ids", [["HEAD"], ["--help"], [""], ["0" * 39], ["0" * 40, "1" * 64]])
def test_a_name_is_no_id(repository: Repository, ids: list[str]) -> None:
    repository.commit("one")
    with pytest.raises(RecordingError):
        list(TouchedPaths(repository.git, KIND_OF).of(ids))


def test_no_commits_are_no_paths(repository: Repository) -> None:
    assert list(TouchedPaths(repository.git, KIND_OF).of(())) == []


@pytest.mark.usefixtures("repository")
def test_in_a_repository_of_the_newer_format(tmp_path: Path) -> None:
    newer = Repository.new(tmp_path / "newer", "--object-format=sha256")
    newer.commit("one")
    newer.commit("two", name="tox.ini")
    assert paths(newer, "HEAD", "HEAD~1") == [{"tox.ini": "A build-script"}, {"one.txt": "A"}]
