"""Is a document what it must be: the official schema, and our own check of its references."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pbom.codec.cyclonedx.components import SpecVersion
from pbom.codec.strict_json import Json, read_json
from pbom.errors import FormatError

if TYPE_CHECKING:
    from jsonschema_rs import Draft7Validator

_SCHEMAS = "cyclonedx.schema._res"
_BASE = "http://cyclonedx.org/schema/"
_REFERRED = (
    "spdx.SNAPSHOT.schema.json",
    "jsf-0.82.SNAPSHOT.schema.json",
    "cryptography-defs.SNAPSHOT.schema.json",
)
_REF_KEYS = frozenset({"ref", "process", "attributedTo"})
_REF_LISTS = frozenset({"dependsOn", "assemblies"})
_LONG = ("components", "dependencies")
SLICE = 5000
"""Components, or dependencies, that are validated at once."""


def check_document(document: bytes, version: SpecVersion) -> None:
    """Refuse a document that breaks the CycloneDX schema or its own references.

    The schema check is linear in the size of the document, and takes long lists slice by slice.

    Raises:
        FormatError: It does, with the place.
    """
    value = read_json(document)
    validator = _validator(version)
    for offset, part in _slices(value):
        error = next(validator.iter_errors(part), None)
        if error is not None:
            place = _place(error.instance_path, offset)
            raise FormatError(
                f"breaks the CycloneDX {version} schema: {error.message}"[:500], place=place
            )
    check_references(value)


def _slices(value: Json) -> Iterator[tuple[int, Json]]:
    """The document with the beginnings of its long lists, then the rest of them, and from where.

    The validator makes a copy of what it is given, several times as large as the text. What is
    twice in a list, in different slices, has one bom-ref or one ref, which is looked for anyway.
    """
    if not isinstance(value, Mapping):
        yield 0, value
        return
    lists: dict[str, Sequence[Json]] = {
        key: found
        for key in _LONG
        if isinstance(found := value.get(key), Sequence) and len(found) > SLICE
    }
    yield 0, {**value, **{key: found[:SLICE] for key, found in lists.items()}}
    head = {key: value[key] for key in ("bomFormat", "specVersion") if key in value}
    for key, found in lists.items():
        for at in range(SLICE, len(found), SLICE):
            yield at, {**head, key: found[at : at + SLICE]}


def _place(path: Sequence[int | str], offset: int) -> str:
    parts = [
        part + offset if number == 1 and isinstance(part, int) else part
        for number, part in enumerate(path)
    ]
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)


def check_references(value: Json) -> None:
    """Refuse duplicate bom-refs and references to nothing, which the schema allows.

    Raises:
        FormatError: There is one.
    """
    defined: set[str] = set()
    used: set[str] = set()
    for key, item, in_composition in _plain_members(value):
        if key == "bom-ref" and isinstance(item, str):
            if item in defined:
                raise FormatError(f"the bom-ref {item!r} is there twice"[:300])
            defined.add(item)
        else:
            used.update(_referred(key, item, in_composition=in_composition))
    _refuse_twin_dependencies(value)
    if used <= defined:
        return
    for place, key, item in _members(value, "$"):  # only now places are worth their time
        for ref in _referred(key, item, in_composition=".compositions[" in place):
            if ref not in defined:
                problem = f"refers to {ref!r}, which is not there"[:300]
                raise FormatError(problem, place=f"{place}.{key}")


def _refuse_twin_dependencies(value: Json) -> None:
    seen: set[Json] = set()
    listed = value.get("dependencies") if isinstance(value, Mapping) else None
    for item in listed if isinstance(listed, Sequence) else ():
        ref = item.get("ref") if isinstance(item, Mapping) else None
        if isinstance(ref, str):
            if ref in seen:
                raise FormatError(f"the dependency {ref!r} is there twice"[:300])
            seen.add(ref)


def _referred(key: str, item: Json, *, in_composition: bool) -> Iterator[str]:
    """What a member refers to."""
    if isinstance(item, str):
        if key in _REF_KEYS:
            yield item
    elif isinstance(item, Sequence) and (
        key in _REF_LISTS or (key == "dependencies" and in_composition)
    ):
        yield from (ref for ref in item if isinstance(ref, str))


def _plain_members(value: Json) -> Iterator[tuple[str, Json, bool]]:
    """Every member of every object, and whether it is in a composition."""
    todo: list[tuple[Json, bool]] = [(value, False)]
    while todo:
        item, inside = todo.pop()
        if isinstance(item, Mapping):
            for key, member in item.items():
                yield key, member, inside
                if not isinstance(member, str):
                    todo.append((member, inside or key == "compositions"))
        elif isinstance(item, Sequence) and not isinstance(item, str):
            todo.extend((member, inside) for member in item if not isinstance(member, str))


def _members(value: Json, place: str) -> Iterator[tuple[str, str, Json]]:
    todo: list[tuple[str, Json]] = [(place, value)]
    while todo:
        here, item = todo.pop()
        if isinstance(item, Mapping):
            for key, member in item.items():
                yield here, key, member
                todo.append((f"{here}.{key}", member))
        elif isinstance(item, Sequence) and not isinstance(item, str):
            todo.extend((f"{here}[{index}]", member) for index, member in enumerate(item))


@cache
def _validator(version: SpecVersion) -> "Draft7Validator":
    from jsonschema_rs import Draft7Validator, Registry  # noqa: PLC0415 - only for assembling

    folder = files(_SCHEMAS)
    resources = [
        (_BASE + name, json.loads(folder.joinpath(name).read_text("utf-8"))) for name in _REFERRED
    ]
    schema = json.loads(folder.joinpath(f"bom-{version}.SNAPSHOT.schema.json").read_text("utf-8"))
    return Draft7Validator(schema, validate_formats=True, registry=Registry(resources))
