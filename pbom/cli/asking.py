"""What the gate is asked: artifacts, and where their evidence and PBOM are looked for."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pbom import plugins
from pbom.atomic import read_whole
from pbom.cli.artifacts import Beside as Files
from pbom.cli.artifacts import read_artifacts, read_digest, waivers_beside
from pbom.collectors.workspace import STATE, workspace_root
from pbom.errors import EvidenceMissingError, UsageError
from pbom.pipeline.gate import Question
from pbom.stores import Evidence
from pbom.stores.approved import Approved
from pbom.stores.beside import Beside
from pbom.stores.objects import ObjectStore


def ask_gate(
    paths: Sequence[Path], digests: Sequence[str], evidence: Path | None, document: Path | None
) -> Question:
    """The question that a command line asks.

    Evidence is what is given, else the archive beside an artifact with the approvals that the
    project's store has got since, else the project's store. The PBOM is what is given, else what
    lies beside an artifact, else what the evidence holds.

    Raises:
        UsageError: There is no artifact, or one cannot be read.
        EvidenceMissingError: There is no evidence.
    """
    artifacts = (*read_artifacts(paths), *(read_digest(text) for text in digests))
    if not artifacts:
        raise UsageError("no artifact to verify", hint="name a file, or --digest sha256:HEX")
    beside = [Files.of(path) for path in paths]
    found = document or next((item.document for item in beside if item.document.is_file()), None)
    bundles = tuple(item.bundle for item in beside if item.bundle.is_file())
    if document:
        bundles = tuple(path for path in (_bundle_of(document),) if path.is_file())
    waivers = filter(Path.is_file, waivers_beside(paths))
    return Question(
        artifacts=artifacts,
        evidence=Beside(_evidence(evidence, beside), (*bundles, *waivers)),
        document=_read(found) if found else None,
    )


def read_from(
    paths: Sequence[Path], evidence: Path | None, document: Path | None
) -> Iterator[Path]:
    """The files that an answer rests on, there or not."""
    yield from (*paths, *filter(None, (evidence, document)))
    for item in map(Files.of, paths):
        yield from (item.document, item.bundle, item.archive)
    yield from waivers_beside(paths)
    if document:
        yield _bundle_of(document)


def _evidence(given: Path | None, beside: Sequence[Files]) -> Evidence:
    if given:
        return plugins.open_evidence(given)
    archive = next((item.archive for item in beside if item.archive.is_file()), None)
    store = workspace_root(Path.cwd()) / STATE
    if archive:
        packed = plugins.open_evidence(archive)
        return Approved(packed, ObjectStore(store)) if store.is_dir() else packed
    if not store.is_dir():
        raise EvidenceMissingError(
            "there is no evidence: no archive beside the artifact and no store here",
            hint="name it with --evidence",
        )
    return plugins.open_evidence(store)


def _bundle_of(document: Path) -> Path:
    return document.with_name(document.name.removesuffix(".cdx.json") + ".sigstore.json")


def _read(path: Path) -> bytes:
    try:
        return read_whole(path)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
