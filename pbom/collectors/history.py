"""The history of a checkout: the range that a release answers for, and what of it is not here."""

from pathlib import Path

from pbom.collectors.git_command import Git
from pbom.errors import RecordingError, UsageError
from pbom.model.change import Range
from pbom.model.evidence import Gap

_SIDECARS = ("refs/notes/ai", "refs/notes/whogitit", "refs/heads/entire/checkpoints/v1")


class History:
    """Commits of one repository; nothing that it configures is executed."""

    def __init__(self, folder: Path) -> None:
        plain = Git(folder=folder)
        self._git = plain.without_filters(plain.configured())

    def range_of(self, since: str, head: str) -> Range:
        """The range up to a commit: from the given one, else the last tag, else the beginning.

        Raises:
            UsageError: A name means no commit.
        """
        tip = self._commit(head)
        if since:
            return Range(base=self._commit(since), head=tip, basis="named", reason=f"since {since}")
        for start in (tip, f"{tip}^"):
            try:
                tag = self._git.run("describe", "--tags", "--abbrev=0", start)
            except RecordingError:
                continue
            name = tag.decode("utf-8", "replace").strip()
            base = self._commit(f"refs/tags/{name}")
            if base != tip:
                return Range(base=base, head=tip, basis="tag", reason=f"since the last tag, {name}")
        return Range(
            base="", head=tip, basis="root", reason="since the beginning: there is no earlier tag"
        )

    def gaps(self) -> tuple[Gap, ...]:
        """What of the history was not looked at, or is not there.

        Raises:
            RecordingError: git refuses to look.
        """
        shallow = self._git.run("rev-parse", "--is-shallow-repository").strip() == b"true"
        found = [Gap(kind="shallow-clone", detail="history is cut")] if shallow else []
        refs = self._git.run("for-each-ref", "--format=%(refname)").decode("utf-8", "replace")
        present = [name for name in _SIDECARS if name in refs.split("\n")]
        detail = f"{', '.join(present)}" if present else "notes and checkpoints: none fetched"
        return (*found, Gap(kind="sidecars-not-looked-at", detail=detail))

    def _commit(self, name: str) -> str:
        try:
            found = self._git.run("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
        except RecordingError as error:
            raise UsageError(f"no such commit: {name}") from error
        return found.decode("ascii").strip()
