"""The attacker is a functionary whose statements are malformed: they must not be half-read."""

import json
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from pbom.model.digest import Digest, DigestSet
from tests.edits import Table, sign_again
from tests.simulator import SHIPPED, WHEEL, Edit, World, honest


def change(edit: Callable[[Table], object]) -> Edit:
    """A change of the parsed statement."""

    def apply(payload: bytes) -> bytes:
        table: Table = json.loads(payload)
        edit(table)
        return json.dumps(table).encode()

    return apply


def rename(table: Table, old: str, new: str) -> None:
    table[new] = table.pop(old)


def digest(table: Table, value: object) -> None:
    table["subject"][0]["digest"] = value


HEX = "ab" * 32
MALFORMED: dict[str, Edit] = {
    "not JSON": lambda _: b"hello",
    "a byte order mark": lambda payload: b"\xef\xbb\xbf" + payload,
    "trailing data": lambda payload: payload + b"{}",
    "predicateType twice": lambda payload: payload.replace(
        b'"predicateType":', b'"predicateType":"x","predicateType":', 1
    ),
    "Subject instead of subject": change(lambda table: rename(table, "subject", "Subject")),
    "type_ instead of _type": change(lambda table: rename(table, "_type", "type_")),
    "statement v0.1": change(lambda table: table.update(_type="https://in-toto.io/Statement/v0.1")),
    "no subject": change(lambda table: table.update(subject=[])),
    "an empty digest set": change(lambda table: digest(table, {})),
    "a weak digest only": change(lambda table: digest(table, {"sha1": "a" * 40})),
    "a digest in upper case": change(lambda table: digest(table, {"sha256": HEX.upper()})),
    "a short digest": change(lambda table: digest(table, {"sha256": HEX[:-2]})),
    "a digest that is not hexadecimal": change(lambda table: digest(table, {"sha256": "z" * 64})),
    "a list for the predicate": change(lambda table: table.update(predicate=[])),
    "a number for the command": change(lambda table: table["predicate"].update(command=1)),
    "NaN": lambda payload: payload.replace(b'"return-value":0', b'"return-value":NaN', 1),
    "a number out of range": lambda payload: payload.replace(
        b'"return-value":0', b'"return-value":1e999', 1
    ),
    "an unknown member of ours": change(
        lambda table: table["predicate"]["byproducts"].update(pbom_future=1)
    ),
    "an absolute name": change(lambda table: table["subject"][0].update(name="/etc/passwd")),
    "a name that climbs": change(lambda table: table["subject"][0].update(name="a/../../b")),
    "a name with a backslash": change(lambda table: table["subject"][0].update(name="a\\b")),
    "a name with a line break": change(lambda table: table["subject"][0].update(name="a\nb")),
    "an end before its beginning": change(
        lambda table: table["predicate"]["byproducts"].update(
            pbom_finishedOn="2001-01-01T00:00:00Z"
        )
    ),
}


def attacked(edit: Edit) -> World:
    return honest().tamper("build", sign_again("builder", edit))


@pytest.mark.parametrize("edit", MALFORMED.values(), ids=list(MALFORMED))
def test_malformed_statement(edit: Edit) -> None:
    world = attacked(edit)
    assert ("evidence-authentic", "invalid") in world.blocking()
    assert "malformed" in world.said_by("evidence-authentic")[0].found


def test_the_same_statement_signed_again_is_read() -> None:
    """The honest twin: signing again is not what is refused."""
    rules = {rule for rule, _ in attacked(lambda payload: payload).blocking()}
    assert "evidence-authentic" not in rules


@pytest.mark.parametrize("suffix", ["x", "/", "?"])
def test_a_predicate_type_that_only_looks_like_ours_is_not_a_step(suffix: str) -> None:
    world = attacked(
        change(
            lambda table: table.update(
                predicateType="https://in-toto.io/attestation/link/v0.3" + suffix
            )
        )
    )
    assert ("step-signed", "missing") in world.blocking()


def test_a_wrong_digest_beside_a_right_one_is_a_conflict() -> None:
    def shipped_with(sha512: str) -> World:
        both = DigestSet.of((*SHIPPED.digests, Digest("sha512", sha512)))
        product = replace(
            WHEEL, digests=DigestSet.of((*WHEEL.digests, Digest("sha512", "0" * 128)))
        )
        asked = replace(SHIPPED, digests=both)
        return replace(honest().swap_product("build", product), released=(asked,), asked=(asked,))

    assert shipped_with("0" * 128).verdict().passed
    assert ("artifact-attested", "invalid") in shipped_with("1" * 128).blocking()
