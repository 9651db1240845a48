"""Tracers: programs that watch what the processes of a step do.

The law of the family: a tracer is never in the command's way. The command keeps its streams,
terminal, process group, signals, exit code and its place as our own child; a tracer that dies does
not take the command's result with it. It tells what it saw and counts what it lost, and never
passes for complete where it is not. What it reads of the command is the command's own text, so no
name in it may forge an event. It needs no privileges, and where it cannot work it says why.

A file ends in ``plugin: type[Tracer] = TheTracer``.
"""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from pbom.codec.trace_eyes import Eyes
from pbom.codec.trace_finish import Traced, Watched
from pbom.model.trace import Scope


class Watch(Protocol):
    """A command that is about to run, or runs, under a tracer."""

    def command(self, argv: Sequence[str]) -> tuple[str, ...]:
        """What to start instead of the command; the command's own process is what is started."""
        ...

    def finish(self, watched: Watched) -> Traced:
        """What was seen, once the command has ended."""
        ...

    def cancel(self) -> None:
        """Nothing was started: leave nothing behind."""
        ...


class Tracer(Protocol):
    """A way to watch processes.

    Attributes:
        id: The name of the program.
    """

    id: ClassVar[str]

    def unable(self) -> str:
        """Why it cannot watch here; empty where it can."""
        ...

    def version(self) -> str:
        """Name and version, as the trace tells it."""
        ...

    def watch(self, scope: Scope, folder: bytes, eyes: Eyes) -> Watch:
        """Make ready to watch a command that starts in a directory.

        Raises:
            RecordingError: The system refuses.
        """
        ...
