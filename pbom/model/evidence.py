"""Evidence: what one build step was seen to use, run and make."""

from datetime import datetime
from typing import TYPE_CHECKING, Literal, Union

from msgspec import Struct

from pbom.model.artifact import Artifact
from pbom.model.digest import DigestSet
from pbom.model.marker import ObservedAgent

if TYPE_CHECKING:  # most steps have none, and who records them is spared it
    from pbom.model.inventory import Inventory

MaterialState = Literal["modified", "added", "deleted", "untracked", "submodule", "lfs", "file"]
"""How a material stands to the commit; ``file`` where there is no commit to stand to."""


class Source(Struct, frozen=True, kw_only=True):
    """The commit that was checked out when the step began.

    Attributes:
        repository: URL of the repository without credentials; empty where it has no remote.
        revision: ``gitCommit`` and ``gitTree`` of the commit.
        branch: Name of the branch; empty for a detached head.
    """

    repository: str
    revision: DigestSet
    branch: str = ""

    @property
    def commit(self) -> str:
        """The commit id, hexadecimal."""
        found = self.revision.get("gitCommit")
        return found.value if found else ""


class Material(Struct, frozen=True, kw_only=True):
    """One file the step could read that is not plainly the commit's.

    Attributes:
        artifact: The file; for a deleted one the blob that the commit has there.
        state: How it stands to the commit.
        expected: What the commit promises at this name (a submodule's commit, an LFS object),
            where it promises something that can be compared.
    """

    artifact: Artifact
    state: MaterialState
    expected: DigestSet | None = None

    @property
    def from_commit(self) -> bool:
        """Whether the commit itself vouches for this content."""
        return self.expected is not None and self.artifact.digests.matches(self.expected)


class Product(Struct, frozen=True, kw_only=True):
    """One file the step made or changed."""

    artifact: Artifact


class Invocation(Struct, frozen=True, kw_only=True):
    """The command, as it ran.

    Attributes:
        argv: Arguments, secrets redacted; empty for a session of several commands.
        cwd: Working directory relative to the root of the workspace.
        environment: Allow-listed variables as (name, value), by name.
        started: UTC, when the command began.
        finished: UTC, when it ended.
        exit_code: As a shell reports it: 128 + n after signal n.
        redactions: How many secrets were cut out of argv and the environment.
    """

    argv: tuple[str, ...]
    cwd: str
    environment: tuple[tuple[str, str], ...]
    started: datetime
    finished: datetime
    exit_code: int
    redactions: int = 0


class Builder(Struct, frozen=True, kw_only=True):
    """What the recorder says of the machine it ran on: a claim, never proof.

    Attributes:
        recorder: Name and version of the recording tool, ``pbom/0.1.0``.
        system: Operating system, lower case.
        machine: Processor architecture.
        service: Name of the CI service its environment claims; empty where it claims none.
        run_url: URL of the CI run it claims.
        workflow: Workflow or configuration reference it claims.
    """

    recorder: str
    system: str
    machine: str
    service: str = ""
    run_url: str = ""
    workflow: str = ""


class Gap(Struct, frozen=True, order=True, kw_only=True):
    """Something the recorder did not look at, or could not.

    Attributes:
        kind: A word for programs, such as ``ignored-files``.
        detail: What exactly, for people.
        count: How many; 1 where counting makes no sense.
    """

    kind: str
    detail: str
    count: int = 1


class Coverage(Struct, frozen=True, kw_only=True):
    """How far the recorder could see.

    Attributes:
        method: ``snapshot``: the workspace before and after, not what happened between;
            ``traced``: also that, as far as no gap says otherwise.
        gaps: What was not looked at; an empty tuple claims that nothing else is known missing.
    """

    method: Literal["snapshot", "traced"]
    gaps: tuple[Gap, ...] = ()


Evidence = Union[
    Source, Material, Product, Invocation, Builder, ObservedAgent, Coverage, "Inventory"
]
"""Everything a step statement can say; match on it with ``assert_never``."""
