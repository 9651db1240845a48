"""What is weak in a policy that trusts identities."""

import pytest

from pbom import plugins
from pbom.codec.policy import read_policy
from pbom.stages.lint import lint
from tests.codec.test_policy_identity import TEXT, of

WORKFLOW = "https://github.com/acme/app/.github/workflows/release.yml"


def weak(subject: str, *more: str) -> str:
    text = TEXT.replace("ada@example.org", subject)
    text = text.replace("issuer =", "\n".join((*more, "issuer =")), 1)
    policy = read_policy(text.encode(), plugins.rules(), "policy", "", of()[0])
    return "\n".join(lint(policy, plugins.rules()))


@pytest.mark.parametrize("number", ['repository-id = "1"', 'owner-id = "2"'])
def test_names_can_be_taken_and_numbers_cannot(number: str) -> None:
    assert "known by names only" in weak(f"{WORKFLOW}@refs/heads/main")
    assert "known by names only" in weak(f"{WORKFLOW}@refs/heads/main", 'ref = "refs/heads/main"')
    assert "known by names only" not in weak(f"{WORKFLOW}@refs/heads/main", number)


def test_an_address_of_mail_is_nobody_s_repository() -> None:
    assert "known by names only" not in weak("ada@example.org")


def test_any_branch() -> None:
    assert "any branch will do" in weak(f"{WORKFLOW}@refs/heads/*")
    assert "any branch will do" not in weak(f"{WORKFLOW}@refs/tags/*")
