"""Listings show what is known, say "at least", and let no commit forge anything."""

import csv
import io
import json

import pytest
from msgspec.structs import replace

from pbom import plugins
from pbom.codec.changes import read_changes
from pbom.codec.fields import Fields
from pbom.model.change import Changes
from pbom.model.commit import Person
from pbom.model.ink import COLOURED, PLAIN, Ink
from pbom.model.marker import Marker
from tests.looks import BY_AGENT, CHANGES

LISTINGS = {member.id: member for member in plugins.listings()}
EVIL = "\x1b[2J\n| x | \u202e`<b>=cmd|'/C calc'!A0 @team [a](b) \r\u2028"


def shown(form: str, changes: Changes = CHANGES, ink: Ink = PLAIN) -> str:
    return "\n".join(LISTINGS[form]().lines(changes, ink))


def hostile() -> Changes:
    """A commit in which everything that is free text is hostile."""
    commit = BY_AGENT.commit._replace(subject=EVIL, author=Person(EVIL, EVIL))
    marker = Marker(
        rule="claude", raw=EVIL, where="message line", role="co-author",
        strength="declared-by-tool", agent=EVIL, model=EVIL, session=EVIL,
    )  # fmt: skip
    change = replace(BY_AGENT, commit=commit, markers=(marker,))
    return replace(CHANGES, changes=(change,))


def test_there_are_four_of_them() -> None:
    assert set(LISTINGS) == {"text", "json", "markdown", "csv"}


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_people_see_who_on_whose_word_where_and_how_it_was_reviewed(form: str) -> None:
    text = shown(form)
    for told in (
        "declared", "claude-code", "Claude Opus 4.6", "co-author", "declared-by-tool",
        "message line", "note", "claimed (squash)", "do human", "at least: 1 declared",
        "agents, at least: claude-code 1", "notes-not-fetched",
        "41 by agents, 0 by people; 9 nobody knows",
    ):  # fmt: skip
        assert told in text, told
    assert "workflow" in text


def test_nobody_is_called_human() -> None:
    """A commit without a marker is unknown; the word belongs to a person who was seen typing."""
    unknown = replace(CHANGES, changes=CHANGES.changes[1:2], lines=(), gaps=())
    for form in LISTINGS:
        assert "unknown" in shown(form, unknown)
        assert "by people" not in shown(form, unknown)


def test_the_text_has_a_line_for_each_commit_and_one_more_for_those_that_speak() -> None:
    lines = shown("text").splitlines()
    assert lines[0] == "3 commits since the last tag, v1.0"
    assert lines[1].split()[:2] == [CHANGES.changes[0].commit.id[:12], "declared"]
    assert lines[2].split()[0] == "claude-code"
    assert lines[3].split()[:2] == [CHANGES.changes[1].commit.id[:12], "unknown"]
    assert lines[5].strip() == (
        "negative; declared-by-person; in message line; review: not-checked"
    )


def test_colours_are_only_where_they_are_asked_for() -> None:
    assert "\x1b" not in shown("text")
    assert "\x1b" in shown("text", ink=COLOURED)
    assert all("\x1b" not in shown(form, ink=COLOURED) for form in LISTINGS if form != "text")


@pytest.mark.parametrize("form", list(LISTINGS))
def test_a_commit_cannot_forge_a_line_a_colour_or_an_order(form: str) -> None:
    honest = replace(CHANGES, changes=CHANGES.changes[:1])
    text = shown(form, hostile())
    assert len(text.splitlines()) == len(shown(form, honest).splitlines())
    for forbidden in ("\x1b", "\u202e", "\r", "\u2028"):
        assert forbidden not in text


def test_a_commit_cannot_leave_its_cell_or_mention_somebody() -> None:
    (row,) = [line for line in shown("markdown", hostile()).splitlines() if "declared |" in line]
    assert row.count("|") == 11
    assert not set("<>`@[]!") & set(row)


def test_an_entity_is_escaped_once() -> None:
    assert "Ada &#60;ada&#64;example.com&#62;" in shown("markdown")


def test_no_cell_is_a_formula() -> None:
    formula = BY_AGENT.commit._replace(subject="=1+1", author=Person("+cmd", "x"))
    changes = replace(CHANGES, changes=(replace(BY_AGENT, commit=formula),))
    _, row = csv.reader(io.StringIO(shown("csv", changes)))
    assert row[-2:] == ["'+cmd <x>", "'=1+1"]


def test_csv_is_read_back_by_the_standard_reader() -> None:
    rows = list(csv.DictReader(io.StringIO(shown("csv"))))
    assert [row["class"] for row in rows] == ["declared", "unknown", "declared-none"]
    assert rows[0]["models"] == "Claude Opus 4.6, claude-opus-4-6"


def test_json_has_all_that_a_source_statement_has() -> None:
    told = json.loads(shown("json"))
    assert told["atLeast"] == {"declared": 1, "inferred": 0, "declared-none": 1, "unknown": 1}
    assert told["commits"][0]["agents"] == ["claude-code"]
    assert told["commits"][0]["conflict"] is False
    del told["atLeast"]
    for commit in told["commits"]:
        for derived in ("agents", "models", "conflict"):
            del commit[derived]
    assert read_changes(Fields(told)) == CHANGES


def test_json_is_visible_ascii_and_says_the_same() -> None:
    text = shown("json", hostile())
    assert text.isascii()
    assert text.isprintable()
    assert json.loads(text)["commits"][0]["subject"] == EVIL
