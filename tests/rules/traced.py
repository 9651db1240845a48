"""A simulated pipeline whose build is traced, and a policy that asks for that."""

from collections.abc import Callable

from msgspec.structs import replace

from pbom.model.marker import ObservedAgent
from pbom.model.trace import Connection, Member, Trace, TracedFile
from tests.simulator import REPORT, WHEEL, Take, World, honest
from tests.traces import SOURCE, found, trace_of


def traced(trace: Trace, rule: str, *lines: str) -> World:
    """Both steps are traced, the build by this trace; the rule is named."""
    world = honest().change("build", lambda take: replace(take, trace=trace))
    world = world.change("test", lambda take: replace(take, trace=trace_of(REPORT, SOURCE)))
    return world.trusting(world.trust.ruling(f"[rules.{rule}]", *lines))


def clean(*sources: TracedFile) -> Trace:
    """A build that read what it may: the commit, and the report of the test."""
    report = replace(found(REPORT.name), digests=REPORT.digests)
    return trace_of(WHEEL, SOURCE, report, *sources)


def reaching(*connections: Connection) -> Trace:
    """The same, with connections."""
    return replace(clean(), connections=connections)


def containing(*members: Member) -> Trace:
    """The same, with an archive."""
    return replace(clean(), members=members)


def with_agent(world: World, agent: str) -> World:
    """An agent ran in the build."""
    seen = ObservedAgent(agent=agent, basis=f"traced process {agent}")
    return world.change("build", lambda take: replace(take, agents=(seen,)))


def untraced(world: World) -> World:
    """The build was not traced after all."""
    change: Callable[[Take], Take] = lambda take: replace(take, trace=None)  # noqa: E731
    return world.change("build", change)


def said(world: World, rule: str) -> list[tuple[str, str]]:
    """Subject and cause of each finding of a rule."""
    return [(item.subject, item.cause) for item in world.said_by(rule)]
