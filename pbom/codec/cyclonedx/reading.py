"""A document, ours or another tool's, as the things that it tells of; nothing is believed.

Reading never goes through the CycloneDX library, which drops what it does not model.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from pbom.codec.cyclonedx.reading_commits import (
    SCOPE,
    read_agents,
    read_commits,
    source_thing,
)
from pbom.codec.cyclonedx.reading_packages import (
    COMPONENT,
    PACKAGE,
    Notes,
    nested,
    read_component,
    read_introduced,
    read_package,
)
from pbom.codec.cyclonedx.reading_steps import file_facts, read_step
from pbom.codec.cyclonedx.reading_values import Properties, digests_of, thing
from pbom.codec.fields import Fields
from pbom.codec.strict_json import read_json
from pbom.errors import UnknownSchemaError
from pbom.model.difference import KINDS, RANGE, Fact, History, Kind, Limit, Side, Thing
from pbom.model.digest import Digest

_FORMAT, _KNOWN = "pbom:format", "1"
_ANYBODY: tuple[Kind, ...] = ("artifacts", "dependencies")
"""What documents of any tool tell of."""
_COMMITS: tuple[Kind, ...] = ("commits", "agents", "pipeline", "coverage")
"""Where the look at the commits has something to say."""
Parts = Mapping[str, Fields]


def read_side(document: bytes, title: str) -> Side:
    """One side of a comparison.

    Raises:
        FormatError: It is no CycloneDX JSON, or a PBOM of ours that is broken.
    """
    root = Fields(read_json(document))
    if root.text("bomFormat", "") != "CycloneDX":
        raise root.error("bomFormat", "expected CycloneDX as JSON")
    metadata = root.table_or_none("metadata")
    told = Properties(metadata) if metadata else None
    plain = told is None or _FORMAT not in told
    if told and not plain and told.one(_FORMAT) != _KNOWN:
        raise UnknownSchemaError(
            f"a PBOM of format {told.one(_FORMAT)!r}, known is {_KNOWN}"[:200],
            place="$.metadata.properties",
        )
    found = tuple(_plain(root, metadata) if plain else _ours(root))
    return Side(
        title=title,
        digest=Digest("sha256", hashlib.sha256(document).hexdigest()),
        plain=plain,
        things=tuple(item for item in found if isinstance(item, Thing)),
        limits=tuple(item for item in found if isinstance(item, Limit)),
        histories=tuple(item for item in found if isinstance(item, History)),
    )


def _plain(root: Fields, metadata: Fields | None) -> Iterator[Thing | Limit]:
    """What another tool tells, or our inventory of lock files."""
    subject = metadata.table_or_none("component") if metadata else None
    if subject:
        pairs = [("version", subject.text("version", ""))]
        pairs += [("digest", value) for value in digests_of(subject)]
        yield thing("artifacts", _called(subject), "", pairs)
        yield from _packages(subject.tables("components"), {})
    yield from _packages(root.tables("components"), {})
    reason = "the document is no PBOM of this tool and does not tell"
    for kind in KINDS:
        if kind not in _ANYBODY:
            yield Limit(kind, "", "", reason)


def _called(table: Fields) -> str:
    group, name = table.text("group", ""), table.text("name")
    return f"{group}/{name}" if group else name


def _ours(root: Fields) -> Iterator[Thing | Limit | History]:
    looked = False
    notes: dict[str, list[Fact]] = {}
    for formula in root.tables("formulation", required=True):
        parts = {item.text("bom-ref"): item for item in formula.tables("components")}
        for workflow in formula.tables("workflows"):
            if workflow.text("name", "") != "commits":
                yield from _run(workflow, parts)
                continue
            looked = True
            for name, told in read_introduced(Properties(_look(workflow))).items():
                notes.setdefault(name, []).extend(told)
            yield from read_commits(workflow, parts)
        yield from _parts(parts, notes)
    if not looked:
        yield from _not_looked()
    yield _artifact(root.table("metadata").table("component"))
    for table in root.tables("components"):
        if table.text("bom-ref", "").startswith("artifact:"):
            yield _artifact(table)
    yield from _packages(root.tables("components"), notes)


def _run(workflow: Fields, parts: Parts) -> Iterator[Thing | Limit]:
    for task in workflow.tables("tasks"):
        yield from read_step(task, parts)
        yield from _sources(task, parts)


def _not_looked() -> Iterator[Limit]:
    for kind in _COMMITS:
        for scope in (SCOPE, RANGE):
            yield Limit(kind, scope, "", "the commits were not looked at")


def _look(workflow: Fields) -> Fields:
    tasks = workflow.tables("tasks")
    if not tasks:
        raise workflow.error("tasks", "expected the look at the commits")
    return tasks[0]


def _sources(task: Fields, parts: Parts) -> Iterator[Thing]:
    branches = frozenset(Properties(task).all("pbom:source:branch"))
    for item in task.tables("inputs"):
        resource = item.table_or_none("resource")
        ref = resource.text("ref", "") if resource else ""
        if ref.startswith("source:") and ref in parts:
            yield source_thing(parts[ref], branches)


def _parts(parts: Parts, notes: Notes) -> Iterator[Thing]:
    for ref, table in parts.items():
        yield from read_agents(ref, table)
        if ref.startswith("component:"):
            yield read_component(table, Properties(table), notes)


def _artifact(table: Fields) -> Thing:
    return thing("artifacts", table.text("name"), "", file_facts(table))


def _packages(tables: Iterable[Fields], notes: Notes) -> Iterator[Thing]:
    for table in nested(tuple(tables)):
        said = Properties(table)
        if COMPONENT in said:
            yield read_component(table, said, notes)
        elif PACKAGE in said or not table.text("bom-ref", "").startswith("artifact:"):
            yield read_package(table, said, notes)
