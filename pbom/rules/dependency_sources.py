"""``dependency-sources``: dependencies come from where the policy lets them come from."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, get_args
from urllib.parse import urlsplit

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.dependency import Dependency
from pbom.model.finding import Finding
from pbom.model.inventory import Inventory
from pbom.model.layout import Layout
from pbom.model.location import Origin, SourceKind
from pbom.model.locked import Locked, Wrong
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule


class DependencySources(Struct, frozen=True):
    """The kind of place is allowed, and so is its host where hosts are listed.

    Attributes:
        kinds: Kinds of places that may be.
        hosts: Hosts that may be; none for any.
    """

    kinds: frozenset[SourceKind] = frozenset({"registry", "path", "workspace"})
    hosts: frozenset[str] = frozenset()
    id: ClassVar[str] = "dependency-sources"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "DependencySources":
        """The rule; ``kinds`` of places and ``hosts`` that may be.

        Raises:
            FormatError: There is no such kind, or a host is not one.
        """
        del layout
        known: tuple[SourceKind, ...] = get_args(SourceKind)
        hosts = fields.texts("hosts")
        for host in hosts:
            if not host or _host(Origin("url", f"https://{host}/")) != host:
                raise fields.error("hosts", f"expected lower-case names of hosts, found {host!r}")
        return cls(fields.some_of("kinds", known, cls().kinds), frozenset(hosts))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each package from elsewhere."""
        del at
        locked, asked = Locked.of(pbom), self._asked()
        if locked.inventory is None:
            yield locked.missing(self.id, asked)
            return
        yield from locked.findings(self.id, asked, self._wrong(locked.inventory))

    def _asked(self) -> tuple[str, str]:
        hosts = f" at {', '.join(sorted(self.hosts))}" if self.hosts else ""
        return (
            f"packages from a {' or '.join(sorted(self.kinds))}{hosts}",
            (
                "take it from there, or list its place under `kinds` or `hosts` of "
                "[rules.dependency-sources]"
            ),
        )

    def _wrong(self, inventory: Inventory) -> Iterator[Wrong]:
        for package in inventory.packages:
            found = self._against(package.known)
            if found:
                yield Wrong(what=package.known.purl, found=found, places=package.places)
        for name, problem in inventory.problems:
            if problem.kind == "unreadable":
                found = f"it could not be read: {problem.reason}"
                yield Wrong(what=name, found=found, cause="missing")

    def _against(self, item: Dependency) -> str:
        origin = item.origin
        if origin.kind not in self.kinds:
            return f"{origin.kind} {origin.url}".strip()
        if not self.hosts or item.local or not origin.url:
            return ""
        host = _host(origin)
        return "" if host in self.hosts else f"{origin.kind} {origin.url}, at {host or 'no host'}"


def _host(origin: Origin) -> str:
    """The host of a place, without what could make it look like another."""
    url = origin.url.partition("+")[2] if "+" in origin.url.partition("://")[0] else origin.url
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


plugin: type[Rule] = DependencySources
