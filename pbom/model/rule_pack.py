"""The rule pack: which identities, trailers, lines and branches speak of which agents."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pbom.model.commit import Commit
from pbom.model.digest import Digest
from pbom.model.marker import Role, Strength

_NOREPLY = re.compile(r"(?:(?P<number>\d+)\+)?(?P<login>[^@]+)@users\.noreply\.github\.com")
_HIDDEN = re.compile("[\u00ad\u200b-\u200d\u202a-\u202e\u2060\ufeff]")
_FORGE = "users.noreply.github.com"


def plain(text: str) -> str:
    """Text for comparing: compatibility forms folded, invisible characters removed."""
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return _HIDDEN.sub("", text)


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
        hints: Lower-case texts, one of which is in every such name.
    """

    id: str
    agent: str
    pattern: re.Pattern[str]
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailerKeys:
    """Keys of trailers, lower case.

    Attributes:
        people: Keys whose value is a person, with that person's role.
        tools: Keys whose value names a tool or a model.
    """

    people: Mapping[str, Role]
    tools: frozenset[str]


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
        trailers: Keys to look at.
        lines: Patterns for lines.
        branches: Patterns for branches.
        words: Names of tools and models.
    """

    version: str
    digest: Digest
    identities: tuple[Identity, ...]
    trailers: TrailerKeys
    lines: tuple[LineRule, ...]
    branches: tuple[BranchRule, ...]
    words: Vocabulary
    _index: dict[str, Identity] = field(init=False, repr=False, compare=False)
    _hints: tuple[str, ...] = field(init=False, repr=False, compare=False)

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
        object.__setattr__(self, "_hints", tuple(sorted(set(self._all_hints()))))

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

    def may_speak(self, commit: Commit) -> bool:
        """Whether a closer look can find anything: a quick test that never says a wrong no."""
        text = plain(f"{commit.header.author}\n{commit.header.committer}\n{commit.message}").lower()
        return any(hint in text for hint in self._hints)

    def _all_hints(self) -> Iterator[str]:
        """Texts, lower case, one of which is in every commit that any rule matches."""
        yield from (_FORGE, "[bot]", "(aider)")
        yield from self.trailers.tools
        for identity in self.identities:
            yield from (f"@{mail.partition('@')[2]}" for mail in identity.emails)
            yield from (f": {name}" for name in identity.names)
        for line in self.lines:
            yield from line.hints
        for branch in self.branches:
            yield from branch.hints
        for key in self.trailers.people:
            yield f"{key}: no"
