"""Inventories as JSON: the body that a step names in its byproducts, and what ``deps`` shows.

Strictly read, as everything that we sign: an unknown member is refused. What equals the default is
left out, for most of ten thousand packages have the same; and texts that many have, such as the
package URLs of what they require, are kept once.
"""

from collections.abc import Iterator
from functools import lru_cache
from sys import intern
from typing import get_args

from pbom.codec.digests import read_digests, read_name, write_digests
from pbom.codec.fields import Fields
from pbom.codec.integrity_fields import (
    not_empty,
    read_integrity,
    read_problem,
    write_integrity,
    write_problem,
)
from pbom.codec.manifest import Bodies, open_body
from pbom.codec.resolution import KINDS, read_resolution, write_resolution
from pbom.codec.strict_json import Json, read_json
from pbom.codec.upstream import read_upstream, write_upstream
from pbom.errors import FormatError
from pbom.model.dependency import (
    Dependency,
    LockFile,
    PipelineComponent,
    Reach,
    Scope,
    Scripts,
)
from pbom.model.inventory import Inventory, RecordedLock
from pbom.model.location import UNKNOWN, Origin, SourceKind

TYPE = "urn:pbom:dependencies:v1"
_SCOPES: dict[str, Scope] = {item: item for item in get_args(Scope)}
_REACHES: dict[str, Reach] = {item: item for item in get_args(Reach)}
_SCRIPTS: dict[str, Scripts] = {item: item for item in get_args(Scripts)}
_ORIGINS: dict[str, SourceKind] = {item: item for item in get_args(SourceKind)}


def write_inventory(inventory: Inventory) -> dict[str, Json]:
    """An inventory."""
    written: dict[str, Json] = {
        "type": TYPE,
        "files": [_write_lock(lock) for lock in inventory.locks],
    }
    if inventory.resolutions:
        written["resolved"] = [write_resolution(item) for item in inventory.resolutions]
    if inventory.upstream:
        written["upstream"] = write_upstream(inventory.upstream)
    return written


def read_inventory(root: Fields) -> Inventory:
    """An inventory from its JSON.

    Raises:
        FormatError: It is something else, or has a member that is not known.
    """
    if root.text("type") != TYPE:
        raise root.error("type", f"expected {TYPE}")
    locks = tuple(_read_lock(table) for table in root.tables("files", required=True))
    resolutions = tuple(read_resolution(table) for table in root.tables("resolved"))
    upstream = root.table_or_none("upstream")
    look = read_upstream(upstream) if upstream else None
    root.close()
    names = [lock.file.name for lock in locks]
    if names != sorted(set(names)):
        raise root.error("files", "not in the order of their names, or one comes twice")
    if list(resolutions) != sorted(set(resolutions)):
        raise root.error("resolved", "not in order, or one comes twice")
    return Inventory(locks=locks, resolutions=resolutions, upstream=look)


def open_inventory(named: Fields, bodies: Bodies) -> Inventory:
    """The inventory in the object that a resource descriptor names.

    Raises:
        EvidenceMissingError: The object is not there.
        FormatError: It has another digest, another form or another number of entries.
    """
    data, digest = open_body(named, bodies)
    try:
        inventory = _parsed(data)
    except FormatError as error:
        raise error.within(f"object {digest.short}") from error
    count = named.table("annotations").integer("pbom_count")
    if inventory.count != count:
        raise named.error("annotations.pbom_count", f"{count}, the object has {inventory.count}")
    return inventory


@lru_cache(maxsize=2)
def _parsed(data: bytes) -> Inventory:
    """The inventory in these bytes: all steps of one checkout name the same object."""
    return read_inventory(Fields(read_json(data)))


def _write_lock(lock: RecordedLock) -> dict[str, Json]:
    file = lock.file
    digest: dict[str, Json] = {"digest": write_digests(lock.digests)} if lock.digests else {}
    return {
        "name": file.name,
        **digest,
        "format": file.format,
        "dependencies": [write_dependency(item) for item in file.dependencies],
        "components": [write_component(item) for item in file.components],
        "problems": [write_problem(item) for item in file.problems],
    }


def _read_lock(table: Fields) -> RecordedLock:
    lock = RecordedLock(
        digests=read_digests(table) if "digest" in table else None,
        file=LockFile(
            name=read_name(table),
            format=table.text("format"),
            dependencies=tuple(
                read_dependency(item) for item in table.each_table("dependencies", required=True)
            ),
            components=tuple(
                read_component(item) for item in table.tables("components", required=True)
            ),
            problems=tuple(read_problem(item) for item in table.tables("problems", required=True)),
        ),
    )
    table.close()
    return lock


def write_dependency(item: Dependency) -> dict[str, Json]:
    """A package."""
    written: dict[str, Json] = {
        "purl": item.purl,
        "ecosystem": item.ecosystem,
        "name": item.name,
        "version": item.version,
        "place": item.place,
    }
    if item.origin != UNKNOWN:
        written["origin"] = dict(_written_origin(item.origin))
    if item.scope != "unknown":
        written["scope"] = item.scope
    if item.groups:
        written["groups"] = list(item.groups)
    if item.reach != "unknown":
        written["reach"] = item.reach
    if item.integrity:
        written["integrity"] = [write_integrity(value) for value in item.integrity]
    if item.requires:
        written["requires"] = list(item.requires)
    if item.scripts != "unknown":
        written["scripts"] = item.scripts
    return written


def read_dependency(table: Fields) -> Dependency:
    """A package from its JSON.

    Raises:
        FormatError: It is something else, or has a member that is not known.
    """
    dependency = Dependency(
        ecosystem=intern(table.text("ecosystem")),
        name=not_empty(table, "name"),
        version=intern(table.text("version")),
        purl=intern(table.text("purl")),
        place=intern(table.text("place")),
        origin=_read_origin(table.table("origin")) if "origin" in table else UNKNOWN,
        scope=table.choice("scope", _SCOPES) if "scope" in table else "unknown",
        groups=tuple(map(intern, table.texts("groups"))),
        reach=table.choice("reach", _REACHES) if "reach" in table else "unknown",
        integrity=tuple(read_integrity(item) for item in table.tables("integrity")),
        requires=tuple(map(intern, table.texts("requires"))),
        scripts=table.choice("scripts", _SCRIPTS) if "scripts" in table else "unknown",
    )
    if not dependency.purl.startswith(f"pkg:{dependency.ecosystem}/"):
        raise table.error("purl", "not a package URL of the ecosystem")
    table.close()
    return dependency


def _written_origin(origin: Origin) -> Iterator[tuple[str, Json]]:
    yield "kind", origin.kind
    if origin.url:
        yield "url", origin.url
    if origin.commit:
        yield "commit", origin.commit


def _read_origin(table: Fields) -> Origin:
    origin = Origin(table.choice("kind", _ORIGINS), table.text("url", ""), table.text("commit", ""))
    table.close()
    return origin


def write_component(item: PipelineComponent) -> dict[str, Json]:
    """A pipeline component."""
    written: dict[str, Json] = {
        "kind": item.kind,
        "name": item.name,
        "version": item.version,
        "purl": item.purl,
        "place": item.place,
        "use": item.use,
    }
    if item.integrity:
        written["integrity"] = [write_integrity(value) for value in item.integrity]
    return written


def read_component(table: Fields) -> PipelineComponent:
    """A pipeline component from its JSON.

    Raises:
        FormatError: It is something else, or has a member that is not known.
    """
    component = PipelineComponent(
        kind=table.choice("kind", KINDS),
        name=not_empty(table, "name"),
        version=table.text("version"),
        purl=table.text("purl"),
        place=table.text("place"),
        use=table.text("use"),
        integrity=tuple(read_integrity(item) for item in table.tables("integrity")),
    )
    table.close()
    return component
