"""Submodules: repositories inside a repository, seen from the outer one."""

from collections.abc import Iterator

from msgspec.structs import replace

from pbom.model.artifact import Artifact, Mode, decode_name, encode_name
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Material
from pbom.model.snapshot import Snapshot

SUBMODULE: Mode = "160000"
"""git's mode of an entry that is a commit of another repository."""


def of_submodule(name: str, promised: str, below: Snapshot) -> Iterator[Material]:
    """A submodule's commit against the one that is promised, and what differs inside of it."""
    if below.source:
        yield Material(
            artifact=Artifact(
                name=name,
                digests=DigestSet.of((Digest("gitCommit", below.source.commit),)),
                mode=SUBMODULE,
            ),
            state="submodule",
            expected=DigestSet.of((Digest("gitCommit", promised),)) if promised else None,
        )
    for material in below.materials:
        artifact = replace(material.artifact, name=inside(name, material.artifact.name))
        yield replace(material, artifact=artifact)


def listing_inside(folder: bytes, listing: bytes) -> bytes:
    """The index of a submodule as git would list it outside of it."""
    lines = listing.split(b"\0")
    return b"\0".join(line.replace(b"\t", b"\t" + folder + b"/", 1) for line in lines)


def inside(folder: str, name: str) -> str:
    """The name that a file of a folder has outside of it."""
    return encode_name(decode_name(folder) + b"/" + decode_name(name))
