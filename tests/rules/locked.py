"""A simulated pipeline whose steps recorded lock files, and a policy that asks about them."""

from msgspec.structs import replace

from pbom.model.dependency import Dependency, Integrity, LockFile, PipelineComponent, Problem
from pbom.model.digest import DigestSet
from pbom.model.inventory import Inventory, RecordedLock
from pbom.model.location import Origin
from tests.simulator import World, honest

HASH = Integrity(algorithm="sha512", value="a" * 128)
HTTPX = Dependency(
    ecosystem="pypi",
    name="httpx",
    version="0.28.1",
    purl="pkg:pypi/httpx@0.28.1",
    place="[[package]] httpx",
    origin=Origin("registry", "https://registry.example/simple"),
    integrity=(HASH,),
    scripts="no",
)
MEMBER = Dependency(
    ecosystem="pypi", name="shop", version="", purl="pkg:pypi/shop", place="[[package]] shop",
    origin=Origin("workspace", "."),
)  # fmt: skip
CHECKOUT = PipelineComponent(
    kind="action",
    name="actions/checkout",
    version="v4",
    purl="pkg:github/actions/checkout@v4",
    place="$.jobs.a.steps[0]",
    integrity=(Integrity(algorithm="gitCommit", value="b" * 40, covers="git-commit"),),
)
HONEST = LockFile(
    name="uv.lock", format="uv_lock", dependencies=(HTTPX, MEMBER), components=(CHECKOUT,)
)


def of(*dependencies: Dependency) -> LockFile:
    """The lock file with these dependencies instead."""
    return replace(HONEST, dependencies=dependencies)


def running(*components: PipelineComponent) -> LockFile:
    """The lock file with these components instead."""
    return replace(HONEST, components=components)


def broken(kind: str = "unreadable") -> LockFile:
    """A lock file in which something could not be read."""
    problem = Problem(kind=kind, place="line 1", reason="no TOML")  # type: ignore[arg-type]
    return replace(HONEST, problems=(problem,))


def recorded(*locks: LockFile) -> Inventory:
    """These files, as a step found them."""
    return Inventory(
        locks=tuple(
            RecordedLock(digests=DigestSet.sha256(f"{number:x}" * 64), file=lock)
            for number, lock in enumerate(locks, 1)
        )
    )


def world(rule: str, *lines: str, locks: tuple[LockFile, ...] = (HONEST,)) -> World:
    """The pipeline; its build found these lock files, and the rule is named."""
    inventory = recorded(*locks) if locks else None
    built = honest().change("build", lambda take: replace(take, inventory=inventory))
    return built.trusting(built.trust.ruling(f"[rules.{rule}]", *lines))


def said(world: World, rule: str) -> list[tuple[str, str, str]]:
    """Subject, what was found and cause of each finding of a rule."""
    return [(item.subject, item.found, item.cause) for item in world.said_by(rule)]
