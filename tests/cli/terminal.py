"""A real terminal for a command: a pseudo-terminal whose other end a test holds."""

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from types import TracebackType
from typing import Self

from tests.cli.session import PATIENCE, Sandbox

ROWS, COLUMNS = 37, 91
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execvp(sys.argv[1], sys.argv[1:])\n"
)
"""Makes the terminal on standard input the controlling one, then becomes the command."""


class Terminal:
    """A command that leads a session on a terminal of its own."""

    def __init__(self, sandbox: Sandbox, *argv: str, **more: str) -> None:
        self._keyboard, screen = os.openpty()
        self.resize(ROWS, COLUMNS)
        self._seen = b""
        self._process = subprocess.Popen(
            (sys.executable, "-c", _TAKE_TERMINAL, *argv),
            stdin=screen,
            stdout=screen,
            stderr=screen,
            cwd=sandbox.project,
            env=sandbox.with_variables({"TERM": "xterm", **more}),
            start_new_session=True,
        )
        os.close(screen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.hang_up()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def expect(self, *texts: str) -> str:
        """Wait until these are on the screen, one after the other; everything that is there."""
        end = time.monotonic() + PATIENCE
        wanted = re.compile(".*?".join(map(re.escape, texts)).encode(), re.DOTALL)
        while not wanted.search(self._seen):
            assert time.monotonic() < end, f"no {texts!r} in {self._seen!r}"
            assert self._read(), f"it ended without {texts!r}: {self._seen!r}"
        return self._seen.decode()

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._keyboard, keys.encode())

    def resize(self, rows: int, columns: int) -> None:
        """Give the window another size."""
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._keyboard, termios.TIOCSWINSZ, size)

    def hang_up(self) -> None:
        """Close the window."""
        if self._keyboard >= 0:
            os.close(self._keyboard)
            self._keyboard = -1

    def end(self) -> tuple[int, str]:
        """Wait for the command; its exit code, and everything that was on the screen."""
        while self._keyboard >= 0 and self._read():
            pass
        code = self._process.wait(PATIENCE)
        return code, self._seen.decode()

    def _read(self) -> bytes:
        ready, _, _ = select.select([self._keyboard], [], [], PATIENCE)
        assert ready, f"nothing happens after {self._seen!r}"
        try:
            data = os.read(self._keyboard, 65536)
        except OSError:  # the other end was closed: Linux says so with an error
            data = b""
        self._seen += data
        return data
