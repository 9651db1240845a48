"""``strace``: system calls by ptrace, stopped only at the calls that matter (seccomp-bpf).

It runs in a process group of its own, out of reach of what a terminal sends, and attaches to the
command, which stays our own child (``-DD``). Not in a session of its own: the system shares out the
processors by session, and a tracer in another one is woken so late that it costs half as much
again. Its log goes through a named pipe, which is gone as soon as both ends are open, and is
read while the command runs, so that files are looked at shortly after they were read.
"""

import contextlib
import fcntl
import os
import select
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from pbom.codec.strace_calls import FILES, NETWORK, PROCESSES
from pbom.codec.strace_log import StraceLog
from pbom.codec.trace_events import Entered, Linked, Lost, Opened, Renamed
from pbom.codec.trace_eyes import Eyes
from pbom.codec.trace_finish import Traced, Watched, finish
from pbom.codec.trace_ledger import Ledger
from pbom.errors import RecordingError
from pbom.model.trace import Scope
from pbom.tracers import Tracer, Watch

PATIENCE = 10
"""Seconds for a trial run, which takes a hundredth of that."""
GRACE = 0.25
"""Seconds that processes have to end after the command has."""
BATCH = 0.005
"""Seconds between two looks at the log: a wake-up for each line would cost more than the line."""
CHUNK = 64 * 1024
PIPE = 1024 * 1024
_F_SETPIPE_SZ = 1031
_NAMING = (Opened, Renamed, Linked, Entered)
_OPTIONS = (
    "--follow-forks", "--daemonize=pgroup", "--seccomp-bpf",
    "--absolute-timestamps=format:unix,precision:us", "--decode-fds=path",
    "--string-limit=2048", "--columns=1", "--signal=none", "--quiet=attach,personality",
)  # fmt: skip
_CALLS: dict[Scope, tuple[str, ...]] = {
    "files": (*PROCESSES, *FILES),
    "network": (*PROCESSES, *NETWORK),
    "all": (*PROCESSES, *FILES, *NETWORK),
}


class Strace:
    """The ``strace`` that is found in ``PATH``."""

    id: ClassVar[str] = "strace"

    def __init__(self) -> None:
        self._program = shutil.which("strace") or ""

    def unable(self) -> str:
        """Why it cannot watch here; found out by watching ``true``."""
        if not self._program:
            return "strace is not installed; install it (`apt-get install strace`)"
        try:
            done = subprocess.run(
                [*_words(self._program, "all", os.devnull), "true"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return "strace does not work here"
        complaint = done.stderr.decode("utf-8", "replace").strip().splitlines()
        if done.returncode or complaint:
            return f"strace does not work here: {complaint[0] if complaint else 'it failed'}"
        return ""

    def version(self) -> str:
        """Name and version."""
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            words = subprocess.run(
                [self._program, "--version"], capture_output=True, timeout=PATIENCE, check=False
            ).stdout.split()
            if len(words) > 3:  # noqa: PLR2004 - "strace -- version 6.1"
                return f"strace {words[3].decode('ascii', 'replace')[:20]}"
        return self.id

    def watch(self, scope: Scope, folder: bytes, eyes: Eyes) -> Watch:
        """Make ready to watch.

        Raises:
            RecordingError: There is no place for a named pipe.
        """
        try:
            return _Watch(self._program, scope, folder, eyes)
        except OSError as error:
            raise RecordingError(f"cannot trace: {error.strerror}") from error


def _words(program: str, scope: Scope, log: str) -> tuple[str, ...]:
    calls = ",".join(f"?{call}" for call in _CALLS[scope])
    return (program, *_OPTIONS, f"--trace={calls}", f"--output={log}", "--")


class _Watch:
    def __init__(self, program: str, scope: Scope, folder: bytes, eyes: Eyes) -> None:
        self._words = program, scope
        self._folder = folder
        self._eyes = eyes
        self._name = Path(tempfile.mkdtemp(prefix="pbom-"), "log")
        self._there = True
        self._own = os.fsencode(self._name.parent.name)
        self._found = _standard_input()
        os.mkfifo(self._name, 0o600)
        self._log = os.open(self._name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with contextlib.suppress(OSError):
            fcntl.fcntl(self._log, _F_SETPIPE_SZ, PIPE)
        self._ended = threading.Event()
        self._ledger: Ledger | None = None
        self._lost: list[Lost] = []
        self._reader = threading.Thread(target=self._follow, daemon=True)
        everything = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:  # a new thread has the mask of whoever starts it: signals are for the others
            self._reader.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, everything)

    def command(self, argv: Sequence[str]) -> tuple[str, ...]:
        """The tracer, which becomes the command."""
        return (*_words(*self._words, str(self._name)), *argv)

    def cancel(self) -> None:
        """Nothing was started."""
        self._ended.set()
        self._reader.join()
        self._remove()
        os.close(self._log)

    def finish(self, watched: Watched) -> Traced:
        """What was seen; processes that go on are left to go on."""
        self._ended.set()
        self._reader.join()
        self._remove()
        ledger = self._ledger or Ledger(0, self._folder, self._eyes)
        ledger.take(self._lost)
        ended = ledger.processes.ended
        if not ended:
            ledger.take([Lost("trace-broken", "the tracer ended before the command")])
        outlived = ledger.processes.alive if self._ledger else 0
        if ended and outlived:
            ledger.take([Lost("trace-outlived", "a process that goes on")] * outlived)
            _drain(self._log)
        os.close(self._log)
        return finish(ledger, watched)

    def _remove(self) -> None:
        with contextlib.suppress(OSError):
            self._name.unlink()
        with contextlib.suppress(OSError):
            self._name.parent.rmdir()

    def _follow(self) -> None:
        """Read the log to its end; whatever goes wrong, the pipe must not run full."""
        try:
            self._read()
        except Exception as error:  # noqa: BLE001 - counted as a loss, and the command goes on
            self._lost.append(Lost("trace-broken", f"reading the log: {type(error).__name__}"))
            while not self._ended.wait(BATCH):
                _take(self._log)

    def _read(self) -> None:
        log = StraceLog(_signal_number)
        connected = False
        quiet = 0.0
        while True:
            data = _take(self._log)
            if data:
                connected = True
                quiet = 0.0
                self._note(log, data)
                continue
            if data is not None and connected:
                break  # nobody has the other end open any more
            if self._ended.is_set():
                if not connected or quiet > GRACE:
                    break
                quiet += BATCH
            if connected and self._there:
                self._there = False
                self._remove()
            select.select([], [], [], BATCH)
        if self._ledger:
            self._ledger.take(log.end())

    def _is_own(self, event: Opened | Renamed | Linked | Entered) -> bool:
        """Whether somebody who is watched comes near the log; what it says then may be theirs."""
        own = self._own
        if isinstance(event, Opened | Entered):
            return own in event.path
        return any(own in name for name in (event.old, event.new, event.old_base, event.new_base))

    def _note(self, log: StraceLog, data: bytes) -> None:
        for event in log.feed(data):
            if isinstance(event, _NAMING) and self._is_own(event):
                self._lost.append(Lost("trace-broken", "the step has laid hands on the log"))
            if self._ledger is None and not isinstance(event, Lost):
                self._ledger = Ledger(event.pid, self._folder, self._eyes)
                self._ledger.take(found._replace(pid=event.pid) for found in self._found)
            if self._ledger is None:
                self._lost.append(event)  # type: ignore[arg-type]  # a loss, and nothing else
            else:
                self._ledger.take((event,))
        if self._ledger:
            self._ledger.settle()


def _standard_input() -> tuple[Opened, ...]:
    """The file that the command finds opened, and that nobody will be seen to open."""
    try:
        status = os.fstat(0)
        path = os.readlink(b"/proc/self/fd/0") if stat.S_ISREG(status.st_mode) else b""
    except OSError:
        return ()
    at = time.time()
    deleted = not status.st_nlink
    opened = Opened(0, at, path, b"", True, False, False, False, 0, deleted)
    return (opened,) if path else ()


def _take(log: int) -> bytes | None:
    """What is there of the log; empty where nobody writes it, ``None`` where nothing is new."""
    try:
        return os.read(log, CHUNK)
    except BlockingIOError:
        return None


def _signal_number(name: str) -> int:
    return int(signal.Signals[name]) if name in signal.Signals.__members__ else 0


def _drain(log: int) -> None:
    """Go on reading for processes that go on: without a reader the tracer would break them.

    The reader is nobody's child: whoever recorded the step may go on, too.
    """
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        if os.fork():
            return
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        os.set_blocking(log, True)
        while os.read(log, PIPE):
            pass
    finally:
        os._exit(0)


plugin: type[Tracer] = Strace
