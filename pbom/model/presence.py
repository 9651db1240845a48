"""What is locked and what is installed: two sets, and what is only in one of them."""

from collections.abc import Iterable

from msgspec import Struct

from pbom.model.dependency import Dependency
from pbom.model.installed import Installed
from pbom.model.inventory import Inventory

Name = tuple[str, str, str]


class Presence(Struct, frozen=True, kw_only=True):
    """The differences, for ecosystems of which something is locked and something is installed.

    Attributes:
        missing: Locked and not installed.
        unlocked: Installed and not locked in this version.
        both: How many are both.
    """

    missing: tuple[Dependency, ...]
    unlocked: tuple[Dependency, ...]
    both: int


def compare_presence(inventory: Inventory, installed: Iterable[Installed]) -> Presence:
    """Locked packages against installed ones, by name and version; those of the checkout aside."""
    locked = {_name(item.known): item.known for item in inventory.packages if not item.known.local}
    present = {
        _name(item): item for place in installed for item in place.dependencies if item.version
    }
    shared = {name[0] for name in locked} & {name[0] for name in present}
    return Presence(
        missing=tuple(
            locked[name] for name in sorted(locked) if name not in present and name[0] in shared
        ),
        unlocked=tuple(
            present[name]
            for name in sorted(present)
            if name not in locked and name[0] in shared and not present[name].local
        ),
        both=sum(name in locked for name in present),
    )


def _name(item: Dependency) -> Name:
    return (item.ecosystem, item.name, item.version)
