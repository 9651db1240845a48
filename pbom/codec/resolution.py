"""Resolutions of pipeline components as members of our own JSON."""

from typing import get_args

from pbom.codec.fields import Fields
from pbom.codec.integrity_fields import not_empty, read_integrity, write_integrity
from pbom.codec.strict_json import Json
from pbom.model.dependency import ComponentKind
from pbom.model.resolution import FoundIn, Resolution

KINDS: dict[str, ComponentKind] = {item: item for item in get_args(ComponentKind)}
_FOUND: dict[str, FoundIn] = {item: item for item in get_args(FoundIn)}


def write_resolution(item: Resolution) -> dict[str, Json]:
    """What a component came to, or why that is not known."""
    written: dict[str, Json] = {
        "kind": item.kind,
        "name": item.name,
        "version": item.version,
        "found": item.found,
    }
    if item.integrity:
        written["integrity"] = [write_integrity(value) for value in item.integrity]
    if item.reason:
        written["reason"] = item.reason
    return written


def read_resolution(table: Fields) -> Resolution:
    """What a component came to.

    Raises:
        FormatError: It is something else, has a member that is not known, or says neither what it
            came to nor why not.
    """
    item = Resolution(
        kind=table.choice("kind", KINDS),
        name=not_empty(table, "name"),
        version=table.text("version"),
        found=table.choice("found", _FOUND),
        integrity=tuple(read_integrity(value) for value in table.tables("integrity")),
        reason=table.text("reason", ""),
    )
    if item.resolved == (item.found == "nowhere"):
        raise table.error("found", "does not fit to what is found")
    if not (item.resolved or item.reason):
        raise table.error("reason", "is missing, and nothing was found")
    table.close()
    return item
