"""git as a pure reader: fixed plumbing, and nothing that a repository configures is executed."""

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import IO

from msgspec import Struct, field

from pbom.collectors.process import expect_children
from pbom.errors import RecordingError

TIMEOUT = 600
MAX_MEMORY = 2 * 1024**3
NO_FILE = "/dev/null/none"
"""A path at which there can be no file."""
_KEPT = frozenset(
    {
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CEILING_DIRECTORIES",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    }
)
_SAFE = {
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.untrackedCache": "false",
    "core.ignoreStat": "false",
    "core.trustctime": "true",
    "core.checkStat": "default",
    "core.fileMode": "true",
    "core.symlinks": "true",
    "core.ignoreCase": "false",  # else `makefile` hides behind `Makefile`
    "core.commitGraph": "false",  # a cache that nobody checks
    "core.pager": "cat",
    "protocol.allow": "never",
    "submodule.recurse": "false",
    "status.renames": "false",
    "diff.external": "",
}
"""What a repository could use to execute a program, to reach a network or to hide a change."""
NO_CHECKOUT = (
    "not a git repository",
    "Needed a single revision",
    "must be run in a work tree",
    "git is not installed",
)
"""What git says where there is no checkout with a commit; anything else is a refusal."""
_CONFIGURED = (
    r"^(filter\..*|remote\..*\.(url|fetch|promisor|partialclonefilter)"
    r"|extensions\.partialclone|(git-?)?ai\..*)$"
)
"""What is asked of a repository's configuration, all at once."""
_FILTER = re.compile(rb"filter\.(?P<name>.+)\.(clean|smudge|process|required)", re.DOTALL)


class Git(Struct, frozen=True, kw_only=True, dict=True):
    """git in one directory.

    Attributes:
        folder: Where it runs.
        overrides: Configuration that beats the repository's own.
        settings: The repository's configuration where it was read already; see ``configured``.
    """

    folder: Path
    overrides: Mapping[str, str] = field(default_factory=lambda: dict(_SAFE))
    settings: tuple[tuple[bytes, bytes], ...] | None = None

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """A git command, started; read it with ``finish``.

        Raises:
            RecordingError: git is not installed.
        """
        return self._start(arguments, subprocess.DEVNULL, subprocess.PIPE)

    def stream(
        self, *arguments: str, stdin: int | IO[bytes] = subprocess.DEVNULL
    ) -> "subprocess.Popen[bytes]":
        """A git command whose output is read while it runs; its complaints are dropped.

        Nobody reads them meanwhile, and a full pipe of them would stop git.

        Raises:
            RecordingError: git is not installed.
        """
        return self._start(arguments, stdin, subprocess.DEVNULL)

    def _start(
        self, arguments: tuple[str, ...], stdin: int | IO[bytes], stderr: int
    ) -> "subprocess.Popen[bytes]":
        expect_children()
        try:
            return subprocess.Popen(
                ["git", "--no-pager", *arguments],
                cwd=self.folder,
                env=self._environment(),
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        except FileNotFoundError as error:
            raise RecordingError("git is not installed", hint="install git") from error

    def run(self, *arguments: str) -> bytes:
        """Standard output of a git command.

        Raises:
            RecordingError: It failed; the message is git's.
        """
        return finish(self.start(*arguments))

    @cached_property
    def configured(self) -> tuple[tuple[bytes, bytes], ...]:
        """Filters, remotes, what was left out when cloning, and git-ai's settings, in order.

        A key can be there more than once; one without a value means yes.
        """
        if self.settings is not None:
            return self.settings
        process = self.start("config", "-z", "--get-regexp", _CONFIGURED)
        output, _ = process.communicate(timeout=TIMEOUT)
        pairs = (entry.partition(b"\n") for entry in output.split(b"\0") if entry)
        return tuple((key, value if said else b"true") for key, said, value in pairs)

    @cached_property
    def common_folder(self) -> Path:
        """Where the repository keeps what all its worktrees share.

        Raises:
            RecordingError: git refuses to look.
        """
        found = self.run("rev-parse", "--git-common-dir").removesuffix(b"\n")
        return self.folder / os.fsdecode(found)

    def without_filters(self) -> "Git":
        """The same, with every configured filter switched off, for filters are programs."""
        off = dict(self.overrides)
        for key, _ in self.configured:
            match = _FILTER.fullmatch(key)
            if match:
                name = os.fsdecode(match["name"])
                off |= {f"filter.{name}.{part}": "" for part in ("clean", "smudge", "process")}
                off[f"filter.{name}.required"] = "false"
        return Git(folder=self.folder, overrides=off, settings=self.configured)

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GIT_", "PBOM_")) or name in _KEPT
        }
        kept |= {
            "PATH": absolute_path(os.environ.get("PATH", os.defpath)),
            "LC_ALL": "C",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",  # a repository's own `protocol.*.allow` cannot undo it
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_GRAFT_FILE": NO_FILE,  # else `info/grafts` gives commits other parents
            "GIT_CONFIG_COUNT": str(len(self.overrides)),
        }
        for index, (key, value) in enumerate(self.overrides.items()):
            kept[f"GIT_CONFIG_KEY_{index}"] = key
            kept[f"GIT_CONFIG_VALUE_{index}"] = value
        return kept


def open_git(folder: Path) -> Git:
    """A git that runs in a directory, with every filter switched off that is configured there.

    Raises:
        RecordingError: git is not installed.
    """
    return Git(folder=folder).without_filters()


def absolute_path(path: str) -> str:
    """A search path without places that are relative: there the repository's files would run."""
    return os.pathsep.join(place for place in path.split(os.pathsep) if Path(place).is_absolute())


def limit_memory(pid: int) -> None:
    """Let a git take so much memory and no more: a tree can be a million times its own size.

    Only Linux can do that to another process.
    """
    import resource  # noqa: PLC0415 - recording a step does not need it

    if hasattr(resource, "prlimit"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))


@contextlib.contextmanager
def ended(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    """A git that ends with the block: whoever has seen enough does not wait for the rest."""
    try:
        yield process
    finally:
        if process.stdout:
            process.stdout.close()
        process.kill()
        process.wait()


def finish(process: "subprocess.Popen[bytes]") -> bytes:
    """Standard output of a started git command.

    Raises:
        RecordingError: It failed; the message is git's.
    """
    output, _ = finish_with_complaint(process)
    return output


def finish_with_complaint(process: "subprocess.Popen[bytes]") -> tuple[bytes, bytes]:
    """Standard output and standard error of a started git command that succeeded.

    Raises:
        RecordingError: It failed; the message is git's.
    """
    try:
        output, complaint = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired as error:
        process.kill()
        raise RecordingError("git did not answer in time") from error
    if process.returncode != 0:
        message = complaint.decode("utf-8", "replace").strip().splitlines()
        raise RecordingError(f"git: {message[0] if message else 'failed'}")
    return output, complaint
