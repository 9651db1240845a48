"""What ``pbom deploy record`` signs."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pbom.cli.artifacts import read_artifacts, read_digest
from pbom.cli.project import open_project, open_store
from pbom.cli.signing import SignWith, open_signer
from pbom.cli.trust import trusted_here
from pbom.codec.bundle import read_bundle
from pbom.codec.deployment import environment_problem, target_problem
from pbom.collectors.builder import claimed_run
from pbom.collectors.clock import now
from pbom.collectors.run_id import VARIABLE
from pbom.errors import AuthenticationError, EvidenceMissingError, FormatError, UsageError
from pbom.model.artifact import Artifact
from pbom.model.deployment import DeploymentStatement
from pbom.model.digest import Digest
from pbom.model.functionary import Functionary
from pbom.model.statement import VerdictStatement, subjects_of
from pbom.pipeline.record import Project
from pbom.stages.attest import attest
from pbom.stages.authenticate import authenticate


def deployed(
    paths: Sequence[Path], digests: Sequence[str], environment: str, target: str
) -> DeploymentStatement:
    """The statement that these artifacts were deployed just now.

    Raises:
        UsageError: There is no artifact, one cannot be read, or a word cannot be understood.
        StoreError: The store cannot be read.
    """
    problem = environment_problem(environment) or (target and target_problem(target))
    if problem:
        raise UsageError(problem)
    artifacts = (*read_artifacts(paths), *(read_digest(text) for text in digests))
    if not artifacts:
        raise UsageError("no artifact was deployed", hint="name a file, or --digest sha256:HEX")
    project = open_project()
    return DeploymentStatement(
        subjects=subjects_of(artifacts),
        environment=environment,
        deployed=now().replace(microsecond=0),
        verdict=_verdict(project, artifacts, environment),
        target=target,
        run=project.environment.get(VARIABLE, "") or claimed_run(project.environment),
    )


def keep(statement: DeploymentStatement, signing: SignWith) -> tuple[bytes, Digest]:
    """Sign it and keep it; the bundle and its name.

    Raises:
        RecordingError: There is no key, or it does not open.
        StoreError: It cannot be kept.
    """
    project = open_project()
    sealed = attest(statement, open_signer(project.environment, project.config.signing, signing))
    return sealed.bundle, project.store.add(sealed)


def _verdict(project: Project, artifacts: Iterable[Artifact], environment: str) -> Digest | None:
    """The newest verdict by which all of them passed for the environment, or for none by name."""
    wanted = [artifact.digests for artifact in artifacts]
    trusted = trusted_here(project.environment).functionaries
    best: tuple[bool, VerdictStatement, Digest] | None = None
    for data in open_store(project.workspace.root).verdicts():
        found = _opened(data, trusted, project)
        if found is None or not found[0].passed or found[0].environment not in {environment, ""}:
            continue
        verdict, bundle = found
        judged = [subject.digests for subject in verdict.subjects]
        if not all(any(one.matches(other) for other in judged) for one in wanted):
            continue
        named = verdict.environment == environment
        if best is None or (named, verdict.verified) >= (best[0], best[1].verified):
            best = (named, verdict, bundle)
    return best[2] if best else None


def _opened(
    data: bytes, trusted: tuple[Functionary, ...], project: Project
) -> tuple[VerdictStatement, Digest] | None:
    try:
        vouched = authenticate(read_bundle(data), trusted, project.store.body)
    except (AuthenticationError, EvidenceMissingError, FormatError):
        return None
    statement = vouched.statement
    return (statement, vouched.bundle) if isinstance(statement, VerdictStatement) else None
