"""``trailers``: lines of the form ``Key: value``, wherever in the message they stand.

Git's own trailer block is not enough: squash merges leave the lines of each commit further up.
The subject is never read as a trailer, for ``agent: ...`` there is a scope.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from pbom.model.commit import Commit
from pbom.model.marker import Marker, Role
from pbom.model.rule_pack import Identity, RulePack, plain
from pbom.signals import Signal

_LINE = re.compile(r" {0,3}(?:[-*\u2022] )?(?P<key>[A-Za-z][A-Za-z-]{2,40}) ?: *(?P<value>\S.*)")
_PERSON = re.compile(r"(?P<name>[^<]*)<(?P<mail>[^<>\s]+@[^<>\s]+)>?.*")
_ORNAMENT = re.compile(r"^[^\w<(\[]+")
_VIA = re.compile(r"(?P<model>.+?) via (?P<tool>.+)", re.IGNORECASE)
_MODEL_WORD = re.compile(r"model: *(?P<model>[^;,)]+)", re.IGNORECASE)
_AFTER_TOOL = re.compile(
    r"(?:[:/#] ?(?P<direct>[^\s(\[,;]+)"
    r"| v?[\d.]+ ?\((?P<versioned>[^)]+)\)"
    r"|(?: |,)*\((?P<inner>[^)]+)\))?"
)
_ENDS_TOOL = re.compile(
    r"\s*(?:$|[:/(\[,;#+&@]|v?\d|-\d|\.$)|\s+(?:code|cli|agent|app|bot|ai|chatbot|chat|via|with|and"
    r"|for|in|opus|sonnet|haiku|fable|pro|max|tool\w*)\b",
    re.IGNORECASE,
)
"""What may follow a tool's name: anything else makes it a person's first name or another word."""

ANY_MODEL = "llm"
"""The agent of those who name none: `Assisted-by: LLM checkpatch`; nobody is called that."""


class Trailers:
    """Trailers that name an agent by address, or a tool by name, and those that say none."""

    id: ClassVar[str] = "trailers"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for each such line."""
        for line in commit.body:
            match = _LINE.match(plain(line))
            if match is None:
                continue
            key, value = match["key"].lower(), match["value"].strip()
            while value.lower().startswith(f"{key}:"):  # doubled by a hook
                value = value[len(key) + 1 :].strip()
            marker = _read(key, _ORNAMENT.sub("", value), line, pack)
            if marker:
                yield marker


def _read(key: str, value: str, line: str, pack: RulePack) -> Marker | None:
    role = pack.trailers.people.get(key)
    if role is None and key not in pack.trailers.tools:
        return None
    person = _PERSON.match(value)
    name, mail = (person["name"].strip(), person["mail"]) if person else (value, "")
    if pack.words.none.fullmatch(value):
        return Marker(
            rule=f"{key}-none",
            raw=line,
            where="message line",
            role="negative",
            strength="declared-by-person",
        )
    known = pack.identify(name, mail)
    if known:
        return _of_identity(known, role or "co-author", name, line, pack)
    if key in pack.trailers.tools:
        return _of_words(key, name or value, line, pack)
    return None


def _of_identity(known: Identity, role: Role, name: str, line: str, pack: RulePack) -> Marker:
    model = pack.words.models.match(name)
    found = _VIA.match(name)
    return Marker(
        rule=known.id,
        raw=line,
        where="message line",
        role=known.role or role,
        strength=known.strength,
        agent=known.agent,
        model=found["model"].strip() if found else (name if model else _inner_model(name, pack)),
    )


def _of_words(key: str, value: str, line: str, pack: RulePack) -> Marker | None:
    declared = Marker(
        rule=key, raw=line, where="message line", role="co-author", strength="declared-by-person"
    )
    via = _VIA.match(value)
    if via and pack.words.models.match(via["model"]):
        agent = _tool(via["tool"], pack) or via["tool"].strip()
        return replace(declared, agent=agent, model=via["model"].strip())
    name = _tool_name(value, pack)
    if name:
        return replace(
            declared, agent=pack.words.tools[name], model=_model_after(name, value, pack)
        )
    if pack.words.models.match(value):
        return replace(declared, model=value.partition("[")[0].strip())
    return None


def _tool(value: str, pack: RulePack) -> str:
    name = _tool_name(value, pack)
    return pack.words.tools[name] if name else ""


def _tool_name(value: str, pack: RulePack) -> str:
    """The longest name of a tool that the value begins with."""
    text = value.strip().lower()
    names = (
        name
        for name, agent in pack.words.tools.items()
        if text.startswith(name)
        and (_ENDS_TOOL.match(text[len(name) :]) or (agent == ANY_MODEL and " " in text))
    )
    return max(names, key=len, default="")


def _model_after(name: str, value: str, pack: RulePack) -> str:
    text = value.strip()
    if pack.words.models.match(text):
        return text.partition("[")[0].strip()
    match = _AFTER_TOOL.match(text[len(name) :])
    found = (match["direct"] or match["versioned"] or match["inner"] or "") if match else ""
    named = _MODEL_WORD.search(found)
    candidate = (named["model"] if named else found).strip()
    return candidate if pack.words.models.match(candidate) else ""


def _inner_model(name: str, pack: RulePack) -> str:
    inner = re.search(r"\(([^)]+)\)", name)
    return inner[1] if inner and pack.words.models.match(inner[1]) else ""


plugin: type[Signal] = Trailers
