"""The terminal: colours where there is one, talk on standard error, data on standard output."""

import os
import sys
from typing import TYPE_CHECKING, TextIO

from pbom.errors import UsageError
from pbom.model.printable import printable

if TYPE_CHECKING:
    from pbom.model.ink import Ink


def ink_for(stream: TextIO) -> "Ink":
    """Colours for a stream: a terminal's, unless ``NO_COLOR``; any with ``FORCE_COLOR``."""
    from pbom.model.ink import COLOURED, PLAIN  # noqa: PLC0415 - who only talks needs no colours

    if os.environ.get("NO_COLOR"):
        return PLAIN
    if os.environ.get("FORCE_COLOR"):
        return COLOURED
    return COLOURED if stream.isatty() and os.environ.get("TERM") != "dumb" else PLAIN


def say(message: str) -> None:
    """A line for people, on standard error, safe to show."""
    sys.stderr.write(f"pbom: {printable(message)}\n")


def ask_password() -> str:
    """The password of the signing key, from the terminal.

    Raises:
        UsageError: There is no terminal to ask at.
    """
    return ask("Password of the signing key: ")


def ask(prompt: str) -> str:
    """A secret, from the terminal.

    Raises:
        UsageError: There is no terminal to ask at.
    """
    import getpass  # noqa: PLC0415 - rarely needed

    if not sys.stdin.isatty():
        raise UsageError(
            "the signing key has a password and there is no terminal to ask for it",
            hint="set PBOM_KEY_PASSWORD",
        )
    return getpass.getpass(prompt)
