"""A closed ledger to the trace of a step: numbers instead of references, names instead of paths."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from pbom.codec.trace_files import Version
from pbom.codec.trace_ledger import Ledger
from pbom.codec.trace_processes import Entry
from pbom.model.artifact import MAX_NAME
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Gap
from pbom.model.redaction import Redactor
from pbom.model.trace import (
    Connection,
    FileChange,
    Scope,
    Trace,
    TracedFile,
    TracedProcess,
    encode_place,
    place_problem,
)

MAX_WORDS = 500
MAX_WORD = 4096
_DAEMONS = ("/docker.sock", "/containerd.sock", "/buildkitd.sock", "/podman.sock", "/crio.sock")
"""Sockets of whoever builds in another place, where nobody looks."""
CUT = "..."
"""The last word of a command whose words are not all recorded."""


class Watched(Struct, frozen=True, kw_only=True):
    """How a trace came about.

    Attributes:
        monitor: Name and version of the tracer.
        scope: What it was asked to watch.
        root: Absolute path of the workspace.
        redactor: Cuts secrets out of words.
    """

    monitor: str
    scope: Scope
    root: bytes
    redactor: Redactor


class Traced(NamedTuple):
    """A trace, and what was lost of it.

    Attributes:
        trace: What was seen.
        gaps: What was not.
    """

    trace: Trace
    gaps: tuple[Gap, ...]


def finish(ledger: Ledger, watched: Watched) -> Traced:
    """The trace that a ledger adds up to; the ledger is closed by that."""
    left = ledger.close()
    numbers = {entry: number for number, entry in enumerate(ledger.processes.entries)}
    shelf = _Shelf(watched.root, numbers)
    indices = shelf.arrange(version for version in ledger.files.versions if version.is_file)
    feeds: dict[Entry, set[int]] = defaultdict(set)
    for reader, writer in ledger.pipes.feeds(ledger.processes.entries):
        feeds[reader].add(numbers[writer])
    trace = Trace(
        monitor=watched.monitor,
        scope=watched.scope,
        processes=tuple(
            TracedProcess(
                parent=numbers[entry.parent] if entry.parent else -1,
                pid=entry.pid,
                argv=_words(entry, watched.redactor),
                program=indices.get(entry.program, -1) if entry.program else -1,
                exit_code=entry.exit_code,
                reads=tuple(sorted({indices[item] for item in entry.reads if item in indices})),
                feeds=tuple(sorted(feeds[entry] - {numbers[entry]})),
            )
            for entry in ledger.processes.entries
        ),
        files=shelf.files,
        left=tuple(sorted({indices[item] for item in left if item in indices})),
        changes=tuple(sorted(_changes(ledger, numbers, watched.root))),
        connections=tuple(sorted(_connections(ledger, numbers))),
        events=ledger.events,
    )
    return Traced(trace, _gaps(ledger))


class _Shelf:
    """The files of a trace, in their order."""

    def __init__(self, root: bytes, numbers: dict[Entry, int]) -> None:
        self.files: tuple[TracedFile, ...] = ()
        self._root = root
        self._numbers = numbers

    def arrange(self, versions: Iterable[Version]) -> dict[Version, int]:
        """The index of each version; equal content of one name is one file."""
        made: dict[Version, TracedFile] = {}
        for version in versions:
            file = self._file(version)
            if not place_problem(file.name):
                made[version] = file
        self.files = tuple(sorted(set(made.values()), key=in_order))
        index = {file: number for number, file in enumerate(self.files)}
        return {version: index[file] for version, file in made.items()}

    def _file(self, version: Version) -> TracedFile:
        name = encode_place(version.path, self._root)
        makers = {self._numbers[item] for item in version.makers if isinstance(item, Entry)}
        looked = version.looked
        digests = None
        if looked and looked.sha256 and not version.unknown:
            found = [Digest("sha256", looked.sha256)]
            if looked.blob:
                found.append(Digest("gitBlob", looked.blob))
            digests = DigestSet.of(found)
        return TracedFile(
            name=name,
            digests=digests,
            unknown="" if digests else version.unknown or "unreadable",
            form=looked.form if looked and digests else "data",
            lines=looked.lines if looked and digests else 0,
            makers=tuple(sorted(makers)),
        )


def in_order(file: TracedFile) -> tuple[object, ...]:
    """What files are sorted by: those that nobody else shares first."""
    return (
        file.outside and not file.makers,
        file.name,
        str(file.digests),
        file.unknown,
        file.makers,
        file.form,
        file.lines,
    )


def _words(entry: Entry, redactor: Redactor) -> tuple[str, ...]:
    words = tuple(
        word[:MAX_WORD].decode("utf-8", "backslashreplace") for word in entry.argv[:MAX_WORDS]
    )
    whole = not entry.cut and len(entry.argv) <= MAX_WORDS
    return redactor.clean_all(words if whole else (*words, CUT))


def _changes(ledger: Ledger, numbers: dict[Entry, int], root: bytes) -> Iterable[FileChange]:
    for entry, verb, name, other in ledger.changes:
        shown = other.decode("utf-8", "backslashreplace")
        if verb in {"rename", "link"}:
            shown = encode_place(other, root)
        change = FileChange(
            process=numbers[entry],
            verb=verb,
            name=encode_place(name, root),
            other=shown[:MAX_NAME],
        )
        if not place_problem(change.name):
            yield change


def _connections(ledger: Ledger, numbers: dict[Entry, int]) -> Iterable[Connection]:
    for entry, (family, reach, address, port, host) in ledger.reached:
        yield Connection(
            process=numbers[entry],
            family=family,
            reach=reach,
            address=address,
            port=port,
            host=host,
        )


def _gaps(ledger: Ledger) -> tuple[Gap, ...]:
    gaps = [
        Gap(kind=kind, detail=detail, count=count) for (kind, detail), count in ledger.lost.items()
    ]
    gaps += [
        Gap(kind="trace-elsewhere", detail=f"work was handed to a daemon: {address}")
        for address in sorted({address[2] for _, address in ledger.reached})
        if address.endswith(_DAEMONS)
    ]
    privileged = {
        entry.program.path
        for entry in ledger.processes.entries
        if entry.program and entry.program.looked and entry.program.looked.privileged
    }
    gaps += [
        Gap(
            kind="trace-privileges",
            detail=f"ran without the privileges of its owner: {encode_place(path, b'/-')}",
        )
        for path in sorted(privileged)
    ]
    return tuple(sorted(gaps))
