"""People with keys of their own, who sign commits in real repositories with the real tools."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from pbom.codec.commit_object import cut_signature
from pbom.collectors.commits import Commits
from pbom.collectors.git_command import open_git
from pbom.model.change import Range
from pbom.model.commit import CommitHeader
from tests.cli.session import PATIENCE, Sandbox


class SshKey(Struct, frozen=True, kw_only=True):
    """A key pair of OpenSSH."""

    path: Path
    owner: str

    @classmethod
    def make(cls, folder: Path, owner: str) -> "SshKey":
        """A new one, named after its owner's address."""
        path = folder / owner.partition("@")[0]
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", owner, "-f", str(path))
        return cls(path=path, owner=owner)

    @property
    def public(self) -> str:
        """The public key, as a line."""
        return self.path.with_suffix(".pub").read_text("ascii").strip()

    @property
    def fingerprint(self) -> str:
        """As OpenSSH shows it."""
        return run("ssh-keygen", "-lf", str(self.path)).decode().split()[1]

    def allowed(self, options: str = "") -> str:
        """The line of an allowed signers file that trusts it."""
        return f"{self.owner} {options} {self.public}\n"

    def sign(self, data: bytes, namespace: str = "git") -> bytes:
        """An armored signature."""
        command = ("ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(self.path))
        return run(*command, stdin=data)

    @property
    def options(self) -> tuple[str, ...]:
        """What git needs to sign with it."""
        return ("-c", "gpg.format=ssh", "-c", f"user.signingkey={self.path}.pub")


class GpgHome(Struct, frozen=True, kw_only=True):
    """A directory of OpenPGP keys; its path is short, for it has a socket in it."""

    path: Path

    @classmethod
    @contextmanager
    def open(cls) -> Iterator["GpgHome"]:
        """A new one; whatever runs for it ends with it."""
        home = cls(path=Path(tempfile.mkdtemp(prefix="gpg-", dir="/tmp")))
        try:
            yield home
        finally:
            home.run("gpgconf", "--kill", "all")
            shutil.rmtree(home.path, ignore_errors=True)

    def run(self, *command: str, stdin: bytes = b"") -> bytes:
        """Standard output of a program with these keys."""
        return run(*command, stdin=stdin, GNUPGHOME=str(self.path))

    def make(self, owner: str, *options: str, expires: str = "never") -> str:
        """A new key; its fingerprint."""
        self.run(
            "gpg", "--batch", "--quiet", "--passphrase", "", *options,
            "--quick-generate-key", owner, "ed25519", "sign", expires,
        )  # fmt: skip
        listed = self.run("gpg", "--batch", "--with-colons", "--list-keys", f"={owner}").decode()
        return next(line.split(":")[9] for line in listed.splitlines() if line[:4] == "fpr:")

    def export(self, *owners: str) -> bytes:
        """Public keys, binary."""
        return self.run("gpg", "--batch", "--export", *owners)

    def armored(self, *owners: str) -> bytes:
        """Public keys as text."""
        return self.run("gpg", "--batch", "--armor", "--export", *owners)

    def sign(self, owner: str, data: bytes, *options: str) -> bytes:
        """An armored detached signature."""
        command = ("gpg", "--batch", "--quiet", *options, "-u", owner, "--armor", "--detach-sign")
        return self.run(*command, stdin=data)

    def options(self, owner: str) -> tuple[str, ...]:
        """What git needs to sign with one of them."""
        return ("-c", "gpg.format=openpgp", "-c", f"user.signingkey={owner}")


def run(*command: str, stdin: bytes = b"", **variables: str) -> bytes:
    """Standard output of a program, which has to succeed."""
    done = subprocess.run(
        command,
        input=stdin,
        env=os.environ | variables,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.decode()}"
    return done.stdout


def raw(sandbox: Sandbox, name: str = "HEAD") -> bytes:
    """The bytes of a commit object."""
    return sandbox.run("git", "cat-file", "commit", name).out


def put(sandbox: Sandbox, content: bytes) -> str:
    """A commit object of these bytes, on the branch as its tip; its id."""
    command = ("git", "hash-object", "-t", "commit", "-w", "--literally", "--stdin")
    id_ = sandbox.run(*command, stdin=content).text.strip()
    sandbox.git("update-ref", "HEAD", id_)
    return id_


def with_signature(content: bytes, signature: bytes, header: bytes = b"gpgsig") -> bytes:
    """A commit object with a signature, as git would put it in."""
    lines = signature.rstrip(b"\n").replace(b"\n", b"\n ")
    head, blank, message = content.partition(b"\n\n")
    return head + b"\n" + header + b" " + lines + blank + message


def header(sandbox: Sandbox, name: str = "HEAD") -> CommitHeader:
    """A commit as the history has it, with the form of the signature that it carries."""
    head = sandbox.git("rev-parse", name).strip()
    range_ = Range(base="", head=head, basis="root", reason="")
    found = next(iter(Commits(open_git(sandbox.project)).between(range_))).header
    return found._replace(signature=cut_signature(raw(sandbox, name), head).form or "x509")
