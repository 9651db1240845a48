"""Documents of upstream against what is locked: which of them speak of which package."""

from collections.abc import Iterator
from typing import NamedTuple

from pbom.model.digest import Digest
from pbom.model.inventory import Inventory
from pbom.model.upstream import locked_files


class Match(NamedTuple):
    """That a document speaks of a package.

    Attributes:
        purl: The package.
        subject: The digest of what it speaks of.
        locked: Whether just that is locked; else the same file is, with another content.
    """

    purl: str
    subject: Digest
    locked: bool


class Matcher:
    """Finds the packages that subjects are files of.

    By a strong digest a file is just the one that is locked. By its name alone it is the same
    package and version with other content: a package URL where the package is one file, else the
    name of one of its files. Whatever else a document speaks of has nothing to do with us.
    """

    def __init__(self, inventory: Inventory) -> None:
        self._digests: dict[Digest, set[str]] = {}
        self._names: dict[tuple[str, str], set[str]] = {}
        for package in inventory.packages:
            known = package.known
            for name, digests in locked_files(known).items():
                if known.ecosystem != "pypi":
                    called = known.purl
                elif ":" in name and "/" not in name:
                    called = ""  # only a digest: nobody says which file it is of
                else:
                    called = name.rpartition("/")[2].partition("#")[0].partition("?")[0]
                for digest in digests:
                    self._digests.setdefault(digest, set()).add(known.purl)
                    if called:
                        key = called, digest.algorithm
                        self._names.setdefault(key, set()).add(known.purl)

    def __bool__(self) -> bool:
        return bool(self._digests)

    def matches(self, name: str, digest: Digest) -> Iterator[Match]:
        """The packages that a subject is a file of."""
        same = self._digests.get(digest, set())
        for purl in sorted(same):
            yield Match(purl, digest, locked=True)
        for purl in sorted(self._names.get((name, digest.algorithm), set()) - same):
            yield Match(purl, digest, locked=False)
