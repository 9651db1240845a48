"""What a recorder claims against what the certificate of its signer says."""

from collections.abc import Iterator
from dataclasses import dataclass

from pbom.model.attestation import StepAttestation

_GITHUB = "github-actions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One thing on which a step's record and the certificate differ.

    Attributes:
        about: What it is.
        claimed: What the record says, which its signer wrote from the environment.
        certified: What the certificate says, which the CI service told the authority.
    """

    about: str
    claimed: str
    certified: str


def disagreements(attestation: StepAttestation) -> Iterator[Disagreement]:
    """On what they differ; nothing where one of them is silent, or a key signed."""
    step, certificate = attestation.statement, attestation.certificate
    if certificate is None:
        return
    commit = step.source.commit if step.source else ""
    yield from _unlike("commit", commit, certificate.claim("commit"))
    if step.builder.service != _GITHUB:  # others are not certified in the words of their variables
        return
    workflow = _path_of(certificate.claim("workflow"))
    yield from _unlike("workflow", step.builder.workflow, workflow)
    url = certificate.claim("run")
    yield from _unlike("run", step.builder.run_url, url.partition("/attempts/")[0])
    yield from _unlike("run id", step.run if step.run.startswith(_GITHUB) else "", _run_of(url))


def _unlike(about: str, claimed: str, certified: str) -> Iterator[Disagreement]:
    if claimed and certified and claimed != certified:
        yield Disagreement(about=about, claimed=claimed, certified=certified)


def _path_of(url: str) -> str:
    """A URL without its server."""
    return url.partition("://")[2].partition("/")[2]


def _run_of(url: str) -> str:
    """The run id that ``pbom run`` makes in GitHub, from the URL of an attempt."""
    repository, runs, rest = _path_of(url).partition("/actions/runs/")
    number, attempts, attempt = rest.partition("/attempts/")
    return f"{_GITHUB}:{repository}:{number}:{attempt}" if runs and attempts else ""
