"""Real commands under the real tracer, in a directory of their own."""

import os
import shlex
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.trace_finish import Watched
from pbom.collectors.contents import Contents
from pbom.collectors.process import Ran, run_command
from pbom.model.artifact import Artifact
from pbom.model.digest import DigestSet
from pbom.model.evidence import Gap
from pbom.model.explanation import Known
from pbom.model.outputs import explain_outputs
from pbom.model.reasons import explain_inputs
from pbom.model.redaction import Redactor
from pbom.model.trace import Connection, Scope, Trace, TracedFile, TracedProcess
from pbom.tracers.strace import Strace
from tests.workbench import missing

PYTHON = (sys.executable, "-I", "-S", "-c")
"""A Python that reads nothing of whoever runs the tests."""


class Seen(Struct, frozen=True):
    """What was seen of a command."""

    ran: Ran
    trace: Trace
    gaps: tuple[Gap, ...]
    folder: Path

    @property
    def losses(self) -> set[str]:
        """Kinds of what was lost."""
        return {gap.kind for gap in self.gaps}

    def process(self, *words: str) -> TracedProcess:
        """The one process whose command begins with these words."""
        return self.trace.processes[self.number(*words)]

    def number(self, *words: str) -> int:
        """Its number."""
        found = [
            number
            for number, process in enumerate(self.trace.processes)
            if process.argv[: len(words)] == words
        ]
        assert len(found) == 1, f"{words}: {[item.argv for item in self.trace.processes]}"
        return found[0]

    def read_by(self, *words: str) -> set[str]:
        """Names of the files that a process read."""
        return {self.trace.files[index].name for index in self.process(*words).reads}

    def contents(self, name: str) -> list[TracedFile]:
        """Every content that a name had."""
        return [file for file in self.trace.files if file.name == name]

    def content(self, name: str) -> TracedFile:
        """The one content that a name had."""
        (only,) = self.contents(name)
        return only

    def left(self, name: str) -> TracedFile:
        """What was there of a name in the end."""
        (only,) = (file for file in self.files_left() if file.name == name)
        return only

    def files_left(self) -> Iterator[TracedFile]:
        """What was there in the end."""
        return (self.trace.files[index] for index in self.trace.left)

    def reached(self) -> set[tuple[str, str, str, int]]:
        """Family, verb, address and port of every connection."""
        return {_address(item) for item in self.trace.connections}


def _address(item: Connection) -> tuple[str, str, str, int]:
    return item.family, item.reach, item.address, item.port


def needs_strace() -> None:
    """Skip the test where steps cannot be traced; fail it where tools are required."""
    reason = Strace().unable()
    if reason:
        missing(reason)


def watch(folder: Path, *argv: str, scope: Scope = "all", secret: str = "") -> Seen:
    """What was seen of a command that ran in a directory."""
    needs_strace()
    tracer = Strace()
    root = os.fsencode(folder.resolve())
    here = Path.cwd()
    os.chdir(folder)
    try:
        watching = tracer.watch(scope, root, Contents(root, "sha1"))
        ran = run_command(watching.command(argv), dict(os.environ))
        redactor = Redactor.for_environment([("API_TOKEN", secret)] if secret else [])
        traced = watching.finish(
            Watched(monitor=tracer.version(), scope=scope, root=root, redactor=redactor)
        )
    finally:
        os.chdir(here)
    return Seen(ran, traced.trace, traced.gaps, folder)


def shell(folder: Path, script: str) -> Seen:
    """What was seen of a shell script."""
    return watch(folder, "sh", "-c", script)


def python(folder: Path, script: str) -> Seen:
    """What was seen of a Python script."""
    return watch(folder, *PYTHON, script)


def problem_of(seen: Seen, product: str, evil: str) -> str:
    """What is wrong with a product, where everything but one file may be there."""
    files = tuple(
        file if file.makers or file.name == evil else replace(file, package="p", basis="b")
        for file in seen.trace.files
    )
    trace = replace(seen.trace, files=files)
    artifact = Artifact(name=product, digests=digests_of(seen.left(product)))
    (output,) = explain_outputs(trace, [artifact], explain_inputs(trace, Known()), Known())
    return output.problem


def digests_of(file: TracedFile) -> DigestSet:
    """The digests of content that is known."""
    assert file.digests
    return file.digests


def digest_of(content: bytes) -> str:
    """The SHA-256 of bytes."""
    return sha256(content).hexdigest()


def sha256_of(file: TracedFile) -> str:
    """The SHA-256 of a file as it was read; empty where it is not known."""
    found = file.digests.get("sha256") if file.digests else None
    return found.value if found else ""


def words(*argv: str) -> str:
    """A command for a shell."""
    return shlex.join(argv)
