"""Evidence, and the approvals that a project's store has: they are given when all is packed."""

from collections.abc import Collection, Iterator

from pbom.model.digest import Digest
from pbom.stores import Desk, Evidence


class Approved:
    """Another evidence, with the approvals of a store added."""

    def __init__(self, evidence: Evidence, desk: Desk) -> None:
        self._evidence = evidence
        self._desk = desk

    def about(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """The bundles of the evidence, then the approvals.

        Raises:
            StoreError: One cannot be read.
        """
        yield from self._evidence.about(digests)
        yield from self._desk.approvals(digests)

    def body(self, digest: Digest) -> bytes | None:
        """An object of the evidence."""
        return self._evidence.body(digest)


plugin: type[Evidence] = Approved
