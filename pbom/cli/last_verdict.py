"""The last verdict in a project, for ``pbom explain``; it is not signed and decides nothing."""

import contextlib
from pathlib import Path

from pbom.atomic import read_whole, refuse_links, write_whole
from pbom.collectors.workspace import STATE, workspace_root
from pbom.errors import StoreError, UsageError

NAME = "verdict.json"
MAX_REPORT = 64 * 1024 * 1024


def forget() -> None:
    """Remove the last verdict, so that none outlives a gate that could not be asked."""
    path = _path()
    with contextlib.suppress(OSError, StoreError):
        refuse_links(path.parent)
        path.unlink(missing_ok=True)


def keep(report: str) -> None:
    """Keep a report, where there is a store; where it cannot be kept the verdict is the same."""
    path = _path()
    if path.parent.is_dir():
        with contextlib.suppress(StoreError):
            refuse_links(path.parent)
            write_whole(path, report.encode("utf-8"))


def read(report: Path | None) -> tuple[str, bytes]:
    """A report that somebody names, else the last verdict here; with its name.

    Raises:
        UsageError: It cannot be read.
    """
    path = report or _path()
    try:
        return path.name, read_whole(path, MAX_REPORT)
    except FileNotFoundError as error:
        hint = "" if report else "`pbom verify ARTIFACT` keeps it here; or name a JSON report"
        what = f"cannot read {path.name}: {error.strerror}" if report else "no last verdict here"
        raise UsageError(what, hint=hint) from error
    except OSError as error:
        raise UsageError(f"cannot read {path.name}: {error.strerror}") from error


def _path() -> Path:
    return workspace_root(Path.cwd()) / STATE / NAME
