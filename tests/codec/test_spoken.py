"""Lines of messages that name a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.codec.spoken import MAX_LINES, MAX_RAW, read_person, read_spoken
from pbom.model.commit import Person
from pbom.model.spoken import Spoken
from tests.signals.commits import commit


def spoken(*lines: str) -> tuple[Spoken, ...]:
    return read_spoken(commit("\n".join(("Reviewed-by: subject <s@example.org>", "", *lines))))


LINES = {
    "Reviewed-by: Bob <bob@x.example>": ("approval", "Reviewed-by", "Bob", "bob@x.example"),
    "reviewed-BY :\tBob <bob@x.example>": ("approval", "Reviewed-by", "Bob", "bob@x.example"),
    "Reviewed by: kib, markj": ("approval", "Reviewed-by", "kib, markj", ""),
    "  - Acked-by: Bob <bob@x.example> # x": ("approval", "Acked-by", "Bob", "bob@x.example"),
    'Approved-by: "Bob" <bob@x.example': ("approval", "Approved-by", "Bob", "bob@x.example"),
    "Tested-by: Bob": ("test", "Tested-by", "Bob", ""),
    "Co-Authored-By: Bob <b@x.example>": ("co-author", "Co-authored-by", "Bob", "b@x.example"),
    "Co-developed-by: Bob <b@x.example>": ("co-author", "Co-developed-by", "Bob", "b@x.example"),
    "Change-Id: I0123": ("change", "Change-id", "I0123", ""),
    "Review\u200bed-by: Bob <bob@x.example>": ("approval", "Reviewed-by", "Bob", "bob@x.example"),
    "Reviewed-by: Bob <bob@x.example>\r": ("approval", "Reviewed-by", "Bob", "bob@x.example"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), LINES.items())
def test_what_a_line_says(line: str, expected: tuple[str, str, str, str]) -> None:
    (found,) = spoken(line)
    role, key, name, email = expected
    assert (found.role, found.key, found.person) == (role, key, Person(name, email))
    assert found.raw == line


@pytest.mark.parametrize(
    "line",
    [
        "Signed-off-by: Bob <bob@x.example>",
        "> Reviewed-by: Bob <bob@x.example>",
        "I say Reviewed-by: Bob <bob@x.example>",
        "Reviewed-by:",
        "Reviewed-by: ",
        "Not-reviewed-by: Bob <bob@x.example>",
        "Reviewed-bye: Bob",
        "    Reviewed-by: Bob <bob@x.example>",
        "text\rReviewed-by: Bob <bob@x.example>",
        "text\x85Reviewed-by: Bob <bob@x.example>",
        r"text\nReviewed-by: Bob <bob@x.example>",
    ],
)
def test_what_says_nothing(line: str) -> None:
    assert spoken(line) == ()


def test_the_subject_is_no_line() -> None:
    assert spoken() == ()


def test_lines_above_a_cherry_pick_are_of_the_other_commit() -> None:
    found = spoken(
        "Reviewed-by: A <a@example.org>",
        "(cherry picked from commit 1234567)",
        "Reviewed-by: B <b@x.example>",
        "(cherry picked from commit 89abcdef)",
        "Reviewed-by: C <c@example.org>",
    )
    assert [item.of for item in found] == ["89abcdef", "89abcdef", ""]


def test_there_is_an_end_to_it() -> None:
    found = spoken(*["Reviewed-by: Bob <bob@x.example>"] * 500)
    assert len(found) == MAX_LINES
    (found,) = (spoken("Reviewed-by: " + "x" * 100_000),)
    assert len(found[0].raw) == MAX_RAW
    assert len(found[0].person.name) <= MAX_RAW


@given(st.text())
def test_any_text_is_a_person(text: str) -> None:
    found = read_person(text)
    assert len(found.name) + len(found.email) <= len(text)
