"""``outputs-explained``: each product, and each member of an archive, comes from somewhere."""

import pytest
from msgspec.structs import replace

from pbom.model.evidence import Gap
from pbom.model.trace import Member, Trace
from tests.rules.traced import clean, containing, said, traced, untraced
from tests.simulator import WHEEL, file
from tests.takes import digest_of
from tests.traces import found

RULE = "outputs-explained"
NAME = "dist/shop-1.0-py3-none-any.whl"


def member(name: str, content: str) -> Member:
    return Member(product=WHEEL.name, name=name, digests=digest_of(content))


OF_COMMIT = member("shop.py", "src/shop.py")
STRANGERS = {
    "a file from nowhere": member("evil.py", "evil"),
    "a start-up file from nowhere": member("evil.pth", "evil"),
    "metadata of another format": member("shop-1.0.dist-info/METADATA", "made by hand"),
    "a file in an archive that the step made": member("made.zip!evil.pth", "evil"),
    "what looks like metadata of what is around it": member("made.zip!METADATA", "evil"),
    "an archive that could not be looked into": member("made.zip!", "dist/made"),
}


def test_a_product_of_explained_inputs_ships() -> None:
    assert traced(containing(OF_COMMIT), RULE).blocking() == []


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=list(STRANGERS))
def test_a_member_that_nothing_explains_is_named(stranger: Member) -> None:
    world = traced(containing(OF_COMMIT, stranger), RULE)
    assert said(world, RULE) == [(f"{stranger.name} in {WHEEL.name} of step build", "denied")]


def test_what_came_in_a_whole_archive_came_with_it() -> None:
    """An archive of the commit is the commit's, with all that is in it, also if it is odd."""
    inside = [member(f"vendor.zip!{name}", name) for name in ("a", "b.pth", "b.pth!")]
    holder = member("vendor.zip", "src/shop.py")
    assert traced(containing(OF_COMMIT, holder, *inside), RULE).blocking() == []


def test_of_two_members_of_one_name_both_are_looked_at() -> None:
    for first, second in (("src/shop.py", "evil"), ("evil", "src/shop.py")):
        members = (member("a.zip", first), member("a.zip", second), member("a.zip!x", "evil"))
        subjects = {subject for subject, _ in said(traced(containing(*members), RULE), RULE)}
        assert subjects == {
            f"{name} in {WHEEL.name} of step build" for name in ("a.zip", "a.zip!x")
        }


def test_an_archive_that_could_not_be_read_is_named() -> None:
    gap = Gap(kind="archive-unreadable", detail=WHEEL.name)
    world = traced(clean(), RULE).change("build", lambda take: replace(take, gaps=(gap,)))
    assert said(world, RULE) == [(f"members of {WHEEL.name} of step build", "denied")]
    allowed = traced(clean(), RULE, f'members = ["{WHEEL.name}"]')
    assert allowed.change("build", lambda take: replace(take, gaps=(gap,))).blocking() == []


def test_a_member_that_the_policy_lets_in_ships() -> None:
    world = traced(containing(member("evil.py", "evil")), RULE, 'members = ["evil.py"]')
    assert world.blocking() == []


def test_a_product_that_nobody_was_seen_to_write_is_named() -> None:
    world = traced(replace(clean(), left=()), RULE)
    [finding] = world.said_by(RULE)
    assert finding.found == "no process of the step was seen to write it"


def test_a_product_with_other_content_than_was_seen_is_named() -> None:
    trace = clean()
    index = trace.left[0]
    other = replace(trace.files[index], digests=digest_of("other"))
    files = (*trace.files[:index], other, *trace.files[index + 1 :])
    [finding] = traced(replace(trace, files=files), RULE).said_by(RULE)
    assert finding.found.startswith("it has other content than any process")


def test_a_product_that_an_unexplained_file_reached_is_named() -> None:
    [finding] = traced(clean(found("/x/evil.h")), RULE).said_by(RULE)
    assert finding.subject == f"{WHEEL.name} of step build"
    assert finding.found == "ld wrote it, which /x/evil.h reached"


def _with_pipeline(name: str) -> Trace:
    trace = clean()
    product = file(name, "on: push")
    made = replace(found(name), digests=product.digests, makers=(1,))
    return replace(trace, files=(*trace.files, made), left=(*trace.left, len(trace.files)))


def test_a_pipeline_definition_is_no_product_of_a_build() -> None:
    name = ".github/workflows/x.yml"
    world = traced(_with_pipeline(name), RULE)
    product = file(name, "on: push")
    world = world.change("build", lambda take: replace(take, products=(*take.products, product)))
    [finding] = world.said_by(RULE)
    assert finding.subject == f"{name} of step build"
    assert finding.found.startswith("a pipeline definition, written during the step by cc")


def test_a_step_without_a_trace_is_evidence_that_is_missing() -> None:
    assert said(untraced(traced(clean(), RULE)), RULE) == [("step build", "missing")]
