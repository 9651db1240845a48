"""Dependencies: what a lock file or an installation says a build is made from."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from pbom.model.digest import LENGTHS, Digest
from pbom.model.location import UNKNOWN, Origin

Covers = Literal[
    "file",
    "go-module",
    "go-mod-file",
    "nuget-content",
    "yarn-cache",
    "git-commit",
    "git-tree",
    "oci-manifest",
    "other",
]
"""What a value is a digest of: only ``file`` is the digest of the bytes of one file."""

Scope = Literal["required", "optional", "development", "unknown"]
Reach = Literal["direct", "transitive", "unknown"]
Scripts = Literal["yes", "no", "unknown"]
"""Whether the package executes something when it is installed, as far as the file says."""

ProblemKind = Literal["unreadable", "bad-entry", "nothing-found", "unsupported", "unresolved"]
ComponentKind = Literal[
    "action", "workflow", "image", "frontend", "include", "distribution", "download"
]


class Integrity(Struct, frozen=True, order=True, kw_only=True):
    """A value by which a package's content can be recognised.

    Attributes:
        algorithm: Lower case, such as ``sha512``; ``h1`` for Go.
        value: Lower-case hexadecimal where it covers a file, a commit or a manifest; else as
            written.
        covers: What it is a digest of.
        raw: As written in the file, where that is something else than the value.
        file: URL or name of the file it is the digest of, where a package has several.
    """

    algorithm: str
    value: str
    covers: Covers = "file"
    raw: str = ""
    file: str = ""

    @property
    def digest(self) -> Digest | None:
        """The digest of a file; ``None`` where this value is not one."""
        if self.covers != "file" or self.algorithm not in LENGTHS:
            return None
        return Digest(self.algorithm, self.value)


class Dependency(Struct, frozen=True, kw_only=True):
    """One package at one version.

    Attributes:
        ecosystem: Type of its package URL, such as ``pypi``.
        name: As its ecosystem normalises names; with the group, scope or module path.
        version: As written; empty where it has none, as a member of a workspace.
        purl: Package URL.
        place: Where in the file, for people and for the next reader.
        origin: Where it comes from.
        scope: What it is needed for.
        groups: Groups, extras or configurations that want it, sorted.
        reach: Whether the project itself asks for it.
        integrity: Every digest that the file has for it.
        requires: Package URLs of what it requires, as far as they are in the same file, sorted.
        scripts: Whether it executes something when it is installed.
    """

    ecosystem: str
    name: str
    version: str
    purl: str
    place: str
    origin: Origin = UNKNOWN
    scope: Scope = "unknown"
    groups: tuple[str, ...] = ()
    reach: Reach = "unknown"
    integrity: tuple[Integrity, ...] = ()
    requires: tuple[str, ...] = ()
    scripts: Scripts = "unknown"

    @property
    def local(self) -> bool:
        """Whether it is part of the same checkout, so that the commit vouches for it."""
        return self.origin.kind in {"path", "workspace"}


class PipelineComponent(Struct, frozen=True, kw_only=True):
    """Something that the pipeline itself runs on: an action, an image, an included file.

    Attributes:
        kind: What it is.
        name: Without its version: ``actions/checkout``, ``docker.io/library/python``.
        version: Tag, branch or commit as written; empty where none is.
        purl: Package URL; empty where there is none for its kind.
        place: Where in the file.
        use: What for: the stage, the job, the service.
        integrity: The commit, manifest digest or file digest that pins it, where one does.
    """

    kind: ComponentKind
    name: str
    version: str
    purl: str
    place: str
    use: str = ""
    integrity: tuple[Integrity, ...] = ()

    @property
    def pinned(self) -> bool:
        """Whether it is named by content, so that it cannot become something else."""
        return bool(self.integrity)


class Problem(Struct, frozen=True, order=True, kw_only=True):
    """Something in a file that could not be read, or that leaves a question open.

    Attributes:
        kind: ``unreadable`` (the whole file), ``bad-entry`` (one entry), ``nothing-found`` (a file
            of a known kind in which nothing is), ``unsupported`` (a form of it that is not read),
            ``unresolved`` (an entry whose meaning depends on what is not in the file).
        place: Where in the file.
        reason: Why, for people.
    """

    kind: ProblemKind
    place: str
    reason: str


class LockFile(Struct, frozen=True, kw_only=True):
    """One file that names dependencies or pipeline components.

    Attributes:
        name: Encoded as all names of files are.
        format: Id of its reader.
        dependencies: In the order of the file.
        components: In the order of the file.
        problems: What could not be read; without one, all of the file was.
    """

    name: str
    format: str
    dependencies: tuple[Dependency, ...] = ()
    components: tuple[PipelineComponent, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything in the file was understood."""
        return not self.problems

    def __iter__(self) -> Iterator[Dependency | PipelineComponent]:
        yield from self.dependencies
        yield from self.components
