"""``subjects``: what tools and people put into the subject; it is never read as a trailer."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.message import plain
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal


class Subjects:
    """Beginnings that tools write, and tags in brackets."""

    id: ClassVar[str] = "subjects"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for each."""
        raw = commit.header.subject
        rule = pack.subject(plain(raw))
        if rule:
            yield Marker(
                rule=rule.id,
                raw=raw,
                where="message line",
                role=rule.role,
                strength=rule.strength,
                agent=rule.agent,
            )
        tag = pack.sentences.tag(plain(raw))
        if tag:
            yield Marker(
                rule=tag.rule,
                raw=raw,
                where="message line",
                role=tag.role,
                strength=tag.strength,
                agent=tag.agent,
                model=tag.model,
            )


plugin: type[Signal] = Subjects
