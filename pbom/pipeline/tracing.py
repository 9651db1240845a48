"""A command under a tracer: what it did, where it came from, and what is not known of that."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from pbom.atomic import read_whole
from pbom.codec.toolchain import read_toolchain
from pbom.codec.trace_finish import Watched
from pbom.collectors.archive_files import archives_among
from pbom.collectors.contents import Contents
from pbom.collectors.git_blobs import committed_blobs
from pbom.collectors.locate import locate
from pbom.collectors.origins import Ground, with_origins
from pbom.collectors.process import Ran, run_command
from pbom.errors import CommandNotStartedError, FormatError, RecordingError, UsageError
from pbom.model.artifact import Artifact
from pbom.model.config import TraceMode
from pbom.model.evidence import Gap
from pbom.model.redaction import Redactor
from pbom.model.snapshot import Snapshot
from pbom.model.toolchain import Toolchain
from pbom.model.trace import Scope, Trace
from pbom.tracers import Tracer

NOT_TRACED = "not-traced"
MAX_MANIFEST = 256 * 1024 * 1024
_SHA1 = 40


class Outcome(NamedTuple):
    """A command that was run, or was to be run, under a tracer.

    Attributes:
        ran: How it ended.
        trace: What it did; ``None`` where that is not known.
        losses: What is not known of it, and why.
        committed: Object ids of the files of the commit.
    """

    ran: Ran
    trace: Trace | None
    losses: tuple[Gap, ...]
    committed: frozenset[str] = frozenset()


class Place(NamedTuple):
    """Where a traced command runs.

    Attributes:
        root: The top of the workspace.
        folder: The directory that it runs in.
        before: The workspace before it.
        toolchains: Names of the manifests of declared toolchains.
        environment: The recorder's own, with the secrets to cut out.
    """

    root: Path
    folder: Path
    before: Snapshot
    toolchains: tuple[str, ...]
    environment: Mapping[str, str]


def run_traced(
    tracer: Tracer,
    mode: TraceMode,
    argv: Sequence[str],
    environment: Mapping[str, str],
    place: Place,
) -> Outcome:
    """Run a command under a tracer; with ``auto``, without one where it cannot work.

    Raises:
        CommandNotStartedError: There is no such command, or it may not be executed.
        RecordingError: It cannot be traced, and that was demanded.
        UsageError: The manifest of a toolchain cannot be read.
    """
    scope: Scope = "all" if mode in {"auto", "off"} else mode  # type: ignore[assignment]
    ground = _ground(place)
    reason = tracer.unable()
    if reason and mode != "auto":
        raise RecordingError(
            f"the step cannot be traced: {reason}",
            hint="`--trace auto` traces where it is possible, and records where it was not",
        )
    if reason:
        return Outcome(run_command(argv, environment), None, (_untraced(reason),))
    ground.owners.prepare()
    eyes = Contents(ground.root, _algorithm(place.before))
    watch = tracer.watch(scope, os.fsencode(place.folder.resolve()), eyes)
    try:
        ran = run_command(watch.command(locate(argv)), environment)
    except CommandNotStartedError:
        watch.cancel()
        raise
    redactor = Redactor.for_environment(place.environment.items())
    watched = Watched(monitor=tracer.version(), scope=scope, root=ground.root, redactor=redactor)
    try:
        traced = watch.finish(watched)
        trace = with_origins(traced.trace, ground, eyes)
    except Exception as error:  # noqa: BLE001 - the command's result counts more than its trace
        return Outcome(ran, None, (_untraced(f"the trace failed: {type(error).__name__}"),))
    committed = frozenset((ground.blobs or {}).values())
    return Outcome(ran, trace, (*traced.gaps, *_unwatched(scope)), committed)


def with_members(outcome: Outcome, root: Path, products: Sequence[Artifact]) -> Outcome:
    """The same with the members of those products that are archives."""
    if outcome.trace is None:
        return outcome
    folder = os.fsencode(root.resolve())
    packed = archives_among(folder, products)
    if not packed:
        return outcome
    from pbom.collectors.archives import look_into  # noqa: PLC0415 - most steps make none

    inside = look_into(folder, packed, outcome.committed)
    trace = replace(outcome.trace, members=inside.members)
    return outcome._replace(trace=trace, losses=(*outcome.losses, *inside.gaps))


def _untraced(reason: str) -> Gap:
    return Gap(kind=NOT_TRACED, detail=reason)


def _unwatched(scope: Scope) -> tuple[Gap, ...]:
    """What was not asked for was not seen."""
    left = {"files": "the network", "network": "files"}.get(scope)
    return (Gap(kind="trace-scope", detail=f"{left} was not watched"),) if left else ()


def _ground(place: Place) -> Ground:
    source = place.before.source
    return Ground(
        root=os.fsencode(place.root.resolve()),
        blobs=committed_blobs(place.root, source.commit) if source else None,
        materials=place.before.materials,
        toolchains=tuple(_toolchain(place.root / name, name) for name in place.toolchains),
    )


def _algorithm(before: Snapshot) -> str:
    """What git names objects by in this repository; nothing without one."""
    if before.source is None:
        return ""
    return "sha1" if len(before.source.commit) == _SHA1 else "sha256"


def _toolchain(path: Path, name: str) -> Toolchain:
    try:
        return read_toolchain(read_whole(path, MAX_MANIFEST))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except FormatError as error:
        raise UsageError(str(error.within(name))) from error
