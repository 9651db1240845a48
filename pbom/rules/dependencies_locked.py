"""``dependencies-locked``: every dependency has one version, in a file that was read to its end."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, get_args

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.dependency import ProblemKind
from pbom.model.finding import Finding
from pbom.model.inventory import Inventory, Place
from pbom.model.layout import Layout
from pbom.model.locked import Locked, Wrong
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule

ASKED = (
    "lock files that were understood whole, with one version for each package",
    "write the lock file anew with its own tool, and commit it; `pbom deps` shows how it is read",
)


class DependenciesLocked(Struct, frozen=True):
    """There are lock files, they were understood, and what they name has a version.

    Attributes:
        files: Names of files that must be among them.
        problems: Kinds of problems that may be.
    """

    files: frozenset[str] = frozenset()
    problems: frozenset[ProblemKind] = frozenset()
    id: ClassVar[str] = "dependencies-locked"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "DependenciesLocked":
        """The rule; ``files`` must be there, ``problems`` of these kinds may be.

        Raises:
            FormatError: There is no such kind.
        """
        del layout
        kinds: tuple[ProblemKind, ...] = get_args(ProblemKind)
        return cls(frozenset(fields.texts("files")), fields.some_of("problems", kinds, ()))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each file that is not there or not understood, and each open version."""
        del at
        locked = Locked.of(pbom)
        if locked.inventory is None:
            yield locked.missing(self.id, ASKED)
            return
        yield from locked.findings(self.id, ASKED, self._wrong(locked.inventory))

    def _wrong(self, inventory: Inventory) -> Iterator[Wrong]:
        for name in sorted(self.files - {lock.file.name for lock in inventory.locks}):
            known = ", ".join(sorted(lock.file.name for lock in inventory.locks)[:5])
            yield Wrong(what=name, found=f"not there; there are: {known}", cause="missing")
        for lock in inventory.locks:
            for problem in lock.file.problems:
                if problem.kind not in self.problems:
                    found = f"{problem.kind}: {problem.reason}"
                    place = (Place(lock.file.name, problem.place),)
                    yield Wrong(what=lock.file.name, found=found, places=place, cause="missing")
        for package in inventory.packages:
            if not (package.known.version or package.known.local):
                yield Wrong(what=package.known.purl, found="no version", places=package.places)


plugin: type[Rule] = DependenciesLocked
