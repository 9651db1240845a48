"""Remedies: the command that closes a gap, by the gap's kind."""

from collections.abc import Mapping

REMEDIES: Mapping[str, str] = {
    "shallow-clone": "git fetch --unshallow",
}


def remedy_for(kind: str) -> str:
    """What a person does to close a gap of that kind; empty where nothing is known to help."""
    return REMEDIES.get(kind, "")
