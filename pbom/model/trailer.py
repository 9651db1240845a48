"""Trailers: lines ``Key: value``, and what their values say."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from msgspec import Struct

from pbom.model.directory import CACHE, NAMED, PARTNER, Directory
from pbom.model.marker import Role, Strength
from pbom.model.marker_rule import Identity, TrailerRule
from pbom.model.message import OPENING
from pbom.model.vocabulary import ANY, Named, Vocabulary, tidy

TRAILER = re.compile(
    OPENING
    + r"(?:\*\*|__)?(?P<key>[A-Za-z][A-Za-z-]{1,40})(?:\*\*|__)? ?:(?:\*\*|__)? *(?P<value>\S.*)"
)

LOWER_TRAILER = r"(?P<trailer>[a-z]++(?:-[a-z]++)++(?:\*\*|__)? ?:(?:\*\*|__)? *\S[^\n]*)"
"""Every trailer in lower case whose key has a hyphen, without what may stand before it."""

_PERSON = re.compile(r"(?P<name>[^<]*)<\s*(?P<mail>[^<>\s]*)\s*>?.*")
_MAIL = re.compile(r"(?P<name>.*?)\(?(?P<mail>[\w.+\[\]-]+@[\w.-]+\w)\)?")
_LIST = re.compile(r"(?<=>)\s*(?:,|;|&|\band\b)\s*|\s*(?:;|&|\band\b)\s*(?=[^<>]*$)", re.IGNORECASE)
_USES = re.compile(r"[a-z-]+")
_NOT_CODE = frozenset(
    {"research", "review", "reviewing", "analysis", "debugging", "translation", "and", "or", "for"}
    | {"message", "commit", "the", "of", "only", "ideas", "brainstorming", "search", "messages"}
)
_MAX_PEOPLE = 16
_BY_NAME = frozenset({NAMED.id, PARTNER.id})


class Reading(NamedTuple):
    """What a text says.

    Attributes:
        rule: Id of the rule.
        role: What the one who is named did.
        strength: Whose word it is.
        agent: The agent.
        model: The model.
        session: The session.
    """

    rule: str
    role: Role
    strength: Strength
    agent: str = ""
    model: str = ""
    session: str = ""


class TrailerReader(Struct, frozen=True, kw_only=True, dict=True):
    """Reads trailers by rules.

    Attributes:
        rules: What the rules say of keys.
        directory: Agents by their names.
        words: Names of tools and models.
    """

    rules: tuple[TrailerRule, ...]
    directory: Directory
    words: Vocabulary

    @cached_property
    def _keys(self) -> dict[str, TrailerRule]:
        return {key: rule for rule in reversed(self.rules) for key in rule.keys if "*" not in key}

    @cached_property
    def read(self) -> Callable[[str, str], tuple[Reading, ...]]:
        """What a trailer, by key and value, says of agents, automation, or their absence."""
        return lru_cache(CACHE)(self._read)

    @cached_property
    def may_read(self) -> Callable[[str], bool]:
        """Whether a line that ``LOWER_TRAILER`` matches can say anything; never a wrong no."""
        return lru_cache(CACHE)(self._look)

    def rule_of(self, key: str) -> TrailerRule | None:
        """The rule of a key in lower case."""
        found = self._keys.get(key)
        return found or next(
            (rule for start, end, rule in self._wild if _fits(key, start, end)), None
        )

    @cached_property
    def short_keys(self) -> frozenset[str]:
        """The beginning, in lower case, of trailers whose key has no hyphen."""
        return frozenset(
            f"{key}{end}" for key in self._keys if "-" not in key for end in (":", "*", "_")
        )

    @cached_property
    def _wild(self) -> tuple[tuple[str, str, TrailerRule], ...]:
        stars = ((key.split("*"), rule) for rule in self.rules for key in rule.keys if "*" in key)
        return tuple((start, end, rule) for (start, end), rule in stars)

    def _look(self, line: str) -> bool:
        match = TRAILER.match(line)
        rule = self.rule_of(match["key"].lower()) if match else None
        if match is None or rule is None:
            return False
        return rule.value != "person" or bool(self._read(match["key"], match["value"].strip()))

    def _read(self, key: str, value: str) -> tuple[Reading, ...]:
        key = key.lower()
        rule = self.rule_of(key)
        if rule is None:
            return ()
        while value.lower().startswith(f"{key}:"):  # doubled by a hook
            value = value[len(key) + 1 :].strip()
        if (rule.value != "person" or key.startswith("co")) and self.words.says_none(value):
            return (Reading(rule.id, "negative", "declared-by-person"),)
        return tuple(self._of_kind(rule, value.strip()))

    def _of_kind(self, rule: TrailerRule, value: str) -> Iterator[Reading]:
        match rule.value:
            case "session":
                token = value.split(maxsplit=1)[0].strip("<>()[]")
                yield Reading(rule.id, rule.role, rule.strength, rule.agent, session=token)
            case "disclosure":
                yield self._disclosed(rule, value)
            case "use":
                writes = any(word not in _NOT_CODE for word in _USES.findall(value.lower()))
                yield Reading(rule.id, "co-author" if writes else "reviewer", "declared-by-person")
            case _:
                yield from self._of_people(rule, value)

    def _of_people(self, rule: TrailerRule, value: str) -> Iterator[Reading]:
        listed = people(value) if rule.value == "person" else [person(value)]
        for name, mail in listed:
            known = self.directory.identify(_bare(name), mail)
            if known and (known.id not in _BY_NAME or rule.value == "person"):
                yield self._of_identity(rule, known, name)
            elif rule.value != "person":
                yield from self._of_words(rule, name or value)

    def _of_identity(self, rule: TrailerRule, known: Identity, name: str) -> Reading:
        named = self.words.read(name)
        role = rule.role
        if known.role == "automation" or (known.role and rule.role == "co-author"):
            role = known.role
        capped = rule.value == "person" and known.strength == "declared-by-tool"
        strength = rule.strength if capped else known.strength
        return Reading(known.id, role, strength, known.agent, named.model if named else "")

    def _of_words(self, rule: TrailerRule, value: str) -> Iterator[Reading]:
        named = self.words.read(value)
        if named is None and rule.value == "tool":
            named = self.words.read_unknown(value)
        if named and rule.value == "exact tool" and (named.ambiguous or not named.whole):
            named = None
        if named:
            yield self._reading(rule, named)

    def _reading(self, rule: TrailerRule, named: Named) -> Reading:
        return Reading(
            rule.id, rule.role, "declared-by-person", named.agent, named.model, named.session
        )

    def _disclosed(self, rule: TrailerRule, value: str) -> Reading:
        """Whatever it is, AI took part; the value may say which."""
        for start in (0, *(match.end() for match in re.finditer(r"[\s(]+", value[:200]))):
            named = self.words.read(value[start:])
            if named and named.agent != ANY:
                return Reading(rule.id, rule.role, rule.strength, named.agent, named.model)
        return Reading(rule.id, rule.role, rule.strength)


def people(value: str) -> Iterator[tuple[str, str]]:
    """Names and addresses of those whom a value lists; mostly one."""
    return map(person, _LIST.split(value, maxsplit=_MAX_PEOPLE))


def person(value: str) -> tuple[str, str]:
    """Name and address; both may be empty."""
    match = _PERSON.match(value) or _MAIL.fullmatch(value)
    if match is None:
        return value.strip(), ""
    return match["name"].strip(), match["mail"] if "@" in match["mail"] else ""


def _bare(name: str) -> str:
    return tidy(name) if not name.endswith("[bot]") else name


def _fits(key: str, start: str, end: str) -> bool:
    return len(key) > len(start) + len(end) and key.startswith(start) and key.endswith(end)
