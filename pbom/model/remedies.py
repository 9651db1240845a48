"""Remedies: what closes a gap."""

from collections.abc import Mapping

_FETCH_NOTES = "git fetch origin 'refs/notes/*:refs/notes/*'"
_FETCH_CHECKPOINTS = (
    "git fetch origin '+refs/heads/entire/checkpoints/v1:refs/remotes/origin/entire/checkpoints/v1'"
    " '+refs/entire/checkpoints/*:refs/entire/checkpoints/*'"
)

REMEDIES: Mapping[str, str] = {
    "checkpoints-not-fetched": _FETCH_CHECKPOINTS,
    "checkpoints-unresolved": _FETCH_CHECKPOINTS,
    "lines-not-checked": "git fetch --refetch --no-filter origin",
    "lines-not-counted": "",
    "notes-absent": "",
    "notes-kept-elsewhere": "",
    "notes-not-fetched": _FETCH_NOTES,
    "notes-not-looked-at": "",
    "notes-unreadable": "git fetch --refetch --no-filter origin 'refs/notes/*:refs/notes/*'",
    "records-of-another-schema": "update pbom",
    "records-orphaned": "",
    "records-over-limit": "",
    "records-unreadable": "",
    "records-without-commit": "",
    "sidecars-not-understood": "",
}
"""By kind of gap, the command that closes it; empty where none is known to."""


def remedy_for(kind: str) -> str:
    """The command that closes a gap of this kind; empty where none is known to."""
    return REMEDIES.get(kind, "")
