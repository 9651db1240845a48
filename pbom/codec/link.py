"""Build steps as in-toto Link v0.3 (in-toto attestation framework, predicates/link)."""

import re
from itertools import chain
from typing import Literal

from pbom.codec.digests import read_digests, write_digests
from pbom.codec.fields import Fields
from pbom.codec.link_extras import (
    DEPENDENCIES,
    inventory_body,
    read_inventory,
    read_trace,
    trace_bodies,
)
from pbom.codec.manifest import (
    MAX_INLINE,
    Bodies,
    name_manifest,
    open_manifest,
    read_material,
    read_products,
    refuse_twins,
    write_material,
    write_materials,
    write_products,
)
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json
from pbom.model.artifact import Artifact
from pbom.model.evidence import Builder, Coverage, Evidence, Gap, Invocation, Product, Source
from pbom.model.marker import ObservedAgent
from pbom.model.statement import StepStatement
from pbom.model.subject import Subject

PREDICATE = "https://in-toto.io/attestation/link/v0.3"
_METHODS: dict[str, Literal["snapshot", "traced"]] = {"snapshot": "snapshot", "traced": "traced"}
SOURCE = "."
"""Name of the material that is the commit: the root of the workspace."""
URI = re.compile(r"git\+(?:[A-Za-z0-9._~:/?@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})+")
"""The URI of a repository (SPDX package download location), without a fragment."""


def write_link(step: StepStatement) -> tuple[dict[str, Json], tuple[bytes, ...]]:
    """The Link predicate of a step, and the manifests that its long lists were moved to."""
    materials: list[Json] = []
    manifests: list[Json] = []
    bodies: list[bytes] = []
    if len(step.materials) > MAX_INLINE:
        bodies.append(write_materials(step.materials))
        manifests.append(name_manifest("materials", bodies[-1], len(step.materials)))
    else:
        materials.extend(map(write_material, step.materials))
    if len(step.products) > MAX_INLINE:
        bodies.append(write_products(step.products))
        manifests.append(name_manifest("products", bodies[-1], len(step.products)))
    if step.inventory:
        bodies.append(inventory_body(step.inventory))
        manifests.append(name_manifest("dependencies", bodies[-1], step.inventory.count))
    traced: dict[str, Json] = {}
    if step.trace:
        traced["pbom_trace"], found = trace_bodies(step.trace)
        bodies.extend(found)
    source = [_write_source(step.source)] if step.source else []
    ran = step.invocation
    predicate: dict[str, Json] = {
        "name": step.step,
        "command": list(ran.argv),
        "materials": [*source, *materials],
        "environment": {
            "pbom_builder": _write_builder(step.builder),
            "pbom_cwd": ran.cwd,
            "pbom_variables": dict(ran.environment),
            **_write_agents(step.observed_agents),
        },
        "byproducts": {
            "return-value": ran.exit_code,
            "pbom_run": step.run,
            "pbom_startedOn": write_moment(ran.started),
            "pbom_finishedOn": write_moment(ran.finished),
            "pbom_redactions": ran.redactions,
            "pbom_coverage": _write_coverage(step.coverage),
            "pbom_manifests": manifests,
            "pbom_modes": {
                product.name: product.mode
                for product in step.products
                if product.mode != "100644" and len(step.products) <= MAX_INLINE
            },
            "pbom_products": bool(step.products),
            **traced,
        },
    }
    return predicate, tuple(bodies)


def read_link(subjects: tuple[Fields, ...], predicate: Fields, bodies: Bodies) -> StepStatement:
    """The step that a Link predicate and its subjects describe.

    Raises:
        FormatError: They are not what ``pbom run`` writes; unknown keys are refused.
        EvidenceMissingError: A manifest is not there.
    """
    environment, byproducts = predicate.table("environment"), predicate.table("byproducts")
    manifests = {table.text("name"): table for table in byproducts.tables("pbom_manifests")}
    unknown = sorted(set(manifests) - {"pbom:materials", "pbom:products", DEPENDENCIES})
    if unknown:
        raise byproducts.error("pbom_manifests", f"unknown manifest {unknown[0]!r}"[:200])
    listed = predicate.tables("materials", required=True)
    refuse_twins(material.text("name") for material in listed)
    sources = [_read_source(table) for table in listed if table.text("name") == SOURCE]
    named = manifests.get("pbom:materials")
    entries = [table for table in listed if table.text("name") != SOURCE]
    if named:
        entries.extend(open_manifest(named, bodies))
    materials = tuple(read_material(table) for table in entries)
    refuse_twins(material.artifact.name for material in materials)
    evidence: tuple[Evidence, ...] = tuple(
        chain(
            sources,
            materials,
            _read_products(subjects, byproducts, manifests.get("pbom:products"), bodies),
            (
                _read_invocation(predicate, environment, byproducts),
                _read_builder(environment.table("pbom_builder")),
                *(_read_agent(table) for table in environment.tables("pbom_agents")),
                _read_coverage(byproducts.table("pbom_coverage")),
            ),
            read_inventory(manifests.get(DEPENDENCIES), bodies),
        )
    )
    step = StepStatement(
        step=_not_empty(predicate, "name"),
        run=_not_empty(byproducts, "pbom_run"),
        subjects=tuple(read_subject(subject) for subject in subjects),
        evidence=evidence,
        trace=read_trace(byproducts, bodies),
    )
    for table in (predicate, environment, byproducts):
        table.close()
    return step


def read_made(root: Fields, bodies: Bodies) -> tuple[Artifact, ...]:
    """The products in a statement, if it is that of a step; of the rest nothing is read.

    Raises:
        FormatError: They are not what ``pbom run`` writes.
        EvidenceMissingError: Their manifest is not there.
    """
    if root.text("predicateType", "") != PREDICATE:
        return ()
    byproducts = root.table("predicate").table("byproducts")
    listed = byproducts.tables("pbom_manifests")
    manifest = next((item for item in listed if item.text("name") == "pbom:products"), None)
    products = _read_products(root.tables("subject"), byproducts, manifest, bodies)
    return tuple(product.artifact for product in products)


def read_subject(fields: Fields) -> Subject:
    """One subject; a strong digest is required, a name is not.

    Raises:
        FormatError: It is something else.
    """
    return Subject(name=fields.text("name", ""), digests=read_digests(fields))


def _read_products(
    subjects: tuple[Fields, ...], byproducts: Fields, manifest: Fields | None, bodies: Bodies
) -> tuple[Product, ...]:
    modes = byproducts.table("pbom_modes")
    has_products = byproducts.truth("pbom_products", default=False)
    if not has_products:
        return ()
    if manifest:
        products = read_products(open_manifest(manifest, bodies))
        digest = read_digests(manifest)
        if not (len(subjects) == 1 and read_digests(subjects[0]).matches(digest)):
            raise manifest.error("digest", "is not the subject of the statement")
        return tuple(Product(artifact=product) for product in products)
    found = read_products(_with_mode(subject, modes) for subject in subjects)
    return tuple(Product(artifact=product) for product in found)


def _with_mode(subject: Fields, modes: Fields) -> Fields:
    name = subject.text("name")
    digest = subject.raw("digest")
    annotations: Json = {"pbom_mode": modes.text(name, "100644")}
    return Fields({"name": name, "digest": digest, "annotations": annotations}, subject.place)


def _not_empty(fields: Fields, key: str) -> str:
    text = fields.text(key)
    if not text:
        raise fields.error(key, "is empty")
    return text


def _write_source(source: Source) -> dict[str, Json]:
    descriptor: dict[str, Json] = {
        "name": SOURCE,
        "digest": write_digests(source.revision),
        "annotations": {"pbom_branch": source.branch},
    }
    if source.repository:
        descriptor["uri"] = f"git+{source.repository}"
    return descriptor


def _read_source(table: Fields) -> Source:
    revision = read_digests(table)
    if revision.get("gitCommit") is None:
        raise table.error("digest", "the source has a gitCommit")
    uri = table.text("uri", "")
    if uri and not URI.fullmatch(uri):
        raise table.error("uri", f"expected git+ and a URL without fragment, found {uri!r}"[:300])
    return Source(
        repository=uri.removeprefix("git+"),
        revision=revision,
        branch=table.table("annotations").text("pbom_branch", ""),
    )


def _read_invocation(predicate: Fields, environment: Fields, byproducts: Fields) -> Invocation:
    variables = environment.table("pbom_variables")
    invocation = Invocation(
        argv=predicate.texts("command"),
        cwd=environment.text("pbom_cwd"),
        environment=tuple(sorted((name, variables.text(name)) for name in variables)),
        started=byproducts.moment("pbom_startedOn"),
        finished=byproducts.moment("pbom_finishedOn"),
        exit_code=byproducts.integer("return-value"),
        redactions=byproducts.integer("pbom_redactions"),
    )
    if invocation.finished < invocation.started:
        raise byproducts.error("pbom_finishedOn", "is before pbom_startedOn")
    return invocation


def _write_builder(builder: Builder) -> dict[str, Json]:
    return {
        "recorder": builder.recorder,
        "system": builder.system,
        "machine": builder.machine,
        "service": builder.service,
        "runUrl": builder.run_url,
        "workflow": builder.workflow,
    }


def _read_builder(table: Fields) -> Builder:
    builder = Builder(
        recorder=table.text("recorder"),
        system=table.text("system"),
        machine=table.text("machine"),
        service=table.text("service"),
        run_url=table.text("runUrl"),
        workflow=table.text("workflow"),
    )
    table.close()
    return builder


def _write_agents(agents: tuple[ObservedAgent, ...]) -> dict[str, Json]:
    """Agents that were seen; none means only that none was."""
    listed: list[Json] = [{"agent": seen.agent, "basis": seen.basis} for seen in agents]
    return {"pbom_agents": listed} if listed else {}


def _read_agent(table: Fields) -> ObservedAgent:
    seen = ObservedAgent(agent=table.text("agent"), basis=table.text("basis"))
    table.close()
    return seen


def _write_coverage(coverage: Coverage) -> dict[str, Json]:
    return {
        "method": coverage.method,
        "gaps": [
            {"kind": gap.kind, "detail": gap.detail, "count": gap.count} for gap in coverage.gaps
        ],
    }


def _read_coverage(table: Fields) -> Coverage:
    method = table.choice("method", _METHODS)
    gaps = tuple(
        Gap(kind=gap.text("kind"), detail=gap.text("detail"), count=gap.integer("count"))
        for gap in table.tables("gaps", required=True)
    )
    return Coverage(method=method, gaps=gaps)
