"""The head of a range: what a statement about it is about."""

import hashlib

from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.git_remote import repository_of
from pbom.errors import RecordingError
from pbom.model.change import HeadCommit
from pbom.model.digest import Digest, DigestSet

_SHA1 = 40
"""Hexadecimal digits of the older one of git's two formats."""


def head_commit(git: Git, commit: str) -> HeadCommit:
    """The digests of a commit's exact bytes, which are checked against its id.

    Raises:
        RecordingError: The commit is not here, or its bytes are another's.
    """
    with GitObjects(git) as objects:
        found = objects.read(commit)
    if found.kind != "commit" or not found.whole:
        raise RecordingError(f"commit {commit[:12]} is not here, or too large")
    header = b"commit %d\0" % found.size
    algorithm = "sha1" if len(commit) == _SHA1 else "sha256"
    computed = hashlib.new(algorithm, header + found.content, usedforsecurity=False)
    if computed.hexdigest() != commit:
        raise RecordingError(f"commit {commit[:12]} is not what its id says", hint="git fsck")
    tree = found.content.partition(b"\n")[0].removeprefix(b"tree ")
    return HeadCommit(
        digests=DigestSet.of(
            (
                Digest("gitCommit", commit),
                Digest("sha256", hashlib.sha256(found.content).hexdigest()),
            )
        ),
        tree=tree.decode("ascii", "replace"),
        repository=repository_of(git.configured),
    )
