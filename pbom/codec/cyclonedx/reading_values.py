"""What a reader of CycloneDX asks of any component: properties, digests, its name."""

import re
from collections.abc import Iterable, Iterator, Mapping

from pbom.codec.fields import Fields
from pbom.model.difference import Fact, Kind, Thing

_TEMPORARY = re.compile(
    r"((?:/private)?(?:/var)?/tmp|/dev/shm|/var/folders/\w+/\w+/T)"
    r"/(?:tmp[._]?\w{6,}|cc\w{6}|go-build\d+|pip-[a-z-]+-\w{8}|rustc\w{6}|npm-\d+-\w{8})"
)
_DIGEST = "pbom:digest:"


class Properties:
    """The properties of something, by name."""

    def __init__(self, table: Fields) -> None:
        """Read them.

        Raises:
            FormatError: They are none.
        """
        self._values: dict[str, list[str]] = {}
        for item in table.tables("properties"):
            self._values.setdefault(item.text("name", ""), []).append(item.text("value", ""))

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of that name."""
        return tuple(self._values.get(name, ()))

    def one(self, name: str) -> str:
        """The first value of that name; empty where there is none."""
        return next(iter(self._values.get(name, ())), "")

    def told(self, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Every value that there is a word for, with the word."""
        for name, values in self._values.items():
            word = words.get(name)
            if word:
                yield from ((word, value) for value in values)

    def digests(self) -> Iterator[str]:
        """Digests that CycloneDX has no name for."""
        for name, values in self._values.items():
            if name.startswith(_DIGEST):
                yield from (f"{name.removeprefix(_DIGEST)}:{value}" for value in values)


def digests_of(table: Fields) -> Iterator[str]:
    """The hashes of a component or a reference, as digests are written."""
    for item in table.tables("hashes"):
        algorithm = item.text("alg").lower().replace("sha-", "sha")
        yield f"{algorithm}:{item.text('content').lower()}"


def facts(pairs: Iterable[tuple[str, str]]) -> tuple[Fact, ...]:
    """Facts that say something, sorted, each once."""
    return tuple(sorted({Fact(name, value) for name, value in pairs if value}))


def thing(kind: Kind, name: str, scope: str, pairs: Iterable[tuple[str, str]]) -> Thing:
    """Something that has no versions."""
    return Thing(kind=kind, name=name, family=name, scope=scope, facts=facts(pairs))


def steady(text: str) -> str:
    """The text without names that a program made up for a temporary file."""
    return _TEMPORARY.sub(r"\1/*", text)
