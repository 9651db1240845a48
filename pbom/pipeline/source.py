"""``source``: the signed record of the commits that are new, once for each head and base."""

from dataclasses import dataclass

from pbom import __version__
from pbom.atomic import read_whole, write_whole
from pbom.codec.bundle import bundle_digest
from pbom.codec.statement import write_statement
from pbom.collectors.clock import now
from pbom.collectors.run_id import run_id
from pbom.model.change import Changes
from pbom.model.digest import Digest, DigestSet
from pbom.model.statement import SourceStatement
from pbom.pipeline.record import Project
from pbom.signers import Signer
from pbom.stages.attest import attest

MEMO = "source"
"""Name of the file, in the store's directory, that tells what was recorded last: a hint only."""
MAX_MEMO = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The commit that a source ends in.

    Attributes:
        digests: ``gitCommit``, and the SHA-256 of the commit object.
        repository: URL of the repository without credentials; empty where it has no remote.
    """

    digests: DigestSet
    repository: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """A source that is recorded.

    Attributes:
        bundle: The digest under which the store has it.
        fresh: Whether it was recorded just now; else the store had it already.
    """

    bundle: Digest
    fresh: bool


def is_recorded(project: Project, commit: str) -> bool:
    """Whether the store seems to have a record of a head commit: a cheap look, and no proof."""
    memo = _recall(project)
    return memo is not None and memo[0] == commit


def record_source(project: Project, changes: Changes, head: Head, signer: Signer) -> SourceRecord:
    """The record of these commits in the store, signed; the one that is there, if it says the same.

    Raises:
        RecordingError: The signer did not sign.
        StoreError: It could not be stored.
    """
    statement = SourceStatement(
        run=run_id(project.environment, project.store.root, changes.range.head),
        recorder=f"pbom/{__version__}",
        recorded=now(),
        repository=head.repository,
        head=head.digests,
        changes=changes,
    )
    _, (body,) = write_statement(statement)
    name = bundle_digest(body).value
    memo = _recall(project)
    if memo and memo[1] == name and project.store.body(memo[2]) is not None:
        return SourceRecord(bundle=memo[2], fresh=False)
    bundle = project.store.add(attest(statement, signer))
    line = f"{changes.range.head} {name} {bundle.value}\n"
    write_whole(project.store.root / MEMO, line.encode("ascii"))
    return SourceRecord(bundle=bundle, fresh=True)


def _recall(project: Project) -> tuple[str, str, Digest] | None:
    """Head, body and bundle of what was recorded last."""
    try:
        line = read_whole(project.store.root / MEMO, MAX_MEMO).decode("ascii")
        commit, body, bundle = line.split()
        return commit, body, Digest("sha256", bundle)
    except (OSError, ValueError):
        return None
