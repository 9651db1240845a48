"""``commits-signed``: each new commit carries a signature that was checked."""

import pytest
from msgspec.structs import replace

from pbom.model.change import Changes
from pbom.model.evidence import Gap
from pbom.model.review import CommitSignature, SignatureState
from tests.rules.changed import change, changes, commit, found, said, world

RULE = "commits-signed"


def signed(state: SignatureState) -> Changes:
    return changes(replace(change(), signature=CommitSignature(state=state, signer="K")))


def test_a_commit_whose_signature_was_checked_ships() -> None:
    assert world(RULE).blocking() == []


@pytest.mark.parametrize("state", ["none", "bad", "forge", "unverified"])
def test_any_other_state_is_none(state: SignatureState) -> None:
    judged = world(RULE, of=signed(state))
    assert said(judged, RULE) == [(commit(), "denied")]
    assert "(key K)" in found(judged, RULE)


def test_the_policy_may_take_the_forge_s_and_never_a_bad_one() -> None:
    assert world(RULE, 'states = ["verified", "forge"]', of=signed("forge")).blocking() == []
    every = 'states = ["verified", "forge", "unverified"]'
    assert len(world(RULE, every, of=signed("bad")).blocking()) == 1
    assert len(world(RULE, every, of=signed("none")).blocking()) == 1


def test_it_may_be_asked_of_some_files_only() -> None:
    assert world(RULE, 'paths = ["docs/"]', of=signed("none")).blocking() == []
    assert len(world(RULE, 'paths = ["src/"]', of=signed("none")).blocking()) == 1
    unseen = changes(replace(change(paths=None), signature=CommitSignature(state="none")))
    assert len(world(RULE, 'paths = ["docs/"]', of=unseen).blocking()) == 1


def test_keys_that_the_author_of_a_commit_can_change_prove_nothing() -> None:
    inside = changes(change(), gaps=(Gap(kind="keys-in-repository", detail="allowed_signers"),))
    assert said(world(RULE, of=inside), RULE) == [(commit(), "missing")]
    assert world(RULE, 'keys = "anywhere"', of=inside).blocking() == []


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE).looked(), RULE) == [(commit(), "missing")]
