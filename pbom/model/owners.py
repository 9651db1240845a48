"""Owners: who is to mend what the gate found, and who hears of it when that takes too long."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from pbom.model.pattern import Patterns


class OwnedPath(Struct, frozen=True, kw_only=True):
    """A line as ``CODEOWNERS`` has it.

    Attributes:
        pattern: Of names of files; unlike in ``.gitignore``, ``docs/*`` means no files further
            down.
        owners: Whose they are; nobody's where there is none.

    Raises:
        ValueError: The pattern cannot be understood.
    """

    pattern: str
    owners: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.pattern or self.pattern[0] in "!#" or "[" in self.pattern:
            raise ValueError(f"{self.pattern!r} is no pattern of CODEOWNERS")
        Patterns((self.pattern,))

    def match(self, name: str) -> bool:
        """Whether a file is meant."""
        patterns = Patterns((self.pattern,))
        if not patterns.match(name):
            return False
        return not (self.pattern.endswith("/*") and patterns.match(f"{name.rpartition('/')[0]}/"))


class Owner(Struct, frozen=True, kw_only=True):
    """Who is to mend one finding.

    Attributes:
        names: Accounts, teams or addresses; at least one.
        due: When it should be mended, UTC; ``None`` where nobody says.
        escalated: Who hears of it as well, because that is over.
    """

    names: tuple[str, ...]
    due: datetime | None = None
    escalated: tuple[str, ...] = ()

    def __str__(self) -> str:
        due = f", due {self.due:%Y-%m-%d %H:%M} UTC" if self.due else ""
        late = f", overdue: {', '.join(self.escalated)}" if self.escalated else ""
        return f"{', '.join(self.names)}{due}{late}"


class Owners(Struct, frozen=True, kw_only=True):
    """What a policy says of owners.

    Attributes:
        paths: Of files; of several lines that match a file the last one counts.
        rules: Of findings of a rule, by its id.
        due: How long after the end of its last step a release should be mended; ``None`` for ever.
        escalate: Who hears of it after that.
    """

    paths: tuple[OwnedPath, ...] = ()
    rules: tuple[tuple[str, tuple[str, ...]], ...] = ()
    due: timedelta | None = None
    escalate: tuple[str, ...] = ()

    def of(self, rule: str, paths: Iterable[str]) -> tuple[str, ...]:
        """Who owns a finding of a rule about some files: those of the rule, then of each file."""
        found = dict(self.rules).get(rule, ())
        return tuple(dict.fromkeys((*found, *(one for path in paths for one in self._path(path)))))

    def _path(self, name: str) -> tuple[str, ...]:
        lines = (line for line in reversed(self.paths) if line.match(name))
        return next((line.owners for line in lines), ())


NOBODY = Owners()
