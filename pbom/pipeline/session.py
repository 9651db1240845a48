"""``record start`` and ``record stop``: several commands as one step."""

import hashlib
from pathlib import Path

from msgspec.structs import replace

from pbom.atomic import write_whole
from pbom.codec.session import read_session, seal_session, session_message, write_session
from pbom.collectors.clock import now
from pbom.collectors.process import Ran
from pbom.errors import FormatError, UsageError
from pbom.model.config import StepConfig
from pbom.model.evidence import Gap
from pbom.model.session import Session
from pbom.pipeline.record import Ended, Project, Recorded, close_step, open_step
from pbom.signers import Signer


def start_session(project: Project, step: str, wanted: StepConfig, signer: Signer) -> Session:
    """Look at the workspace, and keep what was seen, signed, until the session ends.

    Raises:
        UsageError: A session of this step is open, or it is to be traced.
        RecordingError: The workspace cannot be looked at.
        StoreError: The session could not be kept.
    """
    path = _path(project, step)
    if path.exists():
        raise UsageError(
            f"a session of step {step!r} is open",
            hint=f"end it with `pbom record stop --step {step}`, "
            f"or drop it with `pbom record cancel --step {step}`",
        )
    if wanted.trace not in {"off", "auto"}:
        raise UsageError(
            f"step {step!r} is to be traced, and a session of several commands cannot be",
            hint='run one command with `pbom run`, or set `trace = "auto"` in pbom.toml',
        )
    session = open_step(project, step, wanted)
    if wanted.trace == "auto":
        gap = Gap(kind="not-traced", detail="a session of several commands cannot be traced")
        gaps = (*session.before.gaps, gap)
        session = replace(session, before=replace(session.before, gaps=gaps))
    payload = write_session(session)
    write_whole(path, seal_session(payload, signer.sign(session_message(payload))))
    return session


def stop_session(project: Project, step: str, exit_code: int, signer: Signer) -> Recorded:
    """End a session: what it left behind is recorded, signed and stored.

    Raises:
        UsageError: No session of this step is open, or somebody else's key began it.
        RecordingError: The step could not be recorded.
        StoreError: The record could not be stored.
    """
    path = _path(project, step)
    try:
        session = _read(path, step, signer)
    except FileNotFoundError as error:
        raise UsageError(
            f"no session of step {step!r} is open",
            hint=f"begin one with `pbom record start --step {step}`",
        ) from error
    except FormatError as error:
        raise UsageError(
            f"the session of step {step!r} cannot be trusted: {error}",
            hint=f"drop it with `pbom record cancel --step {step}` and begin again",
        ) from error
    ran = Ran(started=session.started, finished=now(), exit_code=exit_code)
    recorded = close_step(project, session, Ended(argv=(), ran=ran), signer)
    path.unlink(missing_ok=True)
    return recorded


def cancel_session(project: Project, step: str) -> None:
    """Drop a session; nothing of it is recorded.

    Raises:
        UsageError: No session of this step is open.
    """
    path = _path(project, step)
    if not path.exists():
        raise UsageError(f"no session of step {step!r} is open")
    path.unlink()


def _read(path: Path, step: str, signer: Signer) -> Session:
    session = read_session(path.read_bytes(), signer.public_key)
    if session.step != step:
        raise FormatError(f"it was begun as step {session.step!r}")
    return session


def _path(project: Project, step: str) -> Path:
    name = hashlib.sha256(step.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return project.store.root / "sessions" / f"{name}.json"
