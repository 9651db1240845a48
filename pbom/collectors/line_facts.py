"""Files of trees, and how many lines they have: what claims about lines are held against."""

import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import CHUNK, GitObjects
from pbom.errors import RecordingError
from pbom.model.artifact import decode_name
from pbom.model.attribution import TreeFile, leads_out

MAX_FILES = 200_000
_HEADER = 3
"""Id, kind and size."""

Wanted = tuple[str, str]
"""Id of a tree, and the name of a file in it."""


def line_facts(git: Git, wanted: Iterable[Wanted]) -> Mapping[Wanted, TreeFile]:
    """The files of these that are in their trees.

    Names that lead out of a tree are not looked for. What git cannot read, or what is beyond the
    limit, is there with lines that are not counted.
    """
    asked = sorted({item for item in wanted if not leads_out(item[1])})
    found = {item: TreeFile(mode="", lines=None) for item in asked[MAX_FILES:]}
    blobs: dict[str, list[Wanted]] = defaultdict(list)
    with GitObjects(git) as objects:
        for tree, name in asked[:MAX_FILES]:
            entry = objects.find(tree, decode_name(name))
            if entry is None:
                continue
            found[tree, name] = TreeFile(mode=entry.mode, lines=None)
            if found[tree, name].is_file:
                blobs[entry.id].append((tree, name))
    for id_, lines in _count_lines(git, blobs):
        for item in blobs[id_]:
            found[item] = TreeFile(mode=found[item].mode, lines=lines)
    return found


def _count_lines(git: Git, ids: Iterable[str]) -> Iterator[tuple[str, int]]:
    """How many lines each file has, as far as git can read it; nothing is kept of them."""
    with tempfile.TemporaryFile() as asked:
        asked.writelines(f"{id_}\n".encode("ascii") for id_ in ids)
        if not asked.tell():
            return
        asked.seek(0)
        with git.stream("cat-file", "--batch", stdin=asked) as process:
            while process.stdout and (head := process.stdout.readline().split()):
                if len(head) == _HEADER:
                    lines = _lines_of(process, int(head[2]))
                    if head[1] == b"blob":
                        yield head[0].decode("ascii"), lines


def _lines_of(process: "subprocess.Popen[bytes]", size: int) -> int:
    """The lines of the object that comes next; the last one needs no line end."""
    counted, left, last = 0, size, b"\n"
    while left and process.stdout:
        chunk = process.stdout.read(min(left, CHUNK))
        if not chunk:
            raise RecordingError("git cat-file ended early")
        counted += chunk.count(b"\n")
        left -= len(chunk)
        last = chunk[-1:]
    if process.stdout:
        process.stdout.read(1)  # the line end after the object
    return counted + (last != b"\n")
