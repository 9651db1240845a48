"""The files of a toolchain on this machine, each with its digest."""

import os
from collections.abc import Iterable
from pathlib import Path

from pbom.collectors.files import walk
from pbom.collectors.hashing import Hashed, hash_files
from pbom.errors import UsageError
from pbom.model.artifact import encode_name


def toolchain_files(places: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of every file in these places, by absolute name; links are left out.

    Raises:
        UsageError: A place is not there, or cannot be read.
    """
    paths: list[bytes] = []
    for place in places:
        root = os.fsencode(place.resolve())
        try:
            found = [root] if place.is_file() else [root + b"/" + path for path in walk(root)]
        except OSError as error:
            raise UsageError(f"cannot read {place}: {error.strerror}") from error
        paths.extend(found)
    return {
        "/" + encode_name(path[1:]): item.sha256
        for path, item in zip(paths, hash_files(paths), strict=True)
        if isinstance(item, Hashed) and item.mode != "120000"
    }
