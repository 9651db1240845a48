"""Typed readers of parsed documents: inside, nobody sees a dict, and every error has its place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from pbom.codec.moment import read_moment
from pbom.codec.nearest import nearest
from pbom.codec.strict_json import Json
from pbom.codec.values import kind_of, read_text
from pbom.errors import FormatError

Choice = TypeVar("Choice")
_MISSING = object()


class Nth(NamedTuple):
    """Where an item of a list is: most are never asked, so it is written when somebody does."""

    above: "Fields"
    key: str
    number: int


class Fields:
    """The members of one object in a document from outside.

    Each reader names a key, checks the type and reports errors by path. ``close`` refuses keys
    that nobody has read, for documents in which a misspelt key must not be ignored.
    """

    __slots__ = ("_members", "_place", "_read")

    def __init__(self, value: object, place: str | Nth = "$") -> None:
        """Wrap a parsed value.

        Raises:
            FormatError: It is not an object.
        """
        self._place = place
        if not isinstance(value, dict) and not isinstance(value, Mapping):  # the first is fast
            raise FormatError(f"expected an object, found {kind_of(value)}", place=self.place)
        self._members: Mapping[str, Json] = value
        self._read: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __contains__(self, key: str) -> bool:
        return self._get(key) is not _MISSING  # who asks for a key knows it

    @property
    def place(self) -> str:
        """The path of this object."""
        at = self._place
        return at if isinstance(at, str) else f"{at.above.path(at.key)}[{at.number}]"

    @property
    def asked(self) -> frozenset[str]:
        """Every key that somebody has asked for."""
        return frozenset(self._read)

    def path(self, key: str) -> str:
        """The path of a member."""
        return f"{self.place}.{key}"

    def error(self, key: str, problem: str) -> FormatError:
        """An error at a member."""
        return FormatError(problem, place=self.path(key))

    def _get(self, key: str) -> object:
        self._read.add(key)
        return self._members.get(key, _MISSING)

    def raw(self, key: str) -> Json:
        """A member as it is.

        Raises:
            FormatError: It is missing.
        """
        value = self._get(key)
        if value is _MISSING:
            raise self.error(key, "is missing")
        return self._members[key]

    def maybe(self, key: str) -> Json:
        """A member as it is; ``None`` where it is missing."""
        return None if self._get(key) is _MISSING else self._members[key]

    def text(self, key: str, default: str | None = None) -> str:
        """A member that is text.

        Raises:
            FormatError: It is missing and has no default, or is something else.
        """
        value = self._get(key)
        if value is _MISSING and default is not None:
            return default
        if not isinstance(value, str):
            raise self._unexpected(key, "text", value)
        return value

    def text_or_nothing(self, key: str) -> str:
        """A member that is text; empty where it is missing or null.

        Raises:
            FormatError: It is something else.
        """
        return "" if self.maybe(key) is None else self.text(key)

    def choice(self, key: str, choices: Mapping[str, Choice]) -> Choice:
        """A member that is one of some words.

        Raises:
            FormatError: It is missing or something else.
        """
        text = self.text(key)
        if text not in choices:
            known = ", ".join(choices)
            raise self.error(key, f"expected one of {known}, found {text!r}"[:300])
        return choices[text]

    def one_of(self, key: str, choices: Sequence[Choice], default: Choice) -> Choice:
        """A member that is one of some words; the default where it is missing.

        Raises:
            FormatError: It is something else.
        """
        if key not in self:
            return default
        return self.choice(key, {str(choice): choice for choice in choices})

    def some_of(
        self, key: str, choices: Sequence[Choice], default: Iterable[Choice]
    ) -> frozenset[Choice]:
        """A member that is a list of some words, at least one; the default where it is missing.

        Raises:
            FormatError: It is empty, or has a word that is not known.
        """
        if key not in self:
            return frozenset(default)
        known = {str(choice): choice for choice in choices}
        texts = self.texts(key)
        for text in texts:
            if text not in known:
                raise self.error(key, f"unknown word {text!r}{nearest(text, known)}"[:500])
        if not texts:
            raise self.error(key, "is empty, expected at least one word")
        return frozenset(known[text] for text in texts)

    def integer(self, key: str, default: int | None = None) -> int:
        """A member that is a whole number.

        Raises:
            FormatError: It is missing and has no default, or is something else.
        """
        value = self._get(key)
        if value is _MISSING and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._unexpected(key, "a whole number", value)
        return value

    def count(self, key: str) -> int:
        """A member that is a whole number and not negative.

        Raises:
            FormatError: It is missing or something else.
        """
        value = self.integer(key)
        if value < 0:
            raise self.error(key, f"expected a number from 0 on, found {value}"[:100])
        return value

    def truth(self, key: str, *, default: bool) -> bool:
        """A member that is true or false.

        Raises:
            FormatError: It is something else.
        """
        value = self._get(key)
        if value is _MISSING:
            return default
        if not isinstance(value, bool):
            raise self._unexpected(key, "true or false", value)
        return value

    def moment(self, key: str) -> datetime:
        """A member that is a time in UTC.

        Raises:
            FormatError: It is missing or something else.
        """
        return read_moment(self.text(key), place=self.path(key))

    def sequence(self, key: str, *, required: bool = False) -> Sequence[Json]:
        """A member that is a list; an absent one is empty unless it is required.

        Raises:
            FormatError: It is required and missing, or something else.
        """
        value = self._get(key)
        if value is _MISSING and not required:
            return ()
        if not isinstance(value, list) and (
            not isinstance(value, Sequence) or isinstance(value, str)
        ):
            raise self._unexpected(key, "a list", value)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A member that is a list of texts; an absent one is empty.

        Raises:
            FormatError: It is something else.
        """
        return tuple(
            read_text(item, f"{self.path(key)}[{index}]")
            for index, item in enumerate(self.sequence(key))
        )

    def table(self, key: str) -> "Fields":
        """A member that is an object.

        Raises:
            FormatError: It is missing or something else.
        """
        value = self._get(key)
        if value is _MISSING:
            raise self.error(key, "is missing")
        return Fields(value, self.path(key))

    def table_or_none(self, key: str) -> "Fields | None":
        """A member that is an object, if it is there.

        Raises:
            FormatError: It is something else.
        """
        return self.table(key) if key in self else None

    def present_table(self, key: str) -> "Fields | None":
        """A member that is an object, if it is there and not ``null``.

        Raises:
            FormatError: It is something else.
        """
        return None if self.maybe(key) is None else self.table(key)

    def tables(self, key: str, *, required: bool = False) -> tuple["Fields", ...]:
        """A member that is a list of objects; an absent one is empty unless it is required.

        Raises:
            FormatError: It is required and missing, or something else.
        """
        if key in self._members or required:
            return tuple(self.each_table(key, required=required))
        self._read.add(key)
        return ()

    def each_table(self, key: str, *, required: bool = False) -> Iterator["Fields"]:
        """The same one by one, for the list may be very long.

        Raises:
            FormatError: It is required and missing, or something else.
        """
        for index, item in enumerate(self.sequence(key, required=required)):
            yield Fields(item, Nth(self, key, index))

    def named_tables(self) -> Iterator[tuple[str, "Fields"]]:
        """Every member, as an object.

        Raises:
            FormatError: One of them is something else.
        """
        for key in self._members:
            yield key, self.table(key)

    def close(self) -> None:
        """Refuse members that nobody has read.

        Raises:
            FormatError: There is one; the nearest known key is named.
        """
        for key in self._members:
            if key not in self._read:
                raise FormatError(
                    f"unknown key {key!r}{nearest(key, self._read)}", place=self.place, key=key
                )

    def _unexpected(self, key: str, wanted: str, value: object) -> FormatError:
        if value is _MISSING:
            return self.error(key, f"is missing, expected {wanted}")
        return self.error(key, f"expected {wanted}, found {kind_of(value)}")
