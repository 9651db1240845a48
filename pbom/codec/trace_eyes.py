"""What a ledger needs to know of files: the contract with whoever can look at them."""

from typing import NamedTuple, Protocol

from pbom.model.trace import Form, Unknown


class Looked(NamedTuple):
    """A file as it was when it was looked at.

    Attributes:
        sha256: Of the content, hexadecimal; empty where it is not known.
        unknown: Why it is not known.
        regular: Whether it is a file at all, or nobody knows; not a directory, pipe or device.
        form: What it is.
        lines: How many lines it has.
        blob: Its git object id; empty for files of the system, and without git.
        interpreter: Path of the program that the system runs it with; empty for none.
        changed: When its inode last changed, seconds since 1970; no program can set that back.
        at: When it was looked at.
        identity: What tells, without reading it, that a file was touched.
        privileged: Whether it is to run as somebody else.
        pipe: Whether it is a pipe with a name.
    """

    sha256: str
    unknown: Unknown = ""
    regular: bool = True
    form: Form = "data"
    lines: int = 0
    blob: str = ""
    interpreter: bytes = b""
    changed: float = 0.0
    at: float = 0.0
    identity: tuple[int, ...] = ()
    privileged: bool = False
    pipe: bool = False


class Resolved(NamedTuple):
    """Where a path leads to.

    Attributes:
        path: The path without links in it.
        links: The links that were followed.
        changed: When the latest of them changed, seconds since 1970; 0 without any.
        at: When they had been followed.
        through: Whether it leads through what only the system knows, such as the descriptors of
            a process; the path then ends there.
    """

    path: bytes
    links: tuple[bytes, ...] = ()
    changed: float = 0.0
    at: float = 0.0
    through: bool = False


class Eyes(Protocol):
    """Somebody who can look at files while a step runs. Nothing here raises."""

    def look(self, path: bytes) -> Looked:
        """A file as it is now; links at its end are not followed."""
        ...

    def unchanged(self, path: bytes, seen: Looked) -> bool:
        """Whether a file is still what was seen."""
        ...

    def resolve(self, path: bytes, root: bytes) -> Resolved:
        """Where a path leads to for whoever has that root."""
        ...

    def is_folder(self, path: bytes) -> bool:
        """Whether there is a directory."""
        ...
