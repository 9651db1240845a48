"""Is a document what it must be: the official schema, and our own check of its references."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pbom.codec.cyclonedx.components import SpecVersion
from pbom.codec.cyclonedx.writing import SLICE
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
_BARE = frozenset({"externalReferences", "hashes", "properties"})
"""What the schema lets have neither a bom-ref nor a reference, and most of a document is that."""


class PartCheck:
    """Checks a document that comes in parts, each a document of its own but for the references.

    Every member comes once, but for the long lists, of which each part may have some more.
    """

    def __init__(self, version: SpecVersion) -> None:
        self._version = version
        self._validator = _validator(version)
        self._head: dict[str, Json] = {}
        self._seen: Counter[str] = Counter()
        self._defined: set[str] = set()
        self._used: set[str] = set()
        self._depends: set[Json] = set()

    def part(self, value: Mapping[str, Json]) -> None:
        """Check a part; the first one has what every document must have.

        Raises:
            FormatError: It breaks the schema, or something in it was there before.
        """
        self._head = self._head or {
            key: value[key] for key in ("bomFormat", "specVersion") if key in value
        }
        error = next(self._validator.iter_errors({**self._head, **value}), None)
        if error is not None:
            problem = f"breaks the CycloneDX {self._version} schema: {error.message}"
            raise FormatError(problem[:500], place=_place(error.instance_path, self._seen))
        self._collect(value)
        for key in _LONG:
            found = value.get(key)
            self._seen[key] += len(found) if isinstance(found, Sequence) else 0

    def close(self) -> None:
        """Check what the parts refer to.

        Raises:
            FormatError: Something is not there.
        """
        for ref in sorted(self._used - self._defined):
            raise FormatError(f"refers to {ref!r}, which is not there"[:300])

    def _collect(self, value: Json) -> None:
        for key, item, in_composition in _plain_members(value):
            if key == "bom-ref" and isinstance(item, str):
                if item in self._defined:
                    raise FormatError(f"the bom-ref {item!r} is there twice"[:300])
                self._defined.add(item)
            else:
                self._used.update(_referred(key, item, in_composition=in_composition))
        listed = value.get("dependencies") if isinstance(value, Mapping) else None
        for item in listed if isinstance(listed, Sequence) else ():
            ref = item.get("ref") if isinstance(item, Mapping) else None
            if isinstance(ref, str):
                if ref in self._depends:
                    raise FormatError(f"the dependency {ref!r} is there twice"[:300])
                self._depends.add(ref)

    def places(self, value: Json) -> None:
        """The same as ``close``, with the place in the whole document.

        Raises:
            FormatError: Something is not there.
        """
        if self._used <= self._defined:
            return
        for place, key, item in _members(value, "$"):  # only now places are worth their time
            for ref in _referred(key, item, in_composition=".compositions[" in place):
                if ref not in self._defined:
                    problem = f"refers to {ref!r}, which is not there"[:300]
                    raise FormatError(problem, place=f"{place}.{key}")


def check_document(document: bytes, version: SpecVersion) -> None:
    """Refuse a document that breaks the CycloneDX schema or its own references.

    The schema check is linear in the size of the document, and takes long lists slice by slice.

    Raises:
        FormatError: It does, with the place.
    """
    value = read_json(document)
    if not isinstance(value, Mapping):
        raise FormatError("expected an object", place="$")
    check = PartCheck(version)
    for part in _slices(value):
        check.part(part)
    check.places(value)
    check.close()


def _slices(value: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """The document with the beginnings of its long lists, then the rest of them.

    The validator makes a copy of what it is given, several times as large as the text. What is
    twice in a list, in different slices, has one bom-ref or one ref, which is looked for anyway.
    """
    lists: dict[str, Sequence[Json]] = {
        key: found
        for key in _LONG
        if isinstance(found := value.get(key), Sequence) and len(found) > SLICE
    }
    yield {**value, **{key: found[:SLICE] for key, found in lists.items()}}
    for key, found in lists.items():
        for at in range(SLICE, len(found), SLICE):
            yield {key: found[at : at + SLICE]}


def _place(path: Sequence[int | str], seen: Mapping[str, int]) -> str:
    offset = seen.get(str(path[0]), 0) if path else 0
    parts = [
        part + offset if number == 1 and isinstance(part, int) else part
        for number, part in enumerate(path)
    ]
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)


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
    """Every member of every object that may matter, and whether it is in a composition."""
    todo: list[tuple[Json, bool]] = [(value, False)]
    while todo:
        item, inside = todo.pop()
        if isinstance(item, dict):
            for key, member in item.items():
                if isinstance(member, str):
                    if key == "bom-ref" or key in _REF_KEYS:
                        yield key, member, inside
                elif isinstance(member, dict | list) and key not in _BARE:
                    yield key, member, inside
                    todo.append((member, inside or key == "compositions"))
        elif isinstance(item, list):
            todo.extend((member, inside) for member in item if isinstance(member, dict | list))


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
