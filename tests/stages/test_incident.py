"""Incidents: what was reached, what was not, and what nobody can tell, each with its twin."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.model.change import Change
from pbom.model.evidence import Gap
from pbom.model.incident import Incident
from pbom.model.mention import SHIPPED as ROLES
from pbom.model.mention import Name
from pbom.pipeline.lineage import Finder
from pbom.stages.incident import Ask, incident
from tests.inventories import inventory
from tests.lineages import BANNER, Story, name_of, whole
from tests.looks import BY_AGENT, BY_SOMEBODY, CHANGES, DENIED, NONE, Look, header, id_of
from tests.signatures import hand
from tests.simulator import REPORT, SHIPPED, WHEEL, World, honest, watched
from tests.stages.test_trace import downstream
from tests.takes import NOON, ONE, Take, commit, file
from tests.traces import found, packaged, trace_of

SOMEBODY = Name("commit", BY_SOMEBODY.commit.id)


def about(story: Story, *names: Name, limit: int = 100) -> Incident:
    heaps = story.heaps()
    shipped = tuple(pair for heap in heaps for pair in heap.named(ROLES, limit))
    policy = story.worlds[0].policy if story.checked else None
    ask = Ask(
        names=names,
        shipped=shipped[:limit],
        total=sum(heap.count(ROLES) for heap in heaps),
        untold=(),
        banner=BANNER,
        verified=story.checked,
    )
    return incident(ask, Finder(heaps, policy))


def names(items: Iterable[object]) -> set[str]:
    return {getattr(item, "label") for item in items}  # noqa: B009 - of several kinds


def release(
    name: str, base: str, *changes: Change, before: tuple[Gap, ...] = (), root: bool = False
) -> World:
    """A release of its own, at a commit of that name, with the commits since another."""
    source = commit(name)
    product = file(f"dist/{name}.bin", name)
    at = NOON + timedelta(days=len(name))
    take = Take(
        step="build",
        signer="builder",
        argv=("make",),
        products=(product,),
        source=source,
        source_after=source,
        run=f"run-{name}",
        started=at,
    )
    head = Change(commit=header(source.commit, base), markers=(NONE,))
    range_ = replace(
        CHANGES.range,
        base="" if root else base,
        head=source.commit,
        basis="root" if root else "tag",
    )
    look = Look(
        changes=replace(
            CHANGES, range=range_, changes=(head, *changes), introductions=(), gaps=before
        ),
        recorded=at,
        run=f"run-{name}",
    )
    shipped = replace(product, name=f"{name}.bin")
    world = honest()
    return replace(world, takes=(take,), released=(shipped,), asked=(shipped,)).looked(look)


def other(name: str) -> Change:
    return Change(commit=header(name), markers=(NONE,))


A = release("one", "", other("a"), root=True)
B = release("second", commit("one").commit, BY_SOMEBODY)
C = release("the third", commit("second").commit, other("c"))
LINE = Story.of(A, B, C)


# A commit.


def test_a_commit_is_in_the_release_that_lists_it_and_in_all_later_ones() -> None:
    found_ = about(LINE, SOMEBODY)
    assert names(found_.affected) == {"second.bin", "the third.bin"}
    assert names(found_.clear) == {"one.bin"}
    assert not found_.unclear
    assert found_.certain
    (brought,) = found_.brought
    assert brought.note is not None
    assert (brought.note.kind, brought.note.review) == ("unknown", "not-checked")
    third = next(item for item in found_.affected if item.label == "the third.bin")
    assert third.way[:2] == (
        f"commit {SOMEBODY.value[:12]}",
        f"is behind commit {commit('second').commit[:12]}",
    )
    assert not third.doubts
    assert found_.environments == ("production",)


def test_the_class_the_agent_and_the_reviewers_of_the_commit_are_told() -> None:
    (brought,) = about(whole(), Name("commit", ONE.commit)).brought
    assert brought.note is not None
    assert (brought.note.kind, brought.note.agents) == ("declared", ("claude-code",))
    assert brought.note.reviewers == ("Grace <grace@example.com>",)


def test_a_commit_of_the_first_release_is_in_all() -> None:
    found_ = about(LINE, Name("commit", id_of("a")))
    assert names(found_.affected) == {"one.bin", "second.bin", "the third.bin"}


def test_where_the_looks_do_not_go_back_to_the_first_commit_it_cannot_be_told() -> None:
    elsewhere = release("elsewhere", id_of("somewhere"), other("e"))
    found_ = about(Story.of(A, B, elsewhere), SOMEBODY)
    assert names(found_.unclear) == {"elsewhere.bin"}
    assert "nobody recorded which commits are behind" in found_.unclear[0].reasons[0]
    assert not found_.certain
    rooted = release("elsewhere", "", other("e"), root=True)
    assert names(about(Story.of(A, B, rooted), SOMEBODY).clear) == {"one.bin", "elsewhere.bin"}


UNTOLD: dict[str, tuple[World, str]] = {
    "nobody looked at the commits": (A.looked(), "nobody recorded which commits are behind"),
    "the list of commits is cut": (
        release("one", "", other("a"), before=(Gap(kind="range-cut", detail="x"),), root=True),
        "are not all listed: range-cut",
    ),
    "a stranger looked": (
        A.looked(replace(A.looks[0], signer="eve")),
        "look at the commits of https://git.example/shop.git: unknown-signer",
    ),
    "a stranger built it": (A.sign_by("build", "eve"), "unknown-signer"),
    "the build is lost": (A.forget("build"), "no recorded step made"),
    "it was built on no commit": (A.on_commit("build", None), "was recorded on no commit"),
    "it was built from files that nobody made": (
        A.add_material("build", file("blob.a", "blob"), "untracked"),
        "found 1 files that no recorded step made: blob.a",
    ),
}


@pytest.mark.parametrize(("world", "reason"), UNTOLD.values(), ids=list(UNTOLD))
def test_what_is_not_said_is_a_reason_and_never_an_all_clear(world: World, reason: str) -> None:
    nobody = Name("commit", id_of("c"))  # only the third release has it, and tells nothing of one
    alone = release("the third", id_of("far away"), other("c"))
    assert names(about(Story.of(A, alone), nobody).clear) == {"one.bin"}
    found_ = about(Story.of(world, alone), nobody)
    assert names(found_.unclear) == {"one.bin"}
    assert any(reason in text for text in found_.unclear[0].reasons), found_.unclear[0].reasons


def test_a_planted_look_that_leaves_the_commit_out_clears_nothing() -> None:
    evil = release("second", "", other("innocent"), root=True).looks[0]
    late = replace(evil, signer="eve", recorded=NOON + timedelta(days=99))
    world = B.plant((late.sealed.bundle,))
    found_ = about(Story.of(A, world), SOMEBODY)
    assert names(found_.affected) == {"second.bin"}


def test_a_base_that_is_no_ancestor_carries_nothing_on_and_clears_nothing() -> None:
    beside = (Gap(kind="base-not-before-head", detail="x"),)
    side = release("aside", commit("second").commit, other("s"), before=beside)
    found_ = about(Story.of(A, B, side), SOMEBODY)
    assert "aside.bin" not in names(found_.affected)
    assert "one.bin" in names(found_.clear)


def test_what_another_pipeline_made_of_it_is_affected_too() -> None:
    found_ = about(Story.of(watched(), downstream()), Name("commit", ONE.commit))
    assert names(found_.affected) == {"shop.bin", "image.tar"}
    image = next(item for item in found_.affected if item.label == "image.tar")
    assert image.way[-2:] == ("which step pack in run run-9 used", "which made image.tar")


# A component.

RICH = Name("package", "pkg:pypi/rich@13.0")


def locked(world: World) -> World:
    lock = 'version = 1\n[[package]]\nname = "rich"\nversion = "13.0"\n'
    listed = inventory(uv__lock=lock)
    kept = tuple(item for item in listed.locks if item.file.name == "uv.lock")
    return world.change("build", lambda take: replace(take, inventory=replace(listed, locks=kept)))


def test_a_component_is_in_what_was_built_with_it_in_a_lock_file() -> None:
    found_ = about(Story.of(locked(watched())), RICH)
    assert names(found_.affected) == {"shop.bin"}
    twin = about(Story.of(locked(A)), Name("package", "pkg:pypi/poor@1"))
    assert (names(twin.clear), names(twin.unclear)) == ({"one.bin"}, set())
    silent = about(Story.of(A), RICH)
    assert silent.unclear[0].reasons == ("step build in run run-one recorded no lock file",)


# A file.


def test_a_tool_that_a_traced_step_executed_reaches_what_it_made() -> None:
    cc = packaged("/usr/bin/cc")
    assert cc.digests
    seen = trace_of(WHEEL, cc)
    world = watched().change("build", lambda take: replace(take, trace=seen))
    (digest,) = cc.digests
    assert names(about(Story.of(world), Name.of(digest)).affected) == {"shop.bin"}
    innocent = file("clang", "clang").digests.digests[0]
    twin = about(
        Story.of(world.change("test", lambda take: replace(take, trace=trace_of(REPORT)))),
        Name.of(innocent),
    )
    assert names(twin.clear) == {"shop.bin"}
    untraced = about(whole(), Name.of(innocent))
    assert "was not traced: what it read is not known" in untraced.unclear[0].reasons[0]


def test_a_file_of_the_commit_and_one_that_was_fetched_in_between_are_found_too() -> None:
    fetched = replace(found("payload.tgz", "evil"), makers=(0,))
    assert fetched.digests
    world = watched().change("build", lambda take: replace(take, trace=trace_of(WHEEL, fetched)))
    digest = fetched.digests.get("sha256")
    assert digest
    assert names(about(Story.of(world), Name.of(digest)).affected) == {"shop.bin"}


def test_files_without_content_join_nothing() -> None:
    empty = file("__init__.py", "")
    world = watched().add_material("build", empty, "untracked")
    assert not about(Story.of(world), name_of(empty)).affected


# A key and an agent.


def test_a_key_reaches_all_that_it_signed_and_what_that_is_about() -> None:
    ways = {"tester": "step test", "builder": "step build", "releaser": "PBOM"}
    for signer, way in ways.items():
        found_ = about(whole(), Name("key", hand(signer).public_key.id))
        assert names(found_.affected) == {"shop.bin"}, signer
        assert any(way in hop for hop in found_.affected[0].way), found_.affected[0].way
    stranger = about(whole(), Name("key", hand("eve").public_key.id))
    assert (names(stranger.affected), names(stranger.clear)) == (set(), {"shop.bin"})


def test_no_marker_of_an_agent_is_not_its_absence() -> None:
    found_ = about(whole(), Name("agent", "claude-code"))
    assert names(found_.affected) == {"shop.bin"}
    assert [item.id for item in found_.brought] == [BY_AGENT.commit.id]
    other_agent = about(whole(), Name("agent", "codex"))
    assert names(other_agent.unclear) == {"shop.bin"}
    assert any(
        "nothing says that the agent had no part" in text for text in other_agent.unclear[0].reasons
    )
    denied = release("denied", "", DENIED, root=True)
    assert names(about(Story.of(denied), Name("agent", "codex")).clear) == {"denied.bin"}


# Where it runs, and what could not be looked at.


def test_what_replaced_it_since_is_told() -> None:
    later = replace(A, asked=(replace(B.asked[0], digests=A.asked[0].digests),))
    later = replace(later, released=later.asked)
    old = Story.of(B)
    new = Story.of(later).but(at=NOON + timedelta(days=3))
    heaps = [*old.heaps(), *new.heaps()]
    ask = Ask(names=(SOMEBODY,), shipped=(), total=0, untold=(), banner=BANNER, verified=True)
    found_ = incident(ask, Finder(heaps, B.policy))
    (place,) = found_.affected[0].places
    assert place.since == f"sha256:{A.asked[0].digests.digests[0].value[:12]} on 2026-03-05"
    alone = incident(ask, Finder(old.heaps(), B.policy))
    assert alone.affected[0].places[0].since == ""


def test_what_was_not_looked_at_is_counted() -> None:
    found_ = about(LINE, SOMEBODY, limit=0)
    assert names(found_.affected) == {"second.bin", "the third.bin"}
    assert (found_.rest, found_.certain) == (1, False)


def test_without_a_policy_nothing_is_certain() -> None:
    found_ = about(LINE.but(checked=False), SOMEBODY)
    assert names(found_.affected) == {"second.bin", "the third.bin"}
    assert names(found_.unclear) == {"one.bin"}
    assert not found_.certain


def test_a_stranger_can_make_things_look_affected_but_is_named() -> None:
    evil = Take(
        step="pack",
        signer="eve",
        argv=("x",),
        products=(replace(SHIPPED, name="x"),),
        source=commit("second"),
        source_after=commit("second"),
    )
    found_ = about(Story.of(A, B.plant((evil.bundle,)), watched()), SOMEBODY)
    shop = next(item for item in found_.affected if item.label == "shop.bin")
    assert any("unknown-signer" in doubt for doubt in shop.doubts)
