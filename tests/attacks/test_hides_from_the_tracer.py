"""A step that reads, runs or writes in ways that a log of system calls does not show at once.

Whatever it does, what it used is named with its content, is of unknown content, or is counted as
lost: never credited with the content of something harmless that lies at the same name.
"""

import shutil
from pathlib import Path

import pytest

from tests.tracing import Seen, digest_of, python, sha256_of, watch

EVIL = b"evil\n"
SETUP = "import ctypes, os, time\nlibc = ctypes.CDLL(None, use_errno=True)\n"


def prepare(folder: Path) -> None:
    """Harmless and evil files and programs, older than anything that the step does."""
    for name, text in (("good", b"good\n"), ("evil", EVIL)):
        (folder / name).mkdir()
        (folder / name / "x").write_bytes(text)
        program = folder / name / "tool"
        shutil.copy("/bin/true", program)
        with program.open("ab") as file:
            file.write(text)


def named(seen: Seen, content: bytes) -> bool:
    """Whether a file with this content was seen to be used."""
    return digest_of(content) in {sha256_of(file) for file in seen.trace.files}


def admitted(seen: Seen, program: bytes) -> bool:
    """Whether every program is known for what it was, or it is said that one is not."""
    unknown = any(
        seen.trace.files[item.program].unknown for item in seen.trace.processes if item.program >= 0
    )
    return named(seen, program) or unknown or bool(seen.losses)


SWAPS = {
    "nothing": "read()",
    "directories change places": (
        "read(); exchange('good', 'evil'); read(); exchange('good', 'evil')"
    ),
    "a directory is put in place of another, and taken away again": (
        "read(); os.rename('good', 't'); os.rename('evil', 'good'); read(); "
        "os.rename('good', 'evil'); os.rename('t', 'good')"
    ),
    "a directory is swapped as soon as the file is open": (
        "os.rename('good', 't'); os.rename('evil', 'good'); read(); "
        "os.rename('good', 'evil'); os.rename('t', 'good')"
    ),
    "a link to the directory is swapped": (
        "os.symlink('good', 'l'); os.symlink('evil', 'k'); open('l/x').read(); "
        "os.rename('k', 'l'); open('l/x').read()"
    ),
    "files change places": (
        "read(); exchange('good/x', 'evil/x'); read(); exchange('good/x', 'evil/x')"
    ),
}
EXCHANGE = """
def exchange(a, b):
    assert libc.renameat2(-100, a.encode(), -100, b.encode(), 2) == 0
def read():
    return open('good/x').read()
"""


@pytest.mark.parametrize("script", SWAPS.values(), ids=list(SWAPS))
def test_swaps_what_it_reads(tmp_path: Path, script: str) -> None:
    """All of it within the time in which nobody reads the log, so that it is over by then."""
    prepare(tmp_path)
    seen = python(tmp_path, f"{SETUP}{EXCHANGE}\n{script}\n")
    assert seen.ran.exit_code == 0
    unknown = {file.unknown for file in seen.trace.files if file.name.endswith("/x")} - {""}
    if script == "read()":  # the honest twin
        assert not named(seen, EVIL)
        assert not unknown
    else:
        assert named(seen, EVIL) or unknown


RUNS = {
    "by its name": "os.execv('evil/tool', ['tool'])",
    "through a descriptor that was another file's before": (
        "f = os.open('good/tool', os.O_RDONLY); os.close(f)\n"
        "g = os.open('evil/tool', os.O_PATH); assert f == g; os.set_inheritable(g, True)\n"
        "os.execv(f'/proc/self/fd/{g}', ['tool'])"
    ),
    "through a copy of a descriptor": (
        "import fcntl\nf = os.open('good/tool', os.O_RDONLY); os.close(f)\n"
        "g = os.memfd_create('x', 0); assert f == g\n"
        "os.write(g, open('/bin/true', 'rb').read() + b'evil')\n"
        "os.execv(f'/proc/self/fd/{g}', ['tool'])"
    ),
    "through a link to a descriptor": (
        "g = os.open('evil/tool', os.O_PATH); os.set_inheritable(g, True)\n"
        "os.symlink(f'/proc/self/fd/{g}', 'link'); os.execv('link', ['tool'])"
    ),
    "from the directory of its descriptors": (
        "g = os.open('evil/tool', os.O_PATH); os.set_inheritable(g, True)\n"
        "os.chdir('/proc/self/fd'); os.execv(str(g), ['tool'])"
    ),
    "through its own directory in /proc": (
        "os.chdir('evil'); os.execv('/proc/self/cwd/tool', ['tool'])"
    ),
    "through a link that is turned back": (
        "os.symlink('evil', 'l'); os.symlink('good', 'k')\n"
        "if os.fork() == 0: os.execv('l/tool', ['tool'])\n"
        "os.wait(); os.rename('k', 'l')"
    ),
    "through a directory that is turned back": (
        "os.rename('good', 't'); os.rename('evil', 'good')\n"
        "if os.fork() == 0: os.execv('good/tool', ['tool'])\n"
        "os.wait(); os.rename('good', 'evil'); os.rename('t', 'good')"
    ),
    "from memory": (
        "g = os.memfd_create('x>) = 3</bin/true', 0)\n"
        "os.write(g, open('/bin/true', 'rb').read()); os.execve(g, ['tool'], {})"
    ),
}


@pytest.mark.parametrize("script", RUNS.values(), ids=list(RUNS))
def test_runs_a_program_that_is_not_the_one_at_its_name(tmp_path: Path, script: str) -> None:
    prepare(tmp_path)
    seen = python(tmp_path, SETUP + script)
    assert seen.ran.exit_code == 0
    assert admitted(seen, (tmp_path / "evil/tool").read_bytes())


def test_runs_the_program_at_its_name(tmp_path: Path) -> None:
    """The honest twin: nothing unknown, nothing lost."""
    prepare(tmp_path)
    (tmp_path / "link").symlink_to("good")
    seen = watch(tmp_path, "sh", "-c", "good/tool; link/tool; cd good; ./tool; true")
    assert seen.losses == set()
    programs = {seen.trace.files[item.program] for item in seen.trace.processes}
    assert not any(program.unknown for program in programs)
    assert named(seen, (tmp_path / "good/tool").read_bytes())


VECTOR = """
class V(ctypes.Structure):
    _fields_ = [('b', ctypes.c_void_p), ('n', ctypes.c_size_t)]
buffer = ctypes.create_string_buffer(b'xxxx')
vector = ctypes.byref(V(ctypes.addressof(buffer), 4))
"""
REACHES = {
    "writes into the memory of another process": (
        f"{VECTOR}p = os.fork()\nif p == 0: time.sleep(5)\n"
        "assert libc.process_vm_writev(p, vector, 1, vector, 1, 0) == 4\nos.kill(p, 9)"
    ),
    "takes a descriptor of another process": (
        "p = os.fork()\nif p == 0: time.sleep(5)\n"
        "assert libc.syscall(438, os.pidfd_open(p), 0, 0) >= 0\nos.kill(p, 9)"
    ),
    "hands a descriptor on": (
        "import socket\na, b = socket.socketpair()\n"
        "socket.send_fds(a, [b'x'], [os.open('evil/x', os.O_PATH)])"
    ),
    "writes into the log": (
        "status = open('/proc/self/status').read()\n"
        "tracer = status.partition('TracerPid:')[2].split()[0]\n"
        "for f in os.listdir(f'/proc/{tracer}/fd'):\n"
        "    p = f'/proc/{tracer}/fd/{f}'\n"
        "    if '/pbom-' in os.readlink(p):\n"
        "        os.write(os.open(p, os.O_WRONLY), b'7 1.0 unlink(\"evil\") = 0\\n')"
    ),
}
LOSSES = ("trace-memory", "trace-memory", "trace-passed", "trace-broken")


@pytest.mark.parametrize(
    ("script", "loss"), [*zip(REACHES.values(), LOSSES, strict=True)], ids=list(REACHES)
)
def test_reaches_around_the_tracer(tmp_path: Path, script: str, loss: str) -> None:
    prepare(tmp_path)
    seen = python(tmp_path, f"{SETUP}time.sleep(0.1)\n{script}\n")
    assert seen.ran.exit_code == 0
    assert loss in seen.losses


def test_sends_a_message_and_reads_its_own_memory(tmp_path: Path) -> None:
    """The honest twin."""
    seen = python(
        tmp_path,
        f"{SETUP}{VECTOR}import socket\na, b = socket.socketpair(); a.sendmsg([b'x'])\n"
        "assert libc.process_vm_readv(os.getpid(), vector, 1, vector, 1, 0) == 4\n",
    )
    assert seen.ran.exit_code == 0
    assert seen.losses == set()


def test_works_past_its_system_calls(tmp_path: Path) -> None:
    """Where the system has no such way, there is nothing to lose either."""
    script = "p = ctypes.create_string_buffer(120)\nos._exit(libc.syscall(425, 4, p) < 0)"
    seen = python(tmp_path, SETUP + script)
    assert seen.losses == ({"trace-io-uring"} if seen.ran.exit_code == 0 else set())


def test_enters_names_through_a_link_that_is_turned(tmp_path: Path) -> None:
    """A file that lay there cannot be passed off as one that the step has moved there."""
    prepare(tmp_path)
    seen = python(
        tmp_path,
        "import os\nos.symlink('good', 'l')\n"
        "for n in 'ab': open(n, 'w').close()\nos.rename('a', 'l/a')\n"
        "os.symlink('elsewhere', 'k'); os.mkdir('elsewhere'); os.rename('k', 'l')\n"
        "os.rename('b', 'l/x'); open('good/x').read()\n",
    )
    (read,) = (file for file in seen.contents("good/x") if digest_of(b"good\n") == sha256_of(file))
    assert read.makers == () or "trace-names" in seen.losses


def test_goes_up_from_a_link(tmp_path: Path) -> None:
    """The directory above is that of where the link leads to."""
    prepare(tmp_path)
    (tmp_path / "evil/sub").mkdir()
    (tmp_path / "l").symlink_to("evil/sub")
    shutil.copy(tmp_path / "good/tool", tmp_path / "tool")
    seen = python(tmp_path, "import os\nos.execv('l/../tool', ['tool'])\n")
    assert named(seen, (tmp_path / "evil/tool").read_bytes())
    assert not named(seen, (tmp_path / "good/tool").read_bytes())
