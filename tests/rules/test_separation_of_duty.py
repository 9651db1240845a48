"""``separation-of-duty``: nobody lets their own work pass, in whatever part."""

from msgspec.structs import replace

from pbom.model.commit import Person
from tests.looks import Look
from tests.rules.changed import by_agent, by_nobody, change, changes, commit, found, said, world
from tests.simulator import World
from tests.votes import Vote

RULE = "separation-of-duty"


def agents_work() -> World:
    return world(RULE, of=changes(by_agent()))


def test_an_agent_s_commit_that_somebody_without_another_part_approved_ships() -> None:
    assert agents_work().approved(Vote()).blocking() == []
    assert world(RULE, of=changes(change())).blocking() == []


def test_without_an_approval_it_does_not() -> None:
    assert said(agents_work(), RULE) == [(commit(), "denied")]
    assert len(agents_work().approved(Vote(signer="ada")).blocking()) == 1


def person_who_builds(*approvers: str) -> World:
    """Grace's key signs the build, and somebody approves."""
    judged = (
        agents_work()
        .sign_by("build", "grace")
        .looked(Look(changes=changes(by_agent()), signer="grace"))
    )
    demands = tuple(
        replace(item, functionaries=("grace",)) if item.step == "build" else item
        for item in judged.trust.demands
    )
    return judged.trusting(replace(judged.trust, demands=demands)).approved(
        *(Vote(signer=name) for name in approvers)
    )


def test_who_signed_what_the_pipeline_did_cannot_approve_it() -> None:
    assert said(person_who_builds("grace"), RULE) == [(commit(), "denied")]
    assert "the same key signed what the pipeline did" in found(person_who_builds("grace"), RULE)


def test_another_key_makes_nobody_another_person() -> None:
    built = person_who_builds()
    one = built.trusting(built.trust.knowing("ivan").person("ivan", "Grace+work@example.com"))
    assert said(one.approved(Vote(signer="ivan")), RULE) == [(commit(), "denied")]
    assert "with another key" in found(one.approved(Vote(signer="ivan")), RULE)
    two = built.trusting(built.trust.knowing("ivan").person("ivan", "ivan@example.com"))
    assert two.approved(Vote(signer="ivan")).blocking() == []


def test_that_somebody_else_approved_as_well_does_no_harm() -> None:
    assert person_who_builds("grace", "heidi").blocking() == []


def test_who_wrote_a_commit_cannot_sign_what_built_it() -> None:
    hers = change(author=Person("Grace", "grace@example.com"))
    judged = person_who_builds("heidi").looked(Look(changes=changes(hers), signer="grace"))
    assert said(judged, RULE) == [("functionary grace", "denied")]
    assert "the same address wrote it" in found(judged, RULE)


def test_the_classes_are_the_policy_s() -> None:
    unknown = changes(by_nobody())
    assert world(RULE, of=unknown).blocking() == []
    assert len(world(RULE, 'classes = ["unknown"]', of=unknown).blocking()) == 1


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE).looked(), RULE) == [(commit(), "missing")]
