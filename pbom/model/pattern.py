"""Patterns for file names, with the meaning they have in ``.gitignore``."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_SPECIAL = re.compile(r"[\\*?\[\]]")


@lru_cache(maxsize=256)
def _compiled(patterns: tuple[str, ...]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most runs have no patterns

    try:
        return GitIgnoreSpec.from_lines(patterns)
    except re.error as error:  # of characters in brackets, such as [9-0]
        raise ValueError(f"not a pattern: {error}") from error


class Patterns(Struct, frozen=True):
    """Patterns that a name may match; ``!`` excludes again.

    Raises:
        ValueError: A pattern cannot be understood.
    """

    patterns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.patterns:
            _compiled(self.patterns)

    def __bool__(self) -> bool:
        return bool(self.patterns)

    def match(self, name: str) -> bool:
        """Whether the name matches; no patterns match nothing."""
        return bool(self.patterns) and _compiled(self.patterns).match_file(name)

    def below(self, folder: str) -> "Patterns":
        """The same patterns, meant relative to a folder, as seen from the root above it.

        A pattern without a slash matches at any depth below the folder.
        """
        if folder in {"", "."}:
            return self
        return Patterns(tuple(_below(folder, pattern) for pattern in self.patterns))


def _below(folder: str, pattern: str) -> str:
    mark, body = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    anchored = "/" in body.rstrip("/")
    plain = _SPECIAL.sub(r"\\\g<0>", folder)
    return f"{mark}/{plain}/{'' if anchored else '**/'}{body.lstrip('/')}"
