"""Stores with as many attestations as one likes: releases in a line, each judged and deployed."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pbom.codec.bundle import bundle_digest
from pbom.model.artifact import Artifact
from pbom.model.change import Change, Changes, Range
from pbom.model.commit import CommitHeader, Person
from pbom.model.dependency import Dependency, LockFile
from pbom.model.deployment import DeploymentStatement
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Builder, Coverage, Invocation, Material, Product, Source
from pbom.model.inventory import Inventory, RecordedLock
from pbom.model.sealed import Sealed
from pbom.model.statement import SourceStatement, StepStatement, VerdictStatement, subjects_of
from pbom.signers import Signer
from pbom.stages.attest import attest

EACH = 5
"""Statements of a release: a look at the commits, two steps, a verdict, a deployment."""
_START = datetime(2020, 1, 1, tzinfo=UTC)
_ADA = Person("Ada", "ada@example.com")
_BUILDER = Builder(recorder="pbom/0.1.0", system="linux", machine="x86_64")


def fill_store(root: Path, attestations: int, signer: Signer) -> None:
    """Write a store without its first index; nothing is synced, for nobody needs it tomorrow."""
    for number in range(attestations // EACH):
        for sealed in _release(number, signer):
            for data in (*sealed.bodies, sealed.bundle):
                name = hashlib.sha256(data).hexdigest()
                path = root / "objects" / "sha256" / name[:2] / name[2:]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


def commit_of(number: int) -> str:
    """The commit of a release."""
    return hashlib.sha1(f"commit {number}".encode(), usedforsecurity=False).hexdigest()


def artifact_of(number: int) -> str:
    """SHA-256 of what a release shipped."""
    return hashlib.sha256(f"artifact {number}".encode()).hexdigest()


def package_of(number: int) -> str:
    """A package that this release has, and no other."""
    return f"pkg:npm/only-{number}@1.0.0"


def _release(number: int, signer: Signer) -> Iterator[Sealed]:
    at = _START + timedelta(minutes=number)
    report = _file("report.xml", f"report {number}")
    shop = Artifact(name="shop.bin", digests=DigestSet.sha256(artifact_of(number)))
    yield attest(_look(number, at), signer)
    yield attest(_step("test", number, at, (report,), ()), signer)
    step = attest(_step("build", number, at + timedelta(seconds=2), (shop,), (report,)), signer)
    yield step
    subjects = subjects_of((shop,))
    verdict = attest(
        VerdictStatement(
            subjects=subjects,
            passed=True,
            verified=at + timedelta(seconds=4),
            policy=Digest("sha256", "0" * 64),
            inputs=(bundle_digest(step.bundle),),
        ),
        signer,
    )
    yield verdict
    yield attest(
        DeploymentStatement(
            subjects=subjects,
            environment=f"env-{number % 7}",
            deployed=at + timedelta(seconds=5),
            verdict=bundle_digest(verdict.bundle),
        ),
        signer,
    )


def _step(
    name: str, number: int, at: datetime, made: tuple[Artifact, ...], found: tuple[Artifact, ...]
) -> StepStatement:
    revision = DigestSet.of((Digest("gitCommit", commit_of(number)), Digest("gitTree", "2" * 40)))
    packages = (*(f"pkg:npm/common-{item}@1.0.0" for item in range(20)), package_of(number))
    lock = LockFile(
        name="package-lock.json", format="package-lock",
        dependencies=tuple(
            Dependency(
                ecosystem="npm", name=purl[8:-6], version="1.0.0", purl=purl, place=f"$.{purl}"
            )
            for purl in packages
        ),
    )  # fmt: skip
    return StepStatement(
        step=name,
        run=f"run-{number}",
        subjects=subjects_of(made),
        evidence=(
            Source(repository="https://git.example/shop.git", revision=revision, branch="main"),
            Invocation(
                argv=("make", name), cwd=".", environment=(), started=at,
                finished=at + timedelta(seconds=1), exit_code=0,
            ),
            _BUILDER,
            Coverage(method="snapshot"),
            Inventory(locks=(RecordedLock(digests=DigestSet.sha256("5" * 64), file=lock),)),
            *(Material(artifact=item, state="untracked") for item in found),
            *(Product(artifact=item) for item in made),
        ),
    )  # fmt: skip


def _look(number: int, at: datetime) -> SourceStatement:
    head, base = commit_of(number), commit_of(number - 1) if number else ""
    header = CommitHeader(
        id=head, tree="2" * 40, parents=(base,) if base else (), author=_ADA, committer=_ADA,
        authored_at=int(at.timestamp()), committed_at=int(at.timestamp()), signature="",
        subject=f"change {number}",
    )  # fmt: skip
    return SourceStatement(
        run=f"run-{number}",
        recorder="pbom/0.1.0",
        recorded=at,
        repository="https://git.example/shop.git",
        head=DigestSet.of((Digest("gitCommit", head), Digest("sha256", artifact_of(-number - 1)))),
        changes=Changes(
            range=Range(base=base, head=head, basis="tag" if base else "root", reason="the last"),
            changes=(Change(commit=header, markers=()),),
            pack=Digest("sha256", "6" * 64),
        ),
    )


def _file(name: str, content: str) -> Artifact:
    digests = DigestSet.sha256(hashlib.sha256(content.encode()).hexdigest())
    return Artifact(name=name, digests=digests)
