"""Explanations: why a file that a step read may be there, and where what it made comes from."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from pbom.model.pattern import Patterns

Kind = Literal[
    "commit", "product", "package", "toolchain", "written", "cache", "system", "declared",
    "unexplained",
]  # fmt: skip
"""Why a file may be there, the first that fits; see ``spec/trace.md``."""

MemberKind = Literal["commit", "product", "package", "written", "metadata", "unexplained"]


class CacheOrigin(Struct, frozen=True, kw_only=True):
    """A step that made a file which another pipeline's step found.

    Attributes:
        step: Its name.
        run: Its run.
        signer: Who vouches for it.
        trusted: Whether the signer may sign the step that found the file.
    """

    step: str
    run: str
    signer: str
    trusted: bool


class Known(Struct, frozen=True, kw_only=True):
    """What is known beside a step's own trace.

    Attributes:
        products: Name of the earlier step of the run that made content, by its SHA-256.
        caches: The step of another run that did.
        declared: Names that the policy lets in.
        toolchains: Digests of the toolchains that the policy declares; ``None`` where there is no
            policy to ask.
    """

    products: Mapping[str, str] = field(default_factory=dict)
    caches: Mapping[str, CacheOrigin] = field(default_factory=dict)
    declared: Patterns = Patterns()
    toolchains: frozenset[str] | None = None


class Explanation(Struct, frozen=True, kw_only=True):
    """Why one file may be there.

    Attributes:
        kind: The first reason that fits.
        detail: What exactly: the step, the package, the process; for an unexplained file the
            nearest reason.
        cause: Index of the file by which a file that the step wrote is unexplained; -1 for none.
    """

    kind: Kind
    detail: str
    cause: int = -1

    @property
    def explained(self) -> bool:
        """Whether there is a reason."""
        return self.kind != "unexplained"

    @property
    def root(self) -> bool:
        """Whether it is unexplained by itself, not because of another file."""
        return self.kind == "unexplained" and self.cause < 0


class Inputs(Struct, frozen=True, kw_only=True):
    """Every file that a step read, explained.

    Attributes:
        files: Explanations by index of the file in the trace.
        tainted: By number, the processes that an unexplained file reached, with that file's index.
    """

    files: Mapping[int, Explanation]
    tainted: Mapping[int, int]

    @property
    def roots(self) -> tuple[int, ...]:
        """Indices of the files that are unexplained by themselves."""
        return tuple(index for index, item in self.files.items() if item.root)


class MemberExplanation(Struct, frozen=True, kw_only=True):
    """Where one member of an archive comes from.

    Attributes:
        name: Its name.
        kind: The first reason that fits.
        detail: The file, or what is the matter.
        sensitive: Whether it is executed without being called: at start-up or installation.
    """

    name: str
    kind: MemberKind
    detail: str
    sensitive: bool = False


class Output(Struct, frozen=True, kw_only=True):
    """Where one product comes from.

    Attributes:
        name: The product.
        makers: Numbers of the processes that wrote it.
        problem: Why it is unexplained; empty where it is explained.
        cause: Index of the unexplained file that reached it; -1 for none.
        members: What is inside, where it is an archive.
    """

    name: str
    makers: tuple[int, ...]
    problem: str = ""
    cause: int = -1
    members: tuple[MemberExplanation, ...] = ()

    @property
    def strangers(self) -> tuple[MemberExplanation, ...]:
        """Members that are unexplained."""
        return tuple(member for member in self.members if member.kind == "unexplained")
