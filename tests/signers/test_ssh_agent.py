"""Keys in a real SSH agent, and agents that lie."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pbom.codec.keys import verifies
from pbom.errors import RecordingError
from pbom.signers import scheme_of
from pbom.signers.ssh_agent import SshAgent
from tests.cli.session import Sandbox
from tests.signers.agent import Agent
from tests.workbench import require

KINDS = {"ed25519": (), "ecdsa": ("-b", "256"), "ecdsa-384": ("-b", "384")}


@pytest.fixture
def agent() -> Iterator[Agent]:
    for tool in ("ssh-agent", "ssh-add", "ssh-keygen"):
        require(tool)
    with Agent.start() as started:
        yield started


def opened(path: str, wanted: str = "") -> SshAgent:
    uri = f"ssh-agent:{wanted}"
    signer = scheme_of(uri).open(uri, {"SSH_AUTH_SOCK": path}, lambda what: what)
    assert isinstance(signer, SshAgent)
    return signer


def refused(path: str, wanted: str = "") -> str:
    with pytest.raises(RecordingError) as caught:
        opened(path, wanted).sign(b"message")
    return str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_of_the_agent_signs(agent: Agent, kind: str) -> None:
    agent.add(kind.partition("-")[0], *KINDS[kind])
    signer = opened(agent.socket)
    for message in (b"", b"message", b"m" * 200_000):
        signature = signer.sign(message)
        assert signature.hint == signer.public_key.hint
        assert verifies(signer.public_key, signature.value, message)
        assert not verifies(signer.public_key, signature.value, message + b"!")


def test_one_of_several_keys_has_to_be_named(agent: Agent) -> None:
    first, second = agent.add("ed25519"), agent.add("ecdsa")
    assert f"several keys: {first} ada's, {second} ada's" in refused(agent.socket)
    assert opened(agent.socket, first).public_key.kind == "ed25519"
    assert opened(agent.socket, second).public_key.kind == "ecdsa-p256"
    assert "has no such key" in refused(agent.socket, "SHA256:none")


def test_a_kind_of_key_that_is_not_verified_is_not_used(agent: Agent) -> None:
    named = agent.add("rsa", "-b", "2048")
    assert "no usable key" in refused(agent.socket)
    assert "no such key" in refused(agent.socket, named)


def test_what_is_longer_than_agents_take_is_refused_in_words(agent: Agent) -> None:
    agent.add("ed25519")
    with pytest.raises(RecordingError, match="an SSH agent signs at most 262,144 bytes"):
        opened(agent.socket).sign(b"m" * 262_144)


def test_where_there_is_no_agent_it_is_said(tmp_path: Path) -> None:
    assert "SSH_AUTH_SOCK is not set" in refused("")
    assert "no SSH agent answers" in refused(str(tmp_path / "nowhere"))


@contextmanager
def liar(folder: Path, answers: Callable[[bytes], bytes]) -> Iterator[str]:
    """An agent that answers each request with these bytes, as they are."""
    path = str(folder / "liar")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        server.settimeout(10)

        def serve() -> None:
            while True:
                client, _ = server.accept()
                with client:
                    length = int.from_bytes(client.recv(4))
                    if not length:
                        return
                    client.sendall(answers(client.recv(length)))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield path
        finally:
            with socket.socket(socket.AF_UNIX) as last:
                last.connect(path)
                last.sendall(bytes(4))
            thread.join()


def framed(message: bytes) -> bytes:
    return len(message).to_bytes(4) + message


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"", "it hung up"),
        (b"\x00\x00\x00\x09\x0c", "it hung up"),
        (b"\x7f\xff\xff\xff", "an answer of 2,147,483,647 bytes"),
        (b"\x00\x00\x00\x00", "an answer of 0 bytes"),
        (framed(b"\x05"), "it refused"),
        (framed(b"\x0e"), "expected a message of type 12, found 14"),
        (framed(b"\x0c\xff\xff\xff\xff"), "the message is cut"),
        (framed(b"\x0c\x00\x00\x00\x00!"), "bytes after the end"),
    ],
)
def test_a_list_of_keys_that_is_none_is_refused(
    tmp_path: Path, answer: bytes, problem: str
) -> None:
    with liar(Path(os.path.relpath(tmp_path)), lambda _: answer) as path:
        assert problem in refused(path)


def test_a_signature_by_another_key_is_not_handed_out(agent: Agent, tmp_path: Path) -> None:
    """The twin: the same relay, which changes nothing, is believed."""
    agent.add("ed25519")

    def relay(request: bytes, spoil: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as real:
            real.connect(agent.socket)
            signs = request[0] == 13
            real.sendall(framed(request[:-5] + spoil + request[-4:] if signs else request))
            return real.recv(100_000)

    with liar(Path(os.path.relpath(tmp_path)), lambda request: relay(request, b"e")) as path:
        assert opened(path).sign(b"message").value
    (tmp_path / "liar").unlink()
    with liar(Path(os.path.relpath(tmp_path)), lambda request: relay(request, b"!")) as path:
        assert "not a signature by its key" in refused(path)


def test_a_step_is_signed_by_the_agent_and_its_command_does_not_see_the_agent(
    agent: Agent, tmp_path: Path
) -> None:
    """The twin: where a file signs, the agent is the command's as before."""
    agent.add("ed25519")
    sandbox = Sandbox.ready(tmp_path).using(agent.variables | {"SSH_AGENT_PID": "1"})
    with_agent = sandbox.pbom("run", "--sign", "ssh-agent:", "--step=one", "--", "env")
    assert with_agent.code == 0, with_agent
    assert "SSH_A" not in with_agent.text
    with_file = sandbox.pbom("run", "--step=two", "--", "env")
    assert f"SSH_AUTH_SOCK={agent.socket}\n" in with_file.text


def test_what_the_agent_signed_passes_the_gate_of_a_policy_that_knows_its_key(
    agent: Agent, tmp_path: Path
) -> None:
    agent.add("ed25519")
    sandbox = Sandbox.with_commit(tmp_path).using(agent.variables | {"PBOM_SIGN": "ssh-agent:"})
    assert sandbox.pbom("init").code == 0
    sandbox.commit("trust")
    out = sandbox.release()
    assert sandbox.judge(str(out)) == (0, set())
    sandbox.write("src.txt", "other\n")
    sandbox.commit("second")
    stranger = sandbox.using({"PBOM_SIGN": "file:"})
    assert stranger.pbom("key", "new").code == 0
    assert stranger.pbom("run", "--output=out.bin", "--", "make", "-s").code == 0
    assert "unknown-signer" in sandbox.pbom("assemble", "out.bin").complaint
