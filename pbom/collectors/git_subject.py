"""What somebody approves, where it is in git: a commit or a tree, by its ids."""

import hashlib
from pathlib import Path

from pbom.collectors.git_command import Git, open_git
from pbom.collectors.git_objects import GitObjects
from pbom.errors import RecordingError, UsageError
from pbom.model.digest import Digest, DigestSet
from pbom.model.subject import Subject


def find_subject(folder: Path, name: str) -> Subject | None:
    """The commit or tree that a name means in the checkout there; ``None`` where it means nothing.

    Of a commit there is also the SHA-256 of its content, which holds even where git's own digest
    no longer does; what a tree contains has only git's.

    Raises:
        UsageError: It means something else, or something that is too large.
    """
    try:
        git = open_git(folder)
        named = _id(git, name)
        id_ = _id(git, f"{named}^{{}}")  # a tag means what it is on
    except RecordingError:
        return None
    with GitObjects(git) as objects:
        found = objects.read(id_)
    if not found.whole:
        raise UsageError(f"{name} is too large, or not here")
    match found.kind:
        case "commit":
            whole = Digest("sha256", hashlib.sha256(found.content).hexdigest())
            digests = DigestSet.of((Digest("gitCommit", id_), whole))
        case "tree":
            digests = DigestSet.of((Digest("gitTree", id_),))
        case _:
            raise UsageError(f"{name} is a {found.kind}", hint="approve a commit, a tree or a file")
    return Subject(name=f"{found.kind} {id_[:12]}", digests=digests)


def _id(git: Git, name: str) -> str:
    found = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return found.decode("ascii").strip()
