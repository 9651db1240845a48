"""A signed document against the PBOM that its evidence yields: byte for byte."""

import json

import pytest
from msgspec.structs import replace

from pbom.model.verdict import Verdict
from pbom.pipeline.gate import Question, gate
from tests.simulator import SHIPPED, TRUST, Edit, World, file, honest

SIGNED, RECOMPUTED = "pbom-signed", "pbom-recomputed"


def swap(old: str, new: str) -> Edit:
    def edit(document: bytes) -> bytes:
        assert old.encode() in document
        return document.replace(old.encode(), new.encode())

    return edit


def test_the_honest_document_is_what_its_evidence_yields() -> None:
    for version in ("1.6", "1.7"):
        world = replace(honest(), version=version)
        assert world.verdict().findings == ()


@pytest.mark.parametrize(
    "edit",
    [
        swap('"executed":"make test"', '"executed":"make tests"'),
        swap("dist/shop.bin", "dist/chop.bin"),
        swap('"aggregate":"unknown"', '"aggregate":"complete"'),
        lambda document: document.rstrip(),
        lambda document: document + b"\n",
        lambda document: json.dumps(json.loads(document)).encode(),
    ],
    ids=["a command", "a name", "completeness", "no line end", "another", "white space"],
)
def test_a_document_that_was_edited_is_not_the_signed_one(edit: Edit) -> None:
    world = honest().edit_document(edit)
    assert world.blocking() == [(RECOMPUTED, "invalid"), (SIGNED, "invalid")]
    (finding,) = world.said_by(RECOMPUTED)
    assert "first difference at byte " in finding.found


def test_the_assembler_cannot_sign_what_the_evidence_does_not_yield() -> None:
    world = honest().forge_document(swap('"executed":"make test"', '"executed":"make tests"'))
    assert world.blocking() == [(RECOMPUTED, "invalid")]


def test_the_first_difference_is_where_it_is() -> None:
    world = honest().edit_document(swap("dist/shop.bin", "dist/chop.bin"))
    assert world.document is not None
    place = world.document.index(b"dist/chop.bin") + len("dist/")
    assert world.said_by(RECOMPUTED)[0].found.endswith(f"at byte {place}")


def test_only_an_assembler_may_sign_a_pbom() -> None:
    world = honest().assembled_by("builder")
    assert world.blocking() == [(SIGNED, "denied")]
    (finding,) = world.said_by(SIGNED)
    assert finding.expected == "signed by releaser"
    assert finding.found == "signed by builder, who may not sign a PBOM"


def test_a_pbom_signed_by_a_stranger_is_none() -> None:
    world = honest().assembled_by("eve")
    assert world.blocking() == [("evidence-authentic", "invalid"), (SIGNED, "missing")]


def test_evidence_whose_body_is_lost_is_missing_and_says_which() -> None:
    many = tuple(file(f"f/{number}", "x") for number in range(1000))
    world = honest().change("build", lambda take: replace(take, products=(*take.products, *many)))
    assert world.verdict().findings == ()
    lost = world.forget("bodies")
    assert lost.blocking()[0] == ("artifact-attested", "missing")
    (finding,) = lost.said_by("evidence-authentic")
    assert finding.cause == "missing"
    assert finding.found.endswith("is not there")


def test_without_a_signed_pbom_nothing_ships() -> None:
    world = honest().forget("release")
    assert world.blocking() == [(SIGNED, "missing")]
    assert world.said_by(SIGNED)[0].expected == "a signed PBOM of shop.bin"


def test_all_evidence_that_the_document_names_is_needed() -> None:
    world = honest().forget("test")
    (finding,) = world.said_by(RECOMPUTED)
    assert finding.cause == "missing"
    assert finding.expected == "authentic evidence for all 2 attestations that the PBOM names"
    assert str(world.authentic[0].bundle) in finding.found


def test_a_pbom_of_another_artifact_says_nothing_about_this_one() -> None:
    other = file("other.bin", "nobody knows it")
    (finding,) = honest().ask(other).said_by(SIGNED)
    assert finding.cause == "missing"
    assert finding.expected == f"a PBOM of other.bin {other.digests}"
    assert finding.found == f"a PBOM of shop.bin {SHIPPED.digests}"


def test_a_pbom_of_the_same_name_shows_that_the_artifact_was_altered() -> None:
    (finding,) = honest().ask(file("shop.bin", "altered")).said_by(SIGNED)
    assert finding.cause == "invalid"


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (lambda _document: b"{}", "$.specVersion: is missing"),
        (lambda _document: b"<bom/>", "not JSON"),
        (swap('"specVersion":"1.7"', '"specVersion":"1.5"'), "expected CycloneDX 1.6 or 1.7"),
        (swap('"bomFormat":"CycloneDX"', '"bomFormat":"SPDX"'), "expected CycloneDX"),
    ],
)
def test_what_is_no_pbom_of_ours_is_told_so(edit: Edit, found: str) -> None:
    world = honest().edit_document(edit)
    (finding,) = world.said_by(RECOMPUTED)
    assert (finding.cause, finding.expected) == ("invalid", "a PBOM of ours")
    assert found in finding.found


def test_a_step_that_the_document_leaves_out_counts_for_nothing() -> None:
    world = honest().omit("test").plant([honest().take("test").bundle])
    assert world.blocking() == [("step-signed", "missing"), ("steps-chained", "denied")]


def test_the_best_of_several_signed_pboms_decides() -> None:
    def judged_by_evidence_alone(world: World) -> Verdict:
        question = Question(artifacts=world.asked, evidence=world.evidence)
        return gate(question, world.policy, at=world.at)

    for other in (
        honest().omit("test"),
        honest().assembled_by("builder"),
        honest().again("test", lambda take: replace(take, run="lost")),
    ):
        assert other.release is not None
        world = honest().plant([other.release.bundle])
        assert world.verdict().findings == ()
        assert judged_by_evidence_alone(world).findings == ()
        assert not judged_by_evidence_alone(world.forget("release")).passed


def test_more_who_may_sign_the_pbom() -> None:
    both = replace(TRUST, assemblers=("releaser", "builder"))
    assert honest().trusting(both).assembled_by("builder").verdict().findings == ()
