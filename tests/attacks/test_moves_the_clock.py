"""The attacker has a key that has ended or was stolen, or counts one key twice; and the clocks."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from msgspec import Struct
from msgspec.structs import replace

from pbom.errors import PolicyError
from tests.edits import Edit, edit_json, payload_of
from tests.signatures import compressed
from tests.simulator import NOON, TRUST, Demand, Trust, World, hand, honest
from tests.stamps import Clock, stamped, with_stamps
from tests.trust import Key

AUTHENTIC = "evidence-authentic"
BUILT = NOON + timedelta(minutes=3)
"""When the honest build was signed; its step ended then."""
TSA = Clock(name="tsa", at=BUILT)
STRANGER = Clock(name="stranger", at=BUILT)
DAY = timedelta(days=1)


def moment(at: datetime) -> str:
    return f'"{at:%Y-%m-%dT%H:%M:%SZ}"'


def dates(**found: datetime) -> tuple[str, ...]:
    return tuple(f"{key.replace('_', '-')} = {moment(at)}" for key, at in found.items())


def pinned(trust: Trust = TRUST, *clocks: Clock) -> Trust:
    for clock in clocks or (TSA,):
        trust = trust.pinning(clock.name, clock.pem)
    return trust


def world(trust: Trust, *clocks: Clock) -> World:
    """The honest pipeline under a policy, its build seen by these clocks."""
    return sealed(trust, *((stamped(*clocks),) if clocks else ()))


def sealed(trust: Trust, *edits: Edit) -> World:
    """The honest pipeline under a policy, its build's bundle edited before anybody saw it."""
    return honest().trusting(trust).change("build", lambda take: replace(take, sealing=edits))


YEAR = pinned().dated("builder", *dates(valid_from=NOON - DAY, valid_until=NOON + DAY))
STOLEN = pinned().dated("builder", *dates(revoked_at=NOON + DAY))
ROTATED = pinned().holding(
    Key(of="builder", hand="builder", label="old", dates=dates(valid_until=NOON + DAY)),
    Key(of="builder", hand="newer", label="new"),
)


class Story(Struct, frozen=True, kw_only=True):
    """What an attacker makes of a world in which all is well."""

    honest: World
    attacked: World
    reason: str
    rule: str = AUTHENTIC


def carrying(*responses: bytes) -> World:
    """A world whose build, of a year's key, carries these timestamps in place of its own."""
    return sealed(YEAR, edit_json(partial(with_stamps, list(responses))))


def value_of(found: World) -> bytes:
    """The signature of the build."""
    envelope = json.loads(found.take("build").bundle)["dsseEnvelope"]
    return base64.b64decode(envelope["signatures"][0]["sig"])


def two_of_three(*signers: str, keys: tuple[Key, ...] = ()) -> World:
    """Two must agree on the build, and these signed it."""
    demand = Demand(step="build", functionaries=("builder", "second"), threshold=2)
    trust = pinned(TRUST.knowing("second")).demanding(demand).holding(*keys)
    found = honest().trusting(trust).sign_by("build", signers[0])
    for name in signers[1:]:
        found = found.again("build", partial(replace, signer=name))
    return found


VALUE = value_of(world(YEAR, TSA))
BAG = replace(STRANGER, bag=(TSA.der, STRANGER.der), claimed=TSA.der)
LATE, EARLY = TSA.showing(NOON + 2 * DAY), TSA.showing(NOON - 2 * DAY)
TWO_KEYS = (
    Key(of="builder", hand="builder", label="one"),
    Key(of="builder", hand="spare", label="two"),
)

STORIES: dict[str, Story] = {
    "an ended key signs, and nobody says when": Story(
        honest=world(YEAR, TSA), attacked=world(YEAR), reason="no-trusted-time"
    ),
    "an ended key signs, and says itself that it was in time": Story(
        honest=world(YEAR, TSA),
        attacked=world(YEAR).at_time("build", NOON),
        reason="no-trusted-time",
    ),
    "an ended key signs today": Story(
        honest=world(YEAR, TSA), attacked=world(YEAR, LATE), reason="key-expired"
    ),
    "a key signs before it counts": Story(
        honest=world(YEAR, TSA), attacked=world(YEAR, EARLY), reason="key-not-yet-valid"
    ),
    "a key that signed too early is seen again in time": Story(
        honest=world(YEAR, TSA, TSA),
        attacked=world(YEAR, TSA, EARLY),
        reason="key-not-yet-valid",
    ),
    "a stolen key signs": Story(
        honest=world(STOLEN, TSA), attacked=world(STOLEN, LATE), reason="key-revoked"
    ),
    "a stolen key signs in the very second": Story(
        honest=world(STOLEN, TSA.showing(NOON + DAY - timedelta(seconds=1))),
        attacked=world(STOLEN, TSA.showing(NOON + DAY)),
        reason="key-revoked",
    ),
    "a stolen key signs, and nobody says when": Story(
        honest=world(STOLEN, TSA), attacked=world(STOLEN), reason="no-trusted-time"
    ),
    "the old key of a functionary signs after the new one began": Story(
        honest=world(ROTATED, TSA),
        attacked=world(ROTATED, LATE),
        reason="key-expired: key old of builder counts until",
    ),
    "the timestamp of another signature is put in": Story(
        honest=carrying(TSA.stamp(VALUE)),
        attacked=carrying(TSA.stamp(b"another signature")),
        reason="the timestamp is of something else",
    ),
    "the timestamp of what was signed is put in": Story(
        honest=carrying(TSA.stamp(VALUE)),
        attacked=carrying(TSA.stamp(payload_of(honest().take("build").bundle))),
        reason="the timestamp is of something else",
    ),
    "an authority that nobody pinned has seen it": Story(
        honest=world(YEAR, TSA),
        attacked=world(YEAR, STRANGER),
        reason="the timestamp is not signed by tsa",
    ),
    "it sends the pinned certificate along, first of all": Story(
        honest=world(YEAR, replace(TSA, bag=(STRANGER.der, TSA.der))),
        attacked=world(YEAR, BAG),
        reason="the timestamp is not signed by tsa",
    ),
    "an authority's certificate had not begun yet": Story(
        honest=world(YEAR, TSA),
        attacked=world(YEAR, TSA.showing(datetime(2019, 1, 1, tzinfo=UTC))),
        reason="outside the dates of tsa's certificate",
    ),
    "the timestamp is no timestamp": Story(
        honest=carrying(TSA.stamp(VALUE)),
        attacked=carrying(b"\x30\x03\x02\x01\x00"),
        reason="no-trusted-time",
    ),
    "one signer signs twice for two": Story(
        honest=two_of_three("builder", "second"),
        attacked=two_of_three("builder", "builder"),
        reason="only 1 distinct key(s)",
        rule="step-signed",
    ),
    "two keys of one functionary count twice": Story(
        honest=two_of_three("builder", "second", keys=TWO_KEYS),
        attacked=two_of_three("builder", "spare", keys=TWO_KEYS),
        reason="only 1 distinct key(s)",
        rule="step-signed",
    ),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_the_clock_cannot_be_moved(story: Story) -> None:
    assert story.honest.verdict().findings == ()
    verdict = story.attacked.verdict()
    assert not verdict.passed
    finding = next(item for item in verdict.blocking if item.rule == story.rule)
    assert story.reason in finding.found, finding
    assert finding.expected
    assert finding.fix


def test_one_key_under_two_names_cannot_be_in_a_policy_in_whatever_encoding() -> None:
    """The twin: two keys in these encodings can."""
    demand = Demand(step="build", functionaries=("builder", "second"), threshold=2)
    trust = TRUST.knowing("second").demanding(demand)
    for one in (hand("builder").pem, compressed(hand("builder").pem)):
        twice = trust.holding(Key(of="second", hand="builder", pem=one))
        with pytest.raises(PolicyError, match="two functionaries have one key"):
            _ = world(twice).policy
    other = trust.holding(Key(of="second", hand="second", pem=compressed(hand("second").pem)))
    signed = world(other).again("build", partial(replace, signer="second"))
    assert signed.verdict().passed


def test_a_signature_that_was_seen_in_time_stands_for_ever() -> None:
    """Years later, when the key has ended, was revoked, and the authority is gone."""
    trust = pinned().dated("builder", *dates(valid_until=NOON + DAY, revoked_at=NOON + 2 * DAY))
    later = replace(world(trust, TSA), at=NOON + 80 * DAY)
    assert later.verdict().findings == ()


def test_who_saw_it_later_does_not_take_back_who_saw_it_first() -> None:
    assert world(STOLEN, LATE, TSA).verdict().findings == ()
    assert world(STOLEN, LATE, LATE).verdict().passed is False


def test_a_timestamp_that_nobody_trusts_changes_nothing_where_none_is_needed() -> None:
    for clocks in ((STRANGER,), (TSA,), (BAG,)):
        assert world(pinned(), *clocks).verdict().findings == ()


def test_the_new_key_of_a_functionary_signs_without_any_clock() -> None:
    assert world(ROTATED).sign_by("build", "newer").verdict().findings == ()
    assert world(ROTATED).sign_by("build", "eve").verdict().passed is False


def test_evidence_is_as_old_as_its_signature_at_least() -> None:
    """A recorder that dates its step later than somebody saw its signature."""
    trust = pinned(TRUST.ruling("[rules.fresh]", 'max-age = "2d"'))
    late = replace(world(trust, TSA), at=NOON + 3 * DAY).at_time("build", NOON + 2 * DAY)
    (finding,) = [item for item in late.said_by("fresh") if item.subject == "step build"]
    assert "was signed by 2026-03-02T12:03:00.000Z" in finding.found
    unseen = replace(late, takes=tuple(replace(take, sealing=()) for take in late.takes))
    assert [item.subject for item in unseen.said_by("fresh")] == ["step test"]
