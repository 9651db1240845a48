"""Ecosystems: the files by which packages are locked, and the places where they are installed.

The law of the family: a lock reader is a pure function of a file's name and bytes. It returns all
that the file names, each with the integrity that the file has for it and with what that covers,
and it returns as a problem whatever it could not read: one bad entry never hides the others, and a
file of its kind in which it found nothing is a problem too. It executes nothing, asks no network,
and takes time and memory in proportion to the file.

A reader of installed packages sees the machine only through the ``Files`` that it is given.

One file each, ending in ``plugin: type[LockReader] = TheReader`` (or ``InstalledReader``).
"""

from collections.abc import Iterator
from typing import ClassVar, Literal, NamedTuple, Protocol

from pbom.model.dependency import LockFile
from pbom.model.installed import Installed, InstalledFile

HINTS = (
    b".sum",
    b"Pipfile",
    b"action.y",
    b"constraints",
    b"file",
    b"gitlab-ci",
    b"/ci/",
    b"go.mod",
    b"lock",
    b"requirements",
    b"shrinkwrap",
    b"verification-metadata",
    b"workflows/",
    b"wrapper.properties",
)
"""Where none of these is in a list of names, there is no file for any of our readers in it: to know
that must not cost the loading of all of them. A test holds this list against their names.
"""


class LockReader(Protocol):
    """Reads one format.

    Attributes:
        id: Its name.
        names: Which files: a name with ``*`` for any characters but ``/``; with a ``/`` in it, the
            end of the path; with a ``!`` before it, a file that is not meant after all.
    """

    id: ClassVar[str]
    names: ClassVar[tuple[str, ...]]

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        ...


class Entry(NamedTuple):
    """A name in a directory.

    Attributes:
        name: Without the path.
        kind: What it is; links are not followed to find out.
    """

    name: str
    kind: Literal["file", "folder", "link", "other"]


class Files(Protocol):
    """The machine's files, as far as a reader of installed packages may look."""

    def entries(self, folder: str) -> tuple[Entry, ...]:
        """The names in a directory, sorted; none where there is no such directory."""
        ...

    def read(self, path: str) -> bytes | None:
        """A file's content; ``None`` where it is not there, is no file, or is too large."""
        ...


class InstalledReader(Protocol):
    """Reads the packages that are installed in one kind of place.

    Attributes:
        id: Its name.
    """

    id: ClassVar[str]

    def places(self, files: Files, root: str) -> Iterator[str]:
        """The places of its kind below a directory, or on the machine where it has a fixed one."""
        ...

    def read(self, files: Files, place: str) -> Installed:
        """The packages that are installed there."""
        ...

    def installed_files(self, files: Files, place: str) -> Iterator[InstalledFile]:
        """The files that these packages own."""
        ...
