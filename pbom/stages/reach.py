"""Name to everything that it has reached: on through commits, steps and the files they made.

What is reached is reached whenever it was made: the same content is the same thing.
"""

from collections import deque
from collections.abc import Iterable, Iterator

from msgspec import Struct

from pbom.model.lineage import Claim, Find
from pbom.model.mention import SHIPPED, Name, Role

BESIDE = "base-not-before-head"
"""The gap of a look whose base is no ancestor of its head."""
MAX_REACHED = 100_000
"""So many files are followed; more are said to be too many."""


class Way(Struct, frozen=True):
    """How something was reached.

    Attributes:
        hops: From the thing on.
        doubts: What on the way is not believed.
    """

    hops: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    def on(self, hop: str, *claims: Claim) -> "Way":
        """One hop further, which these claims tell of."""
        fresh = (
            f"{claim.title}: {claim.objection}" for claim in claims if claim.standing != "verified"
        )
        return Way((*self.hops, hop), tuple(dict.fromkeys((*self.doubts, *fresh))))


Found = tuple[Name | Claim, Way]


class Reach:
    """The things that were reached, each with how.

    Attributes:
        steps: Steps, by bundle.
        commits: Ids of commits.
        files: What was reached of files.
        shipped: Those of them that somebody shipped, each with a name.
        refused: Statements that may tell more and cannot be read.
        full: Whether there was more than is followed.
    """

    def __init__(self, find: Find) -> None:
        self._find = find
        self.steps: dict[str, Claim] = {}
        self.commits: set[str] = set()
        self.files: dict[Name, Way] = {}
        self.shipped: dict[Name, str] = {}
        self.refused: dict[str, Claim] = {}
        self.full = False

    def follow(self, names: Iterable[Name]) -> None:
        """Everything from these names on.

        Raises:
            StoreError: The evidence cannot be read.
        """
        queue = deque(found for name in names for found in self._seeds(name))
        while queue:
            thing, way = queue.popleft()
            if len(self.files) > MAX_REACHED:
                self.full = True
                return
            if isinstance(thing, Claim):
                queue.extend(self._after_step(thing, way))
            elif thing.kind == "commit":
                queue.extend(self._after_commit(thing, way))
            else:
                queue.extend(self._after_file(thing, way))

    def _seeds(self, name: Name) -> Iterator[Found]:
        """What the thing itself touches."""
        if name.kind == "digest":
            yield name, Way((_short(name),))
            for claim in self._asked(name, "document"):
                yield from self._about(claim, Way((_short(name),)).on("is its document", claim))
        elif name.kind == "commit":
            yield name, Way((f"commit {name.value[:12]}",))
        elif name.kind == "agent":
            yield from self._written(name)
        elif name.kind == "key":
            yield from self._signed(name)
        start = Way((f"{name.kind} {name.value}",))
        for role, word in _USES:
            for claim in self._asked(name, role):
                if claim.kind == "step":
                    yield claim, start.on(f"{word} {claim.title}", claim)

    def _written(self, agent: Name) -> Iterator[Found]:
        for look in self._asked(agent, "wrote"):
            for commit in look.labels(agent, "wrote"):
                way = Way((f"agent {agent.value}",)).on(f"wrote in commit {commit[:12]}", look)
                yield Name("commit", commit), way

    def _signed(self, key: Name) -> Iterator[Found]:
        """What a key signed, and what these statements are about."""
        for claim in self._asked(key, "key"):
            way = Way((f"key {key.value[:12]}",)).on(f"is said to have signed {claim.title}", claim)
            if claim.kind == "step":
                yield claim, way
            elif claim.kind == "source":
                yield from self._built(claim.names("head"), way)
            else:
                yield from self._about(claim, way)

    def _about(self, claim: Claim, way: Way) -> Iterator[Found]:
        for name in claim.names("released", "judged", "deployed", "approved"):
            if name.kind == "commit":
                yield from self._built((name,), way)
            else:
                yield name, way

    def _built(self, commits: Iterable[Name], way: Way) -> Iterator[Found]:
        """The steps that were built from just these commits."""
        for commit in commits:
            for claim in self._asked(commit, "head", "subject"):
                if claim.kind == "step":
                    yield claim, way.on(f"from {commit.value[:12]} was built {claim.title}", claim)

    def _after_commit(self, commit: Name, way: Way) -> Iterator[Found]:
        """All that has a commit in it: it is listed there, or lies before the range."""
        if commit.value in self.commits:
            return
        self.commits.add(commit.value)
        yield from self._built((commit,), way)
        for look in self._asked(commit, "listed", "base"):
            if look.has(commit, "listed") or not is_beside(look):
                for head in look.names("head"):
                    if head != commit:
                        yield head, way.on(f"is behind commit {head.value[:12]}", look)

    def _after_step(self, step: Claim, way: Way) -> Iterator[Found]:
        if str(step.bundle) in self.steps:
            return
        self.steps[str(step.bundle)] = step
        for name in step.names("product"):
            label = next(iter(step.labels(name, "product")), name.value)
            yield name, way.on(f"which made {label}", step)

    def _after_file(self, name: Name, way: Way) -> Iterator[Found]:
        if name in self.files:
            return
        self.files[name] = way
        for claim in self._asked(name, "material", "read", *SHIPPED, "subject"):
            for label in claim.labels(name, *SHIPPED):
                self.shipped.setdefault(name, label)
            if claim.kind == "step":
                yield claim, way.on(f"which {claim.title} used", claim)

    def _asked(self, name: Name, *roles: Role) -> Iterator[Claim]:
        for claim in self._find(name, *roles):
            if claim.standing == "refused":
                self.refused[str(claim.bundle)] = claim
            else:
                yield claim


_USES: tuple[tuple[Role, str], ...] = (
    ("package", "is in the lock files of"),
    ("component", "is what it runs on:"),
    ("agent", "was at work during"),
    ("touched", "was used by"),
)


def is_beside(look: Claim) -> bool:
    """Whether the base of a look is no ancestor of its head."""
    return any(gap.kind == BESIDE for gap in look.overlooked)


def _short(name: Name) -> str:
    algorithm, _, value = name.value.partition(":")
    return f"{algorithm}:{value[:12]}"
