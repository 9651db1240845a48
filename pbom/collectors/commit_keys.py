"""Keys for the signatures on commits, from the files that ``pbom.toml`` names."""

from pathlib import Path

from pbom.atomic import read_whole
from pbom.codec.openpgp import KEY, dearmor
from pbom.errors import FormatError, UsageError
from pbom.model.commit_keys import CommitKeys
from pbom.model.config import CommitsConfig
from pbom.model.evidence import Gap
from pbom.model.forge import FORGES, Forge

MAX_ALLOWED_SIGNERS = 4 * 1024 * 1024
MAX_KEYRING = 64 * 1024 * 1024


def read_keys(root: Path, config: CommitsConfig) -> tuple[CommitKeys, tuple[Gap, ...]]:
    """The keys that a configuration names, and what is to be said of where they are.

    A file inside the workspace is used all the same, but whoever writes the commits writes the
    keys too, so that is a gap.

    Raises:
        UsageError: A file cannot be read, or holds no public keys.
    """
    named = [path for path in (config.allowed_signers, config.keyring) if path]
    inside = [path for path in named if is_inside(root, root / path)]
    own = Forge(
        name="the forge of pbom.toml",
        committers=frozenset(config.forge_committers),
        keys=frozenset(config.forge_keys),
    )
    keys = CommitKeys(
        allowed_signers=_read(root, config.allowed_signers, MAX_ALLOWED_SIGNERS),
        keyring=_keyring(config.keyring, _read(root, config.keyring, MAX_KEYRING)),
        forges=(*FORGES, own),
    )
    gaps = (Gap(kind="keys-in-repository", detail=", ".join(inside), count=len(inside)),)
    return keys, gaps if inside else ()


def is_inside(root: Path, path: Path) -> bool:
    """Whether a file, or what a link at its place leads to, is inside a directory."""
    top = root.resolve()
    return path.resolve().is_relative_to(top) or (path.parent.resolve().is_relative_to(top))


def _read(root: Path, path: str, limit: int) -> bytes:
    if not path:
        return b""
    try:
        content = read_whole(root / path, limit)
    except OSError as error:
        raise UsageError(f"cannot read the keys in {path}: {error.strerror}") from error
    if not content.strip():
        raise UsageError(f"there are no keys in {path}")
    return content


def _keyring(path: str, content: bytes) -> bytes:
    """A keyring in the form that ``gpgv`` reads, which is not the armored one."""
    if not content.lstrip().startswith(b"-----BEGIN PGP"):
        return content
    try:
        return dearmor(content, KEY)
    except FormatError as error:
        raise UsageError(str(error.within(path))) from error
