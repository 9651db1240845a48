"""How it was made: one formula, one workflow a run, one task a recorded step."""

import hashlib
import shlex
from collections.abc import Iterator
from itertools import groupby

from pbom.codec.cyclonedx.commits import (
    sources_of,
    write_agents,
    write_pedigree,
    write_source_workflow,
)
from pbom.codec.cyclonedx.components import (
    Components,
    agent_ref,
    builder_ref,
    file_ref,
    source_ref,
)
from pbom.codec.cyclonedx.imports import write_import_workflow
from pbom.codec.cyclonedx.packages import component_ref, write_components
from pbom.codec.cyclonedx.tasks import ATTESTATION, evidence_outputs, named, task_ref, vouched_by
from pbom.codec.manifest import MAX_INLINE
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json, write_json
from pbom.model.agreement import disagreements
from pbom.model.attestation import StepAttestation
from pbom.model.evidence import Invocation
from pbom.model.pbom import Pbom
from pbom.model.statement import StepStatement

_TASK_TYPES = frozenset(
    {
        "copy",
        "clone",
        "lint",
        "scan",
        "merge",
        "build",
        "test",
        "deliver",
        "deploy",
        "release",
        "clean",
    }
)


def write_formulation(pbom: Pbom, components: Components, formula_ref: str) -> dict[str, Json]:
    """The formula of a release."""
    by_run = sorted(pbom.recorded, key=lambda item: item.statement.run)
    groups = groupby(by_run, key=lambda item: item.statement.run)
    sources = sources_of(pbom)
    return {
        "bom-ref": formula_ref,
        "components": _resources(pbom, components),
        "workflows": [
            *(_write_workflow(run, tuple(steps), pbom) for run, steps in groups),
            *(write_source_workflow(ref, item) for ref, item in sorted(sources.items())),
            *write_import_workflow(pbom),
        ],
    }


def _resources(pbom: Pbom, components: Components) -> list[Json]:
    written: dict[str, dict[str, Json]] = write_agents(pbom, components)
    written |= write_components(pbom.inventory)
    for attestation in pbom.recorded:
        step = attestation.statement
        if step.source:
            written.setdefault(source_ref(step.source), components.source(step.source))
        written.setdefault(builder_ref(step.builder), components.builder(step.builder))
        materials = [material.artifact for material in step.materials]
        for listed in (materials, step.products):
            for artifact in listed if len(listed) <= MAX_INLINE else ():
                ref = file_ref(artifact)
                if ref not in written:
                    written[ref] = components.file(artifact)
    for ref, item in sources_of(pbom).items():
        written[ref] = written[ref] | {"pedigree": write_pedigree(item)}
    return [written[ref] for ref in sorted(written)]


def _write_workflow(run: str, steps: tuple[StepAttestation, ...], pbom: Pbom) -> dict[str, Json]:
    tasks = [_write_task(step, pbom) for step in steps]
    kinds = sorted({_task_type(step.statement.step) for step in steps})
    return {
        "bom-ref": f"workflow:{hashlib.sha256(run.encode('utf-8')).hexdigest()[:32]}",
        "uid": run,
        "taskTypes": list(kinds),
        "timeStart": write_moment(min(step.statement.invocation.started for step in steps)),
        "timeEnd": write_moment(max(step.statement.invocation.finished for step in steps)),
        "tasks": list(tasks),
    }


def _task_type(step: str) -> str:
    return step if step in _TASK_TYPES else "other"


def _write_task(attestation: StepAttestation, pbom: Pbom) -> dict[str, Json]:
    step, ran = attestation.statement, attestation.statement.invocation
    observed = {seen.agent for seen in step.observed_agents}
    gaps = [f"{gap.kind} ({gap.count}): {gap.detail}" for gap in step.coverage.gaps]
    return {
        "bom-ref": task_ref(attestation),
        "uid": str(attestation.bundle),
        "name": step.step,
        "taskTypes": [_task_type(step.step)],
        "timeStart": write_moment(ran.started),
        "timeEnd": write_moment(ran.finished),
        "resourceReferences": [
            {"ref": builder_ref(step.builder)},
            *({"ref": agent_ref(agent)} for agent in sorted(observed)),
            *({"ref": ref} for ref in _pipeline_refs(step)),
        ],
        "steps": [_write_command(step.step, ran)],
        "inputs": _write_inputs(attestation),
        "outputs": _write_outputs(attestation),
        "properties": [
            named(ATTESTATION, attestation.bundle.value),
            *vouched_by(attestation),
            *_disagreeing(attestation),
            named("pbom:coverage:method", step.coverage.method),
            *(named("pbom:coverage:gap", gap) for gap in gaps),
            named("pbom:material:count", str(len(step.materials))),
            named("pbom:product:count", str(len(step.products))),
            *_inventory(step),
            *_claims(step),
            *_traced(attestation, pbom),
        ],
    }


def _inventory(step: StepStatement) -> Iterator[dict[str, Json]]:
    for lock in step.inventory.locks if step.inventory else ():
        yield named("pbom:dep:file", " ".join(lock.key))
        for problem in lock.file.problems:
            told = f"{problem.kind} {problem.place}: {problem.reason}"
            yield named("pbom:dep:problem", f"{lock.file.name}: {told}")
    look = step.inventory.upstream if step.inventory else None
    if look:
        trust = f"by {look.trust}" if look.trust else "by no trusted root"
        yield named("pbom:dep:provenance:looked", f"{', '.join(look.places)} {trust}")


def _pipeline_refs(step: StepStatement) -> list[str]:
    """What the pipeline ran on, as the files in the workspace said when the step began."""
    if step.inventory is None:
        return []
    return sorted({component_ref(item) for item in step.inventory.components})


def _claims(step: StepStatement) -> Iterator[dict[str, Json]]:
    claims = {
        "pbom:run:url": step.builder.run_url,
        "pbom:run:workflow": step.builder.workflow,
        "pbom:source:branch": step.source.branch if step.source else "",
    }
    yield from (named(name, value) for name, value in claims.items() if value)
    for seen in step.observed_agents:
        yield named("pbom:ai:observed", f"{seen.agent}: {seen.basis}")


def _disagreeing(attestation: StepAttestation) -> Iterator[dict[str, Json]]:
    """The certificate's word against the record's; the rule certificate-agrees asks the same."""
    for item in disagreements(attestation):
        told = f"{item.about}: {item.certified}, not {item.claimed}"
        yield named("pbom:certificate:disagrees", told)


def _traced(attestation: StepAttestation, pbom: Pbom) -> Iterator[dict[str, Json]]:
    if attestation.statement.trace:
        from pbom.codec.cyclonedx.traces import write_trace_facts  # noqa: PLC0415 - few are

        yield from write_trace_facts(attestation, pbom)


def _write_command(step: str, ran: Invocation) -> dict[str, Json]:
    return {
        "name": step,
        "commands": [
            {
                "executed": shlex.join(ran.argv) or "(session)",
                "properties": [
                    named("pbom:command:argv", write_json(list(ran.argv)).decode("utf-8")),
                    named("pbom:command:exitCode", str(ran.exit_code)),
                    named("pbom:command:cwd", ran.cwd),
                    named("pbom:command:redactions", str(ran.redactions)),
                ],
            }
        ],
    }


def _write_inputs(attestation: StepAttestation) -> list[Json]:
    step = attestation.statement
    inputs: list[Json] = []
    if step.source:
        inputs.append({"resource": {"ref": source_ref(step.source)}})
    if len(step.materials) <= MAX_INLINE:
        inputs.extend(
            {
                "resource": {"ref": file_ref(material.artifact)},
                "properties": [named("pbom:material:state", material.state)],
            }
            for material in step.materials
        )
    variables = step.invocation.environment
    if variables:
        inputs.append(
            {"environmentVars": [{"name": name, "value": value} for name, value in variables]}
        )
    return inputs


def _write_outputs(attestation: StepAttestation) -> list[Json]:
    step = attestation.statement
    outputs: list[Json] = []
    if len(step.products) <= MAX_INLINE:
        outputs.extend(
            {"type": "artifact", "resource": {"ref": file_ref(product)}}
            for product in step.products
        )
    return outputs + evidence_outputs(attestation)
