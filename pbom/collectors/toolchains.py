"""The files of a toolchain on this machine, each with its digest."""

import os
from collections.abc import Iterable
from pathlib import Path

from pbom.collectors.files import walk
from pbom.collectors.hashing import hash_files
from pbom.errors import UsageError
from pbom.model.artifact import Artifact, encode_name


def toolchain_files(places: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of every file in these places, by absolute name; links are left out.

    Raises:
        UsageError: A place is not there, or cannot be read.
    """
    names: list[str] = []
    for place in places:
        root = os.fsencode(place.resolve())
        try:
            found = [root] if place.is_file() else [root + b"/" + path for path in walk(root)]
        except OSError as error:
            raise UsageError(f"cannot read {place}: {error.strerror}") from error
        names.extend(encode_name(path[1:]) for path in found)
    return {
        "/" + name: digest.value
        for name, look in zip(names, hash_files(b"/", names), strict=True)
        if isinstance(look.found, Artifact) and look.found.mode != "120000"
        if (digest := look.found.digests.get("sha256"))
    }
