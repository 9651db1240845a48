"""``source``: the signed record of the commits that are new, once for each head and base."""

from msgspec import Struct

from pbom import __version__
from pbom.codec.bundle import bundle_digest
from pbom.codec.statement import write_statement
from pbom.collectors.clock import now
from pbom.collectors.run_id import run_id
from pbom.model.digest import Digest
from pbom.model.statement import SourceStatement
from pbom.pipeline.changes import Look
from pbom.pipeline.memo import Memo, note_source, recall_source
from pbom.pipeline.record import Project
from pbom.signers import Signer
from pbom.stages.attest import attest


class SourceRecord(Struct, frozen=True, kw_only=True):
    """A source that is recorded.

    Attributes:
        bundle: The digest under which the store has it.
        fresh: Whether it was recorded just now; else the store had it already.
    """

    bundle: Digest
    fresh: bool


def record_source(project: Project, look: Look, signer: Signer) -> SourceRecord:
    """The signed record of a look at commits; the one that the store has, if it says the same.

    Raises:
        RecordingError: The signer did not sign.
        StoreError: It could not be stored.
    """
    statement = SourceStatement(
        run=run_id(project.environment, project.store.root, look.changes.range.head),
        recorder=f"pbom/{__version__}",
        recorded=now(),
        repository=look.head.repository,
        head=look.head.digests,
        changes=look.changes,
    )
    _, (body,) = write_statement(statement)
    name = bundle_digest(body).value
    memo = recall_source(project.store.root)
    if memo and memo.body == name and project.store.body(memo.bundle) is not None:
        return SourceRecord(bundle=memo.bundle, fresh=False)
    bundle = project.store.add(attest(statement, signer))
    range_ = look.changes.range
    note_source(project.store.root, Memo(range_.head, name, bundle, range_.basis))
    return SourceRecord(bundle=bundle, fresh=True)
