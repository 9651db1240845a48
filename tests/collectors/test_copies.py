"""Work that is shared among copies of a process: all of it is done, whatever becomes of them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from pbom.collectors.copies import LOT, Lot, one_by_one, shared

NAMES = [f"name{number}" for number in range(1000)]
HERE = os.getpid()


def lengths(names: Sequence[str]) -> bytes:
    return bytes(len(name) for name in names)


def together(lots: Iterator[Lot | None]) -> bytes:
    """What came of all names, in their order; no lot may come twice."""
    found = [lot for lot in lots if lot]
    assert len({start for start, _ in found}) == len(found)
    return b"".join(done for _, done in sorted(found))


def children() -> bool:
    """Whether a child of this process is left, running or not."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    before = descriptors()
    yield
    assert not children()
    assert descriptors() == before


@pytest.mark.parametrize("count", [0, 1, 2, 31, LOT, LOT + 1, 1000])
def test_shared_work_is_the_same_as_ones_own(count: int) -> None:
    own = together(one_by_one(NAMES[:count], lengths))
    assert own == lengths(NAMES[:count])
    assert together(shared(NAMES[:count], lengths)) == own


def test_copies_do_the_work_and_this_process_does_not() -> None:
    found = together(shared(NAMES, lambda names: b"x" * len(names) * (os.getpid() != HERE)))
    assert found == b"x" * len(NAMES)


def test_a_lot_is_larger_than_a_pipe() -> None:
    assert together(shared(NAMES[:8], lambda names: b"x" * 300_000 * len(names))) == b"x" * 2400_000


def test_the_work_of_a_copy_that_is_killed_is_done_here() -> None:
    def deadly(names: Sequence[str]) -> bytes:
        if "name500" in names and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return lengths(names)

    assert together(shared(NAMES, deadly)) == lengths(NAMES)


def test_where_there_may_be_no_more_processes_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert together(shared(NAMES, lengths)) == lengths(NAMES)


def test_an_error_of_a_copy_is_an_error_here() -> None:
    def failing(names: Sequence[str]) -> bytes:
        if "name500" in names:
            raise OSError(f"in {names[0]}")
        return lengths(names)

    with pytest.raises(OSError, match="in name"):
        together(shared(NAMES, failing))


def test_who_waits_for_a_slow_copy_is_told_so() -> None:
    def slow(names: Sequence[str]) -> bytes:
        time.sleep(0.7)
        return lengths(names)

    lots = list(shared(NAMES[:1], slow))
    assert lots[0] is None
    assert lots[-1] == (0, b"\x05")


def test_who_has_had_enough_leaves_no_copy_behind() -> None:
    def slow(names: Sequence[str]) -> bytes:
        if "name0" not in names:
            time.sleep(60)
        return lengths(names)

    with closing(shared(NAMES, slow)) as lots:
        assert next(filter(None, lots))


def test_a_process_with_threads_does_not_copy_itself() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        found = together(shared(NAMES, lambda names: b"x" * len(names) * (os.getpid() == HERE)))
    finally:
        done.set()
        thread.join()
    assert found == b"x" * len(NAMES)


def test_copies_are_heard_of_where_the_end_of_children_is_ignored() -> None:
    earlier = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert together(shared(NAMES, lengths)) == lengths(NAMES)
    finally:
        signal.signal(signal.SIGCHLD, earlier)


def test_what_is_not_yet_written_is_written_once() -> None:
    program = (
        "from pbom.collectors.copies import shared\n"
        "print('once')\n"
        "print(len(list(shared([str(n) for n in range(64)], lambda names: b'x'))))\n"
    )
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, check=True)
    assert done.stdout.split(b"\n")[0] == b"once"
    assert done.stdout.count(b"once") == 1


def test_an_interrupt_from_the_keyboard_ends_the_copies_too() -> None:
    program = (
        "import os, sys, time\n"
        "from pbom.collectors.copies import shared\n"
        "def work(names):\n"
        "    os.write(1, b'%d\\n' % os.getpid())\n"
        "    time.sleep(60)\n"
        "    return b''\n"
        "try:\n"
        "    list(shared([str(n) for n in range(64)], work))\n"
        "except KeyboardInterrupt:\n"
        "    os.write(1, b'interrupted\\n')\n"
    )
    process = subprocess.Popen(
        (sys.executable, "-c", program), stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    copy = int(process.stdout.readline())
    os.killpg(process.pid, signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert b"interrupted" in rest
    with pytest.raises(ProcessLookupError):
        os.kill(copy, 0)
