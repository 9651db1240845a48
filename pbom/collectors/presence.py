"""Which objects are in a repository, without reading them."""

import tempfile
import threading
from collections.abc import Iterable

from pbom.collectors.git_command import Git
from pbom.errors import RecordingError


class MissingCount:
    """Counts, while something else is done, how many objects are not in the repository."""

    def __init__(self, git: Git, ids: Iterable[str]) -> None:
        self._asked = "".join(f"{id_}\n" for id_ in ids).encode("ascii")
        self._git = git
        self._missing: int | None = None
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    def result(self) -> int:
        """How many are missing.

        Raises:
            RecordingError: git does not answer.
        """
        self._thread.join()
        if self._missing is None:
            raise RecordingError("git cat-file ended early")
        return self._missing

    def _count(self) -> None:
        if not self._asked:
            self._missing = 0
            return
        with tempfile.TemporaryFile() as asked:
            asked.write(self._asked)
            asked.seek(0)
            with self._git.stream(
                "cat-file", "--batch-check=%(objecttype)", stdin=asked
            ) as process:
                missing = sum(line.endswith(b"missing\n") for line in process.stdout or ())
        if process.returncode == 0:
            self._missing = missing
