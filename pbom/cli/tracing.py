"""What ``pbom trace`` shows, and the exit code."""

import sys
from pathlib import Path

from pbom import plugins
from pbom.cli.lineages import open_ground, read_names
from pbom.cli.terminal import ink_for, say
from pbom.drawings import Drawing
from pbom.errors import UsageError
from pbom.model.lineage import Graph
from pbom.stages.trace import trace

GAP, INVALID = 3, 4


def drawing(name: str) -> Drawing:
    """The drawing of that name.

    Raises:
        UsageError: There is none.
    """
    known = {member.id: member for member in plugins.drawings()}
    if name not in known:
        raise UsageError(f"unknown format {name!r}; there are: {', '.join(sorted(known))}")
    return known[name]()


def show_trace(subject: str, evidence: tuple[Path, ...], policy: Path | None, form: str) -> int:
    """Print the lineage; the exit code.

    Raises:
        UsageError: The format is unknown, or the subject means nothing or several things.
        EvidenceMissingError: There is no evidence, or nothing in it has that name.
        PolicyError: The policy that was named cannot be used.
        StoreError: The evidence cannot be read.
    """
    view = drawing(form)
    ground = open_ground(evidence, policy)
    names = read_names(subject, ground)
    graph = trace(names, ground.finder(), ground.banner, verified=ground.verified)
    for line in view.lines(graph, ink_for(sys.stdout)):
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
    problems = ground.problems()
    for problem in problems:
        say(f"not understood, and not searched: {problem}")
    return _code(graph, GAP if problems else 0)


def _code(graph: Graph, least: int) -> int:
    causes = {item.cause for item in graph.breaks} - {"open"}
    if "invalid" in causes:
        return INVALID
    return GAP if causes else least
