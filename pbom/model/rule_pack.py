"""The rule pack: which identities, trailers, lines and branches speak of which agents."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from pbom.model.digest import Digest
from pbom.model.marker import Role, Strength

_NOREPLY = re.compile(r"(?:(?P<number>\d+)\+)?(?P<login>[^@]+)@users\.noreply\.github\.com")
_HIDDEN = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e")
)


def plain(text: str) -> str:
    """Text for comparing: compatibility forms folded, invisible characters removed."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).translate(_HIDDEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An agent by the names it commits under.

    Attributes:
        id: Rule id.
        agent: The agent.
        emails: Whole addresses, lower case.
        logins: Logins on GitHub, lower case.
        numbers: Numeric ids on GitHub; they survive a renamed login.
        names: Whole names that are enough by themselves, lower case.
        role: The role, where it is not that of the place in which the identity stands.
        strength: Whose word the marker is.
    """

    id: str
    agent: str
    emails: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    role: Role | None = None
    strength: Strength = "declared-by-tool"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """A pattern for a whole line of a message, from its start.

    Attributes:
        id: Rule id.
        agent: The agent; empty where the line names it (group ``agent``).
        pattern: Groups ``agent``, ``model`` and ``session`` are read where they are there.
        hints: Lower-case texts, one of which is in every message that has such a line.
        role: What the agent did.
        strength: Whose word it is.
    """

    id: str
    agent: str
    pattern: re.Pattern[str]
    hints: tuple[str, ...]
    role: Role
    strength: Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchRule:
    """A pattern for the name of a merged branch; it only ever infers.

    Attributes:
        id: Rule id.
        agent: The agent.
        pattern: For the whole name.
    """

    id: str
    agent: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words by which people name tools and models.

    Attributes:
        tools: Names, lower case, with the agent each one means.
        models: Pattern for a model's name, from its start.
        none: Pattern for a whole value that says "no AI".
    """

    tools: Mapping[str, str]
    models: re.Pattern[str]
    none: re.Pattern[str]


@dataclass(frozen=True, kw_only=True)
class RulePack:
    """All rules, of one version.

    Attributes:
        version: For people.
        digest: SHA-256 of the file, so that a result names what it was made with.
        identities: Agents, and automation that is none.
        lines: Patterns for lines.
        branches: Patterns for branches.
        words: Names of tools and models.
    """

    version: str
    digest: Digest
    identities: tuple[Identity, ...]
    lines: tuple[LineRule, ...]
    branches: tuple[BranchRule, ...]
    words: Vocabulary
    _index: dict[str, Identity] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, Identity] = {}
        for identity in self.identities:
            for kind, values in (
                ("mail", identity.emails),
                ("login", identity.logins),
                ("number", identity.numbers),
                ("name", identity.names),
            ):
                index |= {f"{kind} {value}": identity for value in values}
        object.__setattr__(self, "_index", index)

    def identify(self, name: str, email: str) -> Identity | None:
        """The agent or automation of that name and address.

        A login decides before a numeric id: some ids have been shared by two bots.
        """
        mail = plain(email).strip().lower()
        keys = [f"mail {mail}"]
        forge = _NOREPLY.fullmatch(mail)
        if forge:
            keys = [f"login {forge['login']}", f"number {forge['number']}"]
        whole = plain(name).strip().lower()
        if whole.endswith("[bot]"):
            keys.insert(0, f"login {whole}")
        if not mail:
            keys.append(f"name {whole}")
        return next((self._index[key] for key in keys if key in self._index), None)
