"""Installed files: which package put a file on this machine, and what it should contain."""

from msgspec import Struct

from pbom.model.dependency import Dependency, Problem
from pbom.model.digest import DigestSet


class InstalledFile(Struct, frozen=True, kw_only=True):
    """A file that a package owns.

    Attributes:
        path: Absolute; with ``/`` at its end where everything below belongs to the package.
        package: Package URL.
        digests: What the package's own record says of its content, where it says anything.
        basis: The record, such as ``RECORD`` or ``dpkg md5sums``.
    """

    path: str
    package: str
    digests: DigestSet | None
    basis: str


class Installed(Struct, frozen=True, kw_only=True):
    """What one place has installed.

    Attributes:
        root: The place, absolute: an environment, a ``node_modules``, a database.
        format: Id of its reader.
        dependencies: The packages.
        problems: What could not be read.
    """

    root: str
    format: str
    dependencies: tuple[Dependency, ...] = ()
    problems: tuple[Problem, ...] = ()
