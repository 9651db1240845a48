"""Digest sets and resource descriptors (in-toto attestation framework 1.1)."""

from collections.abc import Iterable

from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json
from pbom.errors import FormatError
from pbom.model.artifact import Artifact, Mode, name_problem
from pbom.model.digest import Digest, DigestSet

MAX_DIGESTS = 32
_MODES: dict[str, Mode] = {
    "100644": "100644",
    "100755": "100755",
    "120000": "120000",
    "160000": "160000",
}


def read_digests(fields: Fields, key: str = "digest") -> DigestSet:
    """A DigestSet member: not empty, at most 32, at least one of them collision resistant.

    Raises:
        FormatError: It is not of that kind.
    """
    table = fields.table(key)
    algorithms = list(table)
    if not 1 <= len(algorithms) <= MAX_DIGESTS:
        raise fields.error(key, f"expected 1 to {MAX_DIGESTS} digests, found {len(algorithms)}")
    digests = DigestSet.of(_read_digest(table, algorithm) for algorithm in algorithms)
    if not digests.strong:
        raise fields.error(key, f"weak digest only: {digests}")
    return digests


def _read_digest(table: Fields, algorithm: str) -> Digest:
    value = table.text(algorithm)
    try:
        return Digest(algorithm, value)
    except ValueError as error:
        raise table.error(algorithm, str(error)) from error


def parse_digest(text: str, place: str = "$") -> Digest:
    """The digest that a text of the form ``sha256:<hex>`` names.

    Raises:
        FormatError: The text is something else.
    """
    algorithm, _, value = text.partition(":")
    try:
        return Digest(algorithm, value)
    except ValueError as error:
        raise FormatError(f"expected sha256:<hex>: {error}"[:300], place=place) from error


def write_digests(digests: Iterable[Digest]) -> dict[str, Json]:
    """A digest set as in-toto has it."""
    return {digest.algorithm: digest.value for digest in digests}


def read_name(fields: Fields, key: str = "name") -> str:
    """The name of an artifact.

    Raises:
        FormatError: It is missing, leaves its root, or could be confused with another.
    """
    name = fields.text(key)
    problem = name_problem(name)
    if problem:
        raise fields.error(key, f"{problem}, found {name!r}"[:300])
    return name


def read_artifact(fields: Fields) -> Artifact:
    """A resource descriptor that is a file; its mode is in ``annotations.pbom_mode``.

    Raises:
        FormatError: It is something else.
    """
    annotations = fields.table_or_none("annotations")
    mode = annotations.text("pbom_mode", "100644") if annotations else "100644"
    if mode not in _MODES:
        raise fields.error("annotations.pbom_mode", f"unknown mode {mode!r}"[:100])
    return Artifact(name=read_name(fields), digests=read_digests(fields), mode=_MODES[mode])


def write_artifact(artifact: Artifact, **annotations: Json) -> dict[str, Json]:
    """A file as a resource descriptor; ordinary files carry no annotation for their mode."""
    notes = dict(annotations)
    if artifact.mode != "100644":
        notes["pbom_mode"] = artifact.mode
    descriptor: dict[str, Json] = {
        "name": artifact.name,
        "digest": write_digests(artifact.digests),
    }
    return {**descriptor, "annotations": notes} if notes else descriptor
