"""Which commits a release answers for: what was named, shipped, tagged, or everything."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pbom.collectors.git_command import open_git
from pbom.collectors.release_range import MAX_MOVED, FoundRange, find_range
from pbom.errors import RecordingError, UsageError
from pbom.model.digest import Digest
from pbom.model.pattern import Patterns
from pbom.model.shipped import Shipped
from tests.collectors.histories import Repository

MOMENT = 20
"""Seconds; one by one the tags take minutes."""


def found(repository: Repository, base: str = "", head: str = "HEAD") -> FoundRange:
    return find_range(repository.git, base, head)


def new(repository: Repository, **how: str) -> tuple[str, list[str]]:
    """How the base was found, and the subjects of the commits that are new."""
    range_ = found(repository, **how).range
    return range_.basis, repository.subjects(range_)


def shipped(commit: str, number: int = 1, name: str = "app.whl") -> Shipped:
    at = datetime(2026, 5, number, tzinfo=UTC)
    return Shipped(
        commit=commit, verdict=Digest("sha256", f"{number:064}"), at=at, artifacts=(name,)
    )


# Nothing, and tags.


def test_the_first_release_answers_for_everything(repository: Repository) -> None:
    repository.commit("one")
    repository.commit("two")
    assert new(repository) == ("root", ["two", "one"])


@pytest.mark.parametrize("options", [(), ("-a", "-m", "a release")], ids=["light", "annotated"])
def test_since_the_last_tag(repository: Repository, options: tuple[str, ...]) -> None:
    repository.commit("one")
    repository.run("tag", *options, "v1.0")
    repository.commit("two")
    assert new(repository) == ("tag", ["two"])
    assert found(repository).range.reason == "since the last tag, v1.0"


def test_a_tag_of_the_head_itself_does_not_count(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "v1.0")
    repository.commit("two")
    repository.run("tag", "v2.0")
    assert new(repository) == ("tag", ["two"])


def test_the_nearest_tag_counts(repository: Repository) -> None:
    for number in range(1, 5):
        repository.commit(f"c{number}")
        repository.run("tag", f"v1.{number}")
    repository.commit("last")
    assert new(repository) == ("tag", ["last"])


def test_a_tag_on_another_branch_does_not_count(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "v1.0")
    repository.branch("side")
    repository.commit("aside")
    repository.run("tag", "v1.1")
    repository.run("checkout", "-q", "main")
    repository.commit("two")
    assert new(repository) == ("tag", ["two"])


def test_a_merged_tag_is_reachable_and_leaves_what_it_lacks(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "v1.0")
    repository.branch("side")
    repository.commit("aside")
    repository.run("tag", "v1.1")
    repository.run("checkout", "-q", "main")
    repository.commit("two")
    repository.merge("side")
    assert new(repository) == ("tag", ["merge side", "two"]), "v1.1 is nearer: it leaves two"


def test_distance_is_counted_in_commits_and_not_in_days(repository: Repository) -> None:
    root = repository.commit("root")
    repository.commit("long0")
    near = repository.commit("long1")
    repository.run("tag", "v1.0")
    repository.commit("long2")
    repository.branch("side", root)
    repository.commit("short")
    repository.run("tag", "v2.0")
    repository.run("checkout", "-q", "main")
    repository.merge("side")
    assert found(repository).range.base == near
    assert new(repository, base="v1.0")[1] == ["merge side", "short", "long2"]
    assert len(new(repository, base="v2.0")[1]) == 4, "later, and yet farther away"


def test_several_tags_at_one_commit_are_all_named(repository: Repository) -> None:
    repository.commit("one")
    for name in ("v1.0.0", "app-1.0", "2026-05-01", "v1.0"):
        repository.run("tag", name)
    repository.commit("two")
    reason = found(repository).range.reason
    assert reason == "since the last tag, 2026-05-01, app-1.0, v1.0 and 1 more"


def test_a_tag_of_a_tag_leads_to_its_commit(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "-a", "-m", "inner", "v1.0-inner")
    repository.run("tag", "-a", "-m", "outer", "v1.0", "v1.0-inner")
    repository.commit("two")
    assert new(repository) == ("tag", ["two"])


def test_a_tag_of_a_file_is_no_release(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "v1.0", "HEAD:one.txt")
    repository.commit("two")
    assert new(repository) == ("root", ["two", "one"])


def test_a_tag_whose_object_is_gone_takes_no_other_tag_with_it(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "-a", "-m", "a release", "v1.0")
    repository.commit("two")
    (repository.folder / ".git/refs/tags/v1.1").write_text("1" * 40 + "\n")
    assert new(repository) == ("tag", ["two"])


MOVING = ("nightly", "latest", "tip", "desktop-latest", "test-dev", "early-access", "v2.0-dev")


@pytest.mark.parametrize("name", MOVING)
def test_a_tag_that_moves_never_shortens_the_range(repository: Repository, name: str) -> None:
    repository.commit("one")
    repository.run("tag", "v1.0")
    repository.commit("two")
    repository.run("tag", name)
    repository.commit("three")
    assert new(repository) == ("tag", ["three", "two"])


def test_a_tag_called_like_a_branch_is_no_release(repository: Repository) -> None:
    repository.commit("one")
    repository.branch("deploy")
    repository.run("checkout", "-q", "main")
    repository.run("tag", "deploy")
    repository.commit("two")
    assert new(repository) == ("root", ["two", "one"])


@pytest.mark.parametrize("name", ["before_the_rewrite", "shipped-to-acme", "1.9-dev"])
def test_another_tag_counts_where_no_version_is_reachable(
    repository: Repository, name: str
) -> None:
    repository.commit("one")
    repository.run("tag", name)
    repository.commit("two")
    assert new(repository) == ("tag", ["two"])
    repository.run("tag", "v1.0", "HEAD~1")
    repository.run("tag", "-d", name)
    repository.run("tag", name)
    repository.commit("three")
    assert new(repository) == ("tag", ["three", "two"])


VERSIONS = (
    "v1.2.3", "1.2", "release-1.5.0", "curl-8_22_0", "REL_15_3", "go1.22", "v14", "r255",
    "@scope/package@0.5.1", "pkg/v2.0.0", "2026-05-01", "20260501", "v1.0.0-rc1", "jdk-17.0.1+12",
    "v0.9.0-preview.2", "kyverno-chart-2.7.0", "release/12",
)  # fmt: skip


@pytest.mark.parametrize("name", VERSIONS)
def test_names_of_releases(repository: Repository, name: str) -> None:
    repository.commit("one")
    repository.run("tag", "somewhere")
    repository.commit("two")
    repository.run("tag", name, "HEAD~1")
    repository.run("tag", "-f", "somewhere")
    repository.commit("three")
    assert new(repository) == ("tag", ["three", "two"])


def test_a_major_version_that_is_moved_along_is_passed_over(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "v1.2.0")
    repository.commit("two")
    repository.run("tag", "v1")
    repository.commit("three")
    assert new(repository) == ("tag", ["three", "two"]), "v1 was moved beyond v1.2.0"


def packed_tags(repository: Repository, tags: dict[str, str]) -> None:
    lines = (f"{id_} refs/tags/{name}\n" for name, id_ in sorted(tags.items()))
    head = "# pack-refs with: peeled fully-peeled sorted \n"
    (repository.folder / ".git/packed-refs").write_text(head + "".join(lines))


def test_many_series_at_one_place_are_passed_over_at_once(repository: Repository) -> None:
    one = repository.commit("one")
    two = repository.commit("two")
    repository.commit("three")
    series = {f"v{number}": two for number in range(2, 20_000)}
    members = {f"v{number}.0": one for number in range(2, 20_000)}
    packed_tags(repository, {**series, **members})
    start = time.monotonic()
    assert new(repository) == ("tag", ["three", "two"])
    assert time.monotonic() - start < MOMENT


def test_many_places_of_series_are_passed_over_at_once(repository: Repository) -> None:
    one = repository.commit("one")
    subjects = [f"{number}-more" for number in range(MAX_MOVED + 3)]
    moved = {f"v{number + 2}": repository.commit(name) for number, name in enumerate(subjects)}
    repository.commit("last")
    packed_tags(repository, {**moved, **{f"{name}.0": one for name in moved}})
    assert new(repository) == ("tag", ["last", *reversed(subjects)])


def test_a_major_version_that_stays_counts(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "v1")
    repository.branch("stable")
    repository.commit("fix")
    repository.run("tag", "v1.1")
    repository.run("checkout", "-q", "main")
    repository.commit("two")
    assert new(repository) == ("tag", ["two"])


def test_patterns_choose_the_tags_of_one_package(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "a/v1.0")
    repository.commit("two")
    repository.run("tag", "b/v7.0")
    repository.commit("three")
    range_ = find_range(repository.git, "", "HEAD", tags=Patterns(("a/*",))).range
    assert repository.subjects(range_) == ["three", "two"]


# What was shipped.


def test_what_was_shipped_comes_before_tags(repository: Repository) -> None:
    old = repository.commit("one")
    repository.commit("two")
    repository.run("tag", "v1.0")
    repository.commit("three")
    range_ = find_range(repository.git, "", "HEAD", shipped=(shipped(old),)).range
    assert (range_.basis, range_.base) == ("shipped", old)
    verdict = "sha256:000000000000"
    assert range_.reason == f"since app.whl shipped, 2026-05-01, by verdict {verdict}"


def test_the_nearest_shipped_commit_counts_and_not_the_latest_verdict(
    repository: Repository,
) -> None:
    one = repository.commit("one")
    two = repository.commit("two")
    repository.commit("three")
    again = (shipped(one, 9), shipped(two, 2))
    range_ = find_range(repository.git, "", "HEAD", shipped=again).range
    assert range_.base == two


def test_the_head_that_was_shipped_already_is_not_its_own_base(repository: Repository) -> None:
    one = repository.commit("one")
    two = repository.commit("two")
    range_ = find_range(repository.git, "", "HEAD", shipped=(shipped(two, 2), shipped(one))).range
    assert range_.base == one


def test_what_was_shipped_from_another_branch_does_not_count(repository: Repository) -> None:
    repository.commit("one")
    repository.branch("side")
    aside = repository.commit("aside")
    repository.run("checkout", "-q", "main")
    repository.commit("two")
    result = find_range(repository.git, "", "HEAD", shipped=(shipped(aside),))
    assert (result.range.basis, result.gaps) == ("root", ())


def test_a_shipped_commit_that_is_not_here_is_said(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "v1.0")
    repository.commit("two")
    result = find_range(repository.git, "", "HEAD", shipped=(shipped("1" * 40),))
    assert result.range.basis == "tag"
    assert [(gap.kind, gap.count) for gap in result.gaps] == [("shipped-not-here", 1)]


# What somebody named.


@pytest.mark.parametrize("base", ["HEAD~2", "v1.0", "refs/tags/v1.0", "main~2", "id", "short id"])
def test_a_base_that_is_named(repository: Repository, base: str) -> None:
    one = repository.commit("one")
    repository.run("tag", "v1.0")
    repository.commit("two")
    repository.commit("three")
    name = {"id": one, "short id": one[:10]}.get(base, base)
    assert new(repository, base=name) == ("named", ["three", "two"])


def test_a_head_that_is_named(repository: Repository) -> None:
    repository.commit("one")
    repository.commit("two")
    repository.run("tag", "-a", "-m", "a release", "v2.0")
    repository.commit("three")
    assert new(repository, head="v2.0") == ("root", ["two", "one"])


def test_an_empty_range_is_said(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "v1.0")
    result = found(repository, base="v1.0")
    assert result.range.reason == "none: v1.0 and HEAD are the same commit"
    assert repository.subjects(result.range) == []


def test_a_base_beside_the_head_is_said(repository: Repository) -> None:
    repository.commit("one")
    repository.branch("side")
    repository.commit("aside")
    repository.run("checkout", "-q", "main")
    repository.commit("two")
    result = found(repository, base="side")
    assert repository.subjects(result.range) == ["two"]
    assert [gap.kind for gap in result.gaps] == ["base-not-before-head"]
    assert result.gaps[0].detail == (
        "HEAD does not descend from side, which has 1 commits of its own"
    )


def test_a_base_after_the_head_is_said(repository: Repository) -> None:
    repository.commit("one")
    repository.commit("two")
    result = found(repository, base="HEAD", head="HEAD~1")
    assert repository.subjects(result.range) == []
    assert result.gaps[0].detail == "HEAD~1 is older than HEAD: nothing is in the range"


def test_a_base_of_another_history_is_said(repository: Repository) -> None:
    repository.commit("one")
    repository.run("checkout", "-q", "--orphan", "other")
    repository.commit("elsewhere")
    result = found(repository, base="main")
    assert repository.subjects(result.range) == ["elsewhere"]
    assert result.gaps[0].detail == "main and HEAD have no commit in common"


REFUSED = (
    "nowhere", "-n1", "--output=evil", "^HEAD", "HEAD..HEAD", "main...main", ":/one", "", "a\nb",
    "HEAD:one.txt", "HEAD^{tree}", "2026-01-01", "\x1b[31m", "deadbeef", "0" * 40, "!x",
    "a\u202eb", "HEAD^@",
)  # fmt: skip


@pytest.mark.parametrize("name", REFUSED, ids=ascii)
def test_names_of_no_commit_are_refused(repository: Repository, name: str) -> None:
    repository.commit("one")
    with pytest.raises(UsageError) as caught:
        found(repository, head=name)
    assert str(caught.value).isprintable()
    assert caught.value.hint
    assert not (repository.folder / "evil").exists()


def test_a_repository_without_commits(repository: Repository) -> None:
    with pytest.raises(UsageError, match="there is no commit yet"):
        found(repository)


@pytest.mark.usefixtures("repository")
def test_a_place_without_a_repository(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(RecordingError, match="not a git repository"):
        find_range(open_git(tmp_path / "nothing"), "", "HEAD")


def test_a_name_of_two_commits_is_refused_with_a_way_out(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "v1.0")
    repository.commit("two")
    repository.run("branch", "v1.0")
    repository.commit("three")
    with pytest.raises(UsageError, match=r"v1\.0 means more than one commit") as caught:
        found(repository, base="v1.0")
    assert caught.value.hint == "write refs/tags/v1.0 or refs/heads/v1.0"
    assert new(repository, base="refs/tags/v1.0") == ("named", ["three", "two"])
    assert new(repository, base="refs/heads/v1.0") == ("named", ["three"])


def test_a_name_that_means_the_same_twice_is_none(repository: Repository) -> None:
    repository.commit("one")
    repository.run("tag", "-a", "-m", "a release", "v1.0")
    repository.run("branch", "v1.0")
    repository.commit("two")
    assert new(repository, base="v1.0") == ("named", ["two"])


def test_a_branch_called_like_the_digits_of_a_commit_is_refused(repository: Repository) -> None:
    one = repository.commit("one")
    repository.commit("two")
    repository.commit("three")
    assert new(repository, base=one[:7]) == ("named", ["three", "two"])
    repository.run("branch", one[:7], "HEAD~1")
    with pytest.raises(UsageError, match="means more than one commit"):
        found(repository, base=one[:7])


# Where history is not a line, or of the other format.


def test_an_octopus_brings_all_its_branches(repository: Repository) -> None:
    repository.commit("root")
    repository.run("tag", "v1.0")
    for name in ("a", "b", "c"):
        repository.branch(name, "v1.0")
        repository.commit(f"on-{name}")
    repository.run("checkout", "-q", "main")
    repository.merge("a", "b", "c")
    basis, subjects = new(repository)
    assert basis == "tag"
    assert sorted(subjects) == ["merge a and b and c", "on-a", "on-b", "on-c"]


def test_in_a_linked_worktree_with_a_detached_head(repository: Repository, tmp_path: Path) -> None:
    repository.commit("one")
    repository.run("tag", "v1.0")
    repository.commit("two")
    repository.run("worktree", "add", "-q", "--detach", str(tmp_path / "linked"), "HEAD")
    range_ = find_range(open_git(tmp_path / "linked"), "", "HEAD").range
    assert repository.subjects(range_) == ["two"]


def test_in_a_bare_repository(repository: Repository, tmp_path: Path) -> None:
    repository.commit("one")
    repository.run("tag", "v1.0")
    repository.commit("two")
    bare = repository.clone(tmp_path / "bare.git", "--bare")
    assert new(bare) == ("tag", ["two"])


@pytest.mark.usefixtures("repository")
def test_in_a_repository_of_the_newer_format(tmp_path: Path) -> None:
    newer = Repository.new(tmp_path / "newer", "--object-format=sha256")
    one = newer.commit("one")
    newer.run("tag", "-a", "-m", "a release", "v1.0")
    newer.commit("two")
    assert len(one) == 64
    assert new(newer) == ("tag", ["two"])
    assert new(newer, base=one[:12]) == ("named", ["two"])


def test_a_history_with_a_hole_is_refused(repository: Repository) -> None:
    hole = repository.commit("one")
    repository.branch("side")
    aside = repository.commit("aside")
    repository.run("checkout", "-q", "main")
    repository.commit("two")
    assert new(repository) == ("root", ["two", "one"])
    (repository.folder / ".git/objects" / hole[:2] / hole[2:]).unlink()
    with pytest.raises(RecordingError, match="parent is missing") as caught:
        find_range(repository.git, "", "HEAD", shipped=(shipped(aside),))
    assert "git fsck" in caught.value.hint


def test_a_hundred_thousand_tags_are_bounded(repository: Repository) -> None:
    one = repository.commit("one")
    repository.commit("two")
    lines = (f"{one} refs/tags/v0.{number:06}\n" for number in range(100_001))
    head = "# pack-refs with: peeled fully-peeled sorted \n"
    (repository.folder / ".git/packed-refs").write_text(head + "".join(lines))
    result = found(repository)
    assert (result.range.basis, result.range.base) == ("tag", one)
    assert [gap.kind for gap in result.gaps] == ["too-many-tags"]
