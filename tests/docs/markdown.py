"""Markdown, as far as our pages use it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "spec"
README = ROOT / "README.md"
COMMANDS = SPEC / "commands.md"
PAGES = (README, *sorted(SPEC.rglob("*.md")))

_FENCE = re.compile(
    r"(?:^<!-- (?P<mark>[^>]+) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


class Block(NamedTuple):
    """A fenced block: the comment right above it, its kind and its text."""

    mark: str
    kind: str
    text: str


def blocks(text: str) -> tuple[Block, ...]:
    """The fenced blocks of a page."""
    return tuple(
        Block(match["mark"] or "", match["kind"], match["text"]) for match in _FENCE.finditer(text)
    )


def examples(page: str, kind: str) -> tuple[str, ...]:
    """The fenced blocks of one kind on a page of the specification."""
    return tuple(block.text for block in blocks(read(SPEC / page)) if block.kind == kind)


def headings(text: str) -> tuple[str, ...]:
    """The headings of a page, outside its fenced blocks."""
    return tuple(_HEADING.findall(_FENCE.sub("", text)))


def links(text: str) -> Iterator[str]:
    """The targets of a page's links, outside its fenced blocks."""
    yield from _LINK.findall(_FENCE.sub("", text))


def anchor(heading: str) -> str:
    """The anchor that a heading gets where Markdown is shown."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def first_cells(text: str, title: str) -> tuple[str, ...]:
    """The code in the first column of the table whose first heading is this."""
    shape = rf"^\| {re.escape(title)} \|.*\n\|[-|]+\n(?P<rows>(?:\|.*\n)+)"
    match = re.search(shape, text, re.MULTILINE)
    assert match, f"no table with the heading {title!r}"
    cells = (row.split("|")[1] for row in match["rows"].splitlines())
    return tuple(code for cell in cells for code in re.findall(r"`([^`]+)`", cell))


def read(page: Path) -> str:
    """The text of a page."""
    return page.read_text("utf-8")
