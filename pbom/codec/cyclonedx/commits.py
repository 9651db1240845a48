"""Who wrote the commits: agents and models as components, the commits as pedigree and as tasks.

CycloneDX has nothing for an agent's part in a commit (``pedigree.commits`` has neither properties
nor references), so each such commit is also a task that uses the agent and the model.
"""

import re
from collections.abc import Iterator

from pbom.codec.cyclonedx.components import (
    Components,
    agent_ref,
    model_ref,
    short,
    source_ref,
)
from pbom.codec.cyclonedx.introduced import introduced
from pbom.codec.cyclonedx.tasks import ATTESTATION, evidence_outputs, named, task_ref, vouched_by
from pbom.codec.manifest import MAX_INLINE
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json
from pbom.model.attestation import SourceAttestation
from pbom.model.change import Change, Changes
from pbom.model.commit import Person
from pbom.model.marker import CommitClass
from pbom.model.pbom import Pbom

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
"""Addresses that every checker of ``idn-email`` takes; many a bot's is none."""


_COUNTS: dict[CommitClass, str] = {
    "declared": "pbom:ai:commits:declared",
    "inferred": "pbom:ai:commits:inferred",
    "declared-none": "pbom:ai:commits:none",
    "unknown": "pbom:ai:commits:unknown",
}


def change_ref(attestation: SourceAttestation, change: Change) -> str:
    """The bom-ref of a commit's task."""
    return f"change:{short([attestation.bundle.value, change.commit.id])}"


def sources_of(pbom: Pbom) -> dict[str, SourceAttestation]:
    """The bom-ref of the source component that each attestation speaks of."""
    heads = {item.statement.changes.range.head: item for item in pbom.sources}
    found: dict[str, SourceAttestation] = {}
    for step in pbom.attestations:
        source = step.statement.source
        attestation = heads.get(source.commit) if source else None
        if source and attestation and attestation not in found.values():
            found[source_ref(source)] = attestation
    return found


def write_agents(pbom: Pbom, components: Components) -> dict[str, dict[str, Json]]:
    """Agents and models that had a part in the commits or ran during a step, by bom-ref."""
    changes = [change for item in pbom.sources for change in item.statement.changes.changes]
    agents = {agent for change in changes for agent in change.agents}
    agents |= {seen.agent for item in pbom.recorded for seen in item.statement.observed_agents}
    models = {model for change in changes for model in change.models}
    written = {agent_ref(agent): components.agent(agent) for agent in sorted(agents)}
    return written | {model_ref(model): components.model(model) for model in sorted(models)}


def write_pedigree(attestation: SourceAttestation) -> dict[str, Json]:
    """What was shipped last, and the commits since then; more than 1000 are only counted."""
    changes = attestation.statement.changes
    pedigree: dict[str, Json] = {}
    if changes.range.base:
        name = attestation.statement.repository.rstrip("/").rpartition("/")[2]
        ancestor: dict[str, Json] = {
            "type": "data",
            "name": name.removesuffix(".git") or "source",
            "version": changes.range.base,
        }
        pedigree["ancestors"] = [ancestor]
    if len(changes.changes) <= MAX_INLINE:
        pedigree["commits"] = [_write_commit(change) for change in changes.changes]
    pedigree["notes"] = f"{len(changes.changes)} commits {changes.range.reason}"
    return pedigree


def write_source_workflow(ref: str, attestation: SourceAttestation) -> dict[str, Json]:
    """The look at the commits as a task, and each commit that an agent had a part in as another."""
    return {
        "bom-ref": f"workflow:source:{attestation.bundle.value}",
        "uid": str(attestation.bundle),
        "name": "commits",
        "taskTypes": ["other"],
        "tasks": [
            _write_look(ref, attestation),
            *(_write_change(ref, attestation, change) for change in _shown(attestation)),
        ],
    }


def refs_of(ref: str, attestation: SourceAttestation) -> set[str]:
    """The parts of the document that a source attestation vouches for."""
    changes = attestation.statement.changes.changes
    return {
        ref,
        task_ref(attestation),
        *(change_ref(attestation, change) for change in _shown(attestation)),
        *(agent_ref(agent) for change in changes for agent in change.agents),
        *(model_ref(model) for change in changes for model in change.models),
    }


def _shown(attestation: SourceAttestation) -> tuple[Change, ...]:
    """The commits that have a task of their own; more than 1000 are only counted."""
    found = tuple(change for change in attestation.statement.changes.changes if change.by_agent)
    return found if len(found) <= MAX_INLINE else ()


def _write_commit(change: Change) -> dict[str, Json]:
    commit = change.commit
    return {
        "uid": commit.id,
        "author": _write_action(commit.author, write_moment(commit.authored)),
        "committer": _write_action(commit.committer, write_moment(commit.committed)),
        "message": commit.subject,
    }


def _write_action(person: Person, moment: str) -> dict[str, Json]:
    action: dict[str, Json] = {"timestamp": moment, "name": person.name}
    if _ADDRESS.fullmatch(person.email):
        action["email"] = person.email
    return action


def _write_look(ref: str, attestation: SourceAttestation) -> dict[str, Json]:
    source = attestation.statement
    moment = write_moment(source.recorded)
    return {
        "bom-ref": task_ref(attestation),
        "uid": str(attestation.bundle),
        "name": "source",
        "taskTypes": ["other"],
        "timeStart": moment,
        "timeEnd": moment,
        "inputs": [{"resource": {"ref": ref}}],
        "outputs": evidence_outputs(attestation),
        "properties": [
            named(ATTESTATION, attestation.bundle.value),
            *vouched_by(attestation),
            *_facts(source.changes),
        ],
    }


def _facts(changes: Changes) -> Iterator[dict[str, Json]]:
    """The sums; every count is "at least", for what leaves no mark is not seen."""
    for kind, name in _COUNTS.items():
        yield named(name, str(changes.count(kind)))
    for agent, count in sorted(changes.agents().items()):
        yield named("pbom:ai:agent", f"{agent} {count}")
    yield named("pbom:ai:lines:agent", str(sum(item.agent for item in changes.lines)))
    yield named("pbom:ai:lines:human", str(sum(item.human for item in changes.lines)))
    yield named("pbom:ai:lines:untracked", str(sum(item.untracked for item in changes.lines)))
    yield named("pbom:ai:paths", str(len(changes.agent_paths)))
    for path in changes.pipeline_paths[:MAX_INLINE]:
        yield named("pbom:ai:pipeline", f"{path.kind} {path.letter} {path.name}")
    for item in changes.agent_files[:MAX_INLINE]:
        yield named("pbom:ai:config", f"{item.kind} {item.name} {item.digests}")
    yield from introduced(changes)
    yield named("pbom:ai:rules", f"{changes.pack_version} {changes.pack}")
    yield named("pbom:source:basis", changes.range.basis)
    for gap in changes.gaps:
        yield named("pbom:coverage:gap", f"{gap.kind} ({gap.count}): {gap.detail}")


def _write_change(ref: str, attestation: SourceAttestation, change: Change) -> dict[str, Json]:
    used = [agent_ref(agent) for agent in change.agents]
    used += [model_ref(model) for model in change.models]
    task: dict[str, Json] = {
        "bom-ref": change_ref(attestation, change),
        "uid": change.commit.id,
        "name": change.commit.subject,
        "taskTypes": ["other"],
        "timeStart": write_moment(change.commit.authored),
        "outputs": [{"type": "other", "resource": {"ref": ref}}],
        "properties": list(_properties(change)),
    }
    return task | {"resourceReferences": [{"ref": item} for item in used]} if used else task


def _properties(change: Change) -> Iterator[dict[str, Json]]:
    yield named("pbom:ai:class", change.kind)
    wrote = [marker for marker in change.markers if marker.wrote]
    for marker in dict.fromkeys(
        (item.role, item.strength, item.integrity, item.where) for item in wrote
    ):
        yield named("pbom:ai:basis", ", ".join(marker))
    for session in sorted({item.session for item in wrote if item.session}):
        yield named("pbom:ai:session", session)
    if change.conflict:
        yield named("pbom:ai:conflict", "true")
    yield named("pbom:review:state", change.review.state)
    yield named("pbom:review:path", change.review.path)
    yield named("pbom:commit:signature", change.signature.state)
