"""The body of a trace, ``urn:pbom:trace:v1``: content-addressed, compact, strictly read.

Its members have the names of the in-toto runtime-trace predicate v0.1 (``monitor``, ``monitorLog``
with ``process``, ``network`` and ``fileAccess``). Long lists are tables of rows, and whatever
repeats (words, names, directories, packages) is written once and named by its number.
"""

import hashlib
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import get_args

from pbom.codec.fields import Fields
from pbom.codec.manifest import Bodies, open_body
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.codec.trace_areas import read_files, write_files
from pbom.codec.trace_rows import Row, Table, steps, trimmed
from pbom.errors import FormatError
from pbom.model.artifact import name_problem
from pbom.model.digest import DigestSet
from pbom.model.trace import (
    Committed,
    Connection,
    Family,
    FileChange,
    Member,
    Reach,
    Scope,
    Trace,
    TracedFile,
    TracedProcess,
    Verb,
    place_problem,
)

TYPE = "urn:pbom:trace:v1"
NAME = "pbom:trace"
"""Name of the body's resource descriptor."""
_SCOPES: dict[str, Scope] = {scope: scope for scope in get_args(Scope)}
_VERBS: tuple[Verb, ...] = get_args(Verb)
_FAMILIES: tuple[Family, ...] = get_args(Family)
_REACHES: tuple[Reach, ...] = get_args(Reach)
_COMMITTED: tuple[Committed, ...] = get_args(Committed)
_MAX_PORT = 65536


def write_trace(trace: Trace) -> tuple[bytes, tuple[bytes, ...]]:
    """The body of a trace, and the bodies of the areas that it names."""
    words: Table[str] = Table()
    names: Table[str] = Table()
    files, areas = write_files(trace.files)
    processes = [_write_process(process, words) for process in trace.processes]
    changes: list[Json] = [
        trimmed(
            change.process,
            _VERBS.index(change.verb),
            names.number(change.name),
            names.number(change.other) + 1 if change.other else 0,
        )
        for change in trace.changes
    ]
    body: dict[str, Json] = {
        "type": TYPE,
        "monitor": {"type": trace.monitor, "tracePolicy": trace.scope},
        "monitorLog": {
            "process": processes,
            "network": [_write_connection(item) for item in trace.connections],
            "fileAccess": {
                **files,
                "left": steps(trace.left),
                "names": list(names.items),
                "changes": changes,
            },
        },
        "words": list(words.items),
        "members": _write_members(trace),
        "events": trace.events,
    }
    return write_json(body) + b"\n", areas


def name_trace(body: bytes, trace: Trace) -> dict[str, Json]:
    """The resource descriptor by which a step names its trace."""
    return {
        "name": NAME,
        "digest": {"sha256": hashlib.sha256(body).hexdigest()},
        "annotations": {"pbom_count": len(trace.processes)},
    }


def open_trace(named: Fields, bodies: Bodies) -> Trace:
    """The trace that a resource descriptor names.

    Raises:
        EvidenceMissingError: The object is not there, or one that it names.
        FormatError: The object has another digest, another form or another number of processes.
    """
    data, digest = open_body(named, bodies)
    if named.text("name") != NAME:
        raise named.error("name", f"expected {NAME}")
    try:
        trace = read_trace(data, bodies)
    except FormatError as error:
        raise error if error.document else error.within(f"object {digest.short}") from error
    if named.table("annotations").count("pbom_count") != len(trace.processes):
        raise named.error("annotations", "the object has another number of processes")
    return trace


def read_trace(data: bytes, bodies: Bodies) -> Trace:
    """The trace in a body.

    Raises:
        FormatError: It is something else, or a row names what is not there.
        EvidenceMissingError: The body of an area is not there.
    """
    root = Fields(read_json(data))
    if root.text("type") != TYPE:
        raise root.error("type", f"expected {TYPE}")
    monitor, log = root.table("monitor"), root.table("monitorLog")
    access = log.table("fileAccess")
    files = read_files(access, bodies)
    words = root.texts("words")
    rows = tuple(_rows(log, "process"))
    processes = tuple(_read_process(row, words, len(rows), len(files)) for row in rows)
    _refuse_makers(files, len(rows), access)
    left = Row([access.raw("left")], access.path("left"))
    names = access.texts("names")
    trace = Trace(
        monitor=monitor.text("type"),
        scope=monitor.choice("tracePolicy", _SCOPES),
        processes=processes,
        files=files,
        left=left.ascending(0, below=len(files)),
        changes=tuple(_read_change(row, names, len(rows)) for row in _rows(access, "changes")),
        connections=tuple(_read_connection(row, len(rows)) for row in _rows(log, "network")),
        members=tuple(_read_members(root, files)),
        events=root.count("events"),
    )
    for table in (access, monitor, log, root):
        table.close()
    return trace


def _rows(fields: Fields, key: str) -> Iterator[Row]:
    for index, value in enumerate(fields.sequence(key, required=True)):
        yield Row(value, f"{fields.path(key)}[{index}]")


def _write_process(process: TracedProcess, words: Table[str]) -> list[Json]:
    return trimmed(
        process.parent + 1,
        process.pid,
        [words.number(word) for word in process.argv],
        process.program + 1,
        process.exit_code + 1 if process.exit_code is not None else 0,
        steps(process.reads),
        steps(process.feeds),
    )


def _read_process(row: Row, words: tuple[str, ...], processes: int, files: int) -> TracedProcess:
    row.limit(7)
    exit_code = row.number(4, least=0, below=2**16)
    return TracedProcess(
        parent=row.number(0, least=0, below=processes + 1) - 1,
        pid=row.number(1, least=0, below=2**31),
        argv=tuple(words[index] for index in row.numbers(2, below=len(words))),
        program=row.number(3, least=0, below=files + 1) - 1,
        exit_code=exit_code - 1 if exit_code else None,
        reads=row.ascending(5, below=files),
        feeds=row.ascending(6, below=processes),
    )


def _refuse_makers(files: Sequence[TracedFile], processes: int, access: Fields) -> None:
    for file in files:
        if file.makers and file.makers[-1] >= processes:
            raise access.error("files", f"{file.name!r} is made by a process that is not there")


def _read_change(row: Row, names: tuple[str, ...], processes: int) -> FileChange:
    row.limit(4)
    other = row.number(3, least=0, below=len(names) + 1)
    name = row.of(2, names)
    if place_problem(name):
        raise row.error(2, f"{place_problem(name)}, found {name!r}"[:300])
    return FileChange(
        process=row.number(0, least=0, below=processes),
        verb=row.of(1, _VERBS),
        name=name,
        other=names[other - 1] if other else "",
    )


def _write_connection(item: Connection) -> list[Json]:
    return trimmed(
        item.process,
        _FAMILIES.index(item.family),
        _REACHES.index(item.reach),
        item.address,
        item.port,
        item.host,
    )


def _read_connection(row: Row, processes: int) -> Connection:
    row.limit(6)
    family, address = row.of(1, _FAMILIES), row.text(3)
    if family in {"inet", "inet6"}:
        _refuse_address(address, row)
    return Connection(
        process=row.number(0, least=0, below=processes),
        family=family,
        reach=row.of(2, _REACHES),
        address=address,
        port=row.number(4, least=0, below=_MAX_PORT),
        host=row.text(5),
    )


def _refuse_address(address: str, row: Row) -> None:
    try:
        ip_address(address)
    except ValueError as error:
        raise row.error(3, f"expected an address, found {address!r}"[:200]) from error


def _write_members(trace: Trace) -> dict[str, Json]:
    """By product; a member with the content of a file is named by that file's number."""
    known: dict[DigestSet, int] = {}
    for index, file in enumerate(trace.files):
        sha256 = file.digests.get("sha256") if file.digests else None
        if sha256:
            known.setdefault(DigestSet.of((sha256,)), index)
    written: dict[str, list[Json]] = {}
    for member in trace.members:
        sha256 = member.digests.get("sha256")
        content: Json = known.get(member.digests, sha256.value if sha256 else "")
        row = [member.name, content, *trimmed(_COMMITTED.index(member.commit))]
        written.setdefault(member.product, []).append(row)
    return dict(written)


def _read_members(root: Fields, files: Sequence[TracedFile]) -> Iterator[Member]:
    table = root.table("members")
    for product in table:
        if name_problem(product):
            raise table.error(product, f"{name_problem(product)}"[:300])
        for row in _rows(table, product):
            row.limit(3)
            yield Member(
                product=product,
                name=row.text(0),
                digests=_read_content(row, files),
                commit=row.of(2, _COMMITTED),
            )


def _read_content(row: Row, files: Sequence[TracedFile]) -> DigestSet:
    try:
        text = row.text(1)
    except FormatError:
        file = files[row.number(1, least=0, below=len(files))]
        sha256 = file.digests.get("sha256") if file.digests else None
        if sha256 is None:
            raise row.error(1, "names a file whose content is not known") from None
        return DigestSet.of((sha256,))
    try:
        return DigestSet.sha256(text)
    except ValueError as error:
        raise row.error(1, str(error)[:200]) from error
