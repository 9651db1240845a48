"""Traces: what the processes of a step were seen to run, read, write and reach."""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from pbom.model.artifact import encode_name, name_problem
from pbom.model.digest import DigestSet

INSIDE = "!"
"""Between the name of an archive in an archive and that of its member."""

Scope = Literal["files", "network", "all"]
"""What is watched; processes and what they execute always are."""

Form = Literal["data", "program", "library", "script"]
"""What a file's first bytes say that it is."""

Unknown = Literal["", "gone", "changed", "unreadable", "anonymous", "limit"]
"""Why the content of a file is not known: it was gone before it could be read, it changed between
its use and that, the system refused, it never had a name, or there were too many.
"""

Standing = Literal["", "same", "other", "elsewhere", "absent"]
"""How content stands to the attested commit: what it has at that name, something else than that,
what it has at another name, or nothing of it; empty without a commit, and outside the workspace
where it has nothing of it.
"""

Committed = Literal["", "elsewhere"]
"""Whether the commit has the content of a member of an archive, under whatever name."""

Verb = Literal["write", "rename", "link", "symlink", "delete"]
Family = Literal["inet", "inet6", "unix", "other"]
Reach = Literal["connect", "listen", "send", "lookup"]


class TracedFile(Struct, frozen=True, kw_only=True):
    """A file with the content that it had when it was read, or in the end.

    Attributes:
        name: Relative to the root of the workspace, or absolute outside of it.
        digests: SHA-256 of the content; ``None`` where it is not known.
        unknown: Why it is not known.
        form: What it is.
        lines: How many lines it has; 0 outside the workspace and where it is no text.
        commit: How the content stands to the attested commit.
        package: Package URL of the installed package that has this very content; empty without one.
        basis: By what record that is known.
        makers: Numbers of the processes that wrote it during the step, as far as it was read then.
    """

    name: str
    digests: DigestSet | None = None
    unknown: Unknown = ""
    form: Form = "data"
    lines: int = 0
    commit: Standing = ""
    package: str = ""
    basis: str = ""
    makers: tuple[int, ...] = ()

    @property
    def outside(self) -> bool:
        """Whether it is outside the workspace."""
        return self.name.startswith("/")


class TracedProcess(Struct, frozen=True, kw_only=True):
    """One program as it ran: a process that executes another program counts as another one.

    Attributes:
        parent: Number of the one that started it; -1 for the command itself.
        pid: The system's number of it.
        argv: Its words, secrets redacted; empty where it is a copy of its parent.
        program: Index of the file that was executed; -1 where it is not known, or for a copy.
        exit_code: As a shell tells it; ``None`` where it executed another program or outlived the
            step.
        reads: Indices of the files that it opened for reading, ascending.
        feeds: Numbers of processes whose output reached it through a pipe, ascending.
    """

    parent: int
    pid: int
    argv: tuple[str, ...] = ()
    program: int = -1
    exit_code: int | None = None
    reads: tuple[int, ...] = ()
    feeds: tuple[int, ...] = ()

    @property
    def is_copy(self) -> bool:
        """Whether it only ever was a copy of whoever started it, and has what that one had."""
        return self.parent >= 0 and self.program < 0 and not self.argv


class FileChange(Struct, frozen=True, order=True, kw_only=True):
    """Something that a process did to a name.

    Attributes:
        process: Number of the process.
        verb: What it did; ``write`` is opening for writing.
        name: The name.
        other: The new name, of a rename or a link; the target of a symbolic link.
    """

    process: int
    verb: Verb
    name: str
    other: str = ""


class Connection(Struct, frozen=True, order=True, kw_only=True):
    """Something that a process reached, or tried to reach, outside of itself.

    Attributes:
        process: Number of the process.
        family: Kind of the address.
        reach: What it did; a ``lookup`` asks a name server for a name.
        address: Numeric address, or path of a socket; ``@`` before an abstract one.
        port: 0 for a socket with a path.
        host: The name that was looked up.
    """

    process: int
    family: Family
    reach: Reach
    address: str
    port: int = 0
    host: str = ""


class Member(Struct, frozen=True, order=True, kw_only=True):
    """One member of a product that is an archive.

    Attributes:
        product: Name of the product.
        name: Name inside it.
        digests: SHA-256 of its content.
        commit: Whether the commit has this content somewhere.
    """

    product: str
    name: str
    digests: DigestSet
    commit: Committed = ""


class Trace(Struct, frozen=True, kw_only=True, dict=True):
    """Everything that was seen of the processes of one step.

    Attributes:
        monitor: Name and version of the program that watched.
        scope: What it was asked to watch.
        processes: In the order in which they were first seen; the command itself is number 0.
        files: Every content that was read or left behind; those of the workspace and those made
            during the step first, then by name.
        left: Indices of the files that the step wrote and that were there when it ended.
        changes: What was done to names, without repetition.
        connections: What was reached, without repetition.
        members: What the products contain that are archives.
        events: How many events were seen.
    """

    monitor: str
    scope: Scope
    processes: tuple[TracedProcess, ...]
    files: tuple[TracedFile, ...] = ()
    left: tuple[int, ...] = ()
    changes: tuple[FileChange, ...] = ()
    connections: tuple[Connection, ...] = ()
    members: tuple[Member, ...] = ()
    events: int = 0

    @cached_property
    def inputs(self) -> tuple[int, ...]:
        """Indices of the files that any process executed or read."""
        found = {index for process in self.processes for index in process.reads}
        found.update(process.program for process in self.processes if process.program >= 0)
        return tuple(sorted(found))

    @cached_property
    def tools(self) -> tuple[int, ...]:
        """Indices of the programs that were executed and that the step did not make itself."""
        found = {item.program for item in self.processes if item.program >= 0}
        return tuple(index for index in sorted(found) if not self.files[index].makers)

    @cached_property
    def readers(self) -> dict[int, tuple[int, ...]]:
        """Numbers of the processes that read or executed each file."""
        found: dict[int, list[int]] = {}
        for number, process in enumerate(self.processes):
            for index in uses(process):
                found.setdefault(index, []).append(number)
        return {index: tuple(numbers) for index, numbers in found.items()}

    def ancestry(self, number: int) -> Iterator[TracedProcess]:
        """A process and those that started it, up to the command itself."""
        seen: set[int] = set()
        while 0 <= number < len(self.processes) and number not in seen:
            seen.add(number)
            yield self.processes[number]
            number = self.processes[number].parent

    def command(self, number: int) -> tuple[str, ...]:
        """The words of a process; of a copy those of what it is a copy of."""
        return next((process.argv for process in self.ancestry(number) if process.argv), ())


def uses(process: TracedProcess) -> tuple[int, ...]:
    """Indices of the files that a process executed or read."""
    if process.program < 0 or process.program in process.reads:
        return process.reads
    return (process.program, *process.reads)


def place_problem(name: str) -> str:
    """What is wrong with the name of a traced file; empty where nothing is."""
    return name_problem(name.removeprefix("/"))


def encode_place(path: bytes, root: bytes) -> str:
    """The name of an absolute path: relative below the root of the workspace."""
    if path.startswith(root) and path[len(root) : len(root) + 1] == b"/" and len(path) > len(root):
        return encode_name(path[len(root) + 1 :])
    return "/" + encode_name(path.lstrip(b"/") or b".")
