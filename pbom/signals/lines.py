"""``lines``: footers and session links that tools leave in a message."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.rule_pack import LineRule, RulePack, plain
from pbom.signals import Signal


class Lines:
    """Every line after the subject, from its start; at most three spaces or a bullet before it."""

    id: ClassVar[str] = "lines"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for each line that a rule matches; the first rule wins."""
        lowered = plain(commit.message).lower()
        rules = [rule for rule in pack.lines if any(hint in lowered for hint in rule.hints)]
        for line in commit.body if rules else ():
            marker = next(filter(None, (_read(line, rule) for rule in rules)), None)
            if marker:
                yield marker


def _read(line: str, rule: LineRule) -> Marker | None:
    match = rule.pattern.match(plain(line))
    if match is None:
        return None
    groups = match.groupdict()
    return Marker(
        rule=rule.id,
        raw=line,
        where="message line",
        role=rule.role,
        strength=rule.strength,
        agent=rule.agent or groups.get("agent") or "",
        model=groups.get("model") or "",
        session=groups.get("session") or "",
    )


plugin: type[Signal] = Lines
