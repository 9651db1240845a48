"""``ssh-agent:[FINGERPRINT]``: a key that an SSH agent holds, Ed25519 or ECDSA.

The agent is spoken to directly, over its socket. What it signs is the pre-authentication encoding
of DSSE, which begins with ``DSSEv1`` and so is nothing that SSH itself would ever accept.
"""

import socket
from collections.abc import Mapping
from typing import ClassVar

from pbom.codec.keys import verifies
from pbom.codec.ssh_agent import (
    LIST,
    MAX_MESSAGE,
    AgentKey,
    read_keys,
    read_signature,
    write_request,
)
from pbom.errors import FormatError, RecordingError
from pbom.model.envelope import Signature
from pbom.model.key import PublicKey
from pbom.model.printable import printable
from pbom.signers import Ask, Scheme

SOCKET = "SSH_AUTH_SOCK"
LISTING, SIGNING = 10.0, 120.0
"""Seconds to wait; before it signs, an agent may ask its owner, who has to find the window."""
_LENGTH = 4


class SshAgent:
    """A signer that asks an agent for each signature."""

    def __init__(self, path: str, blob: bytes, key: PublicKey) -> None:
        self._path = path
        self._blob = blob
        self._key = key

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return self._key

    def sign(self, message: bytes) -> Signature:
        """A signature by the agent's key, verified before it is handed out.

        Raises:
            RecordingError: The agent did not sign, or signed something else.
        """
        try:
            answer = _ask(self._path, write_request(self._blob, message), SIGNING)
            value = read_signature(answer, self._key)
        except FormatError as error:
            raise RecordingError(f"the SSH agent did not sign: {error.problem}") from error
        if not verifies(self._key, value, message):
            raise RecordingError("what the SSH agent returned is not a signature by its key")
        return Signature(hint=self._key.hint, value=value)


class AgentScheme:
    """Keys in an SSH agent."""

    schemes: ClassVar[tuple[str, ...]] = ("ssh-agent",)

    @classmethod
    def withheld(cls, uri: str) -> frozenset[str]:
        """Where the agent is."""
        del uri
        return frozenset({SOCKET, "SSH_AGENT_PID"})

    @classmethod
    def open(cls, uri: str, environment: Mapping[str, str], ask: Ask) -> SshAgent:
        """The agent's key with the fingerprint in the URI; without one, the only key it has.

        Raises:
            RecordingError: There is no agent, or it has no such key, or several.
        """
        del ask  # an agent asks its owner itself
        path = environment.get(SOCKET, "")
        if not path:
            raise RecordingError(
                f"there is no SSH agent: {SOCKET} is not set", hint="eval $(ssh-agent) && ssh-add"
            )
        try:
            keys = read_keys(_ask(path, LIST, LISTING))
        except FormatError as error:
            raise RecordingError(f"the SSH agent cannot be understood: {error.problem}") from error
        chosen, key = _choose(keys, uri.partition(":")[2])
        return SshAgent(path, chosen.blob, key)


def _choose(keys: tuple[AgentKey, ...], wanted: str) -> tuple[AgentKey, PublicKey]:
    usable = [(item, item.key) for item in keys if item.key is not None]
    found = [pair for pair in usable if wanted in ("", pair[0].fingerprint)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(printable(f"{item.fingerprint} {item.comment}") for item, _ in usable[:10])
    if found:
        raise RecordingError(
            f"the SSH agent has several keys: {listed}"[:2000],
            hint="name one: --sign ssh-agent:SHA256:...",
        )
    raise RecordingError(
        f"the SSH agent has no {'such' if wanted else 'usable'} key, Ed25519 or ECDSA; "
        f"it has: {listed or 'none'}"[:2000],
        hint="`ssh-add` adds a key, `ssh-add -l` lists them",
    )


def _ask(path: str, request: bytes, patience: float) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as agent:
            agent.settimeout(patience)
            agent.connect(path)
            agent.sendall(len(request).to_bytes(_LENGTH) + request)
            length = int.from_bytes(_receive(agent, _LENGTH))
            if not 1 <= length <= MAX_MESSAGE:
                raise FormatError(f"an answer of {length:,} bytes")
            return _receive(agent, length)
    except TimeoutError as error:
        raise RecordingError(f"the SSH agent did not answer for {patience:.0f} seconds") from error
    except OSError as error:
        raise RecordingError(
            f"no SSH agent answers at {printable(path)}: {error.strerror or error}",
            hint="eval $(ssh-agent) && ssh-add",
        ) from error


def _receive(agent: socket.socket, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        part = agent.recv(length - len(data))
        if not part:
            raise FormatError("it hung up")
        data += part
    return bytes(data)


plugin: type[Scheme] = AgentScheme
