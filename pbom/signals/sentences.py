"""``sentences``: what people say of agents in words, from the start of a line; it only infers."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.message import own_lines
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal


class Sentences:
    """`Mostly authored by Claude`, `AI disclosure: ...`, `Spotted by Copilot`."""

    id: ClassVar[str] = "sentences"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for each such line that no footer's rule matches."""
        lines = tuple(own_lines(commit))
        for number, line in enumerate(lines):
            below = (other.text for other in lines[number + 1 :] if other.text.strip())
            said = pack.sentences.read(line.text, next(below, ""))
            if said and not pack.line(line.text):
                yield Marker(
                    rule=said.rule,
                    raw=line.raw,
                    where="message line",
                    role=said.role,
                    strength=said.strength,
                    agent=said.agent,
                    model=said.model,
                )


plugin: type[Signal] = Sentences
