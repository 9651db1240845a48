"""Differences between two documents: what each tells of, matched by identity."""

from collections import Counter
from typing import Literal, NamedTuple, get_args

from msgspec import Struct

from pbom.model.digest import Digest

Kind = Literal[
    "artifacts",
    "pipeline",
    "builder",
    "commands",
    "materials",
    "dependencies",
    "commits",
    "agents",
    "coverage",
    "network",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Change = Literal["added", "removed", "changed"]
CHANGES: tuple[Change, ...] = get_args(Change)
Standing = Literal["unverified", "verified", "denied"]
OLD, NEW = "OLD", "NEW"
RANGE = "commits of the range"
"""Scope of what is said of the commits since the release before, and of no others."""


class Fact(NamedTuple):
    """One thing that is said of a thing; a name may be there with several values."""

    name: str
    value: str


class Thing(Struct, frozen=True, kw_only=True):
    """Something that a document tells of.

    Attributes:
        kind: What it is.
        name: Its identity.
        family: Its identity without the version: the only member that is gone and the only one
            that is new are the same thing at another version.
        scope: Which look saw it; where the other side did not look, it is not compared.
        facts: What is compared, sorted, each once.
        notes: What is only told beside it: who brought it, a subject.
    """

    kind: Kind
    name: str
    family: str
    scope: str = ""
    facts: tuple[Fact, ...] = ()
    notes: tuple[Fact, ...] = ()

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of a fact."""
        return tuple(fact.value for fact in self.facts if fact.name == name)


class Limit(NamedTuple):
    """Something that cannot be compared.

    Attributes:
        kind: What.
        scope: Which look is not there; empty for all of that kind.
        side: Whose it is.
        reason: Why.
    """

    kind: Kind
    scope: str
    side: str
    reason: str


class History(Struct, frozen=True, kw_only=True):
    """The commits of a source that a document lists.

    Attributes:
        source: Name of the source.
        head: The commit that was built.
        base: The commit after which the list begins; empty where it begins with the first.
        commits: Their ids.
    """

    source: str
    head: str
    base: str
    commits: frozenset[str]


class Side(Struct, frozen=True, kw_only=True):
    """One of two documents that are compared.

    Attributes:
        title: What it is called.
        digest: Of its bytes.
        plain: Whether it is CycloneDX of another tool: only versions, digests and scopes count.
        things: What it tells of.
        limits: What it does not tell of.
        histories: The commits that it lists, by source.
        standing: Whether the gate was asked, and what it said.
        objections: What it said no for.
        waived: What it would have said no for, and who answers for that.
    """

    title: str
    digest: Digest
    plain: bool
    things: tuple[Thing, ...]
    limits: tuple[Limit, ...] = ()
    histories: tuple[History, ...] = ()
    standing: Standing = "unverified"
    objections: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()


class Reason(NamedTuple):
    """Why a difference deserves a look, and how much of one."""

    weight: int
    text: str


class FactChange(NamedTuple):
    """The values of a fact that are gone, and those that are new."""

    name: str
    old: tuple[str, ...]
    new: tuple[str, ...]


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that is not on both sides, or not the same.

    Attributes:
        kind: What it is.
        change: What became of it.
        subject: Its identity.
        old: As it was; ``None`` where it is added.
        new: As it is; ``None`` where it is removed.
        reasons: Why it deserves a look, the gravest first.
    """

    kind: Kind
    change: Change
    subject: str
    old: Thing | None
    new: Thing | None
    reasons: tuple[Reason, ...] = ()

    @property
    def weight(self) -> int:
        """The sum of its reasons; it sorts, and decides nothing."""
        return sum(reason.weight for reason in self.reasons)

    @property
    def notes(self) -> tuple[Fact, ...]:
        """What is told beside it."""
        thing = self.new or self.old
        return thing.notes if thing else ()

    @property
    def facts(self) -> tuple[FactChange, ...]:
        """The facts that are not the same, by name."""
        before = frozenset(self.old.facts if self.old else ())
        after = frozenset(self.new.facts if self.new else ())
        gone, come = sorted(before - after), sorted(after - before)
        return tuple(
            FactChange(
                name,
                tuple(fact.value for fact in gone if fact.name == name),
                tuple(fact.value for fact in come if fact.name == name),
            )
            for name in sorted({fact.name for fact in (*gone, *come)})
        )


class Delta(Struct, frozen=True, kw_only=True):
    """Everything that is not the same, what to look at first in front.

    Attributes:
        old: The one side.
        new: The other.
        differences: By weight, then kind and subject.
        limits: What could not be compared.
        kinds: What is shown of it.
    """

    old: Side
    new: Side
    differences: tuple[Difference, ...]
    limits: tuple[Limit, ...] = ()
    kinds: tuple[Kind, ...] = KINDS

    @property
    def verified(self) -> bool:
        """Whether the gate said yes to both sides."""
        return self.old.standing == self.new.standing == "verified"

    def only(self, kinds: tuple[Kind, ...]) -> "Delta":
        """The part of it that is of these kinds."""
        return Delta(
            old=self.old,
            new=self.new,
            differences=tuple(item for item in self.differences if item.kind in kinds),
            limits=tuple(item for item in self.limits if item.kind in kinds),
            kinds=kinds,
        )


def count_kinds(differences: tuple[Difference, ...]) -> str:
    """How many differences there are of each kind, in words."""
    counts = Counter(item.kind for item in differences)
    return ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
