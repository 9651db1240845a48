"""Trees of small files, the same on every machine."""

from pathlib import Path

FOLDERS = 10
"""Folders in a folder."""
FILES = 50
"""Files in a folder of the last level."""


def make_tree(root: Path, files: int) -> None:
    """So many small files in nested folders; 1.5 KB on average, like source code."""
    for number in range(files):
        leaf = number // FILES
        folder = root / f"part{leaf // FOLDERS // FOLDERS}" / f"area{leaf // FOLDERS % FOLDERS}"
        path = folder / f"room{leaf % FOLDERS}" / f"file{number % FILES}.txt"
        if number % FILES == 0:
            path.parent.mkdir(parents=True)
        line = b"%08d a line of a small file that stands for source code\n" % number
        path.write_bytes(line * (1 + number * 7 % 50))
