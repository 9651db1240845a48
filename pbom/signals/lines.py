"""``lines``: footers and session links that tools leave in a message."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.rule_pack import RulePack, plain
from pbom.signals import Signal


class Lines:
    """Every line after the subject, from its start; at most three spaces or a bullet before it."""

    id: ClassVar[str] = "lines"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for each line that a rule matches; the first rule wins."""
        for line in commit.body:
            text = plain(line)
            for rule in pack.lines:
                match = rule.pattern.match(text)
                if match:
                    groups = match.groupdict()
                    yield Marker(
                        rule=rule.id,
                        raw=line,
                        where="message line",
                        role=rule.role,
                        strength=rule.strength,
                        agent=rule.agent or groups.get("agent") or "",
                        model=groups.get("model") or "",
                        session=groups.get("session") or "",
                    )
                    break


plugin: type[Signal] = Lines
