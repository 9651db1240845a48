"""Identities: whom a certificate must name, word for word."""

import pytest
from msgspec.structs import replace

from pbom.model.certificate import Certificate
from pbom.model.identity import Identity
from pbom.model.trusted_root import TrustedRoot

WORKFLOW = "https://github.com/acme/app/.github/workflows/release.yml"
MAIN = f"{WORKFLOW}@refs/heads/main"
ISSUER = "https://token.actions.githubusercontent.com"
CERTIFICATE = Certificate(
    subject=MAIN,
    issuer=ISSUER,
    claims=(("owner-id", "2"), ("repository", "https://github.com/acme/app"), ("runner", "x")),
)
IDENTITY = Identity(issuer=ISSUER, subject=MAIN, root=TrustedRoot(b"{}"))


def test_the_same_is_the_same() -> None:
    assert IDENTITY.objection(CERTIFICATE) == ""


@pytest.mark.parametrize(
    ("subject", "found", "same"),
    [
        (f"{WORKFLOW}@refs/heads/*", MAIN, True),
        (f"{WORKFLOW}@refs/tags/*", f"{WORKFLOW}@refs/tags/v1", True),
        (f"{WORKFLOW}@refs/tags/*", f"{WORKFLOW}@refs/tags/", False),
        (f"{WORKFLOW}@refs/tags/*", MAIN, False),
        (f"{WORKFLOW}@refs/tags/*", f"x{WORKFLOW}@refs/tags/v1", False),
        (MAIN, f"{MAIN}\n", False),
        (MAIN, MAIN.upper(), False),
        ("a.b", "axb", False),
    ],
)
def test_only_the_end_may_be_open(subject: str, found: str, *, same: bool) -> None:
    identity = replace(IDENTITY, subject=subject)
    assert (identity.objection(replace(CERTIFICATE, subject=found)) == "") == same


@pytest.mark.parametrize(
    "members",
    [
        {"issuer": ""},
        {"issuer": " "},
        {"subject": ""},
        {"subject": "*"},
        {"subject": f"{WORKFLOW}@*"},
        {"subject": f"{WORKFLOW}@refs/*"},
        {"subject": "https://github.com/acme/*@refs/heads/main"},
        {"subject": f"{WORKFLOW}@refs/heads/*/x"},
        {"subject": f"{WORKFLOW}@refs/heads/**"},
        {"demands": (("owner-id", ""),)},
    ],
)
def test_what_would_let_anybody_pass_cannot_be_built(members: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        replace(IDENTITY, **members)


def test_demands_are_asked_word_for_word_and_silence_is_a_no() -> None:
    assert replace(IDENTITY, demands=(("owner-id", "2"),)).objection(CERTIFICATE) == ""
    for demand in (("owner-id", "22"), ("trigger", "push")):
        told = replace(IDENTITY, demands=(demand,)).objection(CERTIFICATE)
        assert demand[0] in told


def test_a_workflow_that_was_called_needs_its_caller_named() -> None:
    called = replace(CERTIFICATE, claims=(("repository", "https://github.com/acme/app2"),))
    assert "whose source" in IDENTITY.objection(called)
    named = replace(IDENTITY, demands=(("repository", "https://github.com/acme/app2"),))
    assert named.objection(called) == ""


def test_the_root_is_no_part_of_who_somebody_is() -> None:
    """Or one identity by two deployments would count as two signers."""
    assert replace(IDENTITY, root=TrustedRoot(b"other")) == IDENTITY
