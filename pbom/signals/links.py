"""``links``: addresses of sessions and chats, wherever in a message they stand."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.message import Line, own_lines, plain
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal


class Links:
    """A session at the start of a line, or behind a label, is what the tool wrote.

    Anywhere else it is what somebody tells of, which only infers, as a shared chat always does.
    """

    id: ClassVar[str] = "links"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for the first address in each line."""
        subject = commit.header.subject
        for line in (Line(subject, plain(subject)), *own_lines(commit)):
            seen = pack.link(line.text)
            if seen:
                own = seen.own and line.sure and line.raw is not subject
                yield Marker(
                    rule=seen.rule.id,
                    raw=line.raw,
                    where="message line",
                    role="co-author",
                    strength=seen.rule.strength if own else "inferred",
                    agent=seen.rule.agent,
                    session=seen.address,
                )


plugin: type[Signal] = Links
