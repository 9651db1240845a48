"""Files that may be documents of upstream: those beside what is locked, and those named."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pbom.codec.upstream_documents import MAX_BYTES
from pbom.model.artifact import encode_name
from pbom.model.digest import Digest

MAX_FILES = 20_000
_BESIDE = (
    b".publish.attestation",
    b".slsa.attestation",
    b".provenance",
    b".provenance.json",
    b".attestations.json",
    b".sigstore",
    b".sigstore.json",
    b".intoto.jsonl",
)
_OURS = b".pbom.sigstore.json"


class UpstreamFile(NamedTuple):
    """A file that may be a document.

    Attributes:
        name: Relative to the workspace, or to the place that was named.
        data: Its bytes, or why they are not to be had.
    """

    name: str
    data: bytes | str

    @property
    def digest(self) -> Digest:
        """SHA-256 of its bytes."""
        data = self.data if isinstance(self.data, bytes) else b""
        return Digest("sha256", hashlib.sha256(data).hexdigest())


def may_be_beside(path: bytes) -> bool:
    """Whether a file's name says that it is a document of upstream; ours are none."""
    return path.endswith(_BESIDE) and not path.endswith(_OURS)


def read_beside(root: Path, paths: Iterable[bytes]) -> Iterator[UpstreamFile]:
    """The documents among the files of a workspace."""
    for path in sorted(filter(may_be_beside, paths))[:MAX_FILES]:
        yield UpstreamFile(encode_name(path), _content(os.path.join(os.fsencode(root), path)))


def read_places(root: Path, places: Iterable[str]) -> Iterator[UpstreamFile]:
    """Every file below the directories that are named, and the files that are.

    Links are not followed.
    """
    for place in places:
        path = os.fsencode(root / place)
        if not os.path.isdir(path):  # noqa: PTH112 - of bytes
            name = encode_name(os.path.basename(path))  # noqa: PTH119 - of bytes
            yield UpstreamFile(name, _content(path))
            continue
        for number, found in enumerate(sorted(_walk(path))):
            if number >= MAX_FILES:
                yield UpstreamFile(encode_name(found), f"more than {MAX_FILES:,} files")
                break
            yield UpstreamFile(encode_name(found), _content(os.path.join(path, found)))


def _walk(root: bytes) -> Iterator[bytes]:
    for folder, _, names in os.walk(root):
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root)


def _content(path: bytes) -> bytes | str:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return error.strerror or "cannot be opened"
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return "not a regular file"
        data = file.read(MAX_BYTES + 1)
    return data if len(data) <= MAX_BYTES else f"larger than {MAX_BYTES:,} bytes"
