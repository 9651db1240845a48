"""The sieve: which commits are worth a closer look. It may let one through, never lose one.

A history has many commits, and few speak of agents. What the rules look for stands at the start of
a line, so that one search through the messages of many commits at once finds all who may.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, islice

from msgspec import Struct

from pbom.model.commit import Commit
from pbom.model.marker_rule import Identity
from pbom.model.message import LINE_LIMIT, plain

BATCH = 128
"""So many commits are looked at together, if they are short."""
LONG = 1024 * 1024
"""A batch of so many characters is looked at one by one, so that nothing is in memory twice."""

SITE = re.compile(r"\.[a-z0-9-]{1,63}(?::\d{1,5})?/")
"""What is in every address, in lower case."""
_START = "\n\0"
"""What stands before every message, and before its subject only."""


class Sieve(Struct, frozen=True, kw_only=True, dict=True):
    """What to look for; all patterns are for lower case.

    Attributes:
        identify: Knows agents by name and address.
        lines: The beginning of every line that a rule matches, without what may stand before it; of
            the groups ``trailer``, ``sentence`` the text is asked for.
        trailer: Whether a trailer says anything.
        sentence: Whether a line that begins with the beginning of a sentence says anything.
        subjects: The beginning of every subject that a rule matches.
        link: Whether a text has a link that a rule matches.
        merge: Whether a merge has the branch of an agent.
    """

    identify: Callable[[str, str], Identity | None]
    lines: str
    trailer: Callable[[str], bool]
    sentence: Callable[[str], object]
    subjects: str
    link: Callable[[str], object]
    merge: Callable[[Commit], object]

    def sift(self, commits: Iterable[Commit]) -> Iterator[tuple[Commit, bool]]:
        """Each commit, and whether a closer look can find anything."""
        waiting = iter(commits)
        while batch := tuple(islice(waiting, BATCH)):
            messages = [plain(commit.message).lower() for commit in batch]
            found = {number for number, commit in enumerate(batch) if self._known(commit)}
            if sum(map(len, messages)) < LONG:
                found |= self._speaking(messages)
            else:
                found |= {number for number, one in enumerate(messages) if self._speaking([one])}
            for number, commit in enumerate(batch):
                yield commit, number in found

    def _speaking(self, messages: Sequence[str]) -> set[int]:
        """The numbers of the messages that may speak."""
        text = _START + _START.join(messages)
        starts = tuple(accumulate((len(message) + len(_START) for message in messages), initial=0))
        told = [match.start() for match in self._line.finditer(text) if self._tells(match)]
        told += [match.start() for match in self._subject.finditer(text)]
        found = {bisect_right(starts, at) - 1 for at in told}
        sites = {bisect_right(starts, match.start()) - 1 for match in SITE.finditer(text)}
        return found | {number for number in sites - found if self.link(messages[number])}

    def _tells(self, match: re.Match[str]) -> bool:
        if match.lastgroup == "trailer":
            return self.trailer(match["trailer"][:LINE_LIMIT])
        if match.lastgroup == "sentence":
            end = match.string.find("\n", match.end())
            line = match.string[match.start() + 1 : end if end >= 0 else None].strip()[:LINE_LIMIT]
            return bool(self.sentence(line)) or self.trailer(line)
        return True

    def _known(self, commit: Commit) -> bool:
        author, committer = commit.header.author, commit.header.committer
        return bool(
            self.identify(author.name, author.email)
            or (committer is not author and self.identify(committer.name, committer.email))
            or (len(commit.header.parents) > 1 and self.merge(commit))
        )

    @cached_property
    def _line(self) -> re.Pattern[str]:
        return re.compile(rf"\n[^a-z0-9\n]{{0,40}}(?:{self.lines})", re.MULTILINE)

    @cached_property
    def _subject(self) -> re.Pattern[str]:
        return re.compile(rf"\0(?:{self.subjects})")
