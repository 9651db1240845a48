"""Timing two commands in turn, and the table of what came out."""

import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

RUNS = 7


class Command(NamedTuple):
    """A command to time.

    Attributes:
        argv: Its words.
        folder: Where it runs.
        environment: What it sees.
        before: Done before each run, outside the time.
    """

    argv: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    before: Callable[[], None] = lambda: None


class Row(NamedTuple):
    """One comparison.

    Attributes:
        name: What was compared.
        ours: Median seconds.
        peer: Median seconds of the other.
        budget: The ratio to stay below; 0 where there is none.
    """

    name: str
    ours: float
    peer: float
    budget: float

    @property
    def ratio(self) -> float:
        """How many times the other's time ours is."""
        return self.ours / self.peer

    @property
    def kept(self) -> bool:
        """Whether the budget is kept."""
        return not self.budget or self.ratio <= self.budget


def seconds(command: Command) -> float:
    """How long one run takes; a failing command ends the benchmark."""
    command.before()
    started = time.perf_counter()
    done = subprocess.run(
        command.argv,
        cwd=command.folder,
        env=dict(command.environment),
        capture_output=True,
        check=False,
    )
    taken = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{command.argv} failed:\n{done.stderr.decode()}")
    return taken


def in_turn(ours: Command, peer: Command, runs: int = RUNS) -> tuple[float, float]:
    """Median seconds of both, run A B A B after one run of each that does not count."""
    seconds(ours)
    seconds(peer)
    pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def table(rows: Sequence[Row]) -> str:
    """The rows as text, and how many budgets were kept."""
    lines = [f"{'what':76} {'ours':>9} {'peer':>9} {'ratio':>8} {'budget':>8}"]
    for row in rows:
        budget = f"{row.budget:7.2f}x" if row.budget else "       -"
        word = "" if not row.budget else ("ok" if row.kept else "OVER")
        lines.append(
            f"{row.name:76} {row.ours * 1000:6.0f} ms {row.peer * 1000:6.0f} ms "
            f"{row.ratio:7.2f}x {budget} {word}"
        )
    budgets = [row for row in rows if row.budget]
    lines.append(f"{sum(row.kept for row in budgets)} of {len(budgets)} budgets kept")
    return "\n".join(lines)
