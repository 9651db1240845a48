"""The memo of what source was recorded last: a hint that spares work, and never evidence.

Whoever writes a wrong one has the commits not looked at, and the gate misses what it is not shown.
"""

from pathlib import Path
from typing import NamedTuple

from pbom.atomic import read_whole, write_whole
from pbom.model.digest import Digest
from pbom.stores import Store

MEMO = "source"
"""Name of the file, in the store's directory."""
MAX_MEMO = 4096


class Memo(NamedTuple):
    """What was recorded last.

    Attributes:
        head: Commit id of the head.
        body: SHA-256 of the commits' body, hexadecimal.
        bundle: The bundle of the record.
    """

    head: str
    body: str
    bundle: Digest


def recall_source(state: Path) -> Memo | None:
    """The memo; ``None`` where there is none that can be read."""
    try:
        line = read_whole(state / MEMO, MAX_MEMO).decode("ascii")
        head, body, bundle = line.split()
        return Memo(head, body, Digest("sha256", bundle))
    except (OSError, ValueError):
        return None


def is_recorded(store: Store, commit: str) -> bool:
    """Whether the source that leads to a head commit seems to be recorded."""
    memo = recall_source(store.root)
    return memo is not None and memo.head == commit and store.body(memo.bundle) is not None


def note_source(state: Path, memo: Memo) -> None:
    """Remember what was recorded.

    Raises:
        StoreError: It cannot be written.
    """
    write_whole(state / MEMO, f"{memo.head} {memo.body} {memo.bundle.value}\n".encode("ascii"))
