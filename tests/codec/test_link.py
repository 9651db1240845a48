"""Build steps as in-toto Link v0.3: what was written is what is read, and nothing else is."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pbom.codec.statement import read_statement, write_statement
from pbom.errors import FormatError
from pbom.model.artifact import Artifact, name_problem
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import (
    Builder,
    Coverage,
    Gap,
    Invocation,
    Material,
    MaterialState,
    Product,
    Source,
)
from pbom.model.statement import StepStatement, subjects_of
from pbom.model.subject import Subject
from tests.edits import Table
from tests.simulator import Memory, commit, honest

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
NAMES = TEXT.filter(lambda name: not name_problem(name) and name != ".")
FILES = st.builds(
    Artifact,
    name=NAMES,
    digests=HEX.map(DigestSet.sha256),
    mode=st.sampled_from(["100644", "100755", "120000"]),
)
STATES: st.SearchStrategy[MaterialState] = st.sampled_from(
    ["modified", "added", "deleted", "untracked", "submodule", "lfs", "file"]
)
MATERIALS = st.builds(
    Material,
    artifact=FILES,
    state=STATES,
    expected=st.none() | HEX.map(lambda value: DigestSet.of((Digest("gitBlob", value),))),
)
MOMENTS = st.integers(0, 2**42).map(
    lambda milliseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
)
SOURCES = st.builds(
    lambda name, url, branch: replace(commit(name, url), branch=branch),
    TEXT,
    st.sampled_from(["", "https://git.example/shop.git", "ssh://git.example:22/a%20b"]),
    TEXT,
)


@st.composite
def steps(draw: st.DrawFn) -> StepStatement:
    """Any step that can be recorded."""
    products = draw(st.lists(FILES, max_size=4, unique_by=lambda item: item.name))
    materials = draw(st.lists(MATERIALS, max_size=4, unique_by=lambda item: item.artifact.name))
    source: list[Source] = draw(st.lists(SOURCES, max_size=1))
    started = draw(MOMENTS)
    invocation = Invocation(
        argv=tuple(draw(st.lists(TEXT, max_size=3))),
        cwd=draw(TEXT),
        environment=tuple(sorted(draw(st.dictionaries(TEXT, TEXT, max_size=3)).items())),
        started=started,
        finished=started + timedelta(milliseconds=draw(st.integers(0, 10**9))),
        exit_code=draw(st.integers(-300, 300)),
        redactions=draw(st.integers(0, 3)),
    )
    builder = Builder(
        recorder=draw(TEXT),
        system=draw(TEXT),
        machine=draw(TEXT),
        service=draw(TEXT),
        run_url=draw(TEXT),
        workflow=draw(TEXT),
    )
    gaps = draw(st.lists(st.builds(Gap, kind=TEXT, detail=TEXT, count=st.integers(0)), max_size=2))
    record = Subject(name="pbom:command", digests=DigestSet.sha256(draw(HEX)))
    ordered = sorted(products)
    return StepStatement(
        step=draw(TEXT.filter(bool)),
        run=draw(TEXT.filter(bool)),
        subjects=subjects_of(ordered) or (record,),
        evidence=(
            *source,
            *materials,
            *(Product(artifact=product) for product in ordered),
            invocation,
            builder,
            Coverage(method="snapshot", gaps=tuple(gaps)),
        ),
    )


@given(steps())
def test_what_was_written_can_be_read_back(step: StepStatement) -> None:
    """Read(write(step)) is the step: nothing is lost, and nothing is added."""
    payload, bodies = write_statement(step)
    assert bodies == ()
    assert read_statement(payload, Memory(()).body) == step


@pytest.mark.parametrize("kind", ["products", "materials", "both"])
def test_long_lists_come_back_from_their_manifests(kind: str) -> None:
    files = [
        Artifact(name=f"f/{number:04}", digests=DigestSet.sha256(f"{number:064x}"), mode="100755")
        for number in range(1001)
    ]
    take = honest().take("build")
    if kind != "materials":
        take = replace(take, products=tuple(files))
    if kind != "products":
        found = tuple(Material(artifact=item, state="untracked") for item in files)
        take = replace(take, materials=found)
    payload, bodies = write_statement(take.statement)
    assert len(bodies) == (2 if kind == "both" else 1)
    assert len(payload) < 4000
    assert len(take.statement.subjects) == 1
    assert read_statement(payload, Memory((), bodies).body) == take.statement


def test_a_thousand_files_still_stand_in_the_statement() -> None:
    files = tuple(
        Artifact(name=f"f/{number}", digests=DigestSet.sha256(f"{number:064x}"))
        for number in range(1000)
    )
    step = replace(honest().take("build"), products=files).statement
    payload, bodies = write_statement(step)
    assert bodies == ()
    assert len(json.loads(payload)["subject"]) == 1000


def test_a_manifest_of_products_is_the_subject_of_its_statement() -> None:
    many = tuple(
        Artifact(name=f"f/{number}", digests=DigestSet.sha256(f"{number:064x}"))
        for number in range(1001)
    )
    payload, bodies = write_statement(replace(honest().take("build"), products=many).statement)
    table: Table = json.loads(payload)
    for subjects in (
        [{"name": "pbom:products", "digest": {"sha256": "a" * 64}}],
        table["subject"] * 2,
    ):
        other = json.dumps({**table, "subject": subjects}).encode()
        with pytest.raises(FormatError, match="is not the subject of the statement"):
            read_statement(other, Memory((), bodies).body)


def edited(change: Callable[[Table], object]) -> bytes:
    payload, _ = write_statement(honest().take("build").statement)
    table: Table = json.loads(payload)
    change(table)
    return json.dumps(table).encode()


def predicate(**members: Any) -> Callable[[Table], object]:  # noqa: ANN401
    return lambda table: table["predicate"].update(members)


def byproducts(**members: Any) -> Callable[[Table], object]:  # noqa: ANN401
    return lambda table: table["predicate"]["byproducts"].update(members)


def source(**members: Any) -> Callable[[Table], object]:  # noqa: ANN401
    return lambda table: table["predicate"]["materials"][0].update(members)


TWIN = {"name": "a", "digest": {"sha256": "a" * 64}, "annotations": {"pbom_state": "file"}}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (predicate(name=""), r"\$\.predicate\.name: is empty"),
        (predicate(command="make"), r"\$\.predicate\.command: expected a list"),
        (predicate(command=["make", None]), r"\$\.predicate\.command\[1\]: expected text"),
        (predicate(comand=[]), r"unknown key 'comand', did you mean 'command'"),
        (predicate(materials=[TWIN, TWIN]), "the name 'a' comes twice"),
        (predicate(materials=[{**TWIN, "name": "a/../b"}]), "empty, '.' or '..' part"),
        (predicate(materials=[{**TWIN, "annotations": {"pbom_state": "x"}}]), "unknown state 'x'"),
        (predicate(materials=[{**TWIN, "annotations": {}}]), "pbom_state: is missing"),
        (byproducts(pbom_run=""), r"pbom_run: is empty"),
        (byproducts(pbom_finishedOn="2026-01-01T00:00:00Z"), "is before pbom_startedOn"),
        (byproducts(pbom_startedOn="yesterday"), "expected a time"),
        (
            byproducts(pbom_coverage={"method": "oracle", "gaps": []}),
            "expected one of snapshot, traced, found 'oracle'",
        ),
        (byproducts(pbom_coverage={"method": "snapshot"}), "gaps: is missing"),
        (byproducts(pbom_note="x"), "unknown key 'pbom_note'"),
        (byproducts(pbom_modes={"dist/shop.bin": "100777"}), "unknown mode '100777'"),
        (byproducts(pbom_manifests=[{"name": "pbom:logs"}]), "unknown manifest 'pbom:logs'"),
        (byproducts(**{"return-value": True}), "expected a whole number, found a truth value"),
        (byproducts(**{"return-value": 0.5}), "expected a whole number"),
        (source(digest={"sha256": "a" * 64}), "the source has a gitCommit"),
        (source(uri="git+https://host/100%"), "expected git+ and a URL"),
        (source(uri="https://host/shop.git"), "expected git+ and a URL"),
        (source(uri="git+https://host/a b"), "expected git+ and a URL"),
    ],
)
def test_what_pbom_run_does_not_write_is_refused(
    change: Callable[[Table], object], problem: str
) -> None:
    with pytest.raises(FormatError, match=problem.replace("git+", r"git\+")):
        read_statement(edited(change), Memory(()).body)


def test_what_is_edited_is_otherwise_well() -> None:
    step = read_statement(edited(lambda table: table), Memory(()).body)
    assert step == honest().take("build").statement


def test_a_subject_that_comes_twice_is_refused() -> None:
    def twice(table: Table) -> None:
        table["subject"] *= 2

    with pytest.raises(FormatError, match=r"the name 'dist/shop\.bin' comes twice"):
        read_statement(edited(twice), Memory(()).body)


def test_a_product_needs_a_sha256() -> None:
    def other(table: Table) -> None:
        table["subject"][0]["digest"] = {"sha512": "a" * 128}

    with pytest.raises(FormatError, match="expected a sha256"):
        read_statement(edited(other), Memory(()).body)
