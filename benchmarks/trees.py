"""Trees of small files, the same on every machine."""

import base64
import hashlib
import json
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


def make_lock(packages: int) -> str:
    """A lock file of npm's with so many packages, each of which requires two others."""
    listed: dict[str, object] = {"": {"name": "many", "dependencies": {"p0": "1", "p1": "1"}}}
    for number in range(packages):
        digest = base64.b64encode(hashlib.sha512(str(number).encode()).digest()).decode()
        listed[f"node_modules/p{number}"] = {
            "version": "1.0.0",
            "resolved": f"https://registry.example/p{number}/-/p{number}-1.0.0.tgz",
            "integrity": f"sha512-{digest}",
            "dependencies": {f"p{number * times % packages}": "1" for times in (3, 7)},
        }
    return json.dumps({"name": "many", "lockfileVersion": 3, "packages": listed})
