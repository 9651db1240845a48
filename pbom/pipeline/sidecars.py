"""``sidecars``: what is beside the commits of a range, held against their trees.

First keep of every commit what ``annotated`` makes of it, then ``read_sidecars`` of these, then
``lines_at_head`` of what that found, which is the slow part and may be left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from pbom.collectors.blame import blame
from pbom.collectors.checkpoints import checkpoint_ids
from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.line_facts import line_facts
from pbom.collectors.notes_tree import tree_of
from pbom.collectors.sidecars import find_records
from pbom.model.agent_names import agent_called
from pbom.model.attribution import Attribution, FileLines
from pbom.model.change import Range
from pbom.model.commit import Commit
from pbom.model.evidence import Gap
from pbom.model.marker import Marker
from pbom.model.sidecar import Annotated, Beside, SidecarFindings
from pbom.model.sidecar_gaps import LINES_NOT_CHECKED, LINES_NOT_COUNTED
from pbom.sidecars import Sidecar
from pbom.stages.count_lines import count_lines, writers_of
from pbom.stages.verify_lines import NOT_COUNTED, verify_lines

MAX_FILES = 500
"""Files at the head whose lines are counted."""
MAX_LINES = 50_000
"""Lines of one of them."""


def annotated(commit: Commit, keys: Iterable[str]) -> Annotated:
    """What of a commit is needed to find what is beside it; keep it instead of the whole.

    ``keys`` are those of ``checkpoint_keys``.
    """
    return Annotated(
        id=commit.header.id,
        tree=commit.header.tree,
        parents=commit.header.parents,
        checkpoints=checkpoint_ids(commit, keys),
    )


def read_sidecars(
    git: Git,
    commits: Iterable[Annotated],
    head: str,
    formats: Iterable[Sidecar],
    names: Mapping[str, str],
) -> SidecarFindings:
    """What is beside some commits: markers, lines and who wrote them, and what is missing.

    ``head`` is the id of the commit in whose tree files of records are looked for. ``names`` are
    the words of the rule pack for agents, so that a message and a note call one agent the same.

    Raises:
        RecordingError: git refuses to look.
    """
    known = {commit.id: commit for commit in commits}
    found = find_records(git, known, head, formats)
    facts = line_facts(
        git,
        (
            (known[item.commit].tree, claim.path)
            for item in found.records
            for claim in item.record.attributions
        ),
    )
    markers: dict[str, dict[Marker, None]] = defaultdict(dict)
    claims: dict[str, dict[Attribution, None]] = defaultdict(dict)
    for item in found.records:
        for marker in item.record.markers:
            markers[item.commit][replace(marker, agent=agent_called(marker.agent, names))] = None
        for claim in verify_lines(item.record, known[item.commit], facts):
            claims[item.commit][replace(claim, agent=agent_called(claim.agent, names))] = None
    unchecked = sum(claim.problem == NOT_COUNTED for some in claims.values() for claim in some)
    detail = "claims about files whose lines could not be counted"
    gaps = (Gap(kind=LINES_NOT_CHECKED, detail=detail, count=unchecked),) if unchecked else ()
    sources, named = found.conclude()
    return SidecarFindings(
        by_commit={
            id_: Beside(markers=tuple(markers[id_]), attributions=tuple(claims[id_]))
            for id_ in known
            if id_ in markers or id_ in claims
        },
        sources=sources,
        gaps=tuple(sorted((*named, *gaps))),
    )


class HeadLines(Struct, frozen=True, kw_only=True):
    """Who wrote the lines of files at the head.

    Attributes:
        lines: The files that verified claims of the range are about and that are still there.
        gaps: Files whose lines were not counted.
    """

    lines: tuple[FileLines, ...] = ()
    gaps: tuple[Gap, ...] = ()


def lines_at_head(git: Git, range_: Range, found: SidecarFindings) -> HeadLines:
    """Who wrote the lines of the files at the head that verified claims are about.

    Lines from before the range are untracked, whoever wrote them.

    Raises:
        RecordingError: git refuses to look.
    """
    claims = writers_of({id_: beside.attributions for id_, beside in found.by_commit.items()})
    names = sorted({name for _, name in claims})
    with GitObjects(git) as objects:
        tree = tree_of(objects, range_.head)
    files = line_facts(git, ((tree, name) for name in names))
    lengths = {name: file.lines for (_, name), file in files.items() if file.is_file}
    countable = [name for name in names if 0 < (lengths.get(name) or 0) <= MAX_LINES]
    lines: list[FileLines] = []
    lost = sum((length is None) or length > MAX_LINES for length in lengths.values())
    lost += max(0, len(countable) - MAX_FILES)
    for name, origins in blame(git, range_, countable[:MAX_FILES]):
        if origins is None:
            lost += 1
        else:
            lines.append(count_lines(name, origins, claims))
    detail = "files at the head whose lines were not counted: too large, too many, or unreadable"
    gaps = (Gap(kind=LINES_NOT_COUNTED, detail=detail, count=lost),) if lost else ()
    return HeadLines(lines=tuple(lines), gaps=gaps)
