"""git's index: what it holds, what it hides, and which of its files live elsewhere."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping

from msgspec import Struct

from pbom.collectors.git_command import Git
from pbom.model.digest import Digest, DigestSet

_ORDINARY = (b"H 100", b"H 120")
"""How the entries of files and links begin that git was not told to overlook."""
_ATTRIBUTES = (b"\t.gitattributes", b"/.gitattributes")
_ATTRIBUTES_END = b".gitattributes\0"
_ENTRY = re.compile(rb"(?P<tag>\S) (?P<mode>\d{6}) (?P<id>[0-9a-f]+) \d\t(?P<path>.+)", re.DOTALL)
_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n"
    rb"(?:[^\n]*\n)*?oid sha256:(?P<oid>[0-9a-f]{64})\n"
)
_MAX_POINTER = 1024


class IndexEntry(Struct, frozen=True):
    """One entry of the index that needs a closer look.

    Attributes:
        tag: git's letter; lower case for assume-unchanged, ``S`` for skip-worktree.
        mode: git's file mode.
        id: Object id.
        path: Relative to the root.
    """

    tag: str
    mode: str
    id: str
    path: bytes

    @property
    def hidden(self) -> bool:
        """Whether git was told not to look at the file."""
        return self.tag.islower() or self.tag == "S"

    @property
    def blob(self) -> Digest:
        """The content that the index has."""
        return Digest("gitBlob", self.id)


def read_index(output: bytes) -> tuple[IndexEntry, ...]:
    """The entries of ``git ls-files -z -v -s`` that are not ordinary files.

    These are hidden ones, submodules and attribute files.
    """
    found = []
    for line in _candidates(b"\0" + output):
        match = _ENTRY.fullmatch(line)
        if match:
            found.append(
                IndexEntry(
                    tag=match["tag"].decode(),
                    mode=match["mode"].decode(),
                    id=match["id"].decode(),
                    path=match["path"],
                )
            )
    return tuple(found)


def _candidates(output: bytes) -> Iterator[bytes]:
    """The entries that may not be ordinary files; each stands after a null byte.

    Where they are counted to be all ordinary but for their names, nobody looks at each of them.
    """
    ordinary = sum(output.count(b"\0" + beginning) for beginning in _ORDINARY)
    if ordinary < output.count(b"\0") - 1:
        for line in output.split(b"\0"):
            if not line.startswith(_ORDINARY) or line.endswith(_ATTRIBUTES):
                yield line
        return
    end = output.find(_ATTRIBUTES_END)
    while end >= 0:
        line = output[output.rfind(b"\0", 0, end) + 1 : end + len(_ATTRIBUTES_END) - 1]
        if line.endswith(_ATTRIBUTES):
            yield line
        end = output.find(_ATTRIBUTES_END, end + 1)


def same_blob(path: bytes, entry: IndexEntry) -> bool:
    """Whether a file's bytes are the blob that the index names; conversions are not applied."""
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        content = os.readlink(path)
    elif stat.S_ISREG(status.st_mode):
        with open(path, "rb") as file:  # noqa: PTH123 - bytes paths
            content = file.read()
    else:
        return False
    algorithm = "sha1" if len(entry.id) == 40 else "sha256"  # noqa: PLR2004 - hex digits of SHA-1
    hasher = hashlib.new(algorithm, b"blob %d\0" % len(content), usedforsecurity=False)
    hasher.update(content)
    return hasher.hexdigest() == entry.id


def large_files(git: Git, entries: tuple[IndexEntry, ...]) -> Mapping[bytes, DigestSet]:
    """Files whose blob is a Git LFS pointer and that are not themselves the pointer.

    Each comes with the SHA-256 that its pointer promises.
    """
    if not any(_uses_filter(git, entry.path) for entry in entries if entry.mode != "160000"):
        return {}
    found: dict[bytes, DigestSet] = {}
    for line in git.run("ls-files", "-z", "-s", "--", ":(attr:filter=lfs)").split(b"\0"):
        head, _, path = line.partition(b"\t")
        if not path:
            continue
        blob = head.split(b" ")[1].decode()
        if int(git.run("cat-file", "-s", blob)) > _MAX_POINTER:
            continue
        match = _POINTER.match(git.run("cat-file", "blob", blob))
        file = os.path.join(os.fsencode(git.folder), path)
        if match and os.path.lexists(file) and not _is_pointer(file):
            found[path] = DigestSet.sha256(match["oid"].decode())
    return found


def _uses_filter(git: Git, path: bytes) -> bool:
    if path.rpartition(b"/")[2] != b".gitattributes":
        return False
    try:
        with open(os.path.join(os.fsencode(git.folder), path), "rb") as file:  # noqa: PTH123
            return b"filter=lfs" in file.read(_MAX_POINTER * _MAX_POINTER)
    except OSError:
        return False


def _is_pointer(file: bytes) -> bool:
    if os.lstat(file).st_size > _MAX_POINTER:
        return False
    with open(file, "rb") as opened:  # noqa: PTH123 - bytes paths
        return bool(_POINTER.match(opened.read()))
