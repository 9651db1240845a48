"""The history of a checkout: one stream of commits."""

from collections.abc import Iterator
from datetime import UTC, datetime
from subprocess import Popen

from pbom.collectors.git_command import Git
from pbom.errors import RecordingError
from pbom.model.change import Range
from pbom.model.commit import Commit, CommitHeader, Person

CHUNK = 1024 * 1024
_FORMAT = "%H%n%T%n%P%n%an%n%ae%n%at%n%cn%n%ce%n%ct%n%B"
_FIELDS = 9


class History:
    """Commits of one repository; nothing that it configures is executed."""

    def __init__(self, git: Git) -> None:
        self._git = git

    def commits(self, range_: Range) -> Iterator[Commit]:
        """The commits of a range, newest first, as a stream.

        Raises:
            RecordingError: git refuses to look.
        """
        revisions = [range_.head, *([f"^{range_.base}"] if range_.base else [])]
        process = self._git.start(
            "log", "-z", f"--format={_FORMAT}", "--encoding=UTF-8", "--no-mailmap",
            "--no-show-signature", "--no-notes", *revisions, "--",
        )  # fmt: skip
        with process:
            for record in _records(process):
                yield _commit(record)
        if process.returncode:
            raise RecordingError("git log failed")


def _records(process: "Popen[bytes]") -> Iterator[bytes]:
    pending = b""
    while chunk := process.stdout.read(CHUNK) if process.stdout else b"":
        *whole, pending = (pending + chunk).split(b"\0")
        yield from whole
    if pending:
        yield pending


def _commit(record: bytes) -> Commit:
    fields = record.decode("utf-8", "backslashreplace").split("\n", _FIELDS)
    if len(fields) != _FIELDS + 1:
        raise RecordingError("git log said something unexpected")
    id_, tree, parents, author, author_mail, authored, committer, mail, committed, message = fields
    subject, *body = message.lstrip("\n").split("\n")
    return Commit(
        header=CommitHeader(
            id=id_,
            tree=tree,
            parents=tuple(parents.split()),
            author=Person(author, author_mail),
            committer=Person(committer, mail),
            authored=_moment(authored),
            committed=_moment(committed),
            signature="",
            subject=subject,
        ),
        body=tuple(body),
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
