"""The signatures on commits.

The payload is cut out of the object by ourselves, and the keys are the user's: neither
``git verify-commit`` nor anything that the repository configures takes part.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import NamedTuple

from pbom.codec.commit_object import cut_signature
from pbom.collectors.git_objects import GitObject, GitObjects
from pbom.collectors.signature_check import SignatureCheck
from pbom.collectors.signature_tools import Checked
from pbom.model.commit import CommitHeader
from pbom.model.commit_keys import CommitKeys
from pbom.model.evidence import Gap
from pbom.model.review import CommitSignature

MAX_SIGNED = 10_000
"""So many signed commits are looked at: with keys each costs a process."""
MAX_COMMIT = 1024 * 1024
_BATCH = 100
_WORKERS = 8


class Signatures(NamedTuple):
    """What is known of the signatures on some commits.

    Attributes:
        found: By commit id; a commit that is not in it carries none.
        gaps: Which were not checked, and why.
    """

    found: Mapping[str, CommitSignature]
    gaps: tuple[Gap, ...]


def check_signatures(
    objects: GitObjects, commits: Iterable[CommitHeader], keys: CommitKeys
) -> Signatures:
    """The signatures on those of the commits that carry one, checked with the keys.

    Raises:
        RecordingError: git does not answer.
    """
    signed = [commit for commit in commits if commit.signature]
    found: dict[str, CommitSignature] = {}
    unchecked: Counter[tuple[str, str]] = Counter()
    with SignatureCheck(keys) as check, ThreadPoolExecutor(_workers()) as pool:
        for some in _batches(signed[:MAX_SIGNED]):
            raws = tuple(objects.read_all([commit.id for commit in some], MAX_COMMIT))
            asked = pool.map(partial(_one, check), some, raws)
            for commit, checked in zip(some, asked, strict=True):
                found[commit.id] = checked.signature
                if checked.why:
                    unchecked[checked.why, checked.note] += 1
    for commit in signed[MAX_SIGNED:]:
        found[commit.id] = CommitSignature(state="unverified", note="not looked at: too many")
    return Signatures(found, (*_gaps(unchecked), *_beyond(len(signed))))


def _one(check: SignatureCheck, commit: CommitHeader, raw: GitObject) -> Checked:
    if raw.kind != "commit" or not raw.whole:
        return Checked("unverified", note="the commit is not here, or is too large")
    cut = cut_signature(raw.content, raw.id)
    if not cut.headers:
        return Checked("none")
    if cut.headers > 1:
        return Checked("bad", note="it carries several signatures")
    return check.check(cut.signature, cut.payload, commit.committed)


def _gaps(unchecked: Counter[tuple[str, str]]) -> Iterator[Gap]:
    for (why, note), count in sorted(unchecked.items()):
        yield Gap(kind=why, detail=note, count=count)


def _beyond(count: int) -> Iterator[Gap]:
    if count > MAX_SIGNED:
        detail = f"signed commits beyond the newest {MAX_SIGNED:,}"
        yield Gap(kind="signature-limit-reached", detail=detail, count=count - MAX_SIGNED)


def _batches(commits: Iterable[CommitHeader]) -> Iterator[tuple[CommitHeader, ...]]:
    waiting = iter(commits)
    while some := tuple(islice(waiting, _BATCH)):
        yield some


def _workers() -> int:
    return min(_WORKERS, os.cpu_count() or 1)
