"""Files of a trace as rows, and the areas outside the workspace that have bodies of their own.

Steps that use one toolchain read the same files of it, so the list of those is one object with one
digest, which is stored once.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pbom.codec.digests import write_digests
from pbom.codec.fields import Fields
from pbom.codec.manifest import Bodies, open_body
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.codec.trace_rows import Row, Table, steps, trimmed
from pbom.errors import FormatError
from pbom.model.digest import Digest, DigestSet
from pbom.model.trace import Form, Standing, TracedFile, Unknown, place_problem

TYPE = "urn:pbom:trace-area:v1"
MANY = 50
"""From so many files on an area has a body of its own."""
MAX_FILES = 2_000_000
_STANDINGS: tuple[Standing, ...] = ("", "same", "other", "elsewhere", "absent")
_FORMS: tuple[Form, ...] = ("data", "program", "library", "script")
_UNKNOWN: tuple[Unknown, ...] = ("", "gone", "changed", "unreadable", "anonymous", "limit")
_COLUMNS = 10


def area_of(file: TracedFile) -> str:
    """The directory below the root of the system that a file is in; empty for the step's own."""
    if not file.outside or file.makers:
        return ""
    return "/" + file.name[1:].partition("/")[0]


def write_files(files: Sequence[TracedFile]) -> tuple[dict[str, Json], tuple[bytes, ...]]:
    """The files as the members of a trace's body, and the bodies of areas.

    They have to be in the order of ``trace_finish.in_order``.
    """
    inline: list[TracedFile] = []
    areas: list[Json] = []
    bodies: list[bytes] = []
    for area, group in groupby(files, key=area_of):
        listed = tuple(group)
        if not area or (len(listed) < MANY and not areas):
            inline.extend(listed)
            continue
        body = write_json({"type": TYPE, "area": area, **_write_rows(listed)}) + b"\n"
        bodies.append(body)
        areas.append(
            {
                "name": area,
                "digest": {"sha256": hashlib.sha256(body).hexdigest()},
                "annotations": {"pbom_count": len(listed)},
            }
        )
    return {**_write_rows(inline), "areas": areas}, tuple(bodies)


def read_files(fields: Fields, bodies: Bodies) -> tuple[TracedFile, ...]:
    """The files of a trace's body, those of its areas after the others.

    Raises:
        FormatError: They are something else.
        EvidenceMissingError: The body of an area is not there.
    """
    files = list(_read_rows(fields))
    for named in fields.tables("areas", required=True):
        data, digest = open_body(named, bodies)
        try:
            root = Fields(read_json(data))
            if root.text("type") != TYPE or root.text("area") != named.text("name"):
                raise root.error("type", f"expected {TYPE} of {named.text('name')}"[:200])
            listed = tuple(_read_rows(root))
            root.close()
        except FormatError as error:
            raise error.within(f"object {digest.short}") from error
        if named.table("annotations").count("pbom_count") != len(listed):
            raise named.error("annotations", "the object has another number of files")
        files.extend(listed)
        if len(files) > MAX_FILES:
            raise fields.error("files", f"more than {MAX_FILES}")
    return tuple(files)


def _write_rows(files: Sequence[TracedFile]) -> dict[str, Json]:
    folders: Table[str] = Table()
    packages: Table[tuple[str, str]] = Table()
    packages.number(("", ""))
    rows: list[Json] = []
    for file in files:
        folder, _, name = file.name.rpartition("/")
        sha256 = file.digests.get("sha256") if file.digests else None
        blob = file.digests.get("gitBlob") if file.digests else None
        rows.append(
            trimmed(
                folders.number("/" if file.name.startswith("/") and not folder else folder),
                name,
                sha256.value if sha256 else "",
                blob.value if blob else "",
                _STANDINGS.index(file.commit),
                _FORMS.index(file.form),
                file.lines,
                packages.number((file.package, file.basis)),
                steps(file.makers),
                _UNKNOWN.index(file.unknown),
            )
        )
    return {
        "folders": list(folders.items),
        "packages": [list(pair) for pair in packages.items],
        "files": rows,
    }


def _read_rows(fields: Fields) -> Iterator[TracedFile]:
    folders = fields.texts("folders")
    packages = tuple(_read_package(value, fields) for value in fields.sequence("packages"))
    for index, value in enumerate(fields.sequence("files", required=True)):
        row = Row(value, f"{fields.path('files')}[{index}]")
        row.limit(_COLUMNS)
        package, basis = row.of(7, packages)
        digests = _read_digests(row)
        unknown = row.of(9, _UNKNOWN)
        if (digests is None) != bool(unknown):
            raise row.error(2, "a digest, or why there is none")
        yield TracedFile(
            name=_name(row, folders),
            digests=digests,
            unknown=unknown,
            form=row.of(5, _FORMS),
            lines=row.number(6, least=0, below=2**53),
            commit=row.of(4, _STANDINGS),
            package=package,
            basis=basis,
            makers=row.ascending(8, below=2**31),
        )


def _read_package(value: Json, fields: Fields) -> tuple[str, str]:
    row = Row(value, fields.path("packages"))
    row.limit(2)
    return row.text(0), row.text(1)


def _name(row: Row, folders: tuple[str, ...]) -> str:
    folder, base = row.of(0, folders), row.text(1)
    name = f"{folder}/{base}" if folder not in {"", "/"} else folder + base
    problem = place_problem(name)
    if problem or "/" in base:
        raise row.error(1, f"{problem or 'a part of a name has no slash'}, found {name!r}"[:300])
    return name


def _read_digests(row: Row) -> DigestSet | None:
    found: Mapping[str, str] = {"sha256": row.text(2), "gitBlob": row.text(3)}
    try:
        digests = [Digest(algorithm, value) for algorithm, value in found.items() if value]
    except ValueError as error:
        raise row.error(2, str(error)[:200]) from error
    if not digests:
        return None
    if not found["sha256"]:
        raise row.error(2, "expected a sha256")
    return DigestSet.of(digests)


__all__ = ["area_of", "read_files", "write_digests", "write_files"]
