"""Source statements: what was written is what is read, and nothing else is."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from pbom.codec.manifest import no_bodies
from pbom.codec.statement import read_statement, write_statement
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.change import Changes
from pbom.model.digest import Digest, DigestSet
from pbom.model.statement import SourceStatement
from tests.looks import BY_AGENT, CHANGES, DENIED, Look

Table = dict[str, Any]
LOOK = Look()


def read_back(payload: bytes, body: bytes) -> object:
    return read_statement(payload, lambda _digest: body)


def altered(payload: bytes, body: bytes, change: Callable[[Table, Table], None]) -> object:
    """Both parts with a change, and the digest of the body made to fit."""
    from hashlib import sha256  # noqa: PLC0415

    statement, commits = json.loads(payload), json.loads(body)
    change(statement, commits)
    other = json.dumps(commits).encode()
    named = statement["predicate"].get("changes")
    if named and named["digest"] != {"sha256": "0" * 64}:
        named["digest"] = {"sha256": sha256(other).hexdigest()}
    return read_back(json.dumps(statement).encode(), other)


def test_what_was_written_is_read_back() -> None:
    payload, (body,) = write_statement(LOOK.statement)
    assert read_back(payload, body) == LOOK.statement


def test_the_statement_stays_small_however_many_commits_there_are() -> None:
    many = replace(CHANGES, changes=tuple(_numbered(number) for number in range(2000)))
    payload, (body,) = write_statement(replace(LOOK, changes=many).statement)
    assert len(payload) < 2000 < len(body)


def test_it_counts_at_least() -> None:
    payload, _ = write_statement(LOOK.statement)
    counted = json.loads(payload)["predicate"]["atLeast"]
    assert counted == {"declared": 1, "inferred": 0, "declared-none": 1, "unknown": 1}


def test_without_its_body_evidence_is_missing() -> None:
    payload, _ = write_statement(LOOK.statement)
    with pytest.raises(EvidenceMissingError):
        read_statement(payload, no_bodies)


def test_another_body_is_refused() -> None:
    payload, (body,) = write_statement(LOOK.statement)
    with pytest.raises(FormatError, match="has another content"):
        read_back(payload, body.replace(b"declared-none", b"declared-nine"))


def _fewer(statement: Table, commits: Table) -> None:
    del statement, commits["commits"][1]


def _hidden(statement: Table, commits: Table) -> None:
    del statement
    commits["commits"][0]["markers"] = []


def _between_seconds(statement: Table, commits: Table) -> None:
    del statement
    commits["commits"][0]["authored"] = commits["commits"][0]["authored"].replace(".000Z", ".5Z")


def _hidden_well(statement: Table, commits: Table) -> None:
    del statement
    commits["commits"][0]["markers"] = []
    commits["commits"][0]["class"] = "unknown"


def _other_head(statement: Table, commits: Table) -> None:
    for table in (statement["predicate"], commits):
        table["range"]["head"] = "d" * 40


def _shorter(statement: Table, commits: Table) -> None:
    del commits
    statement["predicate"]["range"]["base"] = "d" * 40


def _other_rules(statement: Table, commits: Table) -> None:
    del commits
    statement["predicate"]["rules"]["sha256"] = "d" * 64


def _twice(statement: Table, commits: Table) -> None:
    commits["commits"].append(commits["commits"][1])
    statement["predicate"]["atLeast"]["unknown"] = 2
    statement["predicate"]["changes"]["annotations"]["pbom_count"] = 4


def _escaping(statement: Table, commits: Table) -> None:
    del statement
    commits["commits"][0]["paths"][0]["path"] = "../../etc/passwd"


def _backwards(statement: Table, commits: Table) -> None:
    del statement
    commits["commits"][0]["attributions"][0]["ranges"] = [[5, 1]]


def _further(statement: Table, commits: Table) -> None:
    del statement
    commits["commits"][0]["human"] = True


def _two_heads(statement: Table, commits: Table) -> None:
    del commits
    statement["subject"] *= 2


def _negative(statement: Table, commits: Table) -> None:
    del statement
    commits["lines"][0]["agent"] = -1


LIES = {
    "a commit fewer than counted": (_fewer, "changes"),
    "a class that its markers do not give": (_hidden, "class"),
    "a date that git cannot write": (_between_seconds, "no parts of a second"),
    "markers taken away": (_hidden_well, "something else"),
    "another head than the subject": (_other_head, "not the head"),
    "another base than in the body": (_shorter, "something else"),
    "another rule pack than in the body": (_other_rules, "something else"),
    "a commit twice": (_twice, "twice"),
    "a path that leaves its root": (_escaping, r"'\.\.'"),
    "lines that run backwards": (_backwards, "not a range"),
    "a member that nobody knows": (_further, "unknown key"),
    "two subjects": (_two_heads, "one head"),
    "fewer lines than none": (_negative, "from 0 on"),
}


@pytest.mark.parametrize(("lie", "told"), LIES.values(), ids=LIES)
def test_what_is_no_source_is_told(lie: Callable[[Table, Table], None], told: str) -> None:
    payload, (body,) = write_statement(LOOK.statement)
    with pytest.raises(FormatError, match=told):
        altered(payload, body, lie)


def test_the_honest_twin_of_these_is_read() -> None:
    payload, (body,) = write_statement(LOOK.statement)
    assert altered(payload, body, lambda _one, _other: None) == LOOK.statement


@pytest.mark.parametrize("changes", [CHANGES, replace(CHANGES, changes=(DENIED,))])
def test_a_statement_is_about_the_head_of_its_range(changes: Changes) -> None:
    with pytest.raises(ValueError, match="not the head"):
        SourceStatement(
            run="run-1",
            recorder="pbom/0.1.0",
            recorded=LOOK.recorded,
            repository="",
            head=DigestSet.of((Digest("gitCommit", "d" * 40),)),
            changes=changes,
        )


def _numbered(number: int) -> Any:  # noqa: ANN401
    return replace(BY_AGENT, commit=BY_AGENT.commit._replace(id=f"{number:040x}"))
