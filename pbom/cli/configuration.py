"""``pbom.toml`` as a command finds it; imports nothing that is slow to import."""

from pathlib import Path

from pbom.atomic import read_whole
from pbom.codec.config import read_config
from pbom.codec.toml import MAX_BYTES
from pbom.errors import UsageError
from pbom.model.config import Config

CONFIG = "pbom.toml"


def read_project_config(root: Path) -> Config:
    """The configuration of a project; the default where it has none.

    Raises:
        UsageError: ``pbom.toml`` cannot be read.
    """
    path = root / CONFIG
    try:
        return read_config(read_whole(path, MAX_BYTES), CONFIG)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error


def nearest_config(folder: Path) -> Config:
    """The configuration of the nearest project above a directory.

    Raises:
        UsageError: ``pbom.toml`` cannot be read.
    """
    here = folder.resolve()
    roots = (root for root in (here, *here.parents) if (root / CONFIG).is_file())
    return read_project_config(next(roots, here))
