"""The id of the pipeline run that a step belongs to."""

import fcntl
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pbom.atomic import read_whole, write_whole
from pbom.collectors.builder import claimed_run
from pbom.collectors.environment import PARENT
from pbom.errors import StoreError, UsageError
from pbom.model.artifact import name_problem

VARIABLE = "PBOM_RUN_ID"
MAX_RUN = 4096
LIFETIME = timedelta(hours=12)
"""A run that was started by hand is over after this time."""


def run_id(environment: Mapping[str, str], state: Path, commit: str) -> str:
    """The run: told by ``PBOM_RUN_ID``, claimed by the CI service, or one of our own.

    Our own is kept in the state directory; a new one begins with another commit, or after twelve
    hours.

    Raises:
        UsageError: ``PBOM_RUN_ID`` cannot be an id.
        StoreError: The state directory cannot be written.
    """
    told = environment.get(VARIABLE, "")
    if told:
        if len(told) > 256 or name_problem(told):  # noqa: PLR2004
            raise UsageError(f"{VARIABLE} is not usable as an id")
        return told
    outer = environment.get(PARENT, "").rpartition("/")[0]
    return outer or claimed_run(environment) or _own(state, commit)


def _own(state: Path, commit: str) -> str:
    try:
        state.mkdir(parents=True, exist_ok=True)
        with open(_lock(state / "run.lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two first steps at once belong to one run
            return _kept(state / "run", commit) or _fresh(state / "run", commit)
    except OSError as error:
        raise StoreError(
            f"cannot write {error.filename or state}: {error.strerror}",
            hint="`pbom doctor` checks the store",
        ) from error


def _lock(path: Path) -> int:
    """The lock's descriptor: what the repository may have put there is not followed, nor cut."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)


def _kept(file: Path, commit: str) -> str:
    try:
        kept, of_commit, began = read_whole(file, MAX_RUN).decode("utf-8").split()
        age = datetime.now(UTC) - datetime.fromisoformat(began)
    except (OSError, ValueError, TypeError):
        return ""
    return kept if of_commit == (commit or "-") and timedelta() <= age < LIFETIME else ""


def _fresh(file: Path, commit: str) -> str:
    now = datetime.now(UTC)
    fresh = f"local:{now:%Y%m%dT%H%M%SZ}:{os.urandom(8).hex()}"
    write_whole(file, f"{fresh} {commit or '-'} {now.isoformat()}\n".encode())
    return fresh
