"""Random worlds: the honest pipeline, and others like it that went wrong here and there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from pbom.model.evidence import Material
from tests.looks import Look
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


LOOKS = (
    Look(),
    Look(signer="tester", recorded=NOON + timedelta(minutes=1)),
    Look(run="run-2").of(commit("two")),
)


def _takes() -> st.SearchStrategy[Take]:
    """A step of the honest pipeline once more, signed by somebody, with a few differences."""

    def make(step: str, signer: str, names: list[str]) -> Take:
        take = honest().take(step)
        for name in names:
            take = DIFFERENCES[name](take)
        return replace(take, signer=signer or take.signer)

    return st.builds(
        make,
        st.sampled_from(["test", "build"]),
        st.sampled_from(["", "", *SIGNERS]),
        st.lists(st.sampled_from(list(DIFFERENCES)), max_size=2, unique=True),
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
        st.sampled_from([(), ("*.o",)]),
    )


@st.composite
def worlds(draw: st.DrawFn, rules: tuple[str, ...] = ()) -> World:
    """Up to six takes; the honest ones are often among them."""
    base = honest().trusting(draw(trusts(rules)))
    kept = tuple(take for take in base.takes if draw(st.integers(0, 9)))
    more = draw(st.lists(_takes(), max_size=4))
    order = draw(st.permutations([*kept, *more]))
    looks = draw(st.lists(st.sampled_from(LOOKS), max_size=2, unique=True))
    return replace(base, takes=tuple(dict.fromkeys(order)), looks=tuple(looks))
