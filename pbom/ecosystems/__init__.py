"""Ecosystems: the files by which packages are locked, and the places where they are installed.

The law of the family: a lock reader is a pure function of a file's name and bytes. It returns all
that the file names, each with the integrity that the file has for it and with what that covers,
and it returns as a problem whatever it could not read: one bad entry never hides the others, and a
file of its kind in which it found nothing is a problem too. It executes nothing, asks no network,
and takes time and memory in proportion to the file.

A reader of installed packages sees the machine only through the ``Files`` that it is given.

One file each, ending in ``plugin: type[LockReader] = TheReader`` (or ``InstalledReader``).
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, Protocol

if TYPE_CHECKING:  # who only asks for the names must not pay for the nouns
    from pbom.model.dependency import LockFile
    from pbom.model.installed import Installed, InstalledFile

NAMES: Mapping[str, tuple[str, ...]] = {
    "bun_lock": ("bun.lock", "bun.lockb"),
    "cargo_lock": ("Cargo.lock",),
    "composer_lock": ("composer.lock",),
    "dockerfile": (
        "Dockerfile",
        "Dockerfile.*",
        "*.Dockerfile",
        "*.dockerfile",
        "Containerfile",
        "Containerfile.*",
        "!*.dockerignore",
        "!*.erb",
        "!*.j2",
        "!*.tmLanguage",
        "!*.tmpl",
        "!*.tt",
    ),
    "gemfile_lock": ("Gemfile.lock", "gems.locked", "*.gemfile.lock"),
    "github_workflow": (
        ".github/workflows/*.yml",
        ".github/workflows/*.yaml",
        ".gitea/workflows/*.yml",
        ".forgejo/workflows/*.yml",
        "action.yml",
        "action.yaml",
    ),
    "gitlab_ci": (".gitlab-ci.yml", ".gitlab-ci.yaml", "*.gitlab-ci.yml", ".gitlab/ci/*.yml"),
    "go_mod": ("go.mod",),
    "go_sum": ("go.sum", "go.work.sum"),
    "gradle_lock": ("gradle.lockfile", "*-gradle.lockfile", "dependency-locks/*.lockfile"),
    "gradle_verification": ("gradle/verification-metadata.xml",),
    "maven_lock": ("lockfile.json",),
    "package_lock": ("package-lock.json", "npm-shrinkwrap.json"),
    "packages_lock": ("packages.lock.json", "packages.*.lock.json"),
    "pdm_lock": ("pdm.lock", "pdm.*.lock"),
    "pipfile_lock": ("Pipfile.lock",),
    "pnpm_lock": ("pnpm-lock.yaml",),
    "poetry_lock": ("poetry.lock",),
    "pylock": ("pylock.toml", "pylock.*.toml"),
    "requirements": (
        "*requirements*.txt",
        "*constraints*.txt",
        "*requirements*.pip",
        "requirements/*.txt",
    ),
    "uv_lock": ("uv.lock",),
    "wrapper": ("gradle-wrapper.properties", "maven-wrapper.properties"),
    "yarn_lock": ("yarn.lock",),
}
"""The names that each of our files reads, so that they need not all be loaded to find the few that
are needed. A test holds this table against them.
"""
HINTS = (
    b".lock",
    b".sum",
    b"-lock",
    b"action.y",
    b"constraints",
    b"gitlab-ci",
    b"gitlab/ci/",
    b"go.mod",
    b"lockfile",
    b"ockerfile",
    b"ontainerfile",
    b"pylock",
    b"requirements",
    b"shrinkwrap",
    b"verification-metadata",
    b"workflows/",
    b"wrapper.properties",
)
"""Where none of these is in a list of names, none of those is: a look that costs nothing."""


class LockReader(Protocol):
    """Reads one format.

    Attributes:
        id: Its name.
        names: Which files: a name with ``*`` for any characters but ``/``; with a ``/`` in it, the
            end of the path; with a ``!`` before it, a file that is not meant after all.
    """

    id: ClassVar[str]
    names: ClassVar[tuple[str, ...]]

    def read(self, name: str, data: bytes) -> "LockFile":
        """What the file of that name says; never raises for what is in it."""
        ...


class Entry(NamedTuple):
    """A name in a directory.

    Attributes:
        name: Without the path.
        kind: What it is; links are not followed to find out.
    """

    name: str
    kind: Literal["file", "folder", "link", "other"]


class Files(Protocol):
    """The machine's files, as far as a reader of installed packages may look."""

    def entries(self, folder: str) -> tuple[Entry, ...]:
        """The names in a directory, sorted; none where there is no such directory."""
        ...

    def read(self, path: str) -> bytes | None:
        """A file's content; ``None`` where it is not there, is no file, or is too large."""
        ...


class InstalledReader(Protocol):
    """Reads the packages that are installed in one kind of place.

    Attributes:
        id: Its name.
    """

    id: ClassVar[str]

    def places(self, files: Files, root: str) -> Iterator[str]:
        """The places of its kind below a directory, or on the machine where it has a fixed one."""
        ...

    def read(self, files: Files, place: str) -> "Installed":
        """The packages that are installed there."""
        ...

    def installed_files(self, files: Files, place: str) -> "Iterator[InstalledFile]":
        """The files that these packages own."""
        ...
