"""Words by which people name tools and models, and the shapes in which they write them."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

ANY = "llm"
"""The agent of those who name none: ``Assisted-by: LLM checkpatch``."""

_NAME_LIMIT = 48
_LINK = re.compile(r"\[([^\]]{1,80})\]\([^)\s]*\)?")
_OUTER = " \t\"'`*_~.,;!"
_ORNAMENT = re.compile(r"^[^\w<(\[@]+")
_VIA = re.compile(r"(?P<model>.{1,80}?) via (?P<tool>.+)", re.IGNORECASE)
_GUARD = re.compile(
    r"\s*(?:$|[:/(\[,;#+&@\u00b7|]|v?\d|-\d|[.!]+$)|[\s-]+(?:code|cli|agent|app|bot|ai|chatbot|chat|via|with"
    r"|and|for|in|using|assistant|desktop|running|on|\u2014|\u2013|-)(?!\w)",
    re.IGNORECASE,
)
"""What may follow a name that people have too: else it is somebody's first name."""
_TITLE = re.compile(r"[ -](?:agent|bot|ai|cli|assistant|code|ide)(?!\w)", re.IGNORECASE)
"""What makes of a name that people have the name of a tool: `Cline Agent`."""
_JOINT = re.compile(
    r"[\s:/\u00b7|,+\u2014\u2013-]*(?:(?:using|with|on|running|via|model|and)\s+)?(?:v?\d[\w.]*\s+(?=\())?",
    re.IGNORECASE,
)
_MODEL_WORD = re.compile(r"\bmodel ?[:=] *(?P<model>[^;,)\]]{1,80})", re.IGNORECASE)
_INNER = re.compile(r"\((?P<text>[^()]{1,80})\)")
_SIZE = re.compile(r"\(\d+[MK](?: context)?\)|\([^()]*context[^()]*\)", re.IGNORECASE)
_MODEL_END = re.compile(
    r"\s*(?:[\[,;#]|:(?:\s|$)|\s(?:via|using|in|with|on|and|running|for|at|to|by|as|through|under|from|but)(?!\w)|\()",
    re.IGNORECASE,
)
_VERSION = re.compile(r"v?\d+(?:\.\d+)*(?:[-+][\w.]*)?")
_SESSION = re.compile(r"(?=[^\s]*\d)[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,6}", re.IGNORECASE)
_WORD = r"[A-Za-z][\w.+-]{0,30}"
_UNKNOWN = (
    re.compile(rf"(?P<agent>{_WORD}(?: {_WORD}){{0,2}}):(?P<rest>\S.*)"),
    re.compile(rf"(?P<agent>{_WORD})/(?P<rest>\S.*)"),
    re.compile(rf"(?P<agent>{_WORD}(?: {_WORD}){{0,3}}) ?\((?P<rest>[^()]+)\)"),
    re.compile(rf"(?P<agent>{_WORD}(?: {_WORD}){{0,2}}) ?(?P<rest>)\[[^\]]+\]$"),
)
"""Shapes in which a tool that nobody has heard of is still a tool."""
_AGENTIC = re.compile(
    r"(?:an? )?(?:ai|llm)[ -](?:coding )?(?:agent|assistant|tool)|autonomous|supervised",
    re.IGNORECASE,
)
_ENDS_AGENT = re.compile(
    rf"{_WORD}(?: {_WORD}){{0,2}} (?:AI|LLM|GPT|Agent|Copilot|Assistant)|{_WORD}-agent"
)
_EMPTY = frozenset({"unknown", "undisclosed", "unspecified", "auto", "n/a", "none", "-", "?"})


class Named(NamedTuple):
    """What a text names.

    Attributes:
        agent: The agent; empty where only a model is named.
        model: The model, as it is written.
        session: Id of a session.
        ambiguous: Whether the name alone could be a person's, or a word.
        whole: Whether nothing else is said.
    """

    agent: str
    model: str = ""
    session: str = ""
    ambiguous: bool = False
    whole: bool = True


class Vocabulary(Struct, frozen=True, kw_only=True, dict=True):
    """Words by which people name tools and models; all in lower case.

    Attributes:
        tools: Names, with the agent each one means.
        ambiguous: Those that people, too, have, or that are words.
        any: Names for any agent.
        none: Values that say "no AI".
        families: Families of models: what a model's name begins with.
        variants: Words that make a model's name of a family's, beside digits.
        vendors: What may stand before a model's name.
        bots: Parts of the logins of bots that are agents.
    """

    tools: Mapping[str, str]
    ambiguous: frozenset[str]
    any: frozenset[str]
    none: frozenset[str]
    families: frozenset[str]
    variants: frozenset[str]
    vendors: frozenset[str]
    bots: frozenset[str]

    def with_more(self, more: "Vocabulary") -> "Vocabulary":
        """These words, and others beside them; a name means what is said of it last."""
        both = {name: getattr(self, name) | getattr(more, name) for name in self.__struct_fields__}
        return replace(self, **both)

    def says_none(self, value: str) -> bool:
        """Whether a value says that no AI took part."""
        return tidy(value).lower() in self.none or value.strip() in self.none

    def read(self, value: str) -> Named | None:
        """The tool or model that a value names from its start, in one of the known shapes."""
        text = tidy(value)
        via = _VIA.fullmatch(text)
        if via:
            tool = self.tool(via["tool"])
            model = via["model"].strip()
            if tool or self.is_model(model):
                return Named(tool.agent if tool else via["tool"].strip(), model)
        return self.tool(text) or self._model_alone(text) or self._any(text)

    def read_unknown(self, value: str) -> Named | None:
        """A tool by the shape of a value alone, by its raw name."""
        text = tidy(value)
        for shape in _UNKNOWN:
            match = shape.match(text)
            named = self._of_shape(match["agent"], match["rest"]) if match else None
            if named:
                return named
        return Named(text) if _ENDS_AGENT.fullmatch(text) else None

    def tool(self, text: str) -> Named | None:
        """The tool with whose name a text begins, and what is said of its model."""
        name = self.tool_name(text)
        if not name:
            return None
        rest = text[len(name) :]
        ambiguous = name in self.ambiguous and not _TITLE.match(rest)
        guarded = not ambiguous or _GUARD.match(rest) or self.is_model(text)
        if not guarded and not self.is_model(rest.lstrip(" -")):
            return None
        model, session = self._after(text, rest) if rest else ("", "")
        plain_rest = _INNER.sub("", rest).strip(_OUTER + "-:/")
        return Named(
            self.tools[name],
            model,
            session,
            ambiguous=ambiguous and not model and not session,
            whole=not plain_rest or bool(model or session),
        )

    def tool_name(self, text: str) -> str:
        """The longest name of a tool that a text begins with, in lower case."""
        lowered = text[:_NAME_LIMIT].lower()
        ends = (
            end
            for end in range(len(lowered), 0, -1)
            if end == len(lowered) or not (lowered[end].isalnum() or lowered[end] == "_")
        )
        return next((lowered[:end] for end in ends if lowered[:end] in self.tools), "")

    def is_model(self, text: str) -> bool:
        """Whether a text begins with the name of a model."""
        return bool(self._model_start.match(text))

    def is_bot(self, login: str) -> bool:
        """Whether the login of a bot tells that it is an agent."""
        return bool(self._bot.search(login))

    def _any(self, text: str) -> Named | None:
        lowered = text.lower()
        if lowered in self.any:
            return Named(ANY, ambiguous=" " not in text)
        first, _, rest = lowered.partition(" ")
        if first in self.any and first not in self.none and first == ANY and rest:
            return Named(ANY, whole=False)
        return None

    def _model_alone(self, text: str) -> Named | None:
        if not self.is_model(text):
            return None
        said = _MODEL_WORD.search(text)
        return Named("", said["model"].strip() if said else _model(text))

    def _after(self, text: str, rest: str) -> tuple[str, str]:
        """The model and the session that are named behind a tool."""
        said = _MODEL_WORD.search(rest)
        if said:
            return _known(said["model"]), ""
        if self.is_model(text):  # `Claude Opus 4.6` names both
            inner = self._inner(rest)
            return (inner or _model(text)), ""
        inner = self._inner(rest)
        if inner:
            return inner, ""
        joint = _JOINT.match(rest)
        after = rest[joint.end() :] if joint else rest
        if self.is_model(after):
            return self._direct(after), ""
        if rest[:1] in {":", "/"} and "://" not in rest[:12]:
            return _token(after.partition(" ")[0])
        return "", ""

    def _direct(self, after: str) -> str:
        """A model's name that may be followed by the names of other tools."""
        first = after.partition(" ")[0]
        spelled = any(character.isdigit() for character in first) and "-" in first
        return _known(first.partition("#")[0].strip(_OUTER)) if spelled else _model(after)

    def _inner(self, rest: str) -> str:
        for match in _INNER.finditer(rest):
            part = match["text"].split(",")[0].split(";")[0].strip()
            if self.is_model(part):
                return part
        return ""

    def _of_shape(self, agent: str, rest: str) -> Named | None:
        said = _MODEL_WORD.search(rest)
        if said:
            return Named(agent, _known(said["model"]))
        first = rest.strip().partition(" ")[0].partition("#")[0]
        if self.is_model(rest.strip()):
            return Named(agent, _model(first))
        if _SESSION.fullmatch(first):
            return Named(agent, "", first)
        is_tool = _VERSION.fullmatch(first) and len(first) > 1
        return Named(agent) if is_tool or _AGENTIC.fullmatch(rest.strip()) else None

    @cached_property
    def _model_start(self) -> re.Pattern[str]:
        vendors = "|".join(map(re.escape, sorted(self.vendors, key=len, reverse=True)))
        families = "|".join(map(re.escape, sorted(self.families, key=len, reverse=True)))
        variants = "|".join(sorted(self.variants, key=len, reverse=True))
        return re.compile(
            rf"(?:[\w.-]{{1,40}}/){{0,3}}(?:(?:{vendors})[ :/-]{{1,2}}){{0,2}}"
            rf"(?:(?:{families})(?:[ -]?v?[a-z]?\d|(?:[ -]\w+)?[ -](?:{variants})(?!\w))"
            r"|o[1-9](?:-(?:mini|pro|preview)[\w-]*)?(?![\w-]))",
            re.IGNORECASE,
        )

    @cached_property
    def _bot(self) -> re.Pattern[str]:
        words = "|".join(map(re.escape, sorted(self.bots)))
        return re.compile(rf"(?:^|[-_.])(?:{words})(?:$|[-_.\[])")


def tidy(value: str) -> str:
    """A value without ornament, quotation marks and links."""
    text = _ORNAMENT.sub("", _LINK.sub(r"\1", value.strip()))
    return " ".join(text.strip(_OUTER).split())


def _model(text: str) -> str:
    """A model's name, up to what is said beside it."""
    kept = _SIZE.search(text)
    end = _MODEL_END.search(text)
    if kept and end and end.start() <= kept.start() <= end.end():
        return text[: kept.end()].strip()
    return (text[: end.start()] if end else text).strip(_OUTER)


def _known(text: str) -> str:
    name = text.strip(_OUTER + ")")
    return "" if name.lower() in _EMPTY else name


def _token(token: str) -> tuple[str, str]:
    """A model that nobody has heard of, or a session."""
    name = token.partition("#")[0].strip(_OUTER + ")]")
    if _SESSION.fullmatch(name):
        return "", name
    unheard = any(character.isdigit() for character in name) and not _VERSION.fullmatch(name)
    return (name if unheard else ""), ""
