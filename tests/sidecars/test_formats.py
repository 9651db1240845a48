"""The other formats: what each says of agents and lines, by hand."""

import json

import pytest

from pbom.errors import FormatError, UnknownSchemaError
from tests.sidecars import samples
from tests.sidecars.samples import agents, changed, claims, read, read_one


def test_agent_trace_names_files_lines_and_models() -> None:
    record = read_one("agent-trace", samples.agent_trace())
    assert record.commit == samples.COMMIT
    assert claims(record) == [
        ("src/main.py", "agent", "1-3", "cursor", "anthropic/claude-opus-4-5"),
        ("src/main.py", "human", "5-6", "", ""),
    ]
    (marker,) = record.markers
    assert marker.where == "trace record"
    assert marker.session == "https://api.example.org/v1/conversations/12345"


def test_agent_trace_is_one_record_for_each_file() -> None:
    files = json.loads(samples.agent_trace())["files"]
    both = changed(samples.agent_trace(), files=[*files, {**files[0], "path": "other.py"}])
    assert [record.attributions[0].path for record in read("agent-trace", both)] == [
        "src/main.py",
        "other.py",
    ]


@pytest.mark.parametrize(
    ("kind", "markers", "contributors"),
    [("mixed", 1, ["mixed", "human"]), ("unknown", 0, ["human"]), ("human", 0, ["human"])],
)
def test_agent_trace_knows_four_contributors(
    kind: str, markers: int, contributors: list[str]
) -> None:
    files = json.loads(samples.agent_trace())["files"]
    files[0]["conversations"][0]["contributor"] = {"type": kind}
    record = read_one("agent-trace", changed(samples.agent_trace(), files=files))
    assert len(record.markers) == markers
    assert [claim.contributor for claim in record.attributions] == contributors


@pytest.mark.parametrize("name", [".sessions", ".shell-history", ".unknown"])
def test_agent_trace_has_records_of_no_file(name: str) -> None:
    files = json.loads(samples.agent_trace())["files"]
    files[0]["path"] = name
    assert not read_one("agent-trace", changed(samples.agent_trace(), files=files)).attributions


def test_agent_trace_of_another_version_control_is_of_no_commit() -> None:
    other = changed(samples.agent_trace(), vcs={"type": "jj", "revision": samples.COMMIT})
    assert read_one("agent-trace", other).commit == "none"
    without = changed(samples.agent_trace(), vcs=None)
    assert read_one("agent-trace", without).commit == "none"


@pytest.mark.parametrize("version", ["0.1.7", "1.0", "1.0.0"])
def test_agent_trace_of_its_reference_implementation_is_read(version: str) -> None:
    assert read_one("agent-trace", changed(samples.agent_trace(), version=version)).markers


def test_entire_counts_lines_and_names_files() -> None:
    record = read_one("entire", samples.entire())
    assert claims(record) == [("src/main.py", "agent", "", "Claude Code", "claude-opus-4-6")]
    assert record.markers[0].role == "author"
    assert record.markers[0].where == "checkpoint"


def test_entire_may_say_that_the_agent_wrote_nothing() -> None:
    nothing = changed(samples.entire(), initial_attribution={"agent_lines": 0})
    record = read_one("entire", nothing)
    assert not record.markers
    assert not record.attributions


@pytest.mark.parametrize("counts", [None, {}])
def test_entire_may_not_count(counts: object) -> None:
    content = json.loads(samples.entire())
    content["initial_attribution"] = counts
    if counts is None:
        record = read_one("entire", json.dumps(content).encode())
        assert record.markers[0].role == "co-author"
        assert not record.attributions
    else:
        with pytest.raises(FormatError):
            read_one("entire", json.dumps(content).encode())


def test_entire_does_not_always_know_the_agent() -> None:
    (marker,) = read_one("entire", changed(samples.entire(), agent="Agent")).markers
    assert (marker.agent, marker.model) == ("", "claude-opus-4-6")


def test_entire_of_a_whole_checkpoint_says_nothing_of_its_own() -> None:
    content = json.loads(samples.entire())
    del content["session_id"]
    assert not read("entire", json.dumps(content).encode())


def test_whogitit_has_lines_of_agents_and_lines_that_were_changed() -> None:
    record = read_one("whogitit", samples.whogitit())
    model = "claude-opus-4-5-20251101"
    assert claims(record) == [
        ("src/main.py", "agent", "2-3", "Claude Code", model),
        ("src/main.py", "mixed", "4", "Claude Code", model),
    ]
    assert agents(record) == [("Claude Code", model, "7f3a4b2c-9d1e-8a7b-c3d4-e5f6a7b8c9d0")]


def test_whogitit_without_an_agents_line_is_no_marker() -> None:
    files = json.loads(samples.whogitit())["files"]
    for line in files[0]["lines"]:
        line["source"] = {"type": "Human"}
    record = read_one("whogitit", changed(samples.whogitit(), files=files))
    assert not record.markers
    assert not record.attributions


def test_source_trace_names_the_tool_and_its_model() -> None:
    record = read_one("source-trace", samples.source_trace())
    assert claims(record) == [("src/main.py", "agent", "1,5-9", "cursor", "claude-3-7-sonnet")]
    assert agents(record) == [("cursor", "claude-3-7-sonnet", "")]


def test_claudit_says_that_an_agent_took_part() -> None:
    record = read_one("claudit", samples.claudit())
    assert agents(record) == [("codex", "gpt-5", samples.SESSION)]
    assert record.markers[0].role == "co-author"
    assert not record.attributions


def test_claudit_was_once_for_one_agent_only() -> None:
    content = json.loads(samples.claudit())
    del content["agent"]
    assert read_one("claudit", json.dumps(content).encode()).markers[0].agent == "claude"


def test_heddle_names_a_model() -> None:
    (marker,) = read_one("heddle", samples.heddle()).markers
    assert (marker.agent, marker.model) == ("", "claude-opus-4-5")
    assert not read_one("heddle", changed(samples.heddle(), agent=None)).markers


@pytest.mark.parametrize(
    ("format_", "members"),
    [
        ("agent-trace", {"version": "2.0.0"}),
        ("claudit", {"version": 4}),
        ("source-trace", {"v": 2}),
        ("whogitit", {"version": 4}),
    ],
)
def test_another_version_is_another_schema(format_: str, members: dict[str, object]) -> None:
    with pytest.raises(UnknownSchemaError):
        read(format_, changed(samples.SAMPLES[format_](), **members))
