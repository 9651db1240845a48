"""The real tracer on real commands: what they did is what it says, whatever they are called."""

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tracing import PYTHON, digest_of, python, sha256_of, shell, watch

LOOPBACK = "127.0.0.1"


def test_processes_have_their_words_program_and_end(tmp_path: Path) -> None:
    seen = shell(tmp_path, "true one; (exit 3); cat /etc/hostname >/dev/null")
    assert seen.losses == set()
    cat = seen.process("cat")
    program = seen.trace.files[cat.program]
    assert program.name.endswith("/cat")
    assert sha256_of(program) == digest_of(Path(program.name).read_bytes())
    assert program.form == "program"
    assert cat.exit_code == 0
    assert seen.trace.processes[0].argv[:2] == ("sh", "-c")
    assert 3 in {process.exit_code for process in seen.trace.processes}
    assert cat.parent == 0


def test_a_file_is_known_by_what_it_held_when_it_was_read(tmp_path: Path) -> None:
    """Edited, read and changed back: in the end nothing is to be seen of it on disk."""
    (tmp_path / "a.c").write_text("honest\n", "utf-8")
    seen = shell(
        tmp_path,
        "cp a.c keep; sleep 0.1; echo evil > a.c; cat a.c; sleep 0.1; cp keep a.c; cat a.c",
    )
    digests = {sha256_of(file) for file in seen.contents("a.c")}
    assert digests == {digest_of(b"evil\n"), digest_of(b"honest\n")}
    assert (tmp_path / "a.c").read_text("utf-8") == "honest\n"


def test_content_that_is_gone_is_not_known_and_its_makers_are(tmp_path: Path) -> None:
    seen = shell(tmp_path, "echo x > short; cat short >/dev/null; rm short")
    (short,) = seen.contents("short")
    assert (short.digests, short.unknown) in {(None, "gone"), (short.digests, "")}
    assert short.makers == (0,)
    assert list(seen.files_left()) == []


def test_a_change_between_use_and_look_is_not_taken_for_the_content(tmp_path: Path) -> None:
    """It is read through a descriptor that was opened before; the later content is not it."""
    (tmp_path / "a").write_text("before\n", "utf-8")
    seen = python(
        tmp_path,
        "import os, time\n"
        "f = open('a'); os.rename('a', 'b'); g = open('a', 'w'); g.write('after\\n'); g.close()\n"
        "f.read(); time.sleep(0.05)\n",
    )
    for file in seen.contents("a"):
        assert sha256_of(file) in {"", digest_of(b"before\n"), digest_of(b"after\n")}
    (read,) = (file for file in seen.contents("a") if not file.makers)
    assert sha256_of(read) in {"", digest_of(b"before\n")}


def test_a_writer_that_keeps_the_file_open_makes_another_content(tmp_path: Path) -> None:
    seen = shell(
        tmp_path,
        "exec 3> log; echo one >&3; cat log; sleep 0.1; echo two >&3; cat log; sleep 0.1; cat log",
    )
    digests = {sha256_of(file) for file in seen.contents("log")}
    assert digest_of(b"one\ntwo\n") in digests
    assert digests <= {digest_of(b"one\n"), digest_of(b"one\ntwo\n"), ""}
    assert len(digests) > 1


def test_names_are_those_of_the_system_not_those_that_were_typed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/file").write_text("x", "utf-8")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "alias").symlink_to("real/file")
    seen = shell(
        tmp_path, "cat link/file; cd link; cat ./../real/../alias; cat /proc/self/cwd/file"
    )
    assert [file.name for file in seen.trace.files if not file.outside] == ["real/file"]


def test_who_writes_through_a_redirection_is_the_program(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("x\n", "utf-8")
    seen = shell(tmp_path, "sort < in > out")
    number = seen.number("sort")
    assert number in seen.left("out").makers
    assert "in" in seen.read_by("sort")


def test_a_pipe_leads_from_its_writer_to_its_reader(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("x\n", "utf-8")
    seen = shell(tmp_path, 'cat in | sed s/x/y/ > out; echo "$(head -1 out)" > last')
    assert seen.process("sed").feeds == (seen.number("cat"),)
    assert seen.number("head") in seen.trace.processes[0].feeds


def test_renames_links_and_deletions(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("o", "utf-8")
    seen = python(
        tmp_path,
        "import os\n"
        "open('t', 'w').write('x'); os.rename('t', 'moved'); os.link('moved', 'second')\n"
        "os.symlink('moved', 'soft'); open('gone', 'w').close(); os.remove('gone')\n"
        "os.makedirs('d/e'); open('d/e/f', 'w').write('y'); os.rename('d', 'n')\n"
        "os.rename('old', 'new')\n",
    )
    verbs = {(item.verb, item.name, item.other) for item in seen.trace.changes}
    assert verbs >= {
        ("rename", "t", "moved"),
        ("link", "moved", "second"),
        ("symlink", "soft", "moved"),
        ("delete", "gone", ""),
        ("rename", "d", "n"),
    }
    assert {file.name for file in seen.files_left()} == {"moved", "second", "n/e/f", "new"}
    assert {sha256_of(seen.left(name)) for name in ("moved", "second")} == {digest_of(b"x")}
    assert sha256_of(seen.left("new")) == digest_of(b"o")
    assert "old" in {seen.trace.files[index].name for index in seen.trace.processes[0].reads}


def test_a_file_without_a_name_gets_one(tmp_path: Path) -> None:
    script = (
        "import os\n"
        "f = os.open('.', os.O_TMPFILE | os.O_RDWR); os.write(f, b'tmp')\n"
        "os.link(f'/proc/self/fd/{f}', 'named', dst_dir_fd=os.open('.', os.O_RDONLY))\n"
    )
    seen = python(tmp_path, script)
    assert sha256_of(seen.left("named")) == digest_of(b"tmp")


def test_a_program_without_a_name_is_one_that_nobody_knows(tmp_path: Path) -> None:
    seen = python(
        tmp_path,
        "import os, shutil\n"
        "f = os.memfd_create('payload', 0); os.write(f, open('/bin/true', 'rb').read())\n"
        "os.execve(f, ['payload'], {})\n",
    )
    program = seen.trace.files[seen.process("payload").program]
    assert (program.digests, program.unknown) == (None, "anonymous")


def test_a_program_that_is_run_from_a_descriptor_is_known(tmp_path: Path) -> None:
    seen = python(
        tmp_path,
        "import os\nf = os.open('/bin/true', os.O_RDONLY)\nos.execve(f, ['payload'], {})\n",
    )
    assert seen.losses == set()
    program = seen.trace.files[seen.process("payload").program]
    assert program.name.endswith("/true")
    assert program.digests


def test_a_script_is_run_by_its_interpreter(tmp_path: Path) -> None:
    script = tmp_path / "tool"
    script.write_text("#!/bin/sh\ncat /etc/hostname\n", "utf-8")
    script.chmod(0o755)
    seen = watch(tmp_path, "./tool")
    assert seen.trace.files[seen.trace.processes[0].program].form == "script"
    read = {seen.trace.files[index].name for index in seen.trace.processes[0].reads}
    assert any(name.endswith("sh") and name.startswith("/") for name in read)
    assert any("/ld-" in name for name in read)


def test_a_thread_that_executes_a_program_replaces_its_process(tmp_path: Path) -> None:
    seen = python(
        tmp_path,
        "import os, threading\n"
        "threading.Thread(target=lambda: os.execv('/bin/sh', ['sh', '-c', 'exit 7'])).start()\n"
        "import time; time.sleep(5)\n",
    )
    assert seen.ran.exit_code == 7
    assert seen.process("sh", "-c", "exit 7").exit_code == 7
    assert seen.losses == set()


HOSTILE = {
    "a line of the log": b'1\n99 1.5 openat(AT_FDCWD</x>, "y", O_RDONLY) = 3</etc/passwd>',
    "the end of a call": b'x", O_RDONLY) = 3</etc/passwd>',
    "the end of a descriptor": b"x>) = 3</etc/passwd",
    "a failed call": b"x) = -1 ENOENT (No such file or directory)",
    "an unfinished call": b"x <unfinished ...>",
    "a deleted file": b"x (deleted)",
    "escapes": b"\\x41\\101\x1b[31m\xff",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=list(HOSTILE))
def test_a_name_cannot_forge_an_event(tmp_path: Path, name: bytes) -> None:
    """Its slashes are directories; it is read under exactly that name, and nothing else is."""
    path = tmp_path / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"hostile")
    seen = python(tmp_path, f"open({name!r}).read(); open({name!r} + b'.out', 'w').close()")
    read = [file for file in seen.trace.files if not file.outside and not file.makers]
    assert [sha256_of(file) for file in read] == [digest_of(b"hostile")]
    assert not any(file.name == "/etc/passwd" for file in seen.trace.files)
    assert seen.losses == set()
    assert len(list(seen.files_left())) == 1


def test_words_are_recorded_without_secrets(tmp_path: Path) -> None:
    seen = watch(tmp_path, "true", "--token", "tok-123456789", 'q"uo\nte', secret="tok-123456789")  # noqa: S106
    assert seen.trace.processes[0].argv == ("true", "--token", "***", 'q"uo\nte')


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server((LOOPBACK, 0)) as listening:
        accepting = threading.Thread(target=lambda: _accept(listening), daemon=True)
        accepting.start()
        yield listening
        accepting.join(timeout=10)


def _accept(listening: socket.socket) -> None:
    with contextlib.suppress(OSError):
        listening.accept()[0].close()


def test_connections_are_seen_with_address_and_port(
    tmp_path: Path, listener: socket.socket
) -> None:
    port = listener.getsockname()[1]
    seen = python(
        tmp_path,
        "import socket\n"
        f"socket.create_connection(('{LOOPBACK}', {port})).close()\n"
        "s = socket.socket(socket.AF_INET6); s.setblocking(False)\n"
        "try: s.connect(('::1', 9))\nexcept OSError: pass\n"
        "u = socket.socket(socket.AF_UNIX)\n"
        "try: u.connect('\\0abstract name')\nexcept OSError: pass\n"
        "try: u.connect('no such socket')\nexcept OSError: pass\n"
        "d = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        f"d.sendto(b'x', ('{LOOPBACK}', 9)); d.bind(('{LOOPBACK}', 0))\n"
        f"t = socket.create_server(('{LOOPBACK}', 0))\n",
    )
    reached = seen.reached()
    assert ("inet", "connect", LOOPBACK, port) in reached
    assert ("inet6", "connect", "::1", 9) in reached
    assert ("unix", "connect", "@abstract name", 0) in reached
    assert ("unix", "connect", "no such socket", 0) in reached
    assert ("inet", "send", LOOPBACK, 9) in reached


def test_the_name_that_a_name_server_is_asked_for(tmp_path: Path) -> None:
    query = bytes.fromhex("123401000001000000000000") + b"\x07example\x03com\x00\x00\x01\x00\x01"
    seen = python(
        tmp_path,
        "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        f"s.connect(('{LOOPBACK}', 53))\n"
        f"try: s.send({query!r})\nexcept OSError: pass\n",
    )
    assert {item.host for item in seen.trace.connections if item.host} == {"example.com"}


def test_what_is_not_asked_for_is_not_watched(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a", "utf-8")
    files = watch(tmp_path, "cat", "a", scope="files")
    network = watch(tmp_path, "cat", "a", scope="network")
    assert files.contents("a")
    assert not network.contents("a")
    assert network.trace.processes[0].argv == ("cat", "a")


def test_another_ones_memory_is_seen_to_be_read(tmp_path: Path) -> None:
    parent = os.getpid()
    seen = shell(tmp_path, f"cat /proc/{parent}/environ >/dev/null; cat /proc/self/environ")
    names = {file.name for file in seen.trace.files if file.name.startswith("/proc/")}
    assert names == {f"/proc/{parent}/environ"}


def test_a_daemon_outlives_the_step_and_that_is_said(tmp_path: Path) -> None:
    started = time.monotonic()
    seen = shell(tmp_path, "(sleep 1; echo done > late) >/dev/null 2>&1 </dev/null & echo started")
    assert time.monotonic() - started < 1
    assert seen.losses == {"trace-outlived"}
    deadline = time.monotonic() + 20
    while not (tmp_path / "late").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (tmp_path / "late").exists()  # nothing was taken from it


def _kill_tracer_when(ready: Path) -> None:
    """Kill whatever traces the process that wrote its number there."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError, StopIteration):
            status = Path(f"/proc/{int(ready.read_text('utf-8'))}/status").read_text("utf-8")
            line = next(line for line in status.splitlines() if line.startswith("TracerPid:"))
            os.kill(int(line.split()[1]), signal.SIGKILL)
            return
        time.sleep(0.02)


KILLED = {"it reads no more": ("pass", 9), "it reads on": ("open('ready').read()", 1)}


@pytest.mark.parametrize(("rest", "code"), KILLED.values(), ids=list(KILLED))
def test_a_tracer_that_is_killed_does_not_take_the_result_with_it(
    tmp_path: Path, rest: str, code: int
) -> None:
    """The trace does not pass for a whole one, and calls that are watched no more fail."""
    ready = tmp_path / "ready"
    script = (
        "import os, time\n"
        "open('part', 'w').write(str(os.getpid())); os.rename('part', 'ready')\n"
        f"time.sleep(1)\n{rest}\nos._exit(9)\n"
    )
    killer = threading.Thread(target=_kill_tracer_when, args=(ready,))
    killer.start()
    seen = watch(tmp_path, *PYTHON, script)
    killer.join()
    assert seen.ran.exit_code == code
    assert seen.losses == {"trace-broken"}


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    watch(tmp_path, "true")
    assert list(place.iterdir()) == []


def test_a_directory_that_is_opened_and_removed_is_no_input(tmp_path: Path) -> None:
    seen = python(
        tmp_path,
        "import os, shutil, tempfile\n"
        "d = tempfile.mkdtemp(dir='.'); open(d + '/f', 'w').close(); shutil.rmtree(d)\n"
        "os.mkdir('x'); f = os.open('x', os.O_RDONLY); os.rmdir('x')\n",
    )
    assert [file for file in seen.trace.files if not file.outside and not file.makers] == []


def test_a_file_that_is_opened_to_be_made_is_not_taken_for_one_that_was_there(
    tmp_path: Path,
) -> None:
    """Caches are filled so: opened for reading and writing, and made by that."""
    (tmp_path / "old").write_text("old", "utf-8")
    time.sleep(0.1)
    seen = python(
        tmp_path,
        "import os, time\n"
        "f = os.open('new', os.O_RDWR | os.O_CREAT); os.write(f, b'x'); os.close(f)\n"
        "f = os.open('old', os.O_RDWR | os.O_CREAT); os.read(f, 3); time.sleep(0.1)\n",
    )
    for file in seen.contents("new"):
        assert file.makers == (0,)
    assert {file.makers for file in seen.contents("old") if file.digests} >= {()}


def test_a_thread_that_dies_within_a_call_is_no_loss(tmp_path: Path) -> None:
    seen = python(
        tmp_path,
        "import os, threading, time\n"
        "def read():\n    while True: open('/etc/hostname').close()\n"
        "for _ in range(8): threading.Thread(target=read, daemon=True).start()\n"
        "time.sleep(0.2); os._exit(0)\n",
    )
    assert seen.losses == set()


def test_children_that_end_before_anybody_hears_of_them_are_no_strangers(tmp_path: Path) -> None:
    seen = shell(tmp_path, "for i in 1 2 3 4 5 6 7 8 9; do (true) & (exit 1) & done; wait")
    assert seen.losses == set()
    assert {process.parent for process in seen.trace.processes[1:]} == {0}


def test_work_that_is_handed_to_a_container_engine_is_a_loss(tmp_path: Path) -> None:
    """What is built there, nobody sees."""
    with socket.socket(socket.AF_UNIX) as engine:
        engine.bind(str(tmp_path / "docker.sock"))
        engine.listen()
        seen = python(
            tmp_path,
            "import socket\nsocket.socket(socket.AF_UNIX).connect('docker.sock')\n"
            f"socket.socket(socket.AF_UNIX).connect({str(tmp_path / 'docker.sock')!r})\n",
        )
    assert seen.losses == {"trace-elsewhere"}
