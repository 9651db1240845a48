"""Random worlds: the honest pipeline, and others like it that went wrong here and there."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from msgspec.structs import replace

from pbom.model.evidence import Gap, Material
from pbom.model.marker import ObservedAgent
from pbom.model.review import UNSIGNED
from pbom.model.trace import Trace, TracedFile
from tests.importing import CLEAN, FAILED, SARIF, Import
from tests.looks import CHANGES, Look, id_of
from tests.rules.changed import (
    HEAD,
    LOGIN,
    REVIEWED,
    WORKFLOW,
    by_agent,
    by_nobody,
    change,
    changes,
)
from tests.rules.locked import CHECKOUT, HONEST, HTTPX, broken, of, recorded, running
from tests.rules.test_provenance_kept import document, looked
from tests.simulator import (
    NOON,
    REPORT,
    TRUST,
    WHEEL,
    Demand,
    Take,
    Trust,
    World,
    commit,
    file,
    honest,
)
from tests.traces import CONNECTION, SOURCE, found, trace_of
from tests.votes import Vote

SIGNERS = ("tester", "builder", "releaser", "second")
DIFFERENCES: dict[str, Callable[[Take], Take]] = {
    "none": lambda take: take,
    "failed": lambda take: replace(take, exit_code=1),
    "another command": lambda take: replace(take, argv=("true",)),
    "another run": lambda take: replace(take, run="run-2"),
    "another commit": lambda take: replace(take, source=commit("two"), source_after=commit("two")),
    "no commit": lambda take: replace(take, source=None, source_after=None),
    "commit moved": lambda take: replace(take, source_after=commit("two")),
    "another product": lambda take: replace(take, products=(file("dist/shop.bin", "evil"),)),
    "no product": lambda take: replace(take, products=()),
    "the artifact too": lambda take: replace(take, products=(REPORT, WHEEL)),
    "no material": lambda take: replace(take, materials=()),
    "a stranger's file": lambda take: replace(
        take, materials=(Material(artifact=file("x.o", "x"), state="untracked"),)
    ),
    "dirty": lambda take: replace(
        take, materials=(Material(artifact=file("src/a.py", "x"), state="modified"),)
    ),
    "stale": lambda take: replace(take, started=NOON - timedelta(days=100)),
    "in the future": lambda take: replace(take, started=NOON + timedelta(days=1)),
    "a little later": lambda take: replace(take, started=take.started + timedelta(minutes=10)),
    "long": lambda take: replace(take, lasted=timedelta(minutes=30)),
    "another step": lambda take: replace(take, step="lint"),
}


CACHED = file("cache/lib.o", "cached")
_READ = replace(found(CACHED.name), digests=CACHED.digests)
TRACES: dict[str, Callable[[Take], Take]] = {
    "traced": lambda take: replace(take, trace=_trace(take)),
    "not traced": lambda take: replace(take, trace=None),
    "a cache is read": lambda take: replace(take, trace=_trace(take, _READ)),
    "a stranger is read": lambda take: replace(take, trace=_trace(take, found("/x/evil.h"))),
    "a credential is read": lambda take: replace(take, trace=_trace(take, found("/root/.netrc"))),
    "an address is reached": lambda take: replace(
        take, trace=replace(_trace(take), connections=(CONNECTION,))
    ),
    "an agent ran": lambda take: replace(
        take, agents=(ObservedAgent(agent="claude-code", basis="traced process claude"),)
    ),
    "something was lost": lambda take: replace(
        take, gaps=(Gap(kind="trace-broken", detail="the tracer ended before the command"),)
    ),
    "it filled a cache": lambda take: replace(
        take, step="fill", run="run-0", products=(CACHED,), trace=None,
        started=NOON - timedelta(hours=1),
    ),
}  # fmt: skip


def _trace(take: Take, *more: TracedFile) -> Trace:
    """What a step of the honest pipeline reads: the commit, and what the step before it made."""
    product = take.products[0] if take.products else REPORT
    report = replace(found(REPORT.name), digests=REPORT.digests)
    earlier = (report,) if take.step == "build" else ()
    return trace_of(product, SOURCE, *earlier, *more)


LOOKS = (
    Look(),
    Look(signer="tester", recorded=NOON + timedelta(minutes=1)),
    Look(run="run-2").of(commit("two")),
)


_GOOD = replace(
    changes(replace(by_agent(paths=(LOGIN, WORKFLOW)), review=REVIEWED)),
    introductions=(replace(CHANGES.introductions[0], commit=HEAD),),
)
"""An agent's commit that brings a package and changes a workflow; it says so and is signed."""
GOOD, PLAIN = Look(changes=_GOOD), Look(changes=changes(change()))
LATER = NOON + timedelta(minutes=1)
LOOKED = (
    GOOD,
    PLAIN,
    Look(changes=changes(by_nobody()), recorded=LATER),
    Look(changes=changes(replace(by_agent(paths=(WORKFLOW,)), signature=UNSIGNED)), run="run-2"),
    replace(PLAIN, signer="grace", recorded=LATER),
    Look(changes=replace(_GOOD, range=replace(_GOOD.range, basis="named")), recorded=LATER),
)
VOTES = (
    Vote(),
    Vote(),
    Vote(signer="heidi"),
    Vote(signer="ada"),
    Vote(signer="builder"),
    Vote(role="auditor"),
    Vote(commit=id_of("other")),
    Vote(expires=LATER),
)
LOCKED = replace(recorded(HONEST), upstream=looked(document()).upstream)
"""Packages with their provenance."""
LOCKS: dict[str, Callable[[Take], Take]] = {
    "another one's provenance": lambda take: replace(
        take,
        inventory=replace(LOCKED, upstream=looked(document(matches=False)).upstream),
    ),
    "no look at provenance": lambda take: replace(take, inventory=recorded(HONEST)),
    "no lock file": lambda take: replace(take, inventory=None),
    "a broken one": lambda take: replace(take, inventory=recorded(broken())),
    "an open one": lambda take: replace(
        take, inventory=recorded(of(replace(HTTPX, version="", integrity=(), scripts="yes")))
    ),
    "a floating action": lambda take: replace(
        take, inventory=recorded(running(replace(CHECKOUT, integrity=())))
    ),
    **{name: DIFFERENCES[name] for name in ("another run", "another commit", "another command")},
}


SCAN = Import(text=CLEAN, signer="builder", name="scan.sarif")
REPORTS = (
    Import(),
    SCAN,
    Import(text=FAILED),
    Import(text=CLEAN, signer="tester", name="scan.sarif"),
    Import(about=commit("two").revision),
    Import(imported=NOON + timedelta(days=1)),
)
IMPORTS = (
    Import(),
    Import(text=SARIF, signer="builder", name="scan.sarif"),
    Import(about=commit("two").revision, run="run-2"),
)


def _takes(base: World, differences: dict[str, Callable[[Take], Take]]) -> st.SearchStrategy[Take]:
    """A step of the honest pipeline once more, signed by somebody, with a few differences."""

    def make(step: str, signer: str, names: list[str]) -> Take:
        take = base.take(step)
        for name in names:
            take = differences[name](take)
        return replace(take, signer=signer or take.signer)

    return st.builds(
        make,
        st.sampled_from(["test", "build"]),
        st.sampled_from(["", "", *SIGNERS]),
        st.lists(st.sampled_from(list(differences)), max_size=2, unique=True),
    )


def trusts(rules: tuple[str, ...] = ()) -> st.SearchStrategy[Trust]:
    """The honest policy, with other signers, thresholds and declared materials."""

    def make(threshold: int, command: tuple[str, ...] | None, patterns: tuple[str, ...]) -> Trust:
        demand = Demand(
            step="build",
            functionaries=("builder", "second"),
            threshold=threshold,
            command=command,
            materials=patterns,
        )
        return TRUST.knowing("second").demanding(demand).ruling(*rules)

    return st.builds(
        make,
        st.sampled_from([1, 1, 2]),
        st.sampled_from([None, ("make",)]),
        st.sampled_from([(), ("*.o",), ("cache/",)]),
    )


def watched() -> World:
    """The honest pipeline, traced."""
    world = honest()
    return replace(world, takes=tuple(TRACES["traced"](take) for take in world.takes))


@st.composite
def worlds(draw: st.DrawFn, rules: tuple[str, ...] = (), *, traced: bool = False) -> World:
    """Up to six takes; the honest ones are often among them."""
    base = (watched() if traced else honest()).trusting(draw(trusts(rules)))
    differences = TRACES if traced else DIFFERENCES
    kept = tuple(take for take in base.takes if draw(st.integers(0, 9)))
    more = draw(st.lists(_takes(base, differences), max_size=4))
    order = draw(st.permutations([*kept, *more]))
    looks = draw(st.lists(st.sampled_from(LOOKS), max_size=2, unique=True))
    imports = draw(st.lists(st.sampled_from(IMPORTS), max_size=2, unique=True))
    happened = tuple(dict.fromkeys(order))
    return replace(base, takes=happened, looks=tuple(looks), imports=tuple(imports))


def looked_at() -> World:
    """The honest pipeline with lock files and people, whose commits were looked at."""
    world = honest()
    takes = tuple(replace(take, inventory=LOCKED) for take in world.takes)
    return replace(world, takes=takes)


@st.composite
def released(draw: st.DrawFn, rules: tuple[str, ...] = ()) -> World:
    """Up to three takes, two records of the commits, three approvals and some imports."""
    trust = TRUST.knowing("second").introducing("grace", "heidi", "ada").ruling(*rules)
    base = looked_at().trusting(trust)
    kept = tuple(take for take in base.takes if draw(st.integers(0, 9)))
    more = draw(st.lists(_takes(base, LOCKS), max_size=1))
    looks = [*([draw(st.sampled_from((GOOD, PLAIN)))] if draw(st.integers(0, 4)) else [])]
    looks += draw(st.lists(st.sampled_from(LOOKED), max_size=1))
    votes = draw(st.lists(st.sampled_from(VOTES), max_size=3, unique=True))
    order = draw(st.permutations([*kept, *more]))
    imports = [item for item in (Import(), SCAN) if draw(st.integers(0, 9))]
    imports += draw(st.lists(st.sampled_from(REPORTS), max_size=1))
    return replace(
        base,
        imports=tuple(dict.fromkeys(imports)),
        takes=tuple(dict.fromkeys(order)),
        looks=tuple(dict.fromkeys(looks)),
        votes=tuple(votes),
    )
