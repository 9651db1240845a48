"""``ssh-keygen`` and ``gpgv``, asked whether a signature holds.

They see the keys that the user gave and nothing else: they run in a directory of their own, with
that as their home, so no configuration of the user or of the repository is read. Every text they
print is bounded and taken for what it is, the word of the program.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from pbom.collectors.git_command import absolute_path
from pbom.model.review import CommitSignature, SignatureState

PATIENCE = 30
"""Seconds after which a program that says nothing is stopped."""
MAX_OUTPUT = 64 * 1024
MAX_NAME = 200
NOT_INSTALLED, SILENT = -1000, -1001


class Answer(NamedTuple):
    """What a program said.

    Attributes:
        code: Its exit code; ``NOT_INSTALLED``, or ``SILENT`` where it did not answer in time.
        out: Its standard output.
        err: Its standard error.
    """

    code: int
    out: str
    err: str


Why = Literal[
    "", "signature-keys-not-given", "signature-tool-missing", "signature-form-not-checked"
]
"""What kept a signature from being checked; empty where it was, or could not be read."""


class Checked(NamedTuple):
    """What is known of a signature.

    Attributes:
        state: The sum of it.
        key: Fingerprint or id of the key that made it; that it names, where nothing was checked.
        person: Whom the key names as its holder, as text; empty where nothing was verified.
        note: What there is to say beyond that.
        why: What kept it from being checked.
    """

    state: SignatureState
    key: str = ""
    person: str = ""
    note: str = ""
    why: Why = ""

    @property
    def signature(self) -> CommitSignature:
        """The same for reports: of an SSH key the holder, for its fingerprint says little."""
        named = self.person if self.key.startswith("SHA256:") else ""
        return CommitSignature(
            state=self.state, signer=(named or self.key)[:MAX_NAME], note=self.note
        )


class Tools:
    """The two programs in one directory with the keys.

    Attributes:
        folder: The directory: it is the caller's, private to this user, and nobody else's.
    """

    def __init__(self, folder: Path, path: str) -> None:
        self.folder = folder
        self._environment = {
            "PATH": absolute_path(path),
            "HOME": str(folder),
            "GNUPGHOME": str(folder),
            "LC_ALL": "C",
            "TZ": "UTC",
        }

    def principals(self, signature: Path, at: datetime) -> Answer:
        """Whom the allowed signers name for the key of a signature, one a line."""
        return self._ask(
            ("ssh-keygen", "-Y", "find-principals", f"-Overify-time={_time(at)}"),
            ("-f", str(self.allowed_signers), "-s", str(signature)),
            b"",
        )

    def verify_ssh(self, signature: Path, principal: str, at: datetime, payload: bytes) -> Answer:
        """Whether the principal signed the payload."""
        return self._ask(
            ("ssh-keygen", "-Y", "verify", "-n", "git", f"-Overify-time={_time(at)}"),
            ("-f", str(self.allowed_signers), "-I", principal, "-s", str(signature)),
            payload,
        )

    def check_ssh(self, signature: Path, payload: bytes) -> Answer:
        """Whether whoever holds the key that is in the signature signed the payload."""
        return self._ask(
            ("ssh-keygen", "-Y", "check-novalidate", "-n", "git"), ("-s", str(signature)), payload
        )

    def verify_openpgp(self, signature: Path, payload: bytes) -> Answer:
        """What ``gpgv`` says of a signature, as its status lines."""
        return self._ask(
            ("gpgv", "--homedir", str(self.folder), "--status-fd", "1"),
            ("--keyring", str(self.keyring), str(signature), "-"),
            payload,
        )

    @contextmanager
    def draft(self, content: bytes) -> Iterator[Path]:
        """A file for as long as it is needed."""
        path = self.folder / os.urandom(8).hex()
        path.write_bytes(content)
        try:
            yield path
        finally:
            path.unlink()

    @property
    def allowed_signers(self) -> Path:
        """Where the SSH keys are."""
        return self.folder / "allowed_signers"

    @property
    def keyring(self) -> Path:
        """Where the OpenPGP keys are."""
        return self.folder / "keyring.gpg"

    def _ask(self, program: Sequence[str], files: Sequence[str], payload: bytes) -> Answer:
        try:
            done = subprocess.run(
                (*program, *files),
                input=payload,
                cwd=self.folder,
                env=self._environment,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        except FileNotFoundError:
            return Answer(NOT_INSTALLED, "", f"{program[0]} is not installed")
        except subprocess.TimeoutExpired:
            return Answer(SILENT, "", f"{program[0]} did not answer in time")
        return Answer(done.returncode, _text(done.stdout), _text(done.stderr))


def _time(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S")


def _text(output: bytes) -> str:
    return output[:MAX_OUTPUT].decode("utf-8", "backslashreplace")


def unanswered(answer: Answer, key: str) -> Checked | None:
    """What is known where a program is missing or silent; ``None`` where it answered."""
    if answer.code not in {NOT_INSTALLED, SILENT}:
        return None
    return Checked("unverified", key, note=answer.err, why="signature-tool-missing")
