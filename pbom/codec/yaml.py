"""YAML from outside: the values of its documents, without types, tags or endless aliases.

The parser is PyYAML's, written in C where that is installed; what is made of its events is ours:
nothing is constructed, a number stays text, a key that comes twice is an error, and all aliases
together stand for a million nodes at most.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pbom.codec.strict_json import MAX_DEPTH, Json
from pbom.errors import FormatError

if TYPE_CHECKING:
    from yaml import Event

MAX_BYTES = 64 * 1024 * 1024
MAX_NODES = 8_000_000
MAX_ALIASED = 1_000_000
"""So many nodes may all aliases together stand for."""
_WORDS: Mapping[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
}
_MERGE = "<<"


def read_yaml(data: bytes, *, max_bytes: int = MAX_BYTES) -> tuple[Json, ...]:
    """The values of the documents: objects, lists, text, true, false and null.

    Raises:
        FormatError: It is not YAML, or is nested, repeated or aliased beyond what is sensible.
    """
    import yaml  # noqa: PLC0415 - only for formats that are written in it

    if len(data) > max_bytes:
        raise FormatError(f"larger than the limit of {max_bytes:,} bytes ({len(data):,})")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"not UTF-8 at byte {error.start}") from error
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder()
    kinds = {
        yaml.ScalarEvent: builder.scalar,
        yaml.MappingStartEvent: builder.open_mapping,
        yaml.SequenceStartEvent: builder.open_sequence,
        yaml.MappingEndEvent: builder.close,
        yaml.SequenceEndEvent: builder.close,
        yaml.AliasEvent: builder.alias,
        yaml.DocumentStartEvent: builder.open_document,
    }
    try:
        for event in yaml.parse(text, Loader=loader):
            handle = kinds.get(type(event))
            if handle:
                handle(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise FormatError(f"not YAML at line {line}: {error.problem}"[:300]) from error
    except yaml.YAMLError as error:
        raise FormatError(f"not YAML: {error}"[:300]) from error
    return tuple(builder.documents)


class _Open:
    """A collection that is being read; ``key`` is what the next value belongs to."""

    __slots__ = ("anchor", "before", "items", "key", "members")

    def __init__(self, *, members: dict[str, Json] | None, anchor: str | None, before: int) -> None:
        self.members = members
        self.items: list[Json] = []
        self.key: str | None = None
        self.anchor = anchor
        self.before = before


class _Builder:
    """Makes values of events."""

    def __init__(self) -> None:
        self.documents: list[Json] = []
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Json, int]] = {}
        self._nodes = 0
        self._aliased = 0

    def open_document(self, _event: "Event") -> None:
        """Anchors are of one document."""
        self._anchors = {}

    def scalar(self, event: Any) -> None:  # noqa: ANN401 - the stubs have no members
        """A text, or a key."""
        top = self._stack[-1] if self._stack else None
        text: str = event.value
        if top is not None and top.members is not None and top.key is None:
            self._set_key(top, text, event)
            return
        plain = event.implicit[0] and event.style in {None, ""}
        value: Json = _WORDS.get(text, text) if plain else text
        self._count(event)
        self._put(value)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)

    def open_mapping(self, event: Any) -> None:  # noqa: ANN401
        """An object begins."""
        self._open(event, {})

    def open_sequence(self, event: Any) -> None:  # noqa: ANN401
        """A list begins."""
        self._open(event, None)

    def close(self, _event: "Event") -> None:
        """The innermost collection ends."""
        done = self._stack.pop()
        value: Json = done.items
        if done.members is not None:
            value = _merged(done.members) if _MERGE in done.members else done.members
        if done.anchor:
            self._anchors[done.anchor] = (value, self._nodes - done.before)
        self._put(value)

    def alias(self, event: Any) -> None:  # noqa: ANN401
        """What was written before stands here again."""
        if event.anchor not in self._anchors:
            raise self._error(event, f"the alias {event.anchor!r} stands for nothing yet")
        value, weight = self._anchors[event.anchor]
        self._aliased += weight
        self._nodes += weight
        if self._aliased > MAX_ALIASED:
            raise self._error(event, "aliases that stand for too much")
        top = self._stack[-1] if self._stack else None
        if top is not None and top.members is not None and top.key is None:
            if not isinstance(value, str):
                raise self._error(event, "a key that is no text")
            self._set_key(top, value, event)
            return
        self._put(value)

    def _open(self, event: Any, members: dict[str, Json] | None) -> None:  # noqa: ANN401
        top = self._stack[-1] if self._stack else None
        if top is not None and top.members is not None and top.key is None:
            raise self._error(event, "a key that is no text")
        if len(self._stack) >= MAX_DEPTH:
            raise self._error(event, f"nested deeper than {MAX_DEPTH}")
        self._count(event)
        self._stack.append(_Open(members=members, anchor=event.anchor, before=self._nodes - 1))

    def _count(self, event: "Event") -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._error(event, f"more than {MAX_NODES:,} values")

    def _set_key(self, top: _Open, key: str, event: "Event") -> None:
        if top.members is not None and key in top.members:
            raise self._error(event, f"duplicate key {key!r}")
        top.key = key

    def _put(self, value: Json) -> None:
        if not self._stack:
            self.documents.append(value)
            return
        top = self._stack[-1]
        if top.members is None:
            top.items.append(value)
        elif top.key is not None:
            top.members[top.key] = value
            top.key = None

    def _error(self, event: Any, problem: str) -> FormatError:  # noqa: ANN401
        return FormatError(f"line {event.start_mark.line + 1}: {problem}"[:300])


def _merged(members: dict[str, Json]) -> dict[str, Json]:
    """A mapping with what ``<<`` gives it: its own members win, then the earlier of several."""
    given = members.pop(_MERGE)
    listed = given if isinstance(given, Sequence) and not isinstance(given, str) else (given,)
    for other in listed:
        if isinstance(other, Mapping):
            for key, value in other.items():
                members.setdefault(key, value)
    return members
