"""``not-superseded``: a release does not go back behind what was shipped last."""

import pytest
from msgspec.structs import replace

from pbom.errors import PolicyError
from tests.looks import id_of
from tests.rules.changed import HEAD, change, changes, commit, found, said, world
from tests.simulator import SHIPPED
from tests.votes import Vote

RULE = "not-superseded"
CONTENT = next(item.value for item in SHIPPED.digests if item.algorithm == "sha256")
BOTH = changes(change(), change("a", "base"))
BACK = f'last = "{id_of("newer")}"'


def rollback(role: str = "release-manager", **more: str) -> Vote:
    """An approval of the artifact itself."""
    return Vote(role=role, artifact=more.get("content", CONTENT))


@pytest.mark.parametrize("last", ["base", "a", HEAD])
def test_a_release_that_follows_the_last_one_ships(last: str) -> None:
    assert world(RULE, f'last = "{id_of(last)}"', of=BOTH).blocking() == []


def test_one_that_does_not_is_superseded() -> None:
    judged = world(RULE, BACK, of=BOTH)
    assert said(judged, RULE) == [(commit(), "denied")]
    assert f"{id_of('newer')[:12]}, which was shipped last, is neither" in found(judged, RULE)


def test_somebody_may_answer_for_going_back() -> None:
    judged = world(RULE, BACK, of=BOTH)
    assert judged.approved(rollback()).blocking() == []
    assert "it was given as reviewer" in found(judged.approved(rollback("reviewer")), RULE)
    heidi = rollback().by("heidi")
    assert "does not let them speak as release-manager" in found(judged.approved(heidi), RULE)
    assert len(judged.approved(rollback(content="0" * 64)).blocking()) == 1
    assert len(judged.approved(Vote(role="release-manager")).blocking()) == 1


def test_who_made_the_release_cannot_answer_for_going_back() -> None:
    judged = world(RULE, BACK, of=BOTH)
    assert judged.approved(rollback()).blocking() == []
    author = judged.approved(rollback().by("ada"))
    assert "ada had a part in commit" in found(author, RULE)
    trust = replace(judged.trust, people=(*judged.trust.people, "builder"))
    builder = judged.trusting(trust).approved(rollback().by("builder"))
    assert "builder signed step build of this very release" in found(builder, RULE)


def test_a_policy_that_does_not_say_what_was_shipped_lets_nothing_pass() -> None:
    assert "does not say" in found(world(RULE, of=BOTH), RULE)


def test_the_commit_is_named_whole() -> None:
    with pytest.raises(PolicyError, match="a whole commit id"):
        world(RULE, 'last = "abc"').verdict()


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE, BACK).looked(), RULE) == [(commit(), "missing")]
