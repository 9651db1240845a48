"""What ``pbom import`` reads and signs."""

import os
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pbom import __version__
from pbom.atomic import read_whole
from pbom.cli.project import open_project
from pbom.cli.signing import SignWith, open_signer
from pbom.cli.subjects import read_subject
from pbom.codec.importing import document_of
from pbom.codec.imports import MAX_BYTES, MEDIA_TYPES, read_imported
from pbom.collectors.builder import claimed_run
from pbom.collectors.clock import now
from pbom.collectors.run_id import VARIABLE
from pbom.errors import FormatError, UsageError
from pbom.model.artifact import encode_name
from pbom.model.dependency import Problem
from pbom.model.digest import Digest
from pbom.model.imported import Imported, ImportStatement
from pbom.model.pattern import Patterns
from pbom.pipeline.record import Project
from pbom.stages.attest import attest_import

_TRACKED = frozenset({"modified", "added", "deleted"})


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody wants to import.

    Attributes:
        file: The document.
        about: What it speaks of, in the words of the command line; empty for the commit that is
            checked out.
    """

    file: Path
    about: str


class Given(Struct, frozen=True, kw_only=True):
    """An import that was signed and kept.

    Attributes:
        statement: What was signed.
        bundle: The bundle's bytes.
        digest: The bundle's name.
    """

    statement: ImportStatement
    bundle: bytes
    digest: Digest


def give(wish: Wish, signing: SignWith) -> Given:
    """Read a document, sign an import of it, and keep both.

    Raises:
        UsageError: The file cannot be read, or what it speaks of means nothing or two things.
        FormatError: It is of no kind that is known.
        RecordingError: There is no key, or it does not open.
        StoreError: It cannot be kept.
    """
    data = _read(wish.file)
    try:
        content = read_imported(data)
    except FormatError as error:
        raise error.within(str(wish.file)) from error
    project = open_project()
    if not wish.about:
        content = _as_of(project, content)
    environment = project.environment
    statement = ImportStatement(
        subjects=(read_subject(project.folder, wish.about or _head(project)),),
        run=environment.get(VARIABLE, "") or claimed_run(environment),
        recorder=f"pbom/{__version__}",
        imported=now(),
        document=document_of(
            encode_name(os.fsencode(wish.file.name)), data, MEDIA_TYPES[content.format]
        ),
        content=content,
    )
    signer = open_signer(environment, project.config.signing, signing)
    sealed = attest_import(statement, data, signer)
    return Given(statement=statement, bundle=sealed.bundle, digest=project.store.add(sealed))


def _read(path: Path) -> bytes:
    """The file's bytes; one that grows meanwhile is not read to its end."""
    try:
        return read_whole(path, MAX_BYTES)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error


def _head(project: Project) -> str:
    if not project.workspace.commit:
        raise UsageError(
            "there is no commit here that the document could speak of",
            hint="say what it speaks of: --about FILE, or --about sha256:HEX",
        )
    return project.workspace.commit


def _as_of(project: Project, content: Imported) -> Imported:
    """The content, with a problem if what lies here is not what the commit has.

    Whoever names the subject answers for it; else nobody has said that the tool saw this commit.
    """
    if not project.workspace.commit:
        return content
    found = project.workspace.snapshot(Patterns()).materials
    changed = [item for item in found if item.state in _TRACKED and not item.from_commit]
    if not changed:
        return content
    problem = Problem(
        kind="unresolved",
        place="checkout",
        reason=f"{len(changed)} files here are not as in the commit, such as "
        f"{changed[0].artifact.name}"[:250],
    )
    return replace(content, problems=(problem, *content.problems))
