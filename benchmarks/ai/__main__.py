"""``python -m benchmarks.ai``: what is found in real histories, how fast, and what a peer finds."""

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from msgspec import Struct, field

from benchmarks.ai.histories import History, histories
from benchmarks.ai.peer import Flag, peer
from pbom import plugins
from pbom.collectors.commits import Commits
from pbom.collectors.git_command import Git
from pbom.model.change import Change
from pbom.model.marker import CLASSES
from pbom.stages.classify import classify_commits, mark_merged_branches

FIRST_TOOL = datetime(2021, 6, 1, tzinfo=UTC)
"""Before it there was no tool that leaves a marker: what is found there is false."""
SHOWN = 15
"""So many lines of a difference are shown of each history."""


class Measured(Struct):
    """What was found in one history.

    Attributes:
        history: Which.
        classes: How many commits of each class.
        early: Markers of agents in commits from before there were any.
        seconds: Our time for the whole history, git's included.
        log: git's time for ``git log -z --format=%B``.
        theirs: What only the peer flags, as lines.
        ours: What only we find, as lines.
        both: How many commits both flag.
    """

    history: History
    classes: Counter[str] = field(default_factory=Counter)
    early: list[str] = field(default_factory=list)
    seconds: float = 0.0
    log: float = 0.0
    theirs: list[str] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)
    both: int = 0

    @property
    def ratio(self) -> float:
        """How many times git's time ours is."""
        return self.seconds / self.log


def measure(history: History, flag: Flag | None) -> Measured:
    """One history, scanned and timed."""
    found = Measured(history)
    pack, signals = plugins.rule_pack(), plugins.signals()
    stream = Commits(Git(folder=history.folder))
    times = [(_log(history), _scan(history)) for _ in range(3)]
    found.log, found.seconds = min(log for log, _ in times), min(scan for _, scan in times)
    changes = mark_merged_branches(tuple(classify_commits(stream.of("HEAD"), signals, pack)))
    for change in changes:
        found.classes[change.kind] += 1
        if change.commit.committed < FIRST_TOOL:
            found.early += _lines(change)
    if flag:
        _compare(found, {change.commit.id: change for change in changes}, flag)
    return found


def _compare(found: Measured, changes: dict[str, Change], flag: Flag) -> None:
    for commit in Commits(Git(folder=found.history.folder)).of("HEAD"):
        if commit.header.committed < FIRST_TOOL:
            continue
        ours, theirs = _lines(changes[commit.header.id]), flag(commit)
        if ours and theirs:
            found.both += 1
        elif ours:
            found.ours.append(ours[0])
        elif theirs:
            found.theirs.append(f"{commit.header.id[:12]} {theirs[0]}")


def _lines(change: Change) -> list[str]:
    """Markers that speak of an agent, as lines."""
    return [
        f"{change.commit.id[:12]} {marker.rule} ({marker.role}): {marker.raw.strip()[:100]}"
        for marker in change.markers
        if marker.role != "automation"
    ]


def _scan(history: History) -> float:
    """Seconds to classify every commit, in a process that holds nothing else."""
    code = (
        "import sys; from pathlib import Path; from pbom import plugins; "
        "from pbom.collectors.commits import Commits; "
        "from pbom.collectors.git_command import Git; "
        "from pbom.stages.classify import classify_commits; "
        "stream = Commits(Git(folder=Path(sys.argv[1]))).of('HEAD'); "
        "any(c is None for c in classify_commits(stream, plugins.signals(), plugins.rule_pack()))"
    )
    return _timed(sys.executable, "-c", code, str(history.folder))


def _log(history: History) -> float:
    return _timed("git", "--git-dir", str(history.folder), "log", "-z", "--format=%B")


def _timed(*argv: str) -> float:
    started = time.perf_counter()
    subprocess.run(argv, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def table(name: str, rows: Sequence[Measured]) -> Iterator[str]:
    """The rows of one group, and their sum."""
    titles = ("history", "commits", *CLASSES, "early", "x log", "both", "theirs", "ours")
    yield f"\n{name}\n{titles[0]:34}" + "".join(f"{title:>14}" for title in titles[1:])
    for row in rows:
        yield _row(row.history.name, row, f"{row.ratio:.2f}")
    total = Measured(rows[0].history)
    for row in rows:
        total.classes += row.classes
        total.early += row.early
        total.theirs += row.theirs
        total.ours += row.ours
        total.both += row.both
    yield _row("all", total, f"{sum(r.seconds for r in rows) / sum(r.log for r in rows):.2f}")


def _row(name: str, row: Measured, ratio: str) -> str:
    counts = (row.classes.total(), *(row.classes[kind] for kind in CLASSES), len(row.early))
    differences = (row.both, len(row.theirs), len(row.ours))
    cells = (*(f"{count:,}" for count in counts), ratio, *(f"{one:,}" for one in differences))
    return f"{name:34}" + "".join(f"{cell:>14}" for cell in cells)


def main() -> None:
    """Measure, and print both groups."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ai", description=__doc__)
    parser.add_argument("names", nargs="*", help="owner/name; all that are there if absent")
    parser.add_argument("--lines", type=int, default=SHOWN, help="lines of each difference")
    asked = parser.parse_args()
    flag = peer()
    rows = [measure(history, flag) for history in histories(asked.names)]
    for row in rows:
        for title, lines in (("early", row.early), ("theirs", row.theirs), ("ours", row.ours)):
            shown = lines[: asked.lines]
            print(
                *(f"{row.history.name} {title}: {line}" for line in shown),
                sep="\n",
                end="\n" if shown else "",
            )
    for name, apart in (("developed on", False), ("kept apart", True)):
        group = [row for row in rows if row.history.apart is apart]
        print(*(table(name, group) if group else ()), sep="\n")
    if rows and flag is None:
        print("\nno-ai-marks is not installed: nothing was compared")
    raise SystemExit(1 if any(row.early for row in rows) else 0)


if __name__ == "__main__":
    main()
