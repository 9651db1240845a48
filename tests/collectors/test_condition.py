"""What is wrong with a clone's history, seen through clones that git really made."""

from pathlib import Path

import pytest

from pbom.collectors.condition import condition_of, cut_commits
from pbom.collectors.git_command import Git, open_git
from pbom.collectors.release_range import find_range
from pbom.collectors.submodules import SubmoduleMoves
from pbom.errors import UsageError
from pbom.model.change import Range
from pbom.model.evidence import Gap
from pbom.model.remedies import remedy_for
from tests.collectors.histories import Repository


def moved(git: Git, range_: Range) -> tuple[Gap, ...]:
    """A gap for each submodule that points elsewhere."""
    with SubmoduleMoves(git, range_) as moves:
        return moves.gaps()


def kinds(repository: Repository, base: str = "") -> dict[str, int]:
    """The gaps of a range, each with its count."""
    git = repository.git
    gaps = condition_of(git, find_range(git, base, "HEAD").range)
    assert all(remedy_for(gap.kind) for gap in gaps)
    return {gap.kind: gap.count for gap in gaps}


def three(repository: Repository) -> Repository:
    """Three commits, a tag at the first."""
    repository.commit("one")
    repository.run("tag", "v1.0")
    repository.commit("two")
    repository.commit("three")
    return repository


def test_a_whole_clone_has_no_gap(repository: Repository, tmp_path: Path) -> None:
    clone = three(repository).clone(tmp_path / "clone")
    assert kinds(clone) == {}


def test_a_range_that_a_shallow_clone_cuts(repository: Repository, tmp_path: Path) -> None:
    clone = three(repository).clone(tmp_path / "clone", "--depth=2")
    assert kinds(clone) == {"range-cut": 1}
    assert cut_commits(clone.git) == {repository.id_of("HEAD~1")}
    with pytest.raises(UsageError) as caught:
        find_range(clone.git, repository.id_of("v1.0"), "HEAD")
    assert "--unshallow" in caught.value.hint
    clone.run("fetch", "-q", "--unshallow", "--tags")
    assert kinds(clone) == {}, "the remedy helps"
    assert find_range(clone.git, "", "HEAD").range.base == repository.id_of("v1.0")


def test_a_range_that_begins_after_the_cut(repository: Repository, tmp_path: Path) -> None:
    repository.commit("zero")
    clone = three(repository).clone(tmp_path / "clone", "--depth=3", "--no-tags")
    assert kinds(clone, base="HEAD~1") == {"shallow-clone": 1}
    assert kinds(clone, base="HEAD~2") == {"shallow-clone": 1}
    assert kinds(clone) == {"range-cut": 1}, "without a tag the range has no beginning"


def test_a_cut_behind_a_merge_is_in_the_range(repository: Repository, tmp_path: Path) -> None:
    three(repository)
    repository.branch("side", "v1.0")
    repository.commit("aside")
    repository.run("checkout", "-q", "main")
    repository.merge("side")
    clone = repository.clone(tmp_path / "clone", "--depth=2")
    assert kinds(clone, base="HEAD^1") == {"range-cut": 1}, "what side was made of is not here"


@pytest.mark.parametrize("filter_", ["blob:none", "tree:0"])
def test_a_partial_clone(repository: Repository, tmp_path: Path, filter_: str) -> None:
    clone = three(repository).clone(tmp_path / "clone", f"--filter={filter_}", "--bare")
    git = clone.git
    gaps = condition_of(git, find_range(git, "", "HEAD").range)
    assert [gap.kind for gap in gaps] == ["partial-clone"]
    assert filter_ in gaps[0].detail


def test_a_partial_clone_that_hides_it_in_its_configuration(
    repository: Repository, tmp_path: Path
) -> None:
    clone = three(repository).clone(tmp_path / "clone", "--filter=blob:none", "--bare")
    clone.run("config", "--unset-all", "remote.origin.promisor")
    clone.run("config", "--unset-all", "remote.origin.partialclonefilter")
    assert kinds(clone) == {"partial-clone": 1}, "its packs still say so"


@pytest.mark.parametrize(
    ("line", "expected"),
    [("promisor", {"partial-clone": 1}), ("promisor = true", {"partial-clone": 1}),
     ("promisor = no", {}), ("prune", {})],
)  # fmt: skip
def test_a_remote_that_promises_objects(
    repository: Repository, line: str, expected: dict[str, int]
) -> None:
    three(repository)
    with (repository.folder / ".git/config").open("a") as config:
        config.write(f'[remote "other"]\n\turl = elsewhere\n\t{line}\n')
    assert kinds(repository) == expected


def test_a_graft_is_not_followed(repository: Repository) -> None:
    one = three(repository).id_of("v1.0")
    grafts = repository.folder / ".git/info/grafts"
    assert kinds(repository) == {}
    grafts.write_text(f"# nothing\n{repository.head} {one}\n")
    assert "two" not in repository.run("log", "--format=%s"), "git itself follows it"
    assert kinds(repository) == {"grafts-ignored": 1}
    assert repository.subjects(find_range(repository.git, "", "HEAD").range) == ["three", "two"]


def test_a_replaced_commit_is_not_followed(repository: Repository) -> None:
    one = three(repository).id_of("v1.0")
    repository.run("replace", "--graft", "HEAD", one)
    assert "two" not in repository.run("log", "--format=%s"), "git itself follows it"
    assert kinds(repository) == {"replaced-objects": 1}
    assert repository.subjects(find_range(repository.git, "", "HEAD").range) == ["three", "two"]


def test_objects_of_another_repository(repository: Repository, tmp_path: Path) -> None:
    three(repository)
    repository.run("clone", "-q", "--shared", str(repository.folder), str(tmp_path / "user/shared"))
    places = tmp_path / "user/shared/.git/objects/info/alternates"
    (repository.folder / ".git/objects/info/alternates").write_bytes(places.read_bytes())
    assert kinds(repository) == {"borrowed-objects": 1}


def test_what_is_shared_is_seen_from_a_linked_worktree(
    repository: Repository, tmp_path: Path
) -> None:
    clone = three(repository).clone(tmp_path / "clone", "--depth=2")
    clone.run("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    git = open_git(tmp_path / "linked")
    gaps = condition_of(git, find_range(git, "", "HEAD").range)
    assert [gap.kind for gap in gaps] == ["range-cut"]


# Submodules.


def with_submodule(repository: Repository, tmp_path: Path) -> tuple[Repository, str, str]:
    """A repository whose submodule moves in its last commit; its old and its new commit."""
    inner = Repository.new(tmp_path / "inner")
    old = inner.commit("inside")
    repository.commit("one")
    repository.run(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "lib"
    )
    repository.run("commit", "-q", "-m", "with lib")
    repository.run("tag", "v1.0")
    new = inner.commit("more")
    below = repository.folder / "lib"
    repository.run("-c", "protocol.file.allow=always", "fetch", "-q", folder=below)
    repository.run("checkout", "-q", new, folder=below)
    repository.commit("bump")
    return repository, old, new


def test_a_submodule_that_moved_is_named(repository: Repository, tmp_path: Path) -> None:
    repository, old, new = with_submodule(repository, tmp_path)
    range_ = find_range(repository.git, "", "HEAD").range
    (gap,) = moved(repository.git, range_)
    assert (gap.kind, gap.detail) == (
        "submodule-moved",
        f"lib: {old} to {new}, whose commits were not looked at",
    )
    whole = find_range(repository.git, "", "HEAD~1").range
    (gap,) = moved(repository.git, whole)
    assert gap.detail == f"lib: none to {old}, whose commits were not looked at"
    repository.commit("after")
    after = find_range(repository.git, "HEAD~1", "HEAD").range
    assert moved(repository.git, after) == ()


@pytest.mark.parametrize("place", [".gitmodules", "configuration"])
def test_a_submodule_cannot_be_hidden(repository: Repository, tmp_path: Path, place: str) -> None:
    repository, _, new = with_submodule(repository, tmp_path)
    where = ("-f", ".gitmodules") if place == ".gitmodules" else ()
    repository.run("config", *where, "submodule.lib.ignore", "all")
    repository.run("config", *where, "diff.ignoreSubmodules", "all")
    assert "lib" not in repository.run("diff-tree", "-r", "HEAD~1", "HEAD"), "git itself hides it"
    (gap,) = moved(repository.git, find_range(repository.git, "", "HEAD").range)
    assert new in gap.detail


def test_submodules_of_a_clone_without_trees_were_not_compared(
    repository: Repository, tmp_path: Path
) -> None:
    repository, _, _ = with_submodule(repository, tmp_path)
    clone = repository.clone(tmp_path / "clone", "--filter=tree:0", "--bare")
    gaps = moved(clone.git, find_range(clone.git, "", "HEAD").range)
    assert [gap.kind for gap in gaps] == ["submodules-not-compared"]
