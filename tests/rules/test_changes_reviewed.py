"""``changes-reviewed``: somebody independent approved each commit that needs it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.model.commit import Person
from pbom.model.evidence import Gap
from pbom.model.review import Approval, ApprovalPlace, Review
from tests.looks import Look, header, id_of
from tests.rules.changed import (
    HEAD,
    WORKFLOW,
    by_agent,
    by_nobody,
    change,
    changes,
    commit,
    found,
    said,
    world,
)
from tests.simulator import NOON, World
from tests.votes import Vote

RULE = "changes-reviewed"
TREE = header(HEAD).tree


@pytest.mark.parametrize(
    "vote",
    [Vote(), Vote(tree=TREE), Vote(paths=("src/",)), Vote(expires=None)],
    ids=["the commit", "its tree", "its files", "for ever"],
)
def test_a_commit_that_somebody_else_approved_ships(vote: Vote) -> None:
    assert world(RULE).approved(vote).blocking() == []


@pytest.mark.parametrize(
    ("address", "blocking"),
    [
        ("42+ada@users.noreply.github.com", [(RULE, "denied")]),
        ("42-ada@users.noreply.gitlab.com", [(RULE, "denied")]),
        ("43+eve@users.noreply.github.com", []),
    ],
)
def test_an_account_is_one_person_under_each_address_that_hides_it(
    address: str, blocking: list[tuple[str, str]]
) -> None:
    author = Person("A", "ada@users.noreply.github.com")
    built = world(RULE, of=changes(change(author=author)))
    built = built.trusting(built.trust.knowing("ivan").person("ivan", address))
    assert built.approved(Vote(signer="ivan")).blocking() == blocking


def test_the_role_has_to_be_one_that_the_policy_gives_her() -> None:
    secure = world(RULE, 'roles = ["security"]')
    assert secure.approved(Vote(role="security")).blocking() == []
    assert secure.approved(Vote(signer="heidi", role="security")).blocking() == [(RULE, "denied")]


def test_a_commit_that_nobody_approved_does_not() -> None:
    assert world(RULE).blocking() == [(RULE, "denied")]
    [finding] = world(RULE).said_by(RULE)
    assert finding.subject == commit()
    assert finding.found.endswith("(declared-none): no approval of it")
    assert f"pbom approve {HEAD} --role reviewer" in finding.fix
    assert finding.evidence


ROLES = ('roles = ["reviewer", "security"]',)
VOID = {
    "of another commit": (Vote(commit=id_of("other")), "is not in this release: was"),
    "of another tree": (Vote(tree=id_of("other")), "is not in this release: was"),
    "of another content": (Vote(content="a" * 64), "is not in this release: was"),
    "expired": (Vote(expires=NOON + timedelta(minutes=1)), "grace's does not count: it expired on"),
    "of tomorrow": (Vote(issued=NOON + timedelta(days=1)), "it was issued later"),
    "in another role": (
        Vote(role="auditor"),
        "it was given as auditor, not as reviewer or security",
    ),
    "in a role that she does not have": (
        Vote(signer="heidi", role="security"),
        "heidi's does not count: the policy does not let them speak as security",
    ),
    "by the author": (Vote(signer="ada"), "ada's does not count: the same address wrote it"),
    "by a key without a person": (Vote(signer="tester"), "which person holds the key"),
    "of other files": (Vote(paths=("docs/",)), "it is of some files only"),
}


@pytest.mark.parametrize(("vote", "why"), VOID.values(), ids=list(VOID))
def test_an_approval_that_does_not_count_is_named_with_the_reason(vote: Vote, why: str) -> None:
    judged = world(RULE, *ROLES).approved(vote)
    assert judged.blocking() == [(RULE, "denied")]
    assert why in found(judged, RULE)


def test_an_approval_by_a_stranger_is_evidence_that_is_not_believed() -> None:
    judged = world(RULE).approved(Vote(signer="mallory"))
    assert (RULE, "denied") in judged.blocking()
    assert ("evidence-authentic", "invalid") in judged.blocking()


def test_an_address_with_a_plus_is_the_same_person() -> None:
    mine = change(author=Person("G", "grace+work@example.com"))
    judged = world(RULE, of=changes(mine)).approved(Vote())
    assert "the same address wrote it" in found(judged, RULE)
    assert judged.approved(Vote(signer="heidi")).blocking() == []


def with_review(review: Review) -> World:
    return world(RULE, of=changes(replace(by_agent(), review=review)))


def test_neither_who_asked_the_agent_nor_a_co_author_can_approve() -> None:
    asked = Review(state="none-visible", requesters=("Grace <grace@example.com>",))
    beside = Review(state="none-visible", co_authors=("Grace <grace@example.com>",))
    assert "asked the agent for it" in found(with_review(asked).approved(Vote()), RULE)
    assert "is a co-author" in found(with_review(beside).approved(Vote()), RULE)
    assert with_review(asked).approved(Vote(signer="heidi")).blocking() == []


def test_what_the_record_says_of_reviews_counts_only_if_the_policy_says_so() -> None:
    def recorded(place: ApprovalPlace, *, signed: bool, of: str) -> World:
        approval = Approval(who="Heidi <heidi@example.net>", place=place, signed=signed, of=of)
        mine = replace(change(), review=Review(state="verified", approvals=(approval,)))
        return world(RULE, 'recorded = "signed"', of=changes(mine))

    good = recorded("gittuf attestation", signed=True, of=TREE)
    assert good.blocking() == []
    ignoring = good.trusting(replace(good.trust, rules=(f"[rules.{RULE}]",)))
    assert ignoring.blocking() == [(RULE, "denied")]
    for place, signed, of in (
        ("gittuf attestation", False, TREE),
        ("gittuf attestation", True, id_of("x")),
        ("approval statement", True, HEAD),  # it has to be there itself
    ):
        judged = recorded(place, signed=signed, of=of)  # type: ignore[arg-type]
        assert judged.blocking() == [(RULE, "denied")]


def test_two_persons_are_two() -> None:
    two = world(RULE, "approvals = 2")
    assert "1 of 2 approved it" in found(two.approved(Vote(), Vote(tree=TREE)), RULE)
    assert two.approved(Vote(), Vote(signer="heidi")).blocking() == []


def test_classes_files_and_the_unknown() -> None:
    lines = ('classes = ["declared"]', 'unknown = "free"', 'paths = [".github/"]')
    assert world(RULE, *lines).blocking() == []
    assert world(RULE, *lines, of=changes(by_nobody())).blocking() == []
    assert world(RULE, *lines, of=changes(by_agent())).blocking() == [(RULE, "denied")]
    touched = changes(change(paths=(WORKFLOW,)))
    assert world(RULE, *lines, of=touched).blocking() == [(RULE, "denied")]
    unseen = changes(change(paths=None))
    assert world(RULE, *lines, of=unseen).blocking() == [(RULE, "denied")]
    assert world(RULE, lines[0], of=changes(by_nobody())).blocking() == [(RULE, "denied")]


def test_the_approval_of_a_merge_covers_what_it_brought() -> None:
    merge = change(HEAD, "left", "right", paths=())
    left, right = change("left", "base"), change("right", "base")
    both = changes(merge, left, right)
    assert said(world(RULE, of=both).approved(Vote()), RULE) == [(commit("left"), "denied")]
    assert len(world(RULE, of=both).said_by(RULE)) == 2
    other = Vote(commit=id_of("left"))
    assert world(RULE, of=both).approved(Vote(), other).blocking() == []


def test_a_long_range_is_counted() -> None:
    names = [HEAD, *(f"c{number}" for number in range(30))]
    listed = [
        change(name, parent) for name, parent in zip(names, [*names[1:], "base"], strict=True)
    ]
    findings = world(RULE, of=changes(*listed)).said_by(RULE)
    assert len(findings) == 21
    assert any(item.found == "11 further commits like these" for item in findings)


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE).looked(), RULE) == [(commit(), "missing")]
    assert "nobody recorded" in found(world(RULE).looked(), RULE)


def test_the_word_of_a_reviewer_does_not_count_for_commits() -> None:
    judged = world(RULE).looked(Look(changes=changes(), signer="grace")).approved(Vote())
    assert said(judged, RULE) == [(commit(), "missing")]
    assert "recorded by grace only" in found(judged, RULE)


def test_a_range_that_somebody_chose_may_leave_something_out() -> None:
    chosen = replace(changes(change()), range=replace(changes().range, basis="named"))
    judged = world(RULE, of=chosen).approved(Vote())
    assert said(judged, RULE) == [(commit(), "missing")]
    lines = ("[source]", 'bases = ["named"]')
    allowing = judged.trusting(replace(judged.trust, rules=(*lines, *judged.trust.rules)))
    assert allowing.blocking() == []


@pytest.mark.parametrize("kind", ["range-cut", "paths-left-out", "replaced-objects"])
def test_a_history_that_was_cut_may_hide_something(kind: str) -> None:
    gap = Gap(kind=kind, detail="a shallow clone", count=2)
    judged = world(RULE, of=changes(change(), gaps=(gap,))).approved(Vote())
    assert said(judged, RULE) == [(commit(), "missing")]
