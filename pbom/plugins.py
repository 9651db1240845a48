"""Finds the members of a family and hands them down as arguments.

A member is a file of the family's folder that ends in ``plugin: type[Contract] = Member``. Third
parties add members by entry point (groups ``pbom.rules``, ``pbom.reports``, ``pbom.listings``),
never signers.
"""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from pbom.errors import EvidenceMissingError, UsageError

OPEN = frozenset({"rules", "reports"})
"""Families to which third parties may add members."""

if TYPE_CHECKING:
    from pbom.bulletins import Bulletin
    from pbom.comparisons import Comparison
    from pbom.drawings import Drawing
    from pbom.ecosystems import InstalledReader, LockReader
    from pbom.listings import Listing
    from pbom.model.agent_table import AgentTable
    from pbom.model.path_table import Row
    from pbom.model.pipeline_table import PipelineTable
    from pbom.model.rule_pack import RulePack
    from pbom.reports import Report
    from pbom.rules import Rule
    from pbom.sidecars import Sidecar
    from pbom.signals import Signal
    from pbom.stores import Evidence, Index
    from pbom.tracers import Tracer


def rules() -> tuple[type["Rule"], ...]:
    """Every rule, ours first, each id once.

    Raises:
        UsageError: Two rules have one id.
    """
    return tuple(_members("rules"))


def rules_for(policy: bytes) -> tuple[type["Rule"], ...]:
    """The rules that apply without being named, and those whose ids a policy has in its bytes.

    A policy that can be read with these says the same with all of them: what it names and is not
    here is unknown, and refused.

    Raises:
        UsageError: Two rules have one id.
    """
    from pbom.rules import UNNAMED  # noqa: PLC0415 - not every command needs rules

    def may_apply(module: str) -> bool:
        return module in UNNAMED or module.replace("_", "-").encode("ascii") in policy

    return tuple(_members("rules", may_apply))


def reports() -> tuple[type["Report"], ...]:
    """Every report, ours first, each id once.

    Raises:
        UsageError: Two reports have one id.
    """
    return tuple(_members("reports"))


def report(name: str) -> "Report | None":
    """The report of that name; only its own file is read, where it is one of ours.

    Raises:
        UsageError: Two reports have one id.
    """
    package = import_module("pbom.reports")
    if name in {module.name for module in iter_modules(package.__path__)}:
        ours: Report = import_module(f"pbom.reports.{name}").plugin()
        return ours
    return next((member() for member in reports() if member.id == name), None)


def listings() -> tuple[type["Listing"], ...]:
    """Every listing of commits, ours first, each id once.

    Raises:
        UsageError: Two listings have one id.
    """
    return tuple(_members("listings"))


def comparisons() -> tuple[type["Comparison"], ...]:
    """Every way to show the differences between two documents, each id once.

    Raises:
        UsageError: Two have one id.
    """
    return tuple(_members("comparisons"))


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


def sidecars() -> tuple["Sidecar", ...]:
    """Every format of what tools keep beside commits.

    Raises:
        UsageError: Two formats have one id.
    """
    return tuple(member() for member in _members("sidecars"))


def lock_readers() -> tuple["LockReader", ...]:
    """Every reader of lock files, ours first, each id once.

    Raises:
        UsageError: Two readers have one id.
    """
    return tuple(member() for member in _members("ecosystems") if hasattr(member, "names"))


def installed_readers() -> tuple["InstalledReader", ...]:
    """Every reader of installed packages, ours first, each id once.

    Raises:
        UsageError: Two readers have one id.
    """
    return tuple(member() for member in _members("ecosystems") if hasattr(member, "places"))


def rule_pack(added: "RulePack | None" = None) -> "RulePack":
    """The built-in rule pack of AI markers, with what a project adds to it.

    Raises:
        UsageError: It cannot be read, or the project has a rule of its name.
    """
    from pbom.codec.rule_pack import extend_rule_pack, read_rule_pack  # noqa: PLC0415 - for commits

    data = _data("pbom.signals", "markers.toml")
    pack = read_rule_pack(data, "markers.toml")
    return extend_rule_pack(pack, added, "pbom.toml: $.markers") if added else pack


def agent_table() -> "AgentTable":
    """The built-in table of files by which coding agents are configured.

    Raises:
        UsageError: It cannot be read.
    """
    from pbom.codec.path_tables import read_agent_table  # noqa: PLC0415 - only for commits

    data = _data("pbom.collectors", "agent_files.toml")
    return read_agent_table(data, "agent_files.toml")


def pipeline_table(agents: "AgentTable", more: "Iterable[Row[str]]" = ()) -> "PipelineTable":
    """The table of pipeline definitions: the built-in rows, and a project's own.

    Raises:
        UsageError: It cannot be read.
    """
    from pbom.codec.path_tables import read_pipeline_table  # noqa: PLC0415 - only for commits

    data = _data("pbom.collectors", "pipeline_paths.toml")
    return read_pipeline_table(data, "pipeline_paths.toml", agents, more)


POLICIES = ("starter", "team", "strict")
"""Built-in rules for policies, the mildest first."""


def policy_rules(name: str) -> str:
    """The rules of a built-in policy, as TOML to be put below functionaries and steps.

    Raises:
        UsageError: There is no policy of that name.
    """
    if name not in POLICIES:
        raise UsageError(f"no built-in policy {name!r}; there are: {', '.join(POLICIES)}")
    return _data("pbom", f"policies/{name}.toml").decode("utf-8")


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


def open_index(path: Path) -> "Index":
    """The index of evidence: one that is kept where it is a store, else one for the moment.

    Raises:
        FormatError: It looks like an archive and is none.
        EvidenceMissingError: There is nothing.
        StoreError: It cannot be read.
    """
    evidence = open_evidence(path)
    kind = "index" if (path / "objects" / "sha256").is_dir() else "heap"
    opened: Index = import_module(f"pbom.stores.{kind}").plugin(evidence)
    return opened


def drawings() -> tuple[type["Drawing"], ...]:
    """Every way to show a graph, each id once.

    Raises:
        UsageError: Two have one id.
    """
    return tuple(_members("drawings"))


def bulletins() -> tuple[type["Bulletin"], ...]:
    """Every way to show an incident, each id once.

    Raises:
        UsageError: Two have one id.
    """
    return tuple(_members("bulletins"))


def _data(package: str, name: str) -> bytes:
    from importlib.resources import files  # noqa: PLC0415 - takes as long as a small step

    return files(package).joinpath(name).read_bytes()


def _every(module: str) -> bool:
    return bool(module)


def _members(family: str, wanted: Callable[[str], bool] = _every) -> Iterator[Any]:
    """Those of ours whose files are wanted, then those of others, each id once.

    A file that is left out is called as its member is.
    """
    package = import_module(f"pbom.{family}")
    names = [module.name for module in iter_modules(package.__path__)]
    ours = [import_module(f"pbom.{family}.{name}").plugin for name in names if wanted(name)]
    theirs = _of_others(family) if family in OPEN else []
    seen = {name.replace("_", "-") for name in names if not wanted(name)}
    for member in (*ours, *theirs):
        if member.id in seen:
            raise UsageError(f"two {family} are called {member.id!r}")
        seen.add(member.id)
        yield member


def _of_others(family: str) -> list[Any]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - it is slow

    return [point.load() for point in entry_points(group=f"pbom.{family}")]
