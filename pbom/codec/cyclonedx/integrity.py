"""Is a document what it must be: the official schema, and our own check of its references."""

import json
from collections import Counter
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


def check_document(document: bytes, version: SpecVersion) -> None:
    """Refuse a document that breaks the CycloneDX schema or its own references.

    The schema check is linear in the size of the document.

    Raises:
        FormatError: It does, with the place.
    """
    value = read_json(document)
    error = next(_validator(version).iter_errors(value), None)
    if error is not None:
        place = "$" + "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.instance_path
        )
        raise FormatError(
            f"breaks the CycloneDX {version} schema: {error.message}"[:500], place=place
        )
    check_references(value)


def check_references(value: Json) -> None:
    """Refuse duplicate bom-refs and references to nothing, which the schema allows.

    Raises:
        FormatError: There is one.
    """
    defined: Counter[str] = Counter()
    used: list[tuple[str, str]] = []
    for place, key, item in _members(value, "$"):
        if key == "bom-ref" and isinstance(item, str):
            defined[item] += 1
        elif key in _REF_KEYS and isinstance(item, str):
            used.append((f"{place}.{key}", item))
        elif (
            isinstance(item, Sequence)
            and not isinstance(item, str)
            and (key in _REF_LISTS or (key == "dependencies" and ".compositions[" in place))
        ):
            used.extend((f"{place}.{key}", ref) for ref in item if isinstance(ref, str))
    twice = [ref for ref, count in defined.items() if count > 1]
    if twice:
        raise FormatError(f"the bom-ref {twice[0]!r} is there twice"[:300])
    for place, ref in used:
        if ref not in defined:
            raise FormatError(f"refers to {ref!r}, which is not there"[:300], place=place)


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
