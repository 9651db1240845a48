"""Statements: claims of one shape."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pbom.model.artifact import Artifact, Mode
from pbom.model.digest import LENGTHS, Digest, DigestSet
from pbom.model.evidence import Product
from pbom.model.statement import StepStatement, VerdictStatement, subjects_of
from pbom.model.subject import Subject
from tests.simulator import REPORT, WHEEL, digest_of, file, honest

BUILD = honest().take("build").statement


def without(kind: type) -> StepStatement:
    kept = tuple(item for item in BUILD.evidence if not isinstance(item, kind))
    return replace(BUILD, evidence=kept)


def test_the_parts_of_a_step_by_their_names() -> None:
    assert BUILD.invocation.argv == ("make",)
    assert BUILD.builder.system == "linux"
    assert BUILD.coverage.method == "snapshot"
    assert BUILD.source is not None
    assert [item.artifact for item in BUILD.materials] == [REPORT]
    assert BUILD.products == (WHEEL,)


@pytest.mark.parametrize("kind", ["Invocation", "Builder", "Coverage"])
def test_a_step_has_exactly_one_of_each_of_these(kind: str) -> None:
    (part,) = (item for item in BUILD.evidence if type(item).__name__ == kind)
    with pytest.raises(ValueError, match=f"exactly one {kind.lower()}"):
        without(type(part))
    with pytest.raises(ValueError, match=f"exactly one {kind.lower()}"):
        replace(BUILD, evidence=(*BUILD.evidence, part))


def test_a_step_has_at_most_one_source_and_at_least_one_subject() -> None:
    assert BUILD.source is not None
    with pytest.raises(ValueError, match="at most one source"):
        replace(BUILD, evidence=(*BUILD.evidence, BUILD.source))
    with pytest.raises(ValueError, match="at least one subject"):
        replace(BUILD, subjects=())


def test_a_step_made_what_is_among_its_products() -> None:
    assert BUILD.made(WHEEL.digests)
    assert not BUILD.made(REPORT.digests)
    assert not BUILD.made(digest_of("something else"))


SETS = st.dictionaries(
    st.sampled_from(["sha256", "sha512", "sha1"]), st.booleans(), min_size=1
).map(
    lambda chosen: DigestSet.of(
        Digest(name, "ab"[other] * LENGTHS[name][0]) for name, other in chosen.items()
    )
)


@given(st.lists(st.tuples(SETS, st.sampled_from(get_args(Mode))), max_size=4), SETS)
def test_what_a_step_made_is_looked_up_as_if_each_product_were_compared(
    made: list[tuple[DigestSet, Mode]], asked: DigestSet
) -> None:
    products = [
        Artifact(name=f"out{number}", digests=digests, mode=mode)
        for number, (digests, mode) in enumerate(made)
    ]
    step = replace(
        BUILD, evidence=(*BUILD.evidence, *(Product(artifact=item) for item in products))
    )
    compared = any(
        product.mode in {"100644", "100755"} and product.digests.matches(asked)
        for product in products
    )
    assert step.made(asked) == compared


def test_equal_claims_are_equal_values() -> None:
    again = replace(BUILD, evidence=tuple(BUILD.evidence))
    assert again == BUILD
    assert hash(again) == hash(BUILD)
    assert replace(BUILD, run="another") != BUILD


def test_subjects_have_one_order() -> None:
    files = [file("b", "1"), file("a", "2")]
    assert subjects_of(files) == subjects_of(files[::-1])
    assert [subject.name for subject in subjects_of(files)] == ["a", "b"]


def test_a_verdict_becomes_a_statement_with_all_that_it_rests_on() -> None:
    verdict = honest().verdict()
    statement = VerdictStatement.of(verdict)
    assert statement.passed is verdict.passed is True
    assert statement.inputs == verdict.inputs
    assert statement.policy == verdict.policy
    assert statement.verified == verdict.at
    (artifact,) = verdict.artifacts
    assert statement.subjects == (Subject(name=artifact.name, digests=artifact.digests),)
