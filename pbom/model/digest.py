"""Digests: the only names of things."""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

LENGTHS = {
    "sha1": (40,),
    "sha256": (64,),
    "sha384": (96,),
    "sha512": (128,),
    "gitBlob": (40, 64),
    "gitCommit": (40, 64),
    "gitTree": (40, 64),
}
"""Hexadecimal digits of each known algorithm; git's have two, for its two object formats."""

STRONG = frozenset(LENGTHS) - {"sha1"}
"""Algorithms whose agreement proves something; of an unknown one nobody can say that."""

_HEX = re.compile(r"[0-9a-f]+")


class Digest(Struct, frozen=True, order=True):
    """One digest.

    Attributes:
        algorithm: A name of the in-toto DigestSet specification, such as ``sha256``.
        value: Lower-case hexadecimal.

    Raises:
        ValueError: The value is not lower-case hexadecimal of the algorithm's length.
    """

    algorithm: str
    value: str

    def __post_init__(self) -> None:
        if not self.algorithm or not _HEX.fullmatch(self.value):
            raise ValueError(f"{self.algorithm}:{self.value} is not a lower-case hex digest")
        lengths = LENGTHS.get(self.algorithm)
        if lengths is not None and len(self.value) not in lengths:
            wanted = " or ".join(str(length) for length in lengths)
            raise ValueError(
                f"a {self.algorithm} digest has {wanted} hex digits, found {len(self.value)}"
            )

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"

    @property
    def short(self) -> str:
        """The form for people: the algorithm and twelve digits."""
        return f"{self.algorithm}:{self.value[:12]}"


class DigestSet(Struct, frozen=True, order=True):
    """All digests of one thing, at least one, at most one for each algorithm.

    Build it with ``DigestSet.of``; equal content gives equal values.
    """

    digests: tuple[Digest, ...]

    @classmethod
    def of(cls, digests: Iterable[Digest]) -> "DigestSet":
        """The set of these digests.

        Raises:
            ValueError: There is none, or one algorithm has two different values.
        """
        unique = sorted(set(digests))
        names = [digest.algorithm for digest in unique]
        if not unique:
            raise ValueError("a digest set needs at least one digest")
        if len(set(names)) != len(names):
            raise ValueError("a digest set has at most one digest for each algorithm")
        return cls(tuple(unique))

    @classmethod
    def sha256(cls, value: str) -> "DigestSet":
        """The set that holds one SHA-256 digest."""
        return cls((Digest("sha256", value),))

    def __iter__(self) -> Iterator[Digest]:
        return iter(self.digests)

    def __str__(self) -> str:
        return ", ".join(map(str, self.digests))

    def get(self, algorithm: str) -> Digest | None:
        """The digest of one algorithm, if it is there."""
        return next((found for found in self.digests if found.algorithm == algorithm), None)

    @property
    def strong(self) -> bool:
        """Whether at least one algorithm is collision resistant."""
        return any(digest.algorithm in STRONG for digest in self.digests)

    def matches(self, other: "DigestSet") -> bool:
        """Whether both name the same thing.

        Every algorithm they share must agree, and one shared algorithm must be strong: a wrong
        SHA-512 beside a right SHA-256 is a conflict, and a SHA-1 alone proves nothing.
        """
        theirs = {digest.algorithm: digest.value for digest in other.digests}
        shared = [mine for mine in self.digests if mine.algorithm in theirs]
        agree = all(theirs[mine.algorithm] == mine.value for mine in shared)
        return agree and any(mine.algorithm in STRONG for mine in shared)
