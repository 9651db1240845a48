"""Ink: terminal codes around words."""

from msgspec import Struct


class Ink(Struct, frozen=True, kw_only=True):
    """Terminal codes; all empty where there is no terminal."""

    good: str = ""
    bad: str = ""
    warn: str = ""
    faint: str = ""
    strong: str = ""
    end: str = ""


PLAIN = Ink()
COLOURED = Ink(
    good="\x1b[32m",
    bad="\x1b[31m",
    warn="\x1b[33m",
    faint="\x1b[2m",
    strong="\x1b[1m",
    end="\x1b[0m",
)
