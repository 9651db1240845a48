"""``pbom deploy record``: a signed word on where an artifact went."""

from pbom.model.deployment import DeploymentStatement
from pbom.model.statement import VerdictStatement
from tests.cli.session import Sandbox


def deployments(sandbox: Sandbox) -> list[DeploymentStatement]:
    return [item for item in sandbox.statements() if isinstance(item, DeploymentStatement)]


def test_it_is_signed_bound_to_the_digest_and_names_the_verdict(shipped: Sandbox) -> None:
    assert shipped.pbom("verify", "out.bin").code == 0
    done = shipped.pbom(
        "deploy", "record", "out.bin", "--env=production", "--target=eu-1", "-o", "went.json"
    )
    assert (done.code, done.complaint) == (0, "")
    (statement,) = deployments(shipped)
    assert (statement.environment, statement.target) == ("production", "eu-1")
    (verdict,) = (item for item in shipped.statements() if isinstance(item, VerdictStatement))
    assert statement.subjects == verdict.subjects
    assert statement.verdict is not None
    shown = shipped.pbom("show", "went.json").text
    assert "deployed    to production" in shown
    assert f"verdict     {statement.verdict}" in shown
    assert shipped.pbom("verify", "out.bin").code == 0, "a deployment is no evidence for the gate"


def test_without_a_verdict_that_passed_none_is_named_and_that_is_said(shipped: Sandbox) -> None:
    shipped.write("other.bin", "made by nobody")
    assert shipped.pbom("verify", "other.bin").code != 0
    for name in ("out.bin", "other.bin"):
        done = shipped.pbom("deploy", "record", name, "--env=production")
        assert done.code == 0
        assert "no verdict by which it passed for production" in done.complaint
    assert {item.verdict for item in deployments(shipped)} == {None}


def test_what_cannot_be_understood_is_refused_and_leaves_nothing(shipped: Sandbox) -> None:
    before = shipped.files()
    for words in (
        ("out.bin", "--env=two words"),
        ("out.bin", "--env="),
        ("--env=production",),
        ("nowhere", "--env=production"),
        ("out.bin", "--env=production", "--target= "),
    ):
        assert shipped.pbom("deploy", "record", *words).code == 2, words
    assert shipped.pbom("deploy", "record", "out.bin").code == 2
    assert shipped.files() == before
