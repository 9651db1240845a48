"""Imported documents: what somebody else's tool said, counted and never rewritten."""

from dataclasses import dataclass
from typing import Literal

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a document is, and how much is in it.

    Attributes:
        format: Which of the formats that are known.
        version: Of the format, as the document says.
        tool: The tool that made it, as the document says; empty where it does not.
        counts: How many of what, by name: only what could be read is counted.
        problems: Entries that could not be read.
    """

    format: ImportFormat
    version: str
    tool: str
    counts: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...] = ()

    def count(self, what: str) -> int:
        """How many of something; 0 where it was not counted."""
        return dict(self.counts).get(what, 0)
