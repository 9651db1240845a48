"""Templates: what they match, where they begin, and that none takes long."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.model.template import Template, trie

PARTS = ["x", " ", "-", "/", ":", "(a|b|)", "{word}", "{id}", "{digits}", "{hex}", "{session}"]


def matches(template: str, text: str) -> re.Match[str] | None:
    return re.compile(Template(template).pattern, re.IGNORECASE).match(text)


@pytest.mark.parametrize(
    ("template", "text", "matched"),
    [
        ("made-with: cursor{end}", "Made-with: Cursor", True),
        ("made-with: cursor{end}", "made-with:cursor", True),
        ("made-with: cursor{end}", "made-with :  cursor.", True),
        ("made-with: cursor{end}", "made-with: cursors", False),
        ("made-with: cursor{end}", "made-with: cursor rules", False),
        ("made (with|by) x", "made by x", True),
        ("made (with|by) x", "made of x", False),
        ("made (with |)x", "made x", True),
        ("by [x](", "BY [X](https://x)", True),
        ("by [x](", "by [xy](", False),
        ("devin/{digits}-{rest}", "devin/12-fix", True),
        ("devin/{digits}-{rest}", "devin/fix", False),
        ("a.b/{id}", "axb/1", False),
        ("s/{uuid}", "s/0b6e7f9a-1c2d-4e3f-8a9b-0c1d2e3f4a5b", True),
        ("s/{id}", "s/new", False),
        ("s/{id}", "s/new-1", True),
    ],
)
def test_what_matches(template: str, text: str, *, matched: bool) -> None:
    assert bool(matches(template, text)) is matched


def test_words_are_read() -> None:
    match = matches("by {agent}: {model}", "by Frob: gpt-5 and more")
    assert match
    assert match.groupdict() == {"agent": "Frob", "model": "gpt-5"}


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{session}", "begin with text"),
        ("(a|) x", ""),
        ("(a|){word}", "begin with text"),
        ("", "begin with text"),
        ("x {wrod}", "unknown placeholder {wrod}"),
        ("x {word}-{word}-{word}-{word}", "more than 3"),
        ("x {rest} y", "must be the end"),
        ("x {session} {session}", "once"),
        ("(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)", "more than 256"),
    ],
)
def test_what_is_refused(template: str, problem: str) -> None:
    if problem:
        with pytest.raises(ValueError, match=re.escape(problem)):
            Template(template)
    else:
        assert Template(template).starts


def test_where_a_text_can_begin() -> None:
    assert Template("Made (With|by) {word}").starts == ("made with ", "made by ")


@given(parts=st.lists(st.sampled_from(PARTS), max_size=8), text=st.text("xab-/: 0", max_size=60))
def test_what_matches_begins_as_it_says(parts: list[str], text: str) -> None:
    try:
        template = Template("x" + "".join(parts))
    except ValueError:
        return
    start = re.compile(trie(frozenset(template.starts)), re.IGNORECASE)
    assert start.match(text) or not re.compile(template.pattern, re.IGNORECASE).match(text)


@given(texts=st.frozensets(st.text("abc", max_size=4), max_size=6), text=st.text("abc", max_size=6))
def test_a_trie_is_any_of_its_texts(texts: frozenset[str], text: str) -> None:
    match = re.compile(trie(texts)).match(text)
    longest = max((one for one in texts if text.startswith(one)), key=len, default=None)
    assert (match[0] if match else None) == longest


@pytest.mark.parametrize(
    "template",
    [
        "x{word}-{word}-{word}{end}",
        "x{id}{id}{id}!",
        "x{session}{word}{hex}!",
        "x{digits}{digits}{digits}y",
    ],
)
def test_no_template_takes_long(template: str) -> None:
    shape = re.compile(Template(template).pattern, re.IGNORECASE)
    started = time.process_time()
    for filling in ("a", "a-", "-", "0", " ", "x"):
        shape.match("x" + filling * 4096)
    assert time.process_time() - started < 10
