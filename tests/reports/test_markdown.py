"""Markdown for forges: small enough, and without markup, links or mentions from outside."""

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from msgspec.structs import replace

from tests.reports.judged import BROKEN, DENIED, EVIL, FAILED, hostile, shown, spiteful

LIMIT = 60_000


def structure(text: str) -> list[str]:
    """What a reader of Markdown makes of it, without the words."""
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    kinds = []
    for token in reader.parse(text):
        kinds.append(token.type)
        kinds.extend(
            f"{child.type} {child.content if child.type == 'html_inline' else ''}"
            for child in token.children or ()
            if child.type not in {"text", "text_special"}
        )
    return kinds


@given(spiteful)
def test_no_text_is_markup(text: str) -> None:
    """Whatever the texts are, the page has the same headings, cells, code and nothing else."""
    assert structure(shown("markdown", hostile(text or "a"))) == structure(
        shown("markdown", hostile("a"))
    )


def test_each_cell_is_code_so_that_a_forge_finds_no_mention_in_it() -> None:
    page = shown("markdown", hostile(EVIL))
    assert "@" not in page
    assert "https:" not in page
    rows = [line for line in page.splitlines() if "<code>" in line and line.startswith("|")]
    assert len(rows) == len(FAILED.findings)
    assert all(row.count("<code>") == row.count("</code>") >= 5 for row in rows)
    assert all(row.count("|") == 7 for row in rows)


@pytest.mark.parametrize("text", ["a", EVIL, "|" * 5000, "\U0001f512" * 5000])
def test_it_fits_into_a_comment_and_counts_the_rest(text: str) -> None:
    many = tuple(replace(DENIED, subject=f"{number} {text}") for number in range(5000))
    artifacts = tuple(replace(FAILED.artifacts[0], name=f"{n} {text}") for n in range(500))
    page = shown("markdown", replace(FAILED, findings=(BROKEN, *many), artifacts=artifacts))
    assert len(page.encode("utf-8")) < LIMIT
    rows = sum(line.startswith("| **blocks**") for line in page.splitlines())
    assert rows >= 1
    assert f"And {5001 - rows:,} more findings" in page
    assert f"{5001 - rows:,} blocking" in page
    assert "and 480 more" in page


def test_what_fits_is_whole() -> None:
    page = shown("markdown", FAILED)
    assert page.startswith("## DO NOT SHIP\n")
    assert "more findings" not in page
    assert "3 blocking, 1 warnings, 1 waived" in page
