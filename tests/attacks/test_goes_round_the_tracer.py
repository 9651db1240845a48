"""A step that uses what the system has beside opening and running files by their names.

Whatever it reads so is named, or it is counted as lost: never nothing.
"""

import os
import platform
from pathlib import Path

import pytest

from pbom.model.explanation import Known
from pbom.model.reasons import explain_inputs
from tests.attacks.test_hides_from_the_tracer import EVIL, SETUP, named, prepare
from tests.tracing import PYTHON, Seen, digest_of, problem_of, python, sha256_of, shell

ON_64_BIT_PC = platform.machine() == "x86_64"
STRUCTURES = """
import struct, sys
class V(ctypes.Structure):
    _fields_ = [('b', ctypes.c_void_p), ('n', ctypes.c_size_t)]
libc.syscall.restype = ctypes.c_long  # an address is longer than an int
def call(number, *more):
    result = libc.syscall(number, *more)
    if result < 0: sys.exit(99)  # the system has no such way, or does not let us
    return result
"""
OLD = """
import mmap
place = mmap.mmap(-1, 4096, prot=7)
place.write(bytes.fromhex('5389f889f387d1cd8048985bc3'))  # a call as programs of 32 bits make it
kind = ctypes.CFUNCTYPE(ctypes.c_long, *[ctypes.c_long] * 4)
old = kind(ctypes.addressof(ctypes.c_char.from_buffer(place)))
libc.mmap.restype, libc.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, *[ctypes.c_long] * 5]
low = libc.mmap(0x10000000, 4096, 3, 0x32, -1, 0)
def put(data): ctypes.memmove(low, data + bytes(1), len(data) + 1); return low
"""
COPIES = {
    "copy_file_range": "os.copy_file_range(source, target, 5)",
    "sendfile": "os.sendfile(target, source, 0, 5)",
    "splice": "r, w = os.pipe(); os.splice(source, w, 5); os.splice(r, target, 5)",
    "tee": (
        "r, w = os.pipe(); s, x = os.pipe(); os.splice(source, w, 5)\n"
        "assert libc.tee(r, x, ctypes.c_size_t(5), 0) == 5; os.splice(s, target, 5)"
    ),
    "vmsplice": (
        "r, w = os.pipe(); b = ctypes.create_string_buffer(os.read(source, 5), 5)\n"
        "v = V(ctypes.addressof(b), 5); assert libc.vmsplice(w, ctypes.byref(v), 1, 0) == 5\n"
        "os.splice(r, target, 5)"
    ),
    "a map of the file": (
        "import mmap\nm = mmap.mmap(source, 5, prot=mmap.PROT_READ); os.write(target, m[:5])"
    ),
    "a handle that is opened again": (
        "again = os.open(f'/proc/self/fd/{os.open(name, os.O_PATH)}', os.O_RDONLY)\n"
        "os.write(target, os.read(again, 5))"
    ),
    "another thread": (
        "import threading\n"
        "t = threading.Thread(target=lambda: os.write(target, os.read(os.open(name, 0), 9)))\n"
        "t.start(); t.join()"
    ),
}


@pytest.mark.parametrize("way", COPIES.values(), ids=list(COPIES))
@pytest.mark.parametrize("folder", ["good", "evil"])
def test_copies_a_file_without_reading_it(tmp_path: Path, way: str, folder: str) -> None:
    """The honest twin copies what may be there, in the same way."""
    prepare(tmp_path)
    seen = python(
        tmp_path,
        f"{SETUP}{STRUCTURES}name = '{folder}/x'\nsource = os.open(name, os.O_RDONLY)\n"
        f"target = os.open('out', os.O_WRONLY | os.O_CREAT)\n{way}\n",
    )
    assert seen.ran.exit_code == 0
    assert seen.losses == set()
    assert named(seen, EVIL) == (folder == "evil")
    assert (problem_of(seen, "out", "evil/x") != "") == (folder == "evil")


LISTENER = """
def bpf(*lines): return b''.join(struct.pack('HBBI', *line) for line in lines)
ask, let = 0x7fc00000, 0x7fff0000  # a process about openat; let everything else through
code = bpf((0x20, 0, 0, 0), (0x15, 0, 1, 257), (0x06, 0, 0, ask), (0x06, 0, 0, let))
code = ctypes.create_string_buffer(code)
class F(ctypes.Structure):
    _fields_ = [('n', ctypes.c_ushort), ('p', ctypes.c_void_p)]
program = F(4, ctypes.addressof(code)); libc.prctl(38, 1, 0, 0, 0)
import threading
ready = threading.Event(); found = []
def decide():
    ready.wait(); asked = ctypes.create_string_buffer(80)
    libc.ioctl(found[0], ctypes.c_ulong(0xc0502100), asked)
    answer = struct.pack('=QqiI', struct.unpack('Q', asked.raw[:8])[0], 0, 0, 1)
    libc.ioctl(found[0], ctypes.c_ulong(0xc0182101), ctypes.create_string_buffer(answer))
threading.Thread(target=decide, daemon=True).start()
found.append(call(317, 1, 8, ctypes.byref(program))); ready.set()
assert os.read(libc.syscall(257, -100, b'evil/x', 0), 9) == b'evil\\n'
"""
INHERITED = f"""
f = os.memfd_create('m', 0); os.write(f, open('evil/x', 'rb').read())
words = ['python', '-ISc', f'import os; os.lseek({{f}}, 0, 0); os.read({{f}}, 9)']
os.spawnv(os.P_WAIT, {PYTHON[0]!r}, words)
"""
SHARED = "m = call(29, 0, 4096, 0o1600); call(30, m, 0, 0); call(31, m, 0, 0)"
MESSAGES = """
q = call(68, 0, 0o1600); b = ctypes.create_string_buffer(struct.pack('q8s', 1, b'evil'))
call(69, q, b, 8, 0); call(70, q, b, 8, 0, 0); call(71, q, 0, 0)
"""
HANDLE = """
h = ctypes.create_string_buffer(struct.pack('Ii', 128, 0), 136); m = ctypes.c_int()
call(303, -100, b'evil/x', h, ctypes.byref(m), 0); call(304, os.open('.', 0), h, 0)
"""
ORDER = """
if os.geteuid(): sys.exit(99)
os.close(os.open('/proc/sys/kernel/core_pattern', os.O_RDWR))
"""
UNTRACED = """
p = call(56, 0x00800000 | 17, 0, 0, 0, 0)
if p == 0: os._exit(0)
os.waitpid(p, 0)
"""
LOST = {
    "decides itself which calls the tracer sees": (LISTENER, "trace-filter"),
    "holds up whoever reads its memory": ("call(323, 1)", "trace-memory"),
    "has a file in memory inherited": (INHERITED, "trace-shared"),
    "shares memory that has no name": (SHARED, "trace-shared"),
    "passes messages that have no name": (MESSAGES, "trace-shared"),
    "keeps content among the keys of the system": (
        "call(248, b'user', b'pbom-test', b'evil', 4, -2)",
        "trace-shared",
    ),
    "opens a file by its handle": (HANDLE, "trace-unreadable"),
    "puts another directory in the place of one": ("call(272, 0x10020000)", "trace-namespace"),
    "starts a process that is not to be traced": (UNTRACED, "trace-outlived"),
    "tells the system what to run when a program fails": (ORDER, "trace-elsewhere"),
}


@pytest.mark.skipif(not ON_64_BIT_PC, reason="the numbers of the calls are those of a PC")
@pytest.mark.parametrize(("script", "loss"), LOST.values(), ids=list(LOST))
def test_ways_that_are_not_followed_are_counted(tmp_path: Path, script: str, loss: str) -> None:
    prepare(tmp_path)
    seen = python(tmp_path, f"{SETUP}{STRUCTURES}{script}\n")
    assert seen.ran.exit_code in {0, 99}
    assert seen.losses == ({loss} if seen.ran.exit_code == 0 else set())


HONEST = {
    "a filter that refuses calls": (
        "code = ctypes.create_string_buffer(struct.pack('HBBI', 0x06, 0, 0, 0x7fff0000))\n"
        "class F(ctypes.Structure):\n"
        "    _fields_ = [('n', ctypes.c_ushort), ('p', ctypes.c_void_p)]\n"
        "program = F(1, ctypes.addressof(code)); libc.prctl(38, 1, 0, 0, 0)\n"
        "call(317, 1, 0, ctypes.byref(program)); open('good/x').read()"
    ),
    "a file in memory of its own": (
        "f = os.memfd_create('m'); os.write(f, open('good/x', 'rb').read())"
    ),
    "a process that is traced as well": "if os.fork() == 0: os._exit(0)\nos.wait()",
    "a look at how the system is set": (
        "open('/proc/sys/kernel/core_pattern').read(); open('/dev/null', 'w').close()"
    ),
}


@pytest.mark.skipif(not ON_64_BIT_PC, reason="the numbers of the calls are those of a PC")
@pytest.mark.parametrize("script", HONEST.values(), ids=list(HONEST))
def test_ways_that_lead_nowhere_are_no_loss(tmp_path: Path, script: str) -> None:
    """The honest twins."""
    prepare(tmp_path)
    seen = python(tmp_path, f"{SETUP}{STRUCTURES}{script}\n")
    assert seen.ran.exit_code == 0
    assert seen.losses == set()


@pytest.mark.skipif(not ON_64_BIT_PC, reason="the code is that of a PC")
def test_calls_as_programs_of_32_bits_do(tmp_path: Path) -> None:
    """A filter for one kind of call would not see the other kind."""
    prepare(tmp_path)
    seen = python(
        tmp_path,
        f"{SETUP}{STRUCTURES}{OLD}\n"
        "if old(20, 0, 0, 0) != os.getpid(): sys.exit(99)\n"
        "assert old(5, put(b'evil/x'), 0, 0) > 2\n"
        "import socket\ns = socket.socket(); where = bytes((2, 0, 0, 9, 127, 0, 0, 1)) + bytes(8)\n"
        "put(struct.pack('III', s.fileno(), low + 12, 16) + where); old(102, 3, low, 0)\n"
        "time.sleep(0.1); assert old(193, put(b'good/x'), 2, 0) == 0\n",
    )
    assert seen.ran.exit_code in {0, 99}
    if seen.ran.exit_code == 0:
        assert seen.losses == set()
        assert named(seen, EVIL)
        assert ("inet", "connect", "127.0.0.1", 9) in seen.reached()
        assert sha256_of(seen.left("good/x")) == digest_of(b"go")


@pytest.mark.skipif(not ON_64_BIT_PC, reason="the numbers of the calls are those of a PC")
def test_calls_with_the_other_numbers_of_64_bits(tmp_path: Path) -> None:
    """Most systems do not have them any more."""
    prepare(tmp_path)
    script = "f = call(0x40000000 | 257, -100, b'evil/x', 0); os.read(f, 9)"
    seen = python(tmp_path, f"{SETUP}{STRUCTURES}{script}\n")
    assert seen.ran.exit_code in {0, 99}
    assert named(seen, EVIL) == (seen.ran.exit_code == 0)


def test_a_program_in_memory_is_run_by_its_descriptor(tmp_path: Path) -> None:
    prepare(tmp_path)
    seen = python(
        tmp_path,
        f"{SETUP}f = os.memfd_create('m', 0); os.write(f, open('/bin/true', 'rb').read())\n"
        "p = ctypes.c_char_p * 2\n"
        "libc.execveat(f, b'', p(b'tool', None), p(None, None), 0x1000)\n",
    )
    assert seen.ran.exit_code == 0
    program = seen.trace.files[seen.process("tool").program]
    assert (program.digests, program.unknown) == (None, "anonymous")


def test_a_file_changes_and_gets_its_time_back(tmp_path: Path) -> None:
    """No program sets the time of change back, so what was read in between is not the first."""
    prepare(tmp_path)
    seen = python(
        tmp_path,
        f"{SETUP}s = os.stat('good/x'); times = (s.st_atime_ns, s.st_mtime_ns)\n"
        "def put(text): open('good/x', 'w').write(text); os.utime('good/x', ns=times)\n"
        "time.sleep(0.1); put('evil\\n'); open('good/x').read(); put('good\\n')\n",
    )
    assert (tmp_path / "good/x").read_bytes() == b"good\n"
    (read,) = (
        file for file in seen.contents("good/x") if seen.trace.files.index(file) in reads(seen)
    )
    assert read.makers == (0,)
    assert sha256_of(read) in {digest_of(EVIL), ""}


@pytest.mark.parametrize("folder", ["good", "evil"])
def test_a_file_lies_at_its_standard_input(tmp_path: Path, folder: str) -> None:
    """Nobody opens it; a child reads it, and so does a shell."""
    prepare(tmp_path)
    kept = os.dup(0)
    source = os.open(tmp_path / folder / "x", os.O_RDONLY)
    os.dup2(source, 0)
    os.close(source)
    try:
        seen = shell(tmp_path, "cat > out")
    finally:
        os.dup2(kept, 0)
        os.close(kept)
    assert seen.losses == set()
    assert f"{folder}/x" in seen.read_by("cat")
    assert (problem_of(seen, "out", "evil/x") != "") == (folder == "evil")


def test_a_file_among_the_devices_is_a_file(tmp_path: Path) -> None:
    place = Path("/dev/shm") / f"pbom-test-{os.getpid()}"  # noqa: S108 - it is that place that is tried
    if not place.parent.is_dir():
        pytest.skip("the system keeps no files in memory")
    prepare(tmp_path)
    place.write_bytes(EVIL)
    try:
        seen = shell(tmp_path, f"cat {place} > out; cat good/x > /dev/null")
    finally:
        place.unlink()
    assert named(seen, EVIL)
    explained = explain_inputs(seen.trace, Known())
    (index,) = (number for number, file in enumerate(seen.trace.files) if file.name == str(place))
    assert explained.files[index].kind == "unexplained"
    assert not any(file.name == "/dev/null" for file in seen.trace.files)


def reads(seen: Seen) -> set[int]:
    """Indices of everything that was read."""
    return {index for process in seen.trace.processes for index in process.reads}
