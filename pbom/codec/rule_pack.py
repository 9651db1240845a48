"""The rule pack of AI markers in TOML."""

import hashlib
import re

from pbom.codec.fields import Fields
from pbom.codec.toml import read_toml
from pbom.errors import FormatError, UsageError
from pbom.model.digest import Digest
from pbom.model.marker import Role, Strength
from pbom.model.rule_pack import BranchRule, Identity, LineRule, RulePack, TrailerKeys, Vocabulary

_ROLES: dict[str, Role] = {
    "co-author": "co-author",
    "suggestion": "suggestion",
    "message-only": "message-only",
    "reviewer": "reviewer",
    "automation": "automation",
    "negative": "negative",
}
_STRENGTHS: dict[str, Strength] = {
    "declared-by-tool": "declared-by-tool",
    "declared-by-person": "declared-by-person",
    "inferred": "inferred",
}


def read_rule_pack(data: bytes, document: str) -> RulePack:
    """The rule pack that a TOML document describes.

    Raises:
        UsageError: It cannot be read, has an unknown key, or a pattern that does not compile.
    """
    try:
        root = read_toml(data)
        pack = RulePack(
            version=root.text("version"),
            digest=Digest("sha256", hashlib.sha256(data).hexdigest()),
            identities=tuple(_identity(*item) for item in root.table("identity").named_tables()),
            trailers=_trailers(root.table("trailers")),
            lines=tuple(_line(*item) for item in root.table("line").named_tables()),
            branches=tuple(_branch(*item) for item in root.table("branch").named_tables()),
            words=_words(root.table("words")),
        )
        root.close()
    except FormatError as error:
        raise UsageError(str(error.within(document))) from error
    return pack


def _identity(id_: str, fields: Fields) -> Identity:
    role = fields.text("role", "")
    identity = Identity(
        id=id_,
        agent=fields.text("agent"),
        emails=_lower(fields, "emails"),
        logins=_lower(fields, "logins"),
        numbers=_lower(fields, "numbers"),
        names=_lower(fields, "names"),
        role=_choose(fields, "role", _ROLES) if role else None,
        strength=_strength(fields),
    )
    fields.close()
    return identity


def _trailers(fields: Fields) -> TrailerKeys:
    people = fields.table("people")
    keys = TrailerKeys(
        people={key.lower(): _choose(people, key, _ROLES) for key in people},
        tools=_lower(fields, "tools"),
    )
    fields.close()
    return keys


def _line(id_: str, fields: Fields) -> LineRule:
    rule = LineRule(
        id=id_,
        agent=fields.text("agent", ""),
        pattern=_pattern(fields, "pattern", " {0,3}(?:[-*] )?(?:", ")"),
        hints=_hints(fields),
        role=_choose(fields, "role", _ROLES) if "role" in fields else "co-author",
        strength=_strength(fields),
    )
    fields.close()
    return rule


def _branch(id_: str, fields: Fields) -> BranchRule:
    rule = BranchRule(
        id=id_,
        agent=fields.text("agent"),
        pattern=_pattern(fields, "pattern", "(?:", ")"),
        hints=_hints(fields),
    )
    fields.close()
    return rule


def _words(fields: Fields) -> Vocabulary:
    tools = fields.table("tools")
    words = Vocabulary(
        tools={name.lower(): tools.text(name) for name in tools},
        models=_pattern(fields, "models", "(?:", ")"),
        none=_pattern(fields, "none", "(?:", ")"),
    )
    fields.close()
    return words


def _hints(fields: Fields) -> tuple[str, ...]:
    hints = fields.texts("hints")
    if not hints or any(hint != hint.lower() for hint in hints):
        raise fields.error("hints", "expected at least one, in lower case")
    return hints


def _lower(fields: Fields, key: str) -> frozenset[str]:
    return frozenset(text.lower() for text in fields.texts(key))


def _strength(fields: Fields) -> Strength:
    if "strength" not in fields:
        return "declared-by-tool"
    text = fields.text("strength")
    if text not in _STRENGTHS:
        raise fields.error("strength", f"expected one of {', '.join(_STRENGTHS)}")
    return _STRENGTHS[text]


def _choose(fields: Fields, key: str, choices: dict[str, Role]) -> Role:
    text = fields.text(key)
    if text not in choices:
        raise fields.error(key, f"expected one of {', '.join(choices)}")
    return choices[text]


def _pattern(fields: Fields, key: str, before: str, after: str) -> re.Pattern[str]:
    text = fields.text(key)
    flags, body = ("(?i)", text[4:]) if text.startswith("(?i)") else ("", text)
    try:
        return re.compile(f"{flags}{before}{body}{after}")
    except re.error as error:
        raise fields.error(key, f"not a pattern: {error}") from error
