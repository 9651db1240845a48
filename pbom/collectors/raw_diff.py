"""Git's raw differences of trees, as a stream; contents are not looked at."""

from collections.abc import Iterator
from subprocess import Popen

from msgspec import Struct

from pbom.errors import RecordingError

OPTIONS = (
    "--raw", "-z", "-r", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative",
    "--ignore-submodules=none",
)  # fmt: skip
"""For ``git diff-tree``. The last one, for ``.gitmodules`` may ask git to hide submodules."""
CHUNK = 1024 * 1024
MAX_TOKEN = 16 * 1024 * 1024
_NOTHING = b"000000"


class Difference(Struct, frozen=True):
    """One file that differs.

    Attributes:
        path: As the trees have it.
        modes: Before, in each tree that is compared, and last after.
        ids: Likewise.
    """

    path: bytes
    modes: tuple[bytes, ...]
    ids: tuple[bytes, ...]

    @property
    def letter(self) -> str:
        """``A`` where no tree had the file, else ``D``, ``T`` or ``M``, as git has them."""
        *before, after = self.modes
        if after == _NOTHING:
            return "D"
        if all(mode == _NOTHING for mode in before):
            return "A"
        return "M" if any(mode[:3] == after[:3] for mode in before) else "T"


def read_tokens(process: "Popen[bytes]") -> Iterator[bytes]:
    """What a command separates by zero bytes.

    Raises:
        RecordingError: A token has no end.
    """
    pending = b""
    while chunk := process.stdout.read(CHUNK) if process.stdout else b"":
        *whole, pending = (pending + chunk).split(b"\0")
        yield from whole
        if len(pending) > MAX_TOKEN:
            raise RecordingError("a name in the history has no end")
    if pending:
        yield pending


def read_difference(meta: bytes, path: bytes) -> Difference:
    """A difference from its two tokens; ``meta`` has one colon for each tree before.

    Raises:
        RecordingError: git said something unexpected.
    """
    words = meta.lstrip(b":").split(b" ")
    trees = len(meta) - len(meta.lstrip(b":")) + 1
    if len(words) != 2 * trees + 1 or not path:
        raise RecordingError("git diff-tree said something unexpected")
    return Difference(path=path, modes=tuple(words[:trees]), ids=tuple(words[trees : 2 * trees]))
