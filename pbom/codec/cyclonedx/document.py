"""The whole document: equal attestations give equal bytes."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import assert_never

from pbom.codec.cyclonedx.commits import refs_of, sources_of
from pbom.codec.cyclonedx.components import (
    Components,
    SpecVersion,
    artifact_ref,
    file_ref,
    source_ref,
)
from pbom.codec.cyclonedx.formulation import write_formulation
from pbom.codec.cyclonedx.imports import write_import_compositions, write_import_references
from pbom.codec.cyclonedx.packages import Packages, component_ref, package_ref
from pbom.codec.cyclonedx.tasks import ATTESTATION, task_ref
from pbom.codec.cyclonedx.writing import Watch, unwatched, write_parts
from pbom.codec.fields import Fields
from pbom.codec.manifest import MAX_INLINE
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.errors import FormatError
from pbom.model.artifact import Artifact
from pbom.model.attestation import ImportAttestation, SourceAttestation, StepAttestation
from pbom.model.digest import Digest
from pbom.model.evidence import Coverage
from pbom.model.imported import ImportStatement
from pbom.model.pbom import Pbom
from pbom.model.statement import SourceStatement, StepStatement

VERSIONS: dict[str, SpecVersion] = {"1.6": "1.6", "1.7": "1.7"}
_Cited = StepAttestation | SourceAttestation | ImportAttestation
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:pbom:document:v1")
_FORMAT = "1"
"""Version of the mapping: two tools that agree on it write equal bytes."""


def write_document(pbom: Pbom, version: SpecVersion, watch: Watch = unwatched) -> bytes:
    """The PBOM as CycloneDX JSON with one line end; whoever watches sees each part of it.

    No clock and no random number: the timestamp is the end of the last step, the serial number
    a UUIDv5 over the digests of artifacts and bundles, every bom-ref derives from content.
    """
    components = Components(version)
    serial = _serial(pbom, version)
    formula_ref = f"formula:{serial}"
    link = f"urn:cdx:{serial}/1#{formula_ref}"
    facts = _shipped(pbom)
    artifacts = [
        _with(components.artifact(artifact, link), facts.get(artifact, []))
        for artifact in pbom.artifacts
    ]
    packages = Packages(pbom.inventory)
    document: dict[str, Json] = {
        "$schema": f"http://cyclonedx.org/schema/bom-{version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": _last_end(pbom.attestations),
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": [components.tool()]},
            "component": artifacts[0],
            "properties": [{"name": "pbom:format", "value": _FORMAT}],
        },
        "formulation": [write_formulation(pbom, components, formula_ref)],
        "compositions": _write_compositions(pbom),
    }
    if pbom.imports:
        document["externalReferences"] = write_import_references(pbom)
    if version == "1.7":
        document["citations"] = [
            *(_cite(item, _vouched(item, pbom)) for item in pbom.recorded),
            *(_cite(item, refs_of(ref, item)) for ref, item in sorted(sources_of(pbom).items())),
            *(_cite(item, {task_ref(item)}) for item in pbom.imports),
        ]
    lists: dict[str, Iterable[Json]] = {
        "components": chain(artifacts[1:], packages.components()),
        "dependencies": chain(_write_dependencies(pbom, packages.asked), packages.graph()),
    }
    return write_parts(document, lists, watch)


def _write_dependencies(pbom: Pbom, asked: list[str]) -> Iterator[dict[str, Json]]:
    """Each artifact depends on what the lock files were asked for: on so much at least."""
    for artifact in pbom.artifacts:
        written: dict[str, Json] = {"ref": artifact_ref(artifact)}
        yield written | {"dependsOn": asked} if asked else written


def read_named_attestations(document: bytes) -> tuple[SpecVersion, tuple[Digest, ...]]:
    """Version of a PBOM, and the bundles that its tasks name.

    Raises:
        FormatError: The document is not a PBOM of a version we write.
    """
    root = Fields(read_json(document))
    version = root.text("specVersion")
    if root.text("bomFormat") != "CycloneDX" or version not in VERSIONS:
        raise root.error("specVersion", "expected CycloneDX 1.6 or 1.7")
    found = {
        _read_digest(item)
        for formula in root.tables("formulation", required=True)
        for workflow in formula.tables("workflows")
        for task in workflow.tables("tasks")
        for item in task.tables("properties")
        if item.text("name") == ATTESTATION
    }
    return VERSIONS[version], tuple(sorted(found))


def _read_digest(item: Fields) -> Digest:
    try:
        return Digest("sha256", item.text("value"))
    except ValueError as error:
        raise item.error("value", str(error)) from error


def _serial(pbom: Pbom, version: SpecVersion) -> uuid.UUID:
    names: list[Json] = [version, _FORMAT]
    names.extend(f"{artifact.name} {artifact.digests}" for artifact in pbom.artifacts)
    names.extend(str(attestation.bundle) for attestation in pbom.evidence)
    return uuid.uuid5(_NAMESPACE, write_json(names).decode("utf-8"))


def _last_end(attestations: tuple[StepAttestation, ...]) -> str:
    if not attestations:
        raise FormatError("a PBOM needs at least one attestation")
    return write_moment(max(item.statement.invocation.finished for item in attestations))


def _write_compositions(pbom: Pbom) -> list[Json]:
    """What is known to be complete: a snapshot cannot know what a step read in between."""
    compositions: list[Json] = [
        {
            "bom-ref": "composition:dependencies",
            "aggregate": "incomplete" if pbom.inventory.problems else "unknown",
            "dependencies": [artifact_ref(artifact) for artifact in pbom.artifacts],
        }
    ]
    compositions.extend(
        {
            "bom-ref": f"composition:{task_ref(item)}",
            "aggregate": _completeness(item.statement.coverage),
            "assemblies": [task_ref(item)],
        }
        for item in pbom.recorded
    )
    compositions.extend(
        {
            "bom-ref": f"composition:{task_ref(item)}",
            "aggregate": "incomplete" if item.statement.changes.gaps else "unknown",
            "assemblies": [task_ref(item)],
        }
        for item in sources_of(pbom).values()
    )
    compositions.extend(write_import_compositions(pbom))
    return compositions


def _shipped(pbom: Pbom) -> dict[Artifact, list[Json]]:
    if all(item.statement.trace is None for item in pbom.attestations):
        return {}
    from pbom.codec.cyclonedx.traces import write_shipped  # noqa: PLC0415 - few are traced

    return write_shipped(pbom)


def _with(component: dict[str, Json], properties: list[Json]) -> dict[str, Json]:
    if not properties:
        return component
    own = component.get("properties", [])
    return component | {"properties": [*(own if isinstance(own, Sequence) else ()), *properties]}


def _completeness(coverage: Coverage) -> str:
    if coverage.gaps:
        return "incomplete"
    return "complete" if coverage.method == "traced" else "unknown"


def _vouched(attestation: StepAttestation, pbom: Pbom) -> set[str]:
    """The parts of the document that a step's attestation vouches for."""
    step = attestation.statement
    refs = {task_ref(attestation)}
    if step.source:
        refs.add(source_ref(step.source))
    if len(step.products) <= MAX_INLINE:
        refs.update(file_ref(product) for product in step.products)
    if len(step.materials) <= MAX_INLINE:
        refs.update(file_ref(material.artifact) for material in step.materials)
    refs.update(artifact_ref(item) for item in pbom.artifacts if step.made(item.digests))
    if step.inventory:
        refs.update(component_ref(item) for item in step.inventory.components)
        if len(step.inventory.packages) <= MAX_INLINE:
            known = {item.known.purl for item in step.inventory.packages}
            refs.update(
                package_ref(item) for item in pbom.inventory.packages if item.known.purl in known
            )
    return refs


def _cite(attestation: _Cited, refs: set[str]) -> dict[str, Json]:
    """Who said what."""
    return {
        "bom-ref": f"citation:{attestation.bundle.value}",
        "timestamp": write_moment(_seen(attestation)),
        "attributedTo": "tool:pbom",
        "process": task_ref(attestation),
        "expressions": [f"$..[?(@['bom-ref']=='{ref}')]" for ref in sorted(refs)],
        "note": f"attestation {attestation.bundle}",
    }


def _seen(attestation: _Cited) -> datetime:
    match attestation.statement:
        case StepStatement() as step:
            return step.invocation.finished
        case SourceStatement() as source:
            return source.recorded
        case ImportStatement() as imported:
            return imported.imported
    assert_never(attestation.statement)
