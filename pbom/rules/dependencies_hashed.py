"""``dependencies-hashed``: every dependency is known by its content."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.dependency import Dependency
from pbom.model.finding import Finding
from pbom.model.inventory import Inventory
from pbom.model.layout import Layout
from pbom.model.locked import Locked, Wrong
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule

ASKED = (
    "a digest of its content that is collision resistant",
    (
        "let the package manager write hashes into the lock file (`pip-compile "
        "--generate-hashes`, `npm install`, `uv lock`); or list the package under `allowed` of "
        "[rules.dependencies-hashed]"
    ),
)
_WEAK = frozenset({"md5", "sha1"})


class DependenciesHashed(Struct, frozen=True):
    """Each package that does not come with the commit has a digest worth something.

    Attributes:
        allowed: Package URLs without version that may lack one.
    """

    allowed: frozenset[str] = frozenset()
    id: ClassVar[str] = "dependencies-hashed"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "DependenciesHashed":
        """The rule; ``allowed`` lists package URLs, without version."""
        del layout
        return cls(frozenset(fields.texts("allowed")))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each package without such a digest."""
        del at
        locked = Locked.of(pbom)
        if locked.inventory is None:
            yield locked.missing(self.id, ASKED)
            return
        yield from locked.findings(self.id, ASKED, self._wrong(locked.inventory))

    def _wrong(self, inventory: Inventory) -> Iterator[Wrong]:
        for package in inventory.packages:
            known = package.known
            if known.local or _is_hashed(known) or without_version(known) in self.allowed:
                continue
            weak = ", ".join(sorted({item.algorithm for item in known.integrity}))
            found = f"only {weak}" if weak else "none"
            yield Wrong(what=known.purl, found=found, places=package.places)
        for name, problem in inventory.problems:
            if problem.kind == "unreadable":
                found = f"it could not be read: {problem.reason}"
                yield Wrong(what=name, found=found, cause="missing")


def without_version(item: Dependency) -> str:
    """A package URL, whatever the version."""
    return item.purl.partition("?")[0].removesuffix(f"@{item.version}")


def _is_hashed(item: Dependency) -> bool:
    if item.origin.kind == "git":  # the commit names all of it
        return bool(item.origin.commit)
    return any(one.algorithm not in _WEAK for one in item.integrity)


plugin: type[Rule] = DependenciesHashed
