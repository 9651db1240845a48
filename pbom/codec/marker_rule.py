"""The rules of a pack, section by section."""

import re
from collections.abc import Mapping
from typing import TypeVar

from msgspec.structs import replace

from pbom.codec.fields import Fields
from pbom.model.marker import Role, Strength
from pbom.model.marker_rule import (
    BranchRule,
    EnvironmentRule,
    Identity,
    LinkRule,
    Phrases,
    TextRule,
    TrailerRule,
    ValueKind,
)
from pbom.model.sieve import SITE
from pbom.model.template import Template
from pbom.model.vocabulary import Vocabulary

T = TypeVar("T")
ROLES: dict[str, Role] = {
    "author": "author",
    "co-author": "co-author",
    "suggestion": "suggestion",
    "message-only": "message-only",
    "committer-only": "committer-only",
    "reviewer": "reviewer",
    "automation": "automation",
    "negative": "negative",
}
STRENGTHS: dict[str, Strength] = {
    "declared-by-tool": "declared-by-tool",
    "declared-by-person": "declared-by-person",
    "inferred": "inferred",
}
VALUES: dict[str, ValueKind] = {
    "person": "person",
    "tool": "tool",
    "known tool": "known tool",
    "exact tool": "exact tool",
    "disclosure": "disclosure",
    "use": "use",
    "session": "session",
}
BY_TOOL = frozenset({"person", "session"})
"""Values that tools write: the strength of their trailers, where the pack does not say one."""
_KEY = re.compile(r"[a-z][a-z-]*\*?|\*[a-z-]+")


def read_identity(id_: str, fields: Fields) -> Identity:
    """An agent, or automation, by the names it commits under.

    Raises:
        FormatError: A value is not of its kind.
    """
    return Identity(
        id=id_,
        agent=fields.text("agent"),
        strength=_strength(fields),
        source=fields.text("source", ""),
        emails=_lower(fields, "emails"),
        logins=_lower(fields, "logins"),
        numbers=_lower(fields, "numbers"),
        endings=tuple(text.lower() for text in fields.texts("endings")),
        role=_chosen(fields, "role", ROLES) if "role" in fields else None,
        author=_role(fields, "author", "author"),
        requesters=fields.truth("requesters", default=False),
    )


def read_trailer(id_: str, fields: Fields) -> TrailerRule:
    """Keys of trailers whose values are read in one way.

    Raises:
        FormatError: A value is not of its kind.
    """
    value = _chosen(fields, "value", VALUES)
    keys = tuple(key.lower() for key in fields.texts("keys"))
    for index, key in enumerate(keys):
        if not _KEY.fullmatch(key):
            raise fields.error(f"keys[{index}]", "expected letters and hyphens, or * at one end")
    return TrailerRule(
        id=id_,
        agent=fields.text("agent", ""),
        strength=_strength(
            fields, "declared-by-tool" if value in BY_TOOL else "declared-by-person"
        ),
        source=fields.text("source", ""),
        keys=keys,
        value=value,
        role=_role(fields, "role", "co-author"),
    )


def read_line(id_: str, fields: Fields) -> TextRule:
    """What lines of a message look like.

    Raises:
        FormatError: A value is not of its kind.
    """
    doubts = fields.truth("doubts", default=False)
    return replace(_text(id_, fields, "lines"), doubts=doubts)


def read_subject(id_: str, fields: Fields) -> TextRule:
    """What subjects look like.

    Raises:
        FormatError: A value is not of its kind.
    """
    return _text(id_, fields, "subjects")


def _text(id_: str, fields: Fields, key: str) -> TextRule:
    return TextRule(
        id=id_,
        agent=fields.text("agent", ""),
        strength=_strength(fields),
        source=fields.text("source", ""),
        templates=_templates(fields, key),
        role=_role(fields, "role", "co-author"),
    )


def read_link(id_: str, fields: Fields) -> LinkRule:
    """Addresses of sessions or chats.

    Raises:
        FormatError: A value is not of its kind.
    """
    templates = _templates(fields, "links")
    for index, template in enumerate(templates):
        if not all(map(SITE.search, template.starts)):
            raise fields.error(f"links[{index}]", "expected a host with a dot, and a path")
    return LinkRule(
        id=id_,
        agent=fields.text("agent", ""),
        strength=_strength(fields),
        source=fields.text("source", ""),
        templates=templates,
    )


def read_branch(id_: str, fields: Fields) -> BranchRule:
    """Names of branches.

    Raises:
        FormatError: A value is not of its kind.
    """
    return BranchRule(
        id=id_,
        agent=fields.text("agent"),
        strength="inferred",
        source=fields.text("source", ""),
        templates=_templates(fields, "branches"),
    )


def read_environment(id_: str, fields: Fields) -> EnvironmentRule:
    """A variable by which an agent is observed.

    Raises:
        FormatError: A value is not of its kind.
    """
    return EnvironmentRule(
        id=id_,
        agent=fields.text("agent", ""),
        strength="observed",
        source=fields.text("source", ""),
        variable=fields.text("variable"),
        value=fields.text("value", "").lower(),
    )


def read_phrases(fields: Fields) -> Phrases:
    """Words of sentences.

    Raises:
        FormatError: A value is not of its kind.
    """
    phrases = Phrases(
        labels=_phrase(fields, "labels"),
        subjects=_phrase(fields, "subjects"),
        helpers=_phrase(fields, "helpers"),
        adverbs=_phrase(fields, "adverbs"),
        verbs=_phrase(fields, "verbs"),
        joints=_phrase(fields, "joints"),
        helped=_phrase(fields, "helped"),
        helps=_phrase(fields, "helps"),
        finders=_phrase(fields, "finders"),
        claims=_phrase(fields, "claims"),
        disclosures=_phrase(fields, "disclosures"),
        names=_lower(fields, "names"),
    )
    fields.text("source", "")
    fields.close()
    return phrases


def read_words(fields: Fields) -> Vocabulary:
    """Words for tools and models.

    Raises:
        FormatError: A value is not of its kind.
    """
    tools = fields.table("tools") if "tools" in fields else Fields({})
    words = Vocabulary(
        tools={" ".join(name.lower().split()): tools.text(name) for name in tools},
        ambiguous=_lower(fields, "ambiguous"),
        any=_lower(fields, "any"),
        none=_lower(fields, "none"),
        families=_lower(fields, "families"),
        variants=_lower(fields, "variants"),
        vendors=_lower(fields, "vendors"),
        bots=_lower(fields, "bots"),
    )
    fields.close()
    return words


def _templates(fields: Fields, key: str) -> tuple[Template, ...]:
    found = []
    for index, text in enumerate(fields.texts(key)):
        try:
            found.append(Template(text))
        except ValueError as error:
            raise fields.error(f"{key}[{index}]", str(error)) from error
    if not found:
        raise fields.error(key, "expected at least one")
    return tuple(found)


def _phrase(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(text.lower() for text in fields.texts(key))


def _lower(fields: Fields, key: str) -> frozenset[str]:
    return frozenset(text.lower() for text in fields.texts(key))


def _role(fields: Fields, key: str, default: Role) -> Role:
    return _chosen(fields, key, ROLES) if key in fields else default


def _strength(fields: Fields, default: Strength = "declared-by-tool") -> Strength:
    return _chosen(fields, "strength", STRENGTHS) if "strength" in fields else default


def _chosen(fields: Fields, key: str, choices: Mapping[str, T]) -> T:
    text = fields.text(key)
    if text not in choices:
        raise fields.error(key, f"expected one of {', '.join(choices)}")
    return choices[text]
