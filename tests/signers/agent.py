"""A real SSH agent, with keys that it made for itself."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.signing import run


@dataclass(frozen=True, kw_only=True)
class Agent:
    """An agent in a directory with a short name, for it has a socket in it."""

    folder: Path

    @classmethod
    @contextmanager
    def start(cls) -> Iterator["Agent"]:
        """A new one without keys; it ends with the block."""
        agent = cls(folder=Path(tempfile.mkdtemp(prefix="agent-", dir="/tmp")))
        process = subprocess.Popen(
            ["ssh-agent", "-D", "-a", agent.socket], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            assert process.stdout is not None
            process.stdout.readline()  # it says where it listens, and then it does
            yield agent
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=10)
            shutil.rmtree(agent.folder, ignore_errors=True)

    @property
    def socket(self) -> str:
        """Where it listens."""
        return str(self.folder / "socket")

    @property
    def variables(self) -> dict[str, str]:
        """What its clients need."""
        return {"SSH_AUTH_SOCK": self.socket}

    def add(self, kind: str, *options: str) -> str:
        """A new key of a kind; its fingerprint as OpenSSH shows it."""
        path = self.folder / f"{kind}-{len(list(self.folder.iterdir()))}"
        run("ssh-keygen", "-q", "-t", kind, *options, "-N", "", "-C", "ada's", "-f", str(path))
        run("ssh-add", "-q", str(path), SSH_AUTH_SOCK=self.socket)
        return run("ssh-keygen", "-lf", str(path)).decode().split()[1]
