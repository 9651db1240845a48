"""What the system itself read to run programs: nobody opened it."""

from collections.abc import Iterable

from pbom.codec.trace_eyes import Eyes
from pbom.codec.trace_files import Files
from pbom.codec.trace_processes import Entry

_NESTED = 2
"""A script's interpreter is a program, and that one's is the loader of libraries."""


def add_interpreters(entries: Iterable[Entry], files: Files, eyes: Eyes) -> None:
    """Each program has read what the system needed to run it."""
    entries = tuple(entries)
    places: dict[tuple[bytes, bytes], bytes] = {}
    for _ in range(_NESTED):
        files.settle()
        for entry in entries:
            for version in [entry.program, *entry.interpreters]:
                looked = version.looked if version else None
                if version and looked and looked.interpreter:
                    key = looked.interpreter, entry.place.root
                    if key not in places:
                        places[key] = eyes.resolve(*key).path
                    found = files.read(places[key], version.first)
                    if found:
                        entry.interpreters[found] = None
    for entry in entries:
        entry.reads.update(entry.interpreters)
