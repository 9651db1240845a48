"""``lines``: footers that tools leave in a message."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.message import own_lines
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal


class Lines:
    """Every line after the subject, from its start; emoji, emphasis or a bullet before it."""

    id: ClassVar[str] = "lines"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for each line that a rule matches; the first rule wins."""
        for line in own_lines(commit):
            found = pack.line(line.text)
            if found is None:
                continue
            rule, match = found
            groups = match.groupdict()
            yield Marker(
                rule=rule.id,
                raw=line.raw,
                where="message line",
                role=rule.role,
                strength=rule.strength if line.sure else "inferred",
                agent=rule.agent or groups.get("agent") or "",
                model=groups.get("model") or "",
                session=groups.get("session") or "",
            )


plugin: type[Signal] = Lines
