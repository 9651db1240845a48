"""git-ai: what its logs say, whatever version wrote them, and what they cannot say."""

import pytest

from pbom.errors import FormatError, LimitError, UnknownSchemaError
from pbom.model.attribution import UNKNOWN_KEY
from tests.sidecars.samples import (
    COMMIT,
    SESSION,
    agent,
    agents,
    changed,
    claims,
    log,
    oldest_git_ai,
    read_one,
)
from tests.sidecars.samples import git_ai as sample

SESSIONS = {"s_c9883b05a2487d": agent()}


def test_sessions_prompts_and_people_are_told_apart() -> None:
    record = read_one("git-ai", sample())
    assert record.commit == COMMIT
    assert claims(record) == [
        ("src/main.py", "human", "6-7", "", ""),
        ("src/main.py", "agent", "1-3,5", "cursor", "gpt-5"),
        ("src/with space.py", "agent", "1-2,4", "claude", "claude-opus-4-5"),
    ]
    assert agents(record) == [
        ("claude", "claude-opus-4-5", "conv_1"),
        ("cursor", "gpt-5", SESSION),
    ]


def test_its_markers_are_the_tools_word_in_a_ref_that_can_be_changed() -> None:
    marker = read_one("git-ai", sample()).markers[1]
    assert (marker.rule, marker.where, marker.role) == ("git-ai", "note", "author")
    assert (marker.strength, marker.integrity) == ("declared-by-tool", "mutable-ref")
    assert marker.raw == f"cursor gpt-5 {SESSION}"


@pytest.mark.parametrize("key", ["abcd1234abcd1234", "abcd123", "abcd1234", SESSION])
def test_every_form_of_a_prompts_key_resolves(key: str) -> None:
    record = read_one("git-ai", log(f"a.py\n  {key} 1\n", prompts={key: agent("codex")}))
    assert claims(record) == [("a.py", "agent", "1", "codex", "gpt-5")]


def test_an_empty_attestation_is_a_tool_that_saw_no_agent() -> None:
    record = read_one("git-ai", log("", sessions=SESSIONS))
    assert record.commit == COMMIT
    assert not record.markers
    assert not record.attributions


def test_only_people_are_no_agent() -> None:
    people = {"h_31dce776f88375": {"author": "Ada"}}
    record = read_one("git-ai", log("a.py\n  h_31dce776f88375 1-2\n", humans=people))
    assert not record.markers
    assert claims(record) == [("a.py", "human", "1-2", "", "")]


@pytest.mark.parametrize(
    "key", ["s_0000000000000::t_00000000000000", "h_31dce776f88375", "feedfacefeedface"]
)
def test_a_key_without_its_entry_is_a_claim_that_cannot_be_verified(key: str) -> None:
    record = read_one("git-ai", log(f"a.py\n  {key} 1-2\n"))
    (claim,) = record.attributions
    assert claim.problem == UNKNOWN_KEY
    assert claim.contributor == ("human" if key.startswith("h_") else "agent")


def test_an_agent_whose_entry_is_lost_is_still_an_agent() -> None:
    (marker,) = read_one("git-ai", log("a.py\n  feedfacefeedface 1-2\n")).markers
    assert (marker.agent, marker.role, marker.raw) == ("", "author", "feedfacefeedface")


def test_what_is_left_over_is_not_a_person() -> None:
    record = read_one(
        "git-ai",
        log(
            "a.py\n  s_c9883b05a2487d::t_00000000000000 1\n  human 2-9\n",
            sessions=SESSIONS,
        ),
    )
    assert claims(record) == [("a.py", "agent", "1", "cursor", "gpt-5")]
    assert record.problems


def test_the_oldest_logs_name_agents_and_people_alike() -> None:
    record = read_one("git-ai", oldest_git_ai())
    assert claims(record) == [("src/main.py", "agent", "1,3-5", "Claude", "")]
    assert agents(record) == [("Claude", "", "")]
    assert record.problems


def test_one_file_named_twice_is_one_file() -> None:
    record = read_one(
        "git-ai",
        log("a.py\n  k 1\nb.py\n  k 1\na.py\n  k 3\n", prompts={"k": agent("amp")}),
    )
    assert [(path, lines) for path, _, lines, _, _ in claims(record)] == [
        ("a.py", "1,3"),
        ("b.py", "1"),
    ]


def test_a_path_keeps_its_bytes() -> None:
    content = log("a.py\n  k 1\n", prompts={"k": agent()}).replace(b"a.py", b"caf\xe9\x1b[2J.py")
    (claim,) = read_one("git-ai", content).attributions
    assert claim.path == "raw:caf%E9%1B%5B2J.py"


@pytest.mark.parametrize("base", ["", "HEAD", "x" * 5000])
def test_a_base_that_is_no_commit_is_nobodys(base: str) -> None:
    record = read_one("git-ai", log("", base_commit_sha=base))
    assert record.commit not in {"", COMMIT}


@pytest.mark.parametrize(
    "content",
    [
        log("", schema_version="authorship/4.0.0"),
        changed(oldest_git_ai(), schema_version="authorship/1.0.0"),
        changed(oldest_git_ai(), schema_version=["authorship/0.0.1"]),
    ],
)
def test_another_schema_is_told_from_a_broken_one(content: bytes) -> None:
    with pytest.raises(UnknownSchemaError):
        read_one("git-ai", content)


@pytest.mark.parametrize(
    "attested",
    [
        "  k 1\n",
        "a.py\n k 1\n",
        "a.py\n  k\n",
        "a.py\n  k 0\n",
        "a.py\n  k 5-3\n",
        "a.py\n  k 1-99999999999999999999\n",
        "a.py\n  k 1 - 2\n",
        "a.py\n  k 1,,2\n",
        "a.py\n  k \u0661\n",
        "a.py\n  k\u202e 1\n",
        f"{'a' * 5000}\n  k 1\n",
        '""\n  k 1\n',
    ],
)
def test_a_malformed_attestation_is_refused_whole(attested: str) -> None:
    with pytest.raises(FormatError):
        read_one("git-ai", log(attested, prompts={"k": agent()}))


def test_the_largest_number_that_the_tool_can_write_is_read() -> None:
    record = read_one("git-ai", log("a.py\n  k 1-4294967295\n", prompts={"k": agent()}))
    assert claims(record)[0][2] == "1-4294967295"


def test_more_ranges_than_anybody_needs_are_not_read() -> None:
    lines = ",".join(str(number) for number in range(1, 100_004, 2))
    with pytest.raises(LimitError):
        read_one("git-ai", log(f"a.py\n  k {lines}\n", prompts={"k": agent()}))
