"""What was seen of a step, to the statement that says so."""

import hashlib
from dataclasses import dataclass

from pbom.codec.manifest import MAX_INLINE, subject_of_manifest, write_products
from pbom.codec.strict_json import write_json
from pbom.model.digest import DigestSet
from pbom.model.evidence import Builder, Coverage, Evidence, Gap, Invocation, Product
from pbom.model.marker import ObservedAgent
from pbom.model.snapshot import Outputs, Snapshot
from pbom.model.statement import StepStatement, subjects_of
from pbom.model.subject import Subject

COMMAND_RECORD = "pbom:command"
"""Name of the subject of a step without products."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
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
    """

    step: str
    run: str
    before: Snapshot
    after: Snapshot
    outputs: Outputs
    invocation: Invocation
    builder: Builder
    agents: tuple[ObservedAgent, ...] = ()


def observe(seen: Observation) -> StepStatement:
    """The statement of one step: the commit and files before, the command, the files after."""
    products = tuple(Product(artifact=artifact) for artifact in seen.outputs.artifacts)
    gaps = {*seen.before.gaps, *seen.before.unrecorded(), *seen.outputs.gaps, *_moved(seen)}
    coverage = Coverage(method="snapshot", gaps=tuple(sorted(gaps)))
    source = (seen.before.source,) if seen.before.source else ()
    evidence: tuple[Evidence, ...] = (
        *source,
        *seen.before.materials,
        *products,
        seen.invocation,
        seen.builder,
        *seen.agents,
        coverage,
    )
    return StepStatement(step=seen.step, run=seen.run, subjects=_subjects(seen), evidence=evidence)


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


def _command_record(seen: Observation) -> Subject:
    record = write_json([seen.run, seen.step, list(seen.invocation.argv), seen.invocation.cwd])
    return Subject(
        name=COMMAND_RECORD, digests=DigestSet.sha256(hashlib.sha256(record).hexdigest())
    )
