"""What a statement is about, in the words of the command line: a name in git, a file, a digest."""

from pathlib import Path

from pbom.cli.artifacts import read_artifacts, read_digest
from pbom.collectors.git_subject import find_subject
from pbom.errors import UsageError
from pbom.model.subject import Subject


def read_subject(folder: Path, text: str) -> Subject:
    """The commit, tree or file that a text means.

    Raises:
        UsageError: It means nothing, or two things.
    """
    if text.startswith("sha256:"):
        named = read_digest(text)
        return Subject(name=named.name, digests=named.digests)
    found = find_subject(folder, text)
    path = Path(text)
    if found and path.exists():
        raise UsageError(
            f"{text} is a name in git and a file as well",
            hint=f"write ./{text} for the file, or the commit's id",
        )
    if found:
        return found
    if not path.is_file():
        raise UsageError(f"{text} is no commit, no tree, no file and no sha256:HEX")
    (artifact,) = read_artifacts([path])
    return Subject(name=artifact.name, digests=artifact.digests)
