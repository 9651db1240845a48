"""Artifacts on the command line, and the files that lie beside them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from pbom.cli.terminal import Progress
from pbom.codec.digests import parse_digest
from pbom.collectors.files import sha256_of
from pbom.errors import FormatError, UsageError
from pbom.model.artifact import Artifact, encode_name
from pbom.model.digest import DigestSet

WAIVER, BUNDLE = ".waiver-", ".sigstore.json"
MAX_WAIVERS = 64
"""So many waivers beside an artifact are read."""


class Beside(Struct, frozen=True, kw_only=True):
    """The files of one release, named after its first artifact."""

    document: Path
    bundle: Path
    archive: Path
    artifact: Path

    def waiver(self, mark: str) -> Path:
        """Where a waiver of the artifact is written."""
        return self.artifact.with_name(f"{self.artifact.name}{WAIVER}{mark}{BUNDLE}")

    @classmethod
    def of(cls, artifact: Path) -> "Beside":
        """The files beside an artifact; they need not exist."""
        return cls(
            document=artifact.with_name(f"{artifact.name}.pbom.cdx.json"),
            bundle=artifact.with_name(f"{artifact.name}.pbom.sigstore.json"),
            archive=artifact.with_name(f"{artifact.name}.evidence.zip"),
            artifact=artifact,
        )


def waivers_beside(artifacts: Sequence[Path]) -> Iterator[Path]:
    """The waivers that lie beside artifacts; no more of each than are ever needed.

    A directory is listed once, however many of the artifacts are in it.
    """
    folders: dict[Path, dict[str, list[str]]] = {}
    for artifact in artifacts:
        if artifact.parent not in folders:
            folders[artifact.parent] = _waivers_in(artifact.parent)
        names = folders[artifact.parent].get(artifact.name, [])
        yield from (artifact.with_name(name) for name in sorted(names)[:MAX_WAIVERS])


def _waivers_in(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return found
    for name in names:
        artifact, mark, _ = name.rpartition(WAIVER)
        if mark and name.endswith(BUNDLE):
            found.setdefault(artifact, []).append(name)
    return found


def read_artifacts(paths: Sequence[Path]) -> tuple[Artifact, ...]:
    """Files by name and digest.

    Raises:
        UsageError: One cannot be read.
    """
    return tuple(_read(path) for path in paths)


def read_digest(text: str) -> Artifact:
    """An artifact that is not at hand, by its digest.

    Raises:
        UsageError: The text is no ``sha256:<hex>``.
    """
    try:
        digest = parse_digest(text)
    except FormatError as error:
        raise UsageError(f"--digest {error.problem}") from error
    if digest.algorithm != "sha256":
        raise UsageError(f"--digest takes a sha256, found {digest.algorithm}")
    return Artifact(name=digest.short, digests=DigestSet.of((digest,)))


def _read(path: Path) -> Artifact:
    try:
        digest = sha256_of(path, Progress("MB"))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    return Artifact(
        name=encode_name(path.name.encode("utf-8", "surrogateescape")),
        digests=DigestSet.of((digest,)),
    )
