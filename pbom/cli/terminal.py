"""The terminal: colours where there is one, talk on standard error, data on standard output."""

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING, TextIO

from pbom.errors import UsageError
from pbom.model.printable import printable

if TYPE_CHECKING:
    from pbom.model.ink import Ink


PATIENCE = 1.0
"""Seconds before progress is shown."""
REDRAW = 0.1
"""Seconds before it is shown again."""
ERASE = "\r\x1b[K"


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


class Progress:
    """How far something long has come, on standard error: only at a terminal, after a second.

    Nothing of it stays on the screen.
    """

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._visible = os.isatty(2) and os.environ.get("TERM", "dumb") != "dumb"
        self._next = 0.0
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Hear how much of how much is done; all of it is the end."""
        if not self._visible:
            return
        now = time.monotonic()
        if done >= total:
            if self._shown:
                self._draw("")
            self._next, self._shown = 0.0, False
        elif not self._next:
            self._next = now + PATIENCE
        elif now >= self._next:
            self._next, self._shown = now + REDRAW, True  # first: an interrupt may end the drawing
            self._draw(f"pbom: hashing, {done:,} of {total:,} {self._unit}")

    def _draw(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a terminal that is gone is no reason to stop
            sys.stderr.write(f"{ERASE}{text}")
            sys.stderr.flush()


def ask(what: str) -> str:
    """A secret, from the terminal; ``what`` names it.

    Raises:
        UsageError: There is no terminal to ask at.
    """
    import getpass  # noqa: PLC0415 - rarely needed

    if not sys.stdin.isatty():
        raise UsageError(
            f"there is no terminal to ask for a secret: {what}", hint="set PBOM_KEY_PASSWORD"
        )
    return getpass.getpass(f"{what}: ")
