"""Lines of a file at the head, counted by who wrote them, as far as verified claims tell."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from msgspec import Struct

from pbom.model.attribution import Attribution, FileLines, LineRange, joined

Origins = Iterable[tuple[str, str, int, int]]
"""Commit, name of the file there, first line there, and how many lines."""


class Writers(Struct, frozen=True):
    """Who wrote which lines of one file of one commit.

    Attributes:
        agent: Lines that an agent wrote, or wrote a part of.
        anybody: These, and lines that a person was seen to type.
    """

    agent: Sequence[LineRange]
    anybody: Sequence[LineRange]


Claims = Mapping[tuple[str, str], Writers]
"""By commit, and name of the file."""


def writers_of(by_commit: Mapping[str, Iterable[Attribution]]) -> Claims:
    """Who wrote what, as verified claims say, by commit and name of the file."""
    agent: dict[tuple[str, str], list[LineRange]] = defaultdict(list)
    anybody: dict[tuple[str, str], list[LineRange]] = defaultdict(list)
    for commit, claims in by_commit.items():
        for claim in claims:
            if claim.verified and claim.ranges:
                anybody[commit, claim.path] += claim.ranges
                agent[commit, claim.path] += claim.ranges if claim.contributor != "human" else ()
    return {key: Writers(joined(agent[key]), joined(lines)) for key, lines in anybody.items()}


def count_lines(path: str, origins: Origins, claims: Claims) -> FileLines:
    """Who wrote the lines of a file.

    A line counts once. Where an agent and a person are both said to have written it, it is the
    agent's; so are lines that an agent wrote and a person changed.
    """
    agent = anybody = total = 0
    for commit, name, first, length in origins:
        total += length
        writers = claims.get((commit, name))
        if writers:
            lines = LineRange(first, first + length - 1)
            agent += _common(writers.agent, lines)
            anybody += _common(writers.anybody, lines)
    return FileLines(path=path, agent=agent, human=anybody - agent, untracked=total - anybody)


def _common(ranges: Sequence[LineRange], lines: LineRange) -> int:
    """How many of the lines are in ranges, which are ascending and have no line in common."""
    common = 0
    for at in range(bisect_left(ranges, lines.first, key=attrgetter("last")), len(ranges)):
        if ranges[at].first > lines.last:
            break
        common += min(ranges[at].last, lines.last) - max(ranges[at].first, lines.first) + 1
    return common
