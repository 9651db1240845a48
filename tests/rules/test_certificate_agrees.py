"""``certificate-agrees``: no record says otherwise than the certificate of whoever signed it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from pbom.codec.cyclonedx.document import write_document
from pbom.model.attestation import StepAttestation
from pbom.model.certificate import Certificate, Claim
from pbom.model.evidence import Builder
from pbom.model.pbom import Pbom
from pbom.model.statement import StepStatement
from pbom.rules.certificate_agrees import CertificateAgrees
from tests.simulator import NOON, honest
from tests.takes import ONE

RUN = "https://github.com/shop/app/actions/runs/7"
WORKFLOW = "shop/app/.github/workflows/release.yml@refs/heads/main"
CLAIMS: dict[Claim, str] = {
    "commit": ONE.commit,
    "run": f"{RUN}/attempts/1",
    "workflow": f"https://github.com/{WORKFLOW}",
}
GITHUB = Builder(
    recorder="pbom/0.1.0",
    system="linux",
    machine="x86_64",
    service="github-actions",
    run_url=RUN,
    workflow=WORKFLOW,
)


RUN_ID = "github-actions:shop/app:7:1"


def certified(
    claims: Mapping[Claim, str] = CLAIMS, builder: Builder = GITHUB, run: str = RUN_ID
) -> Pbom:
    certificate = Certificate(
        subject="x", issuer="y", claims=tuple((name, claims[name]) for name in claims)
    )

    def change(item: StepAttestation) -> StepAttestation:
        step = item.statement
        others = tuple(one for one in step.evidence if not isinstance(one, Builder))
        statement = StepStatement(
            step=step.step, run=run, subjects=step.subjects, evidence=(*others, builder)
        )
        return replace(item, statement=statement, certificate=certificate)

    pbom = honest().pbom
    return replace(pbom, attestations=tuple(map(change, pbom.attestations)))


def found(pbom: Pbom) -> set[str]:
    return {item.expected.split()[0] for item in CertificateAgrees().check(pbom, NOON)}


def test_what_agrees_passes() -> None:
    assert found(certified()) == set()


def test_a_key_says_nothing_about_that() -> None:
    assert found(honest().pbom) == set()


@pytest.mark.parametrize(
    ("claim", "value", "about"),
    [
        ("commit", "3" * 40, {"commit"}),
        ("workflow", f"https://github.com/{WORKFLOW}-2", {"workflow"}),
        ("run", f"{RUN}7/attempts/1", {"run"}),
        ("run", f"{RUN}/attempts/2", {"run"}),
    ],
)
def test_what_differs_does_not(claim: Claim, value: str, about: set[str]) -> None:
    pbom = certified({**CLAIMS, claim: value})
    assert found(pbom) == about
    assert all(item.found and item.fix for item in CertificateAgrees().check(pbom, NOON))
    assert b'"pbom:certificate:disagrees"' in write_document(pbom, "1.7")
    assert b'"pbom:certificate:disagrees"' not in write_document(certified(), "1.7")


@pytest.mark.parametrize("claim", list(CLAIMS))
def test_silence_is_no_disagreement(claim: Claim) -> None:
    """Whom the policy asks for by a claim, it names in the identity; silence fails there."""
    assert found(certified({name: CLAIMS[name] for name in CLAIMS if name != claim})) == set()


def test_other_services_are_asked_for_the_commit_only() -> None:
    """Their certificates name jobs where their variables name pipelines."""
    gitlab = replace(GITHUB, service="gitlab-ci", run_url="https://gitlab.com/x/-/pipelines/1")
    assert found(certified(CLAIMS, gitlab, "gitlab-ci:x:1")) == set()
    assert found(certified({"commit": "3" * 40}, gitlab, "gitlab-ci:x:1")) == {"commit"}
