"""What was seen of a step, to the statement that says so."""

import hashlib
import json

from msgspec.structs import replace

from pbom.codec.statement import write_statement
from pbom.model.artifact import Artifact
from pbom.model.digest import DigestSet
from pbom.model.evidence import Gap
from pbom.model.snapshot import Outputs, Snapshot
from pbom.stages.observe import COMMAND_RECORD, Observation, observe
from tests.simulator import WHEEL, commit, honest
from tests.takes import BUILDER

TAKE = honest().take("build")
BARE = Snapshot(source=None, materials=(), stamps={})
SEEN = Observation(
    step="build",
    run="run-1",
    before=BARE,
    after=BARE,
    outputs=Outputs(artifacts=()),
    invocation=TAKE.statement.invocation,
    builder=BUILDER,
)


def test_products_are_the_subjects() -> None:
    step = TAKE.statement
    assert [(item.name, item.digests) for item in step.subjects] == [(WHEEL.name, WHEEL.digests)]
    assert step.products == (WHEEL,)


def test_a_step_without_products_is_about_its_command() -> None:
    (subject,) = observe(SEEN).subjects
    assert subject.name == COMMAND_RECORD
    others = [
        replace(SEEN, run="run-2"),
        replace(SEEN, step="test"),
        replace(SEEN, invocation=replace(SEEN.invocation, argv=("make", "evil"))),
        replace(SEEN, invocation=replace(SEEN.invocation, cwd="sub")),
    ]
    digests = {observe(other).subjects[0].digests for other in others}
    assert len(digests | {subject.digests}) == 5
    later = replace(SEEN.invocation, exit_code=1)
    assert observe(replace(SEEN, invocation=later)).subjects == (subject,)


def test_many_products_are_one_subject_whose_digest_is_their_manifest_s() -> None:
    many = tuple(
        Artifact(name=f"f/{number}", digests=DigestSet.sha256(f"{number:064x}"))
        for number in range(1001)
    )
    step = observe(replace(SEEN, outputs=Outputs(artifacts=many)))
    (subject,) = step.subjects
    _, (manifest,) = write_statement(step)
    assert subject.digests == DigestSet.sha256(hashlib.sha256(manifest).hexdigest())
    assert len(json.loads(manifest)["entries"]) == 1001
    assert step.products == many


def test_what_was_not_seen_is_said_once_and_in_one_order() -> None:
    one, two = Gap(kind="a", detail="x"), Gap(kind="b", detail="y")
    step = observe(
        replace(
            SEEN,
            before=replace(BARE, gaps=(two, one)),
            outputs=Outputs(artifacts=(), gaps=(one,)),
        )
    )
    assert step.coverage.gaps == (one, two)
    assert step.coverage.method == "snapshot"


def test_a_commit_that_moved_is_a_gap_and_the_first_one_is_the_source() -> None:
    one, two = commit("one"), commit("two")
    step = observe(replace(SEEN, before=replace(BARE, source=one), after=replace(BARE, source=two)))
    assert step.source == one
    assert step.coverage.gaps == (
        Gap(kind="commit-moved", detail=f"from {one.commit} to {two.commit}"),
    )
    still = replace(SEEN, before=replace(BARE, source=one), after=replace(BARE, source=one))
    assert observe(still).coverage.gaps == ()
