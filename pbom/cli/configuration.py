"""The configuration of a project, ``pbom.toml``."""

from pathlib import Path

from pbom.atomic import read_whole
from pbom.codec.config import read_config
from pbom.codec.toml import MAX_BYTES
from pbom.collectors.workspace import CONFIG
from pbom.errors import UsageError
from pbom.model.config import Config


def read_project_config(root: Path) -> Config:
    """The configuration at the root of a project; the defaults where there is none.

    Raises:
        UsageError: It cannot be read.
    """
    path = root / CONFIG
    try:
        return read_config(read_whole(path, MAX_BYTES), CONFIG)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
