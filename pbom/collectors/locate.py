"""The command as the system would start it, found before a tracer is put in front of it.

A tracer starts the command itself, and says what goes wrong in its own words and with its own exit
code. So whatever can go wrong is found out first, in the words that an untraced command gets.
"""

import os
import shutil
from collections.abc import Sequence

from pbom.errors import CommandNotStartedError

_HEAD = 256
_SHELL = "/bin/sh"


def locate(argv: Sequence[str]) -> tuple[str, ...]:
    """The words to start a command with; a script without ``#!`` goes to the shell.

    Raises:
        CommandNotStartedError: There is no such command, or it may not be executed.
    """
    name = argv[0]
    if not name:
        raise CommandNotStartedError("the name of the command is empty", 127)
    path = name if "/" in name else shutil.which(name) or _in_path(name)
    if not os.path.lexists(path):
        raise _missing(name)
    if os.path.isdir(path) or not os.access(path, os.X_OK):  # noqa: PTH112 - any text is a path
        raise CommandNotStartedError(f"{name}: {os.strerror(13)}", 126)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as typed
            head = file.read(_HEAD)
    except OSError:
        return tuple(argv)  # it may be executed and not read
    if head.startswith(b"#!"):
        words = head[2:].partition(b"\n")[0].split()
        if not words or not os.path.exists(words[0]):  # noqa: PTH110 - bytes
            raise _missing(name)
        return tuple(argv)
    if head.startswith(b"\x7fELF") or b"\0" in head:
        return tuple(argv)
    return (_SHELL, path, *argv[1:])


def _in_path(name: str) -> str:
    """Something of that name that cannot be executed; empty where there is none."""
    places = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = (os.path.join(place, name) for place in places)
    return next((path for path in found if os.path.exists(path)), "")  # noqa: PTH110 - any text


def _missing(name: str) -> CommandNotStartedError:
    return CommandNotStartedError(f"{name}: command not found", 127)
