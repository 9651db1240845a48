"""A step whose processes pass on what they read, by ways that no file shows.

It reaches whatever the next one made: a product that came about so is named because of it.
"""

import os
from pathlib import Path

import pytest

from pbom.model.reasons import reached
from tests.attacks.test_hides_from_the_tracer import SETUP, prepare
from tests.tracing import PYTHON, Seen, problem_of, python, shell, words

READER = words(*PYTHON, "import os; os.write(1, os.read(3, 9))")
FLOWS = {
    "a pipe with a name": "mkfifo f; cat {x} > f & cat f > out; wait",
    "a pipe with a name that is gone": (
        "mkfifo f; cat {x} > f & exec 3< f; rm f; cat <&3 > out; wait"
    ),
    "a pipe with a name that was renamed": (
        "mkfifo f; mv f g; ln g h; cat {x} > g & cat h > out; wait"
    ),
    "a pipe with a name that is both ways": (
        "mkfifo f; exec 5<> f; cat {x} >&5; head -1 <&5 > out"
    ),
    "a pipe that is opened by its number": "bash -c 'cat <(cat {x}) > out'",
    "a pipe under a number of its own": words("bash", "-c", f"{READER} 3< <(cat {{x}}) > out"),
    "a shell that reads for another program": "bash -c 'read l < <(cat {x}); echo $l > out'",
}
COPY_FLOWS = {
    "a pipe between copies": (
        "r, w = os.pipe()\nif os.fork() == 0: os.write(w, open(name, 'rb').read()); os._exit(0)\n"
        "open('out', 'wb').write(os.read(r, 9))"
    ),
    "memory that is shared": (
        "import mmap\nm = mmap.mmap(-1, 4096)\n"
        "if os.fork() == 0: m[:5] = open(name, 'rb').read(); os._exit(0)\n"
        "os.wait(); open('out', 'wb').write(m[:5])"
    ),
    "a stream that a copy closed first": (
        "r, w = os.pipe()\n"
        "if os.fork() == 0: os.close(1); libc.dup(w); os.execv('/bin/cat', ['cat', name])\n"
        "os.close(w)\n"
        "if os.fork() == 0: os.close(0); libc.dup(r); os.execv('/usr/bin/tee', ['tee', 'out'])\n"
        "os.wait(); os.wait()"
    ),
    "a pipe that becomes a stream at once": (
        "os.close(0); r, w = os.pipe(); assert r == 0\n"
        "if os.fork() == 0: os.dup2(w, 1); os.execv('/bin/cat', ['cat', name])\n"
        "os.close(w); os.set_inheritable(0, True); os.execv('/usr/bin/tee', ['tee', 'out'])"
    ),
    "what was read before the copy": (
        "text = open(name, 'rb').read()\nif os.fork() == 0: open('out', 'wb').write(text)\n"
        "else: os.wait()"
    ),
}


@pytest.mark.parametrize("script", FLOWS.values(), ids=list(FLOWS))
@pytest.mark.parametrize("folder", ["good", "evil"])
def test_passes_content_on(tmp_path: Path, script: str, folder: str) -> None:
    """Whatever its reader made is not explained; the honest twin's is."""
    prepare(tmp_path)
    seen = shell(tmp_path, script.replace("{x}", f"{folder}/x"))
    passed_on(seen, folder)


@pytest.mark.parametrize("script", COPY_FLOWS.values(), ids=list(COPY_FLOWS))
@pytest.mark.parametrize("folder", ["good", "evil"])
def test_passes_content_on_to_a_copy(tmp_path: Path, script: str, folder: str) -> None:
    prepare(tmp_path)
    seen = python(tmp_path, f"{SETUP}name = '{folder}/x'\n{script}\n")
    passed_on(seen, folder)


def passed_on(seen: Seen, folder: str) -> None:
    """A product has a file's content, and nobody read it for the other reason."""
    assert seen.ran.exit_code == 0
    assert seen.losses == set()
    assert (seen.folder / "out").read_bytes() == f"{folder}\n".encode()
    assert (problem_of(seen, "out", "evil/x") != "") == (folder == "evil")
    names = {seen.trace.files[index].name for index in reached(seen.trace, seen.left("out").makers)}
    assert "f" not in names
    assert "g" not in names


def test_a_pipe_of_somebody_else_is_counted(tmp_path: Path) -> None:
    """What comes out of it, nobody saw go in."""
    os.mkfifo(tmp_path / "f")
    seen = shell(tmp_path, "(sleep 0.1; echo x) > /dev/null & exec 3<> f; wait")
    assert seen.losses == {"trace-passed"}
