"""``step-signed``: every step of the layout was recorded by those who may sign it."""

import base64
from functools import partial

from msgspec.structs import replace

from tests.edits import Table, edit_json
from tests.signatures import twin
from tests.simulator import TRUST, Demand, Take, World, file, honest

RULE = "step-signed"


def signed_by(name: str) -> World:
    """The build, by somebody whom the policy knows and who may not sign it."""
    return honest().trusting(TRUST.knowing("mallory")).sign_by("build", name)


def quorum(*signers: str) -> World:
    """Two of three must agree on the build."""
    names = ("builder", "second", "third")
    demand = Demand(step="build", functionaries=names, threshold=2, command=("make",))
    trust = TRUST.knowing("second", "third").demanding(demand)
    world = honest().trusting(trust).sign_by("build", signers[0])
    for name in signers[1:]:
        world = world.again("build", partial(replace, signer=name))
    return world


def with_twin(bundle: bytes) -> bytes:
    """The same bundle with the other signature that is as good."""

    def change(table: Table) -> None:
        (signature,) = table["dsseEnvelope"]["signatures"]
        value = twin(base64.b64decode(signature["sig"]))
        signature["sig"] = base64.b64encode(value).decode()

    return edit_json(change)(bundle)


def test_the_honest_world_keeps_it() -> None:
    assert honest().verdict().findings == ()


def test_a_step_that_nobody_recorded_is_missing() -> None:
    world = honest().never_ran("test")
    (finding,) = world.said_by(RULE)
    assert finding.subject == "step test"
    assert finding.cause == "missing"
    assert finding.expected == "signed by 1 distinct key(s) of: tester"
    assert finding.found == "no such step; there are: build"
    assert finding.fix == "record it: `pbom run --step test -- ...`, signed by tester"


def test_a_functionary_of_another_step_may_not_sign_this_one() -> None:
    world = honest().sign_by("build", "tester")
    (finding,) = world.said_by(RULE)
    assert finding.subject == "step build"
    assert finding.cause == "denied"
    assert finding.found == "signed by tester, who may not sign this step"
    assert finding.evidence == tuple(
        item.bundle for item in world.pbom.attestations if item.statement.step == "build"
    )


def test_a_functionary_of_no_step_may_sign_none() -> None:
    (finding,) = signed_by("mallory").said_by(RULE)
    assert finding.found == "signed by mallory, who may not sign this step"


def test_a_stranger_counts_for_nothing() -> None:
    world = honest().sign_by("test", "eve")
    assert world.blocking() == [
        ("evidence-authentic", "invalid"),
        (RULE, "missing"),
        ("steps-chained", "denied"),
    ]
    assert world.said_by(RULE)[0].found == "no such step; there are: build"


def test_a_step_of_another_name_is_not_this_step() -> None:
    world = honest().change("test", lambda take: replace(take, step="Test"))
    assert [finding.found for finding in world.said_by(RULE)] == [
        "no such step; there are: Test, build"
    ]


def test_a_threshold_is_met_by_distinct_keys_that_agree() -> None:
    assert quorum("builder", "second").verdict().findings == ()
    assert quorum("builder", "second", "third").verdict().findings == ()


def test_one_key_is_one_key_however_often_it_signs() -> None:
    for world in (quorum("builder"), quorum("builder", "builder")):
        assert world.blocking() == [(RULE, "denied")]
        (finding,) = world.said_by(RULE)
        assert finding.expected == "signed by 2 distinct key(s) of: builder, second, third"
        assert finding.found == "only 1 distinct key(s)"


def test_the_twin_of_a_signature_is_no_second_signer() -> None:
    world = quorum("builder")
    planted = world.plant([with_twin(world.take("build").sealed.bundle)])
    assert planted.evidence.bundles != world.evidence.bundles
    assert planted.blocking() == [(RULE, "denied")]
    assert planted.said_by(RULE)[0].found == "only 1 distinct key(s)"


def test_a_stranger_does_not_fill_a_quorum() -> None:
    world = quorum("builder", "mallory").trusting(quorum("builder").trust.knowing("mallory"))
    assert world.blocking() == [(RULE, "denied")]


def test_signers_who_disagree_do_not_add_up() -> None:
    def other(take: Take) -> Take:
        return replace(take, signer="second", products=(file("dist/shop.bin", "another"),))

    world = quorum("builder").again("build", other)
    assert world.blocking() == [(RULE, "denied")]


def test_signers_of_different_runs_do_not_add_up() -> None:
    world = quorum("builder").again("build", lambda t: replace(t, signer="second", run="run-0"))
    assert world.blocking() == [(RULE, "denied")]
