"""Bills of materials of other tools: CycloneDX, SPDX 2 and SPDX 3 in JSON, counted."""

from collections.abc import Iterator
from itertools import chain

from pbom.codec.entries import bad_entry, tables
from pbom.codec.fields import Fields
from pbom.codec.import_entries import (
    Found,
    Head,
    entries,
    entry,
    table_of,
    text_of,
    told,
    unless_empty,
)
from pbom.errors import FormatError
from pbom.model.dependency import Problem
from pbom.model.imported import Imported

_SPDX_3_KINDS = frozenset(
    {
        "package", "file", "snippet", "relationship", "annotation", "person", "organization",
        "agent", "softwareagent", "tool", "creationinfo", "spdxdocument", "sbom", "bom",
        "vulnerability", "build", "aipackage", "datasetpackage",
    }
)  # fmt: skip
"""What is counted by its own name: a document must not choose what we sign and print."""


def cyclonedx(root: Fields) -> Imported:
    """A CycloneDX document of any version."""
    found = chain(
        unless_empty(_components(root), "components"),
        entries(root, "services", "services", "name"),
        entries(root, "vulnerabilities", "vulnerabilities"),
    )
    metadata = table_of(root, "metadata")
    head = Head(
        "cyclonedx",
        version=text_of(root, "specVersion"),
        tool=_cyclonedx_tool(metadata),
        made=text_of(metadata, "timestamp"),
    )
    return told(head, found)


def _components(root: Fields) -> Iterator[Found]:
    """Components, those inside of others included."""
    todo = [root]
    while todo:
        at = todo.pop()
        try:
            listed = list(tables(at, "components")) if at.maybe("components") is not None else []
        except FormatError as error:
            yield bad_entry(error)
            continue
        for item in listed:
            if isinstance(item, Problem):
                yield item
                continue
            todo.append(item)
            yield entry(item, "components", "name")


def _cyclonedx_tool(metadata: Fields) -> str:
    """The first tool, in the new form or in the one before version 1.5."""
    old = not isinstance(metadata.maybe("tools"), dict)
    holder, key = (metadata, "tools") if old else (table_of(metadata, "tools"), "components")
    try:
        first = next(iter(holder.tables(key)), None)
    except FormatError:
        return ""
    return f"{text_of(first, 'name')} {text_of(first, 'version')}".strip() if first else ""


def spdx_2(root: Fields) -> Imported:
    """An SPDX document of version 2.2 or 2.3."""
    found = chain(
        unless_empty(
            chain(
                entries(root, "packages", "packages", "name"),
                entries(root, "files", "files", "fileName"),
            ),
            "packages",
            "files",
        ),
        entries(root, "relationships", "relationships", "relationshipType"),
    )
    info = table_of(root, "creationInfo")
    try:
        creators = info.texts("creators")
    except FormatError:
        creators = ()
    tools = (name.removeprefix("Tool:").strip() for name in creators if name.startswith("Tool:"))
    version = text_of(root, "spdxVersion").removeprefix("SPDX-")
    head = Head("spdx-2", version=version, tool=next(tools, ""), made=text_of(info, "created"))
    return told(head, found)


def spdx_3(root: Fields) -> Imported:
    """An SPDX document of version 3 in JSON-LD."""
    found: list[Found] = []
    version = tool = made = ""
    for item in tables(root, "@graph"):
        if isinstance(item, Problem):
            found.append(item)
            continue
        kind = text_of(item, "type") or text_of(item, "@type")
        if not kind:
            found.append(Problem(kind="bad-entry", place=item.place, reason="no type"))
            continue
        name = kind.rpartition("_")[2].lower()
        found.append(name if name in _SPDX_3_KINDS else "other elements")
        if kind == "CreationInfo":
            version, made = text_of(item, "specVersion") or version, text_of(item, "created")
        if kind == "Tool":
            tool = tool or text_of(item, "name")
    listed = unless_empty(found, "package", "file", "aipackage", "datasetpackage")
    return told(Head("spdx-3", version=version, tool=tool, made=made), listed)
