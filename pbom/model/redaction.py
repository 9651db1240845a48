"""Secrets: what looks like one, and text without them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

MASK = "***"
SHORTEST = 6
"""Shorter values are not searched for: they would be found everywhere."""

_SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?$|(^|[_-])pass(word|wd|phrase)?([_-]|$)|secret|token|credential"
    r"|api[_-]?key|account[_-]?key|amz[_-]signature|(^|[_-])otp$|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key"
    r"|(^|[_-])(auth|authorization|bearer|cookie|jwt|pat|dsn|pwd)([_-]|$)",
    re.IGNORECASE,
)
_SHAPES = re.compile(
    r"gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|glpat-[A-Za-z0-9_-]{16,}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{8,}|(?:AKIA|ASIA)[A-Z0-9]{16}|npm_[A-Za-z0-9]{16,}"
    r"|pypi-[A-Za-z0-9_-]{16,}|sk-[A-Za-z0-9_-]{16,}|AIza[A-Za-z0-9_-]{30,}"
    r"|hf_[A-Za-z0-9]{16,}|dckr_pat_[A-Za-z0-9_-]{16,}|(?:sk|rk)_live_[A-Za-z0-9]{16,}"
    r"|(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,4096}+\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"
    r"|(?<=[?&;]sig=)[^&\s\"']+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
)
_USERINFO = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30}://)(?P<userinfo>[^/?#\s]*)@")
_HEADER = re.compile(r"(?i)\b(authorization|proxy-authorization|cookie|x-api-key)(\s*[:=]\s*).+")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}")
_NAME = re.compile(r"(?P<name>[A-Za-z0-9_.-]{2,64})[\"']?\s*(?:=|:(?!//))\s*")
_VALUE = re.compile(r"\"(?:[^\"\\]|\\.)*|'[^']*|[^\s&\"']+", re.DOTALL)
_WORD = re.compile(r"(?P<name>-{0,2}[A-Za-z0-9_.-]{2,64})=.+", re.DOTALL)
_OPTION = re.compile(
    r"(?<!\S)(?P<name>--?[A-Za-z][A-Za-z0-9_.-]{1,63})(?P<space>[ \t]+)(?!-)"
    r"(?:\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|[^\s\"']+)",
    re.DOTALL,
)
_CURL = re.compile(
    r"(?P<name>\bcurl\b[^\n]{0,500}?\s(?:-u|--user|-U|--proxy-user)[ =]\s*[\"']?[^\s:\"']+:)"
    r"[^\s\"']+"
)
_SHORT = 200
"""Longer words are not remembered."""
_USER = frozenset({"-u", "-U", "--user", "--proxy-user"})
_PLACE = re.compile(r"^(OLD)?PWD$|(FILE|PATH|DIR|SOCK)$", re.IGNORECASE)


def names_secret(name: str) -> bool:
    """Whether a variable, option or parameter of this name usually holds a secret."""
    return bool(_SECRET_NAME.search(name.lstrip("-")))


def without_credentials(url: str) -> str:
    """A URL without user information and without query parameters that name a secret."""
    return Redactor(()).clean(_USERINFO.sub(r"\g<scheme>", url))


class Redactor(Struct, frozen=True):
    """Cuts secrets out of text: those it was told, and whatever has the shape of one.

    Attributes:
        known: Values that are known to be secret, such as those of ``*_TOKEN`` variables.
    """

    known: tuple[str, ...]

    @classmethod
    def for_environment(cls, environment: Iterable[tuple[str, str]]) -> "Redactor":
        """A redactor that knows the values of all variables whose names say secret."""
        values = {
            value
            for name, value in environment
            if names_secret(name) and len(value) >= SHORTEST and not _PLACE.search(name)
        }
        return cls(tuple(sorted(values, key=lambda value: (-len(value), value))))

    def clean(self, text: str) -> str:
        """The text with each secret replaced by ``***``."""
        for value in self.known:
            text = text.replace(value, MASK)
        text = _SHAPES.sub(MASK, text)
        text = _USERINFO.sub(rf"\g<scheme>{MASK}@", text)
        text = _HEADER.sub(rf"\1\2{MASK}", text)
        text = _BEARER.sub(rf"\1 {MASK}", text)
        text = _CURL.sub(rf"\g<name>{MASK}", text)
        return _OPTION.sub(_without_value, _without_values(text))

    def clean_all(self, words: Iterable[str]) -> tuple[str, ...]:
        """Command-line words without secrets; also the word after an option that names one."""
        listed = tuple(words)
        curl = any(word.rpartition("/")[2] == "curl" for word in listed)
        cleaned = []
        for before, word in zip(("", *listed), listed, strict=False):
            if _is_option(before) and names_secret(before) and not word.startswith("--"):
                cleaned.append(MASK)
            elif curl and before in _USER and ":" in word:
                cleaned.append(f"{word.partition(':')[0]}:{MASK}")
            else:
                cleaned.append(_known_word(self, word) if len(word) <= _SHORT else self.word(word))
        return tuple(cleaned)

    def word(self, word: str) -> str:
        """One word; where it is ``NAME=VALUE`` the value ends with the word, not at a space."""
        pair = _WORD.fullmatch(word)
        if pair and names_secret(pair["name"]):
            return f"{pair['name']}={MASK}"
        return self.clean(word)


@lru_cache(maxsize=10_000)
def _known_word(redactor: Redactor, word: str) -> str:
    """A word that comes again and again, in a build of many commands."""
    return redactor.word(word)


def _is_option(word: str) -> bool:
    return word.startswith("-") and "=" not in word


def _without_value(option: re.Match[str]) -> str:
    """An option and the word after it, in a text such as a shell's: cut if its name says secret."""
    if names_secret(option["name"]):
        return f"{option['name']}{option['space']}{MASK}"
    return option[0]


def _without_values(text: str) -> str:
    """The text without the values of those ``NAME=VALUE`` and ``NAME: VALUE`` that say secret."""
    parts, at = [], 0
    for found in _NAME.finditer(text):
        if found.start() < at or not names_secret(found["name"]):
            continue
        value = _VALUE.match(text, found.end())
        if value:
            parts += [text[at : found.end()], MASK]
            at = value.end()
    return "".join((*parts, text[at:]))
