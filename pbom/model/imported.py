"""Imported documents: what somebody else's tool said, counted and never rewritten."""

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from pbom.model.digest import Digest, DigestSet
from pbom.model.subject import Subject

if TYPE_CHECKING:  # who records a step imports nothing
    from pbom.model.dependency import Problem

ImportFormat = Literal[
    "cyclonedx",
    "spdx-2",
    "spdx-3",
    "sarif",
    "junit",
    "in-toto-statement",
    "dsse",
    "sigstore-bundle",
]
Outcome = Literal["passed", "failed", "unclear", "no-tests"]
"""What a document says of tests; ``unclear`` where it has some, and does not say it well."""

TESTS, FAILED, ERRORS, SKIPPED = "tests", "tests: failure", "tests: error", "tests: skipped"
"""What test results are counted by; of those with an outcome, ``tests`` counts them too."""


class Imported(Struct, frozen=True, kw_only=True):
    """What a document is, and how much is in it.

    Attributes:
        format: Which of the formats that are known.
        version: Of the format, as the document says.
        tool: The tool that made it, as the document says; empty where it does not.
        predicate: Of a statement, also of one in an envelope, its predicate type.
        made: When it was made, as the document says; ``None`` where it does not, or without a
            time zone.
        counts: How many of what, by name, sorted: only what could be read is counted.
        problems: Entries that could not be read, and what else speaks against the document.
    """

    format: ImportFormat
    version: str
    tool: str
    counts: tuple[tuple[str, int], ...]
    predicate: str = ""
    made: datetime | None = None
    problems: "tuple[Problem, ...]" = ()

    def count(self, what: str) -> int:
        """How many of something; 0 where it was not counted."""
        return dict(self.counts).get(what, 0)

    @property
    def outcome(self) -> Outcome:
        """What it says of tests: they passed only if one ran, none failed, and all was read."""
        if self.count(FAILED) or self.count(ERRORS):
            return "failed"
        if not (self.format == "junit" or self.count(TESTS)):
            return "no-tests"
        ran = self.count(TESTS) > self.count(SKIPPED)
        return "passed" if ran and not self.problems else "unclear"


class Document(Struct, frozen=True, kw_only=True):
    """A document that is kept byte for byte.

    Attributes:
        name: Name of the file it was read from, encoded as all names of files are.
        digest: SHA-256 of its bytes: the object that has them.
        size: How many bytes.
        media_type: Of its format, and not what the document says.
    """

    name: str
    digest: Digest
    size: int
    media_type: str

    @property
    def digests(self) -> DigestSet:
        """Its digest, to be compared with the product of a step."""
        return DigestSet.of((self.digest,))


class ImportStatement(Struct, frozen=True, kw_only=True):
    """Somebody says that a document of another tool speaks of a commit, a tree or a file.

    Attributes:
        subjects: What it speaks of.
        run: The pipeline run it was imported in; empty outside one.
        recorder: Name and version of the importing tool, ``pbom/0.1.0``.
        imported: When, as the signer says, UTC.
        document: The document.
        content: What it is, and how much is in it.

    Raises:
        ValueError: It speaks of nothing.
    """

    subjects: tuple[Subject, ...]
    run: str
    recorder: str
    imported: datetime
    document: Document
    content: Imported

    def __post_init__(self) -> None:
        if not self.subjects:
            raise ValueError("the import speaks of nothing")

    def about(self, digests: DigestSet) -> bool:
        """Whether one of the subjects is this very thing."""
        return any(subject.digests.matches(digests) for subject in self.subjects)
