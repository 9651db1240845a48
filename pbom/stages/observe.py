"""What was seen of a step, to the statement that says so."""

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from pbom.codec.manifest import MAX_INLINE, subject_of_manifest, write_products
from pbom.codec.strict_json import write_json
from pbom.model.digest import DigestSet
from pbom.model.evidence import Builder, Coverage, Evidence, Gap, Invocation, Product
from pbom.model.marker import ObservedAgent
from pbom.model.snapshot import Outputs, Snapshot
from pbom.model.statement import StepStatement, subjects_of
from pbom.model.subject import Subject

if TYPE_CHECKING:
    from pbom.model.inventory import Inventory
    from pbom.model.trace import Trace

TOLD = 100
"""So many documents of upstream that could not be read are gaps one by one."""
COMMAND_RECORD = "pbom:command"
"""Name of the subject of a step without products."""


class Observation(Struct, frozen=True, kw_only=True):
    """Everything that was seen of one step.

    Attributes:
        step: Its name.
        run: Id of the pipeline run.
        before: The workspace when it began.
        after: The workspace when it ended.
        outputs: What it left behind.
        invocation: What ran.
        builder: Where.
        agents: AI agents that were seen at work.
        inventory: What the lock files in the workspace named when it began, where there are any.
        trace: What its processes did, where that was watched.
        losses: What is not known of that, and why.
    """

    step: str
    run: str
    before: Snapshot
    after: Snapshot
    outputs: Outputs
    invocation: Invocation
    builder: Builder
    agents: tuple[ObservedAgent, ...] = ()
    inventory: "Inventory | None" = None
    trace: "Trace | None" = None
    losses: tuple[Gap, ...] = ()


def observe(seen: Observation) -> StepStatement:
    """The statement of one step: the commit and files before, the command, the files after."""
    products = tuple(Product(artifact=artifact) for artifact in seen.outputs.artifacts)
    gaps = {*seen.before.gaps, *seen.before.unrecorded(), *seen.outputs.gaps}
    gaps.update(_moved(seen), _unread(seen.inventory), seen.losses)
    method: Literal["snapshot", "traced"] = "traced" if seen.trace else "snapshot"
    coverage = Coverage(method=method, gaps=tuple(sorted(gaps)))
    source = (seen.before.source,) if seen.before.source else ()
    evidence: tuple[Evidence, ...] = (
        *source,
        *seen.before.materials,
        *products,
        seen.invocation,
        seen.builder,
        *seen.agents,
        coverage,
        *((seen.inventory,) if seen.inventory else ()),
    )
    return StepStatement(
        step=seen.step,
        run=seen.run,
        subjects=_subjects(seen),
        evidence=evidence,
        trace=seen.trace,
    )


def _subjects(seen: Observation) -> tuple[Subject, ...]:
    products = seen.outputs.artifacts
    if len(products) > MAX_INLINE:
        name, digests = subject_of_manifest(write_products(products))
        return (Subject(name=name, digests=digests),)
    return subjects_of(products) or (_command_record(seen),)


def _moved(seen: Observation) -> tuple[Gap, ...]:
    before, after = seen.before.source, seen.after.source
    if before is None or after is None or before.revision == after.revision:
        return ()
    return (Gap(kind="commit-moved", detail=f"from {before.commit} to {after.commit}"),)


def _unread(inventory: "Inventory | None") -> Iterator[Gap]:
    """What of the lock files could not be read: a gap for each file."""
    for lock in inventory.locks if inventory else ():
        problems = lock.file.problems
        if problems:
            first = f"{problems[0].kind} at {problems[0].place}: {problems[0].reason}"
            detail = f"{lock.file.name}: {first}"
            yield Gap(kind="dependencies-unread", detail=detail, count=len(problems))
    broken = inventory.upstream.problems if inventory and inventory.upstream else ()
    for name, problem in broken[:TOLD]:
        detail = f"{name}: {problem.kind} at {problem.place}: {problem.reason}"
        yield Gap(kind="provenance-unread", detail=detail, count=1)
    if broken[TOLD:]:
        yield Gap(kind="provenance-unread", detail="others", count=len(broken) - TOLD)


def _command_record(seen: Observation) -> Subject:
    record = write_json([seen.run, seen.step, list(seen.invocation.argv), seen.invocation.cwd])
    return Subject(
        name=COMMAND_RECORD, digests=DigestSet.sha256(hashlib.sha256(record).hexdigest())
    )
