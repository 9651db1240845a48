"""What is inside archives: every member with its digest, within limits that bombs cannot pass.

Nothing is unpacked: members are read in chunks and hashed. These are zip archives (wheels, jars),
also behind something else that runs them, tar archives with any of the usual compressions (source
distributions, npm packages, layers of images), image layouts, and archives in archives.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pbom.collectors.archive_files import archives_among
from pbom.collectors.archive_members import BROKEN, Budget, TooMuchError, members_of
from pbom.collectors.files import sha256_of
from pbom.model.artifact import Artifact, decode_name
from pbom.model.digest import DigestSet
from pbom.model.evidence import Gap
from pbom.model.trace import Member

MAX_MEMBERS = 200_000
_SHA1 = 40
MAX_BYTES = 8 * 1024 * 1024 * 1024
"""Of all members of all products of a step together, uncompressed."""


class Contained(NamedTuple):
    """What was found in the archives.

    Attributes:
        members: Every member.
        gaps: Archives that could not be read, or not to their end.
    """

    members: tuple[Member, ...]
    gaps: tuple[Gap, ...]


def look_into(
    root: bytes, products: Iterable[Artifact], committed: frozenset[str] = frozenset()
) -> Contained:
    """The members of those products that are archives, some with content of the commit's files."""
    members: list[Member] = []
    gaps: list[Gap] = []
    budget = Budget(MAX_MEMBERS, MAX_BYTES, _algorithm(committed))
    for product in archives_among(root, products):
        path = Path(os.fsdecode(os.path.join(root, decode_name(product.name))))
        try:
            with path.open("rb") as file:
                listed = list(members_of(file, budget))
            if not product.digests.matches(DigestSet.of((sha256_of(path),))):
                raise ValueError("it has changed")
        except TooMuchError:
            gaps.append(Gap(kind="archive-limit", detail=product.name))
            continue
        except BROKEN:
            gaps.append(Gap(kind="archive-unreadable", detail=product.name))
            continue
        members += [
            Member(
                product=product.name,
                name=inside.name,
                digests=DigestSet.sha256(inside.sha256),
                commit="elsewhere" if inside.blob in committed else "",
            )
            for inside in listed
        ]
    return Contained(tuple(sorted(members)), tuple(gaps))


def _algorithm(committed: frozenset[str]) -> str:
    """What git names objects by where these are names."""
    for blob in committed:
        return "sha1" if len(blob) == _SHA1 else "sha256"
    return ""
