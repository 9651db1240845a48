"""``install-scripts``: no package runs something of its own when it is installed."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Literal, get_args

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.finding import Finding
from pbom.model.inventory import Inventory, Place
from pbom.model.layout import Layout
from pbom.model.locked import Locked, Wrong
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule

Unknown = Literal["denied", "allowed"]
ASKED = (
    "packages that run nothing when they are installed",
    (
        "install with scripts switched off and pick another package; or read the script, and list "
        "the package under `allowed` of [rules.install-scripts]"
    ),
)


class InstallScripts(Struct, frozen=True):
    """Packages with install scripts are listed; what no lock file says is not taken for no.

    Attributes:
        allowed: Names of packages that may run something, as their ecosystem writes them.
        unknown: What packages may do of which the lock file says nothing.
    """

    allowed: frozenset[str] = frozenset()
    unknown: Unknown = "denied"
    id: ClassVar[str] = "install-scripts"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "InstallScripts":
        """The rule; names in ``allowed`` may, ``unknown`` may or may not.

        Raises:
            FormatError: A word is wrong.
        """
        del layout
        usual: Unknown = "denied"
        unknown = fields.one_of("unknown", get_args(Unknown), usual)
        return cls(frozenset(fields.texts("allowed")), unknown)

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each package with a script, and for each file that does not say."""
        del at
        locked = Locked.of(pbom)
        if locked.inventory is None:
            yield locked.missing(self.id, ASKED)
            return
        yield from locked.findings(self.id, ASKED, self._wrong(locked.inventory))

    def _wrong(self, inventory: Inventory) -> Iterator[Wrong]:
        silent: Counter[str] = Counter()
        for package in inventory.packages:
            known = package.known
            if known.name in self.allowed or known.local:
                continue
            if known.scripts == "yes":
                found = "it runs something when it is installed"
                yield Wrong(what=known.purl, found=found, places=package.places)
            elif known.scripts == "unknown" and self.unknown == "denied":
                silent[package.places[0].file] += 1
        for name, count in sorted(silent.items()):
            found = f"of {count} packages it does not say whether they run something"
            yield Wrong(what=name, found=found, cause="missing")
        for name, problem in inventory.problems:
            if problem.kind == "unreadable":
                found, place = f"it could not be read: {problem.reason}", Place(name, problem.place)
                yield Wrong(what=name, found=found, places=(place,), cause="missing")


plugin: type[Rule] = InstallScripts
