"""Imported documents in a PBOM: a task that names each, and a reference to its bytes.

Only what our own statement says is written, and the tool's name, which the document claims.
"""

from collections.abc import Iterator

from pbom.codec.cyclonedx.tasks import ATTESTATION, evidence_outputs, named, task_ref, vouched_by
from pbom.codec.digests import write_digests
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json
from pbom.model.attestation import ImportAttestation
from pbom.model.imported import ImportFormat
from pbom.model.pbom import Pbom

WORKFLOW = "imports"
_REFERENCES: dict[ImportFormat, str] = {
    "cyclonedx": "bom",
    "spdx-2": "bom",
    "spdx-3": "bom",
    "sarif": "static-analysis-report",
    "junit": "quality-metrics",
    "in-toto-statement": "evidence",
    "dsse": "attestation",
    "sigstore-bundle": "attestation",
}
_TASKS: dict[ImportFormat, str] = {
    "cyclonedx": "scan",
    "spdx-2": "scan",
    "spdx-3": "scan",
    "sarif": "scan",
    "junit": "test",
}


def write_import_workflow(pbom: Pbom) -> Iterator[Json]:
    """The imports as one workflow, where there are any."""
    if pbom.imports:
        kinds = sorted({_task_type(item) for item in pbom.imports})
        yield {
            "bom-ref": "workflow:imports",
            "uid": WORKFLOW,
            "name": WORKFLOW,
            "taskTypes": list(kinds),
            "tasks": [_write_task(item, pbom) for item in pbom.imports],
        }


def write_import_references(pbom: Pbom) -> list[Json]:
    """Where the documents are: objects of the evidence, by digest; each once."""
    found = {item.statement.document.digest: item for item in pbom.imports}
    return [
        {
            "type": _REFERENCES[item.statement.content.format],
            "url": f"urn:pbom:object:{digest}",
            "hashes": [{"alg": "SHA-256", "content": digest.value}],
            "comment": f"imported {item.statement.content.format}",
        }
        for digest, item in sorted(found.items())
    ]


def write_import_compositions(pbom: Pbom) -> Iterator[Json]:
    """Whether all of a document was understood."""
    for item in pbom.imports:
        yield {
            "bom-ref": f"composition:{task_ref(item)}",
            "aggregate": "incomplete" if item.statement.content.problems else "complete",
            "assemblies": [task_ref(item)],
        }


def _task_type(item: ImportAttestation) -> str:
    return _TASKS.get(item.statement.content.format, "other")


def _write_task(item: ImportAttestation, pbom: Pbom) -> dict[str, Json]:
    statement, content = item.statement, item.statement.content
    subjects = (
        " ".join(f"{name}:{value}" for name, value in write_digests(subject.digests).items())
        for subject in statement.subjects
    )
    claims = {
        "pbom:import:version": content.version,
        "pbom:import:tool": content.tool,
        "pbom:import:predicateType": content.predicate,
        "pbom:import:made": write_moment(content.made) if content.made else "",
    }
    return {
        "bom-ref": task_ref(item),
        "uid": str(item.bundle),
        "name": statement.document.name,
        "taskTypes": [_task_type(item)],
        "timeStart": write_moment(statement.imported),
        "outputs": evidence_outputs(item),
        "properties": [
            named(ATTESTATION, item.bundle.value),
            *vouched_by(item),
            named("pbom:import:format", content.format),
            named("pbom:import:sha256", statement.document.digest.value),
            *(named("pbom:import:subject", text) for text in subjects),
            *(named("pbom:import:count", f"{name}: {count}") for name, count in content.counts),
            named("pbom:import:problems", str(len(content.problems))),
            *(
                named("pbom:import:madeBy", step.statement.step)
                for step in pbom.makers(statement.document)
            ),
            *(named(name, str(value)) for name, value in claims.items() if value),
        ],
    }
