"""Finds the members of a family and hands them down as arguments.

A member is a file of the family's folder that ends in ``plugin: type[Contract] = Member``. Third
parties add members by entry point (group ``pbom.rules``, ``pbom.reports``), never signers.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from pbom.errors import EvidenceMissingError, UsageError

if TYPE_CHECKING:
    from pbom.model.rule_pack import RulePack
    from pbom.reports import Report
    from pbom.rules import Rule
    from pbom.signals import Signal
    from pbom.stores import Evidence
    from pbom.tracers import Tracer


def rules() -> tuple[type["Rule"], ...]:
    """Every rule, ours first, each id once.

    Raises:
        UsageError: Two rules have one id.
    """
    return tuple(_members("rules"))


def reports() -> tuple[type["Report"], ...]:
    """Every report, ours first, each id once.

    Raises:
        UsageError: Two reports have one id.
    """
    return tuple(_members("reports"))


def signals() -> tuple["Signal", ...]:
    """Every place in a commit where an agent may be named.

    Raises:
        UsageError: Two signals have one id.
    """
    return tuple(member() for member in _members("signals"))


def tracer() -> "Tracer":
    """The tracer that watches steps.

    The first of the family; to look for others would take longer than a small step.
    """
    first: Tracer = import_module("pbom.tracers.strace").plugin()
    return first


def rule_pack() -> "RulePack":
    """The built-in rule pack of AI markers.

    Raises:
        UsageError: It cannot be read.
    """
    from importlib.resources import files  # noqa: PLC0415 - only for commits

    from pbom.codec.rule_pack import read_rule_pack  # noqa: PLC0415

    data = files("pbom.signals").joinpath("markers.toml").read_bytes()
    return read_rule_pack(data, "markers.toml")


def open_evidence(path: Path) -> "Evidence":
    """Evidence in a store, a directory of bundles, an archive (``*.zip``) or a JSON Lines file.

    Raises:
        FormatError: It looks like an archive and is none.
        EvidenceMissingError: There is nothing.
    """
    if path.is_dir():
        kind = "objects" if (path / "objects" / "sha256").is_dir() else "folder"
    elif path.is_file():
        kind = "archive" if path.suffix == ".zip" else "lines"
    else:
        raise EvidenceMissingError(f"there is no evidence at {path}")
    opened: Evidence = import_module(f"pbom.stores.{kind}").plugin(path)
    return opened


def _members(family: str) -> Iterator[Any]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - 15 ms, and a tracer does without

    package = import_module(f"pbom.{family}")
    ours = [
        import_module(f"pbom.{family}.{module.name}").plugin
        for module in iter_modules(package.__path__)
    ]
    theirs = [point.load() for point in entry_points(group=f"pbom.{family}")]
    seen: set[str] = set()
    for member in (*ours, *theirs):
        if member.id in seen:
            raise UsageError(f"two {family} are called {member.id!r}")
        seen.add(member.id)
        yield member
