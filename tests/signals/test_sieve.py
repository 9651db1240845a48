"""The sieve must never lose a commit in which a closer look finds something."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbom import plugins
from pbom.model.commit import Commit, Person
from pbom.model.marker import Marker
from tests.signals import (
    test_identities,
    test_lines,
    test_links,
    test_merges,
    test_sentences,
    test_trailers,
)
from tests.signals.commits import ADA, PACK, commit, with_line

SECONDS = 2
"""Looked at again for each key, it takes ten and more."""
TEXTS = sorted(
    {
        *test_identities.TRAILERS,
        *test_trailers.SHAPES,
        *test_trailers.PEOPLE,
        *test_lines.FOOTERS,
        *test_lines.SESSIONS,
        *test_lines.SILENT,
        *test_links.SESSIONS,
        *test_links.CHATS,
        *test_sentences.WROTE,
        *test_sentences.FOUND,
        *test_sentences.NO,
        *test_sentences.SILENT,
    }
)
AUTHORS = [person for person, _, _ in (test_identities.AUTHORS | test_identities.BY_HAND).values()]
WORDS = sorted(
    {*PACK.words.tools, *PACK.phrases.verbs, *PACK.phrases.joints, *PACK.words.families}
    | {key for rule in PACK.trailers for key in rule.keys}
)


def wide(text: str) -> str:
    """ASCII letters as their full-width twins."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def hidden(text: str) -> str:
    """With characters that nobody sees."""
    return "\u200b".join(text) + "\u200b"


def accented(text: str) -> str:
    """With an accent that composes."""
    return unicodedata.normalize("NFD", text.replace("e", "\u00e9"))


FORMS: list[Callable[[str], str]] = [str, str.lower, str.upper, str.title, wide, hidden, accented]
BEFORE = [
    "",
    " ",
    "   ",
    "- ",
    "* ",
    "    ",
    "> ",
    "_",
    "**",
    "(",
    "see ",
    "\t",
    "\0",
    "\U0001f916 ",
]


def closely(one: Commit) -> list[Marker]:
    """Everything that the signals find without the sieve."""
    return [marker for signal in plugins.signals() for marker in signal.read(one, PACK)]


def passes(one: Commit) -> bool:
    """Whether the sieve lets it through, between commits that say nothing."""
    silent = commit("silent\n\nnothing here\n")
    sifted = list(PACK.sift([silent, one, silent]))
    assert [kept for kept, _ in sifted] == [silent, one, silent]
    assert not sifted[0][1]
    assert not sifted[2][1]
    return sifted[1][1]


@pytest.mark.parametrize("text", TEXTS)
def test_every_labelled_text(text: str) -> None:
    one = with_line(text)
    assert passes(one) or not closely(one)


@pytest.mark.parametrize("author", AUTHORS, ids=str)
def test_every_labelled_author(author: Person) -> None:
    assert passes(commit("subject", author=author))
    assert passes(commit("subject", committer=author))


@pytest.mark.parametrize("branch", test_merges.BRANCHES)
def test_every_labelled_branch(branch: str) -> None:
    assert passes(commit(f"Merge branch '{branch}'", parents=test_merges.TWO))


@given(
    texts=st.lists(
        st.tuples(st.sampled_from(BEFORE), st.sampled_from(TEXTS), st.sampled_from(FORMS)),
        min_size=1,
        max_size=3,
    ),
    subject=st.sampled_from(["subject", 'Revert "x"', "aider: x", "x (via claude)"]),
    end=st.sampled_from(["", "\n", "\r\n", " ", "."]),
)
@settings(max_examples=400)
def test_labelled_texts_in_every_form(
    texts: list[tuple[str, str, Callable[[str], str]]], subject: str, end: str
) -> None:
    lines = [form(before + text) + end for before, text, form in texts]
    one = commit("\n".join([subject, "", *lines]))
    assert passes(one) or not closely(one)


@given(
    words=st.lists(
        st.one_of(
            st.sampled_from(WORDS),
            st.sampled_from([": ", " ", "\n", "-", "<", ">", "@", "(", ")", "[", "]", "/", "\n\n"]),
            st.text(max_size=3),
        ),
        max_size=30,
    )
)
@settings(max_examples=400)
def test_words_of_the_pack_in_any_order(words: list[str]) -> None:
    one = commit("subject\n\n" + "".join(words))
    assert passes(one) or not closely(one)


def test_an_ordinary_commit_is_not_looked_at() -> None:
    message = "fix the parser\n\nIt lost the last line.\n\nSigned-off-by: Ada <ada@example.com>\n"
    assert not passes(commit(message, author=ADA))


def test_a_long_message_is_looked_at_alone() -> None:
    long = commit("long\n\n" + "text\n" * 300_000 + "Co-authored-by: Claude Code\n")
    assert passes(long)


def test_a_line_that_repeats_a_key_without_end_takes_no_time() -> None:
    message = "subject\n" + "Co-authored-by: " * 60_000
    start = time.monotonic()
    assert not passes(commit(message))
    assert time.monotonic() - start < SECONDS
