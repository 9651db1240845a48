"""What a shell is offered."""

import pytest

from pbom.cli.trust import POLICY
from tests.cli.session import Sandbox


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("pbom verify --format s", ["sarif"]),
        ("pbom verify --env p", ["prod"]),
        ("pbom waive command", ["command-expected"]),
        ("pbom explain rule artifact", ["artifact-attested"]),
        ("pbom policy show --env x", []),
    ],
)
def test_formats_rules_and_environments(shipped: Sandbox, words: str, offered: list[str]) -> None:
    policy = shipped.project / POLICY
    text = policy.read_text("utf-8") + "\n[environments.prod.rules.inputs-explained]\n"
    policy.write_text(text, "utf-8")
    asked = {"_PBOM_COMPLETE": "complete_bash", "COMP_WORDS": words}
    asked["COMP_CWORD"] = str(len(words.split()) - 1)
    done = shipped.using(asked).pbom()
    assert done.text.split() == offered, done


def test_a_broken_policy_offers_nothing_and_says_nothing(shipped: Sandbox) -> None:
    shipped.write(POLICY, "nonsense")
    asked = {"_PBOM_COMPLETE": "complete_bash", "COMP_WORDS": "pbom verify --env p"}
    done = shipped.using(asked | {"COMP_CWORD": "3"}).pbom()
    assert (done.text.strip(), done.err) == ("", b"")
