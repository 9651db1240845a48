"""Inventories for a reader: a table, JSON, CycloneDX; and what could not be read, for people."""

from collections import Counter
from collections.abc import Iterator

from pbom.cli.terminal import say
from pbom.codec.dependencies import write_inventory
from pbom.codec.strict_json import write_json
from pbom.errors import UsageError
from pbom.model.dependency import Dependency, Integrity
from pbom.model.inventory import Component, Inventory, Package
from pbom.model.printable import printable

MAX_TOLD = 20
"""So many problems are told one by one."""


def list_inventory(inventory: Inventory, form: str, spec: str, name: str) -> Iterator[str]:
    """The lines of a list.

    Raises:
        UsageError: There is no such form, or no such version of CycloneDX.
    """
    match form:
        case "table":
            return _table(inventory)
        case "json":
            return iter([write_json(write_inventory(inventory)).decode("utf-8")])
        case "cyclonedx":
            return iter([_cyclonedx(inventory, spec, name)])
    raise UsageError(f"unknown format {form!r}; there are: table, json, cyclonedx")


def complain(inventory: Inventory) -> None:
    """Say what could not be read."""
    if not inventory.locks:
        say("no lock file of a known kind is here")
    upstream = inventory.upstream.problems if inventory.upstream else ()
    problems = (*inventory.problems, *upstream)
    for file, problem in problems[:MAX_TOLD]:
        say(f"{file}: {problem.kind} at {problem.place}: {problem.reason}")
    rest = len(problems) - MAX_TOLD
    if rest > 0:
        say(f"{rest} more problems; `--format json` has them all")


def _cyclonedx(inventory: Inventory, spec: str, name: str) -> str:
    from pbom.codec.cyclonedx.document import VERSIONS  # noqa: PLC0415
    from pbom.codec.cyclonedx.inventory import write_inventory_document  # noqa: PLC0415

    if spec not in VERSIONS:
        raise UsageError(f"unknown version {spec!r}; there are: {', '.join(VERSIONS)}")
    document = write_inventory_document(inventory, name or "project", VERSIONS[spec])
    return document.decode("utf-8").rstrip("\n")


def _table(inventory: Inventory) -> Iterator[str]:
    rows = [_package(package) for package in inventory.packages]
    rows += [_component(component) for component in inventory.components]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    for row in rows:
        cells = [cell.ljust(min(width, 60)) for cell, width in zip(row, widths, strict=False)]
        yield printable("  ".join((*cells, row[4])).rstrip())
    yield from _totals(inventory)


def _package(package: Package) -> tuple[str, str, str, str, str]:
    known = package.known
    scope = "" if known.scope == "unknown" else known.scope
    reach = "" if known.reach == "unknown" else known.reach
    return (
        f"{known.ecosystem}/{known.name}@{known.version}".rstrip("@"),
        " ".join(part for part in (reach, scope) if part) or "-",
        known.origin.kind,
        _integrity(known),
        ", ".join(sorted({place.file for place in package.places})),
    )


def _component(component: Component) -> tuple[str, str, str, str, str]:
    known = component.known
    return (
        f"{known.name}@{known.version}" if known.version else known.name,
        known.use or "-",
        known.kind,
        _pinned(component),
        ", ".join(sorted({place.file for place in component.places})),
    )


def _pinned(component: Component) -> str:
    """Whether it is named by its content; if not, to what it came here."""
    if component.known.pinned:
        return "pinned"
    found = [item for item in component.resolutions if item.resolved]
    if not found:
        return "not pinned"
    best = found[0].integrity[0]
    return f"not pinned, here {best.algorithm}:{best.value[:12]}"


def _integrity(known: Dependency) -> str:
    """What holds its content: algorithms of files, else what else there is."""
    values: Iterator[Integrity] = iter(known.integrity)
    counts = Counter(
        value.algorithm if value.covers == "file" else value.covers for value in values
    )
    told = (f"{name} x{count}" if count > 1 else name for name, count in counts.items())
    return ", ".join(told) or ("-" if known.local else "no hash")


def _totals(inventory: Inventory) -> Iterator[str]:
    packages = inventory.packages
    bare = sum(not item.known.integrity and not item.known.local for item in packages)
    loose = sum(not item.known.pinned for item in inventory.components)
    yield (
        f"{len(inventory.locks)} files, {len(packages)} packages ({bare} without a hash), "
        f"{len(inventory.components)} pipeline components ({loose} not pinned)"
        f"{_proven(inventory)}"
    )


def _proven(inventory: Inventory) -> str:
    """How many packages have provenance at hand; nothing where nobody looked."""
    if inventory.upstream is None:
        return ""
    states = Counter(inventory.upstream_of(package).state for package in inventory.packages)
    verified = states["verified"]
    return f", {verified + states['present']} packages with provenance, {verified} of them verified"
