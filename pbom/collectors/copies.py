"""Work on many small things, shared among copies of this process.

Small files cost system calls, not bytes, and the code around a system call holds the interpreter's
lock: threads make it slower. Each copy takes the next lot of names as soon as it is done with one,
so that one large file keeps one copy busy and not the others; meanwhile this process makes use of
what has been sent back.
"""

import contextlib
import os
import select
import signal
import struct
import threading
from collections.abc import Callable, Generator, Sequence

from pbom.collectors.process import expect_children

MAX_COPIES = 8
LOT = 256
"""Names in a lot: few enough that the copies end together, enough that sending costs nothing."""
PATIENCE = 200
"""Milliseconds after which somebody who waits is told that nothing has come."""
_MANY_LOTS = 4096
"""No more lots than this, so that their numbers fit into a pipe that nobody reads yet."""
_NUMBER = struct.Struct("=I")
_HEAD = struct.Struct("=II")
_READ = 1024 * 1024

Work = Callable[[Sequence[str]], bytes]
"""What is done with the names of a lot. It may run in another process, so only bytes come back."""
Lot = tuple[int, bytes]
"""Where a lot begins in the list of names, and what came of it."""
Lots = Generator[Lot | None, None, None]
"""The lots as they are done; ``None`` while that takes long. Who stops early has to close it."""


def one_by_one(names: Sequence[str], work: Work) -> Lots:
    """The work on all lots, done by this process."""
    for start in range(0, len(names), LOT):
        yield start, work(names[start : start + LOT])


def shared(names: Sequence[str], work: Work) -> Lots:
    """The work on all lots in the order in which they are done.

    A lot whose copy was killed, or never came to be, is done here. A process with threads must not
    copy itself and does all of them.
    """
    processors = _processors()
    if threading.active_count() > 1:
        yield from one_by_one(names, work)
        return
    size = min(LOT, max(1, len(names) // (processors * 16)))
    size = max(size, -(-len(names) // _MANY_LOTS))
    starts = range(0, len(names), size)
    left = set(starts)

    def do(start: int) -> bytes:
        return work(names[start : start + size])

    with contextlib.closing(_gather(min(processors, len(starts)), starts, do)) as lots:
        for found in lots:
            if found:
                left.discard(found[0])
            yield found
    for start in sorted(left):
        yield start, do(start)


def _processors() -> int:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, MAX_COPIES)


def _be_a_copy(waiting: int, writing: int, do: Callable[[int], bytes]) -> None:
    """Take lots until there are none, and end without touching anything that is the parent's."""
    try:
        while number := os.read(waiting, _NUMBER.size):
            (start,) = _NUMBER.unpack(number)
            done = do(start)
            frame = memoryview(_HEAD.pack(start, len(done)) + done)
            while frame:
                frame = frame[os.write(writing, frame) :]
    finally:
        os._exit(0)


def _gather(count: int, starts: Sequence[int], do: Callable[[int], bytes]) -> Lots:
    """Whatever so many copies send, until the last has ended; they end with whoever asks."""
    copies: dict[int, int] = {}
    held: dict[int, bytes] = {}
    poll = select.poll()
    try:
        _start_all(count, starts, do, copies)
        for pipe in copies:
            poll.register(pipe, select.POLLIN | select.POLLHUP)
            held[pipe] = b""
        while held:
            ready = poll.poll(PATIENCE)
            if not ready:
                yield None
            for pipe, _ in ready:
                data = os.read(pipe, _READ)
                if data:
                    held[pipe], lots = _whole_lots(held[pipe] + data)
                    yield from lots
                else:
                    poll.unregister(pipe)
                    del held[pipe]
                    _end(pipe, copies.pop(pipe))
    finally:
        for pipe, child in copies.items():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            _end(pipe, child)


def _start_all(
    count: int, starts: Sequence[int], do: Callable[[int], bytes], copies: dict[int, int]
) -> None:
    """Add so many copies at work: the pipe of each, and its process id."""
    expect_children()
    waiting, filling = os.pipe()
    os.write(filling, b"".join(map(_NUMBER.pack, starts)))
    os.close(filling)
    # an interrupt is for this process, which then ends its copies; they must not act in its place
    earlier = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        for _ in range(count):
            reading, writing = os.pipe()
            try:
                child = os.fork()
            except OSError:  # there may be no more processes: what they leave is done here
                os.close(reading)
                os.close(writing)
                return
            if not child:
                _be_a_copy(waiting, writing, do)
            os.close(writing)
            copies[reading] = child
    finally:
        os.close(waiting)
        signal.pthread_sigmask(signal.SIG_SETMASK, earlier)


def _end(pipe: int, child: int) -> None:
    os.close(pipe)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)


def _whole_lots(data: bytes) -> tuple[bytes, list[Lot]]:
    """The lots that are complete, and the beginning of the next."""
    lots: list[Lot] = []
    at = 0
    while len(data) - at >= _HEAD.size:
        start, length = _HEAD.unpack_from(data, at)
        end = at + _HEAD.size + length
        if end > len(data):
            break
        lots.append((start, data[at + _HEAD.size : end]))
        at = end
    return data[at:], lots
