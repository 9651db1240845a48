"""The wrapped command: started so that it does not notice the wrapper.

It gets our standard streams, terminal, process group and inherited descriptors. Signals sent to
us are passed on; those that the terminal sends reach it by themselves.
"""

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from pbom.errors import CommandNotStartedError

FORWARDED = frozenset(
    {
        signal.SIGHUP,
        signal.SIGINT,
        signal.SIGQUIT,
        signal.SIGTERM,
        signal.SIGUSR1,
        signal.SIGUSR2,
        signal.SIGWINCH,
    }
)
_STOPPING = frozenset({signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM})
_PYTHONS_OWN = (signal.SIGPIPE, signal.SIGXFSZ)
"""Signals that Python ignores for itself; the command must not inherit that."""
_PR_SET_DUMPABLE = 4


class Ran(Struct, frozen=True, kw_only=True):
    """How a command ended.

    Attributes:
        started: UTC.
        finished: UTC.
        exit_code: 128 + n after signal n, as in a shell.
    """

    started: datetime
    finished: datetime
    exit_code: int


def run_command(argv: Sequence[str], environment: Mapping[str, str]) -> Ran:
    """Run a command to its end.

    Once somebody has asked us to stop, writing the record is all that is left to do, and from then
    on no further request interrupts it.

    Raises:
        CommandNotStartedError: There is no such command, or it may not be executed.
    """
    expect_children()
    watched = FORWARDED | {signal.SIGCHLD}
    earlier = signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    seen: set[int] = set()
    try:
        started = datetime.now(UTC)
        child = _start(argv, environment, earlier)
        status = _wait(child, watched, seen)
        return Ran(started=started, finished=datetime.now(UTC), exit_code=_exit_code(status))
    finally:
        held = _STOPPING if seen & _STOPPING else frozenset()
        signal.pthread_sigmask(signal.SIG_SETMASK, earlier | held)


def expect_children() -> None:
    """Hear of the end of child processes, even if whoever started us told us not to.

    Where the signal is ignored the kernel drops exit codes, and a failure would look like success.
    """
    if signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def shield_secrets() -> None:
    """Keep this process's memory and environment from other processes of the same user.

    The wrapped command could otherwise read a key's password in ``/proc``. Linux only, and not
    against root.
    """
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - only where there is a secret to shield

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _start(
    argv: Sequence[str], environment: Mapping[str, str], mask: "set[signal.Signals | int]"
) -> int:
    if not argv[0]:
        raise CommandNotStartedError("the name of the command is empty", 127)
    try:
        return os.posix_spawnp(
            argv[0],
            list(argv),
            dict(environment),
            setsigmask=list(mask),
            setsigdef=list(_PYTHONS_OWN),
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CommandNotStartedError(f"{argv[0]}: command not found", 127) from error
    except OSError as error:
        if error.errno == errno.ENOEXEC:  # a script without `#!`: to the shell, as execvp(3) does
            import shutil  # noqa: PLC0415 - it brings the compressors along, 5 ms

            script = shutil.which(argv[0]) or argv[0]
            return _start(("/bin/sh", script, *argv[1:]), environment, mask)
        raise CommandNotStartedError(f"{argv[0]}: {error.strerror}", 126) from error


def _wait(child: int, watched: "frozenset[signal.Signals]", seen: set[int]) -> int:
    """The status of the child at its end; every signal that came meanwhile is in ``seen``."""
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done == child:
            break
        number, from_terminal = _next_signal(watched)
        seen.add(number)
        if number != signal.SIGCHLD and not from_terminal:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)
    while pending := signal.sigpending() & watched:  # one that killed the child before it woke us
        seen.add(signal.sigwait(pending))
    return status


def _next_signal(watched: "frozenset[signal.Signals]") -> tuple[int, bool]:
    """The next signal, and whether the terminal sent it to the command as well."""
    if sys.platform == "linux":
        info = signal.sigwaitinfo(watched)
        hung_up = info.si_signo == signal.SIGHUP and os.getsid(0) == os.getpid()
        return info.si_signo, info.si_code > 0 and not hung_up  # the leader alone hears of that
    return signal.sigwait(watched), os.isatty(0)


def _exit_code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return 128 - code if code < 0 else code
