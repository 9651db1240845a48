"""Sentences in which people say, from the start of a line, that an agent wrote or found."""

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import chain

from msgspec import Struct

from pbom.model.marker_rule import Phrases
from pbom.model.message import OPENING, ORNAMENT
from pbom.model.template import trie
from pbom.model.trailer import Reading
from pbom.model.vocabulary import ANY, Named, Vocabulary

WROTE, FOUND, CLAIMED = "phrase-wrote", "phrase-found", "phrase-claimed"
DISCLOSED, TAGGED = "phrase-disclosed", "phrase-tagged"
RULES = (WROTE, FOUND, CLAIMED, DISCLOSED, TAGGED)

_NONE = re.compile(
    r"[\s*_`:]*(?:none\b|no (?:ai|llm|genai)\b|not used\b|n/a\b|no[.\s*_]*$|nothing\b)",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"[\s*_`\"'\[(:@]*")
_ARTICLE = re.compile(
    r"(?:an? |my |our |some |only )?(?:ai[ -](?!\w*assist|agent|tool|cod|chat|model))?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:'s (?:help|assistance)\b|[\s.!?,;:)*_\]\"'`]*)"
    r"(?:$|[^\w\s\"'`]|v?\d|https?://|(?:via|with|and|using|by|on|for|from|in|under|then|but|as|to|at"
    r"|through|code|cli|agent|chat|desktop|during|based|while|when|after|because|over|following|plus|version|max"
    r"|pro|high|xhigh|thinking|assistance|help|support)\b)",
    re.IGNORECASE,
)
"""What may follow a name in a sentence about who wrote; a noun or a verb makes it another."""
_TAG = re.compile(r"[\[(](?:ai|llm)[- ](?:generated|assisted|authored|written)[\])]", re.IGNORECASE)
_BY = re.compile(
    r"[\[(](?:via|by|using) (?P<tool>[^\])]{2,40})[\])](?:\s*\(#\d+\))?\s*$", re.IGNORECASE
)
MAY_TAG = r"(?:[^\n\[(]*+[\[(])+?(?:ai|llm|via|by|using)[ -]"
"""Every subject, in lower case, that has a tag, up to it."""


class SentenceReader(Struct, frozen=True, kw_only=True, dict=True):
    """Reads sentences.

    Attributes:
        phrases: Their words.
        words: Names of tools and models.
    """

    phrases: Phrases
    words: Vocabulary

    def read(self, text: str, after: str = "") -> Reading | None:
        """What a line says, as far as it begins with a sentence that we know.

        A heading, or a label with nothing behind it, is of the text that comes after the line.
        """
        match = self._line.match(text)
        if match is None:
            return None
        if match["claim"]:
            return Reading(CLAIMED, "co-author", "inferred")
        rest = text[match.end() :]
        if match["disclosure"] or match["heading"]:
            return self._disclosure(rest if rest.strip(" :*_.") else after)
        named = self.mention(rest)
        if named is None:
            return None
        if match["finder"] and not match["fixed"]:
            return Reading(FOUND, "reviewer", "inferred", named.agent, named.model)
        return Reading(WROTE, "co-author", "inferred", named.agent, named.model)

    def tag(self, subject: str) -> Reading | None:
        """What a subject says in brackets."""
        if _TAG.search(subject):
            return Reading(TAGGED, "co-author", "inferred")
        by = _BY.search(subject)
        named = (
            self.mention(by["tool"])
            if by and by["tool"].lower() not in self.words.vendors
            else None
        )
        return (
            Reading(TAGGED, "co-author", "inferred", named.agent, named.model)
            if named and named.agent
            else None
        )

    def mention(self, text: str) -> Named | None:
        """The tool or model that a rest of a sentence begins with."""
        start = _DECORATION.match(text)
        at = start.end() if start else 0
        article = _ARTICLE.match(text, at)
        for begin in dict.fromkeys((at, article.end() if article else at)):
            named = self._mentioned(text[begin:])
            if named:
                return named
        return None

    @cached_property
    def headings(self) -> frozenset[str]:
        """Disclosures as they stand in a heading."""
        return frozenset(
            text.removesuffix(":") for text in self.phrases.disclosures if text.endswith(":")
        )

    @cached_property
    def starts(self) -> frozenset[str]:
        """Every beginning of a sentence."""
        phrases = self.phrases
        return frozenset(
            chain(
                self.headings, phrases.disclosures, phrases.labels, phrases.claims,
                phrases.subjects, phrases.adverbs, phrases.finders, phrases.verbs,
            )
        )  # fmt: skip

    @cached_property
    def opening_pattern(self) -> str:
        """A regular expression for the beginning of a sentence, behind what ornament it has."""
        phrases = self.phrases
        labels = rf"(?:(?:{_any_of(phrases.labels)}) *)?"
        adverbs = rf"(?:(?:{_any_of(phrases.adverbs)})[ -])?"
        also = rf"(?P<fixed> and (?:{_any_of(phrases.verbs)}))?"
        before = (
            rf"(?:(?:{_any_of(phrases.subjects)}) (?:(?:{_any_of(phrases.helpers)}) )?)?{adverbs}"
        )
        after = rf"(?: (?:{_any_of(phrases.adverbs)}))?"
        joints = rf"(?:{_any_of(phrases.joints)})"
        helped = rf"(?:{_any_of(phrases.helped)}) (?:{_any_of(phrases.helps)})"
        return (
            rf"(?:(?P<disclosure>{_any_of(phrases.disclosures)})"
            rf"|(?P<heading>{_any_of(self.headings)})(?=[\s:.*_]*$)"
            rf"|{labels}(?:(?P<claim>{_any_of(phrases.claims)})(?=[\s.!;,)*_]*$|[.;!,)])"
            rf"|{before}(?:(?P<finder>{_any_of(phrases.finders)})|(?:{_any_of(phrases.verbs)}))"
            rf"{also}{after} +(?:{helped}|{joints})(?=[ :])))"
        )

    @cached_property
    def _line(self) -> re.Pattern[str]:
        return re.compile(
            rf"{OPENING}(?:#{{1,6}} +)?{ORNAMENT}{self.opening_pattern}", re.IGNORECASE
        )

    def _mentioned(self, text: str) -> Named | None:
        name = self.words.tool_name(text)
        if name:
            rest = text[len(name) :]
            model = self.words.is_model(text) or self.words.is_model(rest.lstrip(" -([:"))
            spoken = name not in self.words.ambiguous or name in self.phrases.names or model
            ends = model or _AFTER.match(rest) or rest.startswith("](")
            if not spoken or not ends:
                return None
            return self.words.tool(text) or Named(self.words.tools[name])
        if self.words.is_model(text):
            return self.words.read(text)
        return self._anybody(text)

    def _anybody(self, text: str) -> Named | None:
        lowered = text.lower()
        names = (name for name in self.words.any if lowered.startswith(name))
        name = max(names, key=len, default="")
        return Named(ANY) if name and _AFTER.match(text[len(name) :]) else None

    def _disclosure(self, rest: str) -> Reading:
        if _NONE.match(rest):
            return Reading(DISCLOSED, "negative", "declared-by-person")
        for start in (0, *(match.end() for match in re.finditer(r"[\s(]+", rest[:200]))):
            named = self.words.tool(rest[start:])
            if named:
                return Reading(DISCLOSED, "co-author", "inferred", named.agent, named.model)
        return Reading(DISCLOSED, "co-author", "inferred")


def _any_of(texts: Iterable[str]) -> str:
    return trie(frozenset(texts))
