"""Installed files: which package put a file on this machine, and what it should contain."""

from dataclasses import dataclass

from pbom.model.digest import DigestSet


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledFile:
    """A file that a package owns.

    Attributes:
        path: Absolute.
        package: Package URL.
        digests: What the package's own record says of its content, where it says anything.
        basis: The record, such as ``RECORD`` or ``dpkg md5sums``.
    """

    path: str
    package: str
    digests: DigestSet | None
    basis: str
