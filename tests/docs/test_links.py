"""Links inside README and specification lead somewhere."""

from pathlib import Path

import pytest

from tests.docs.markdown import PAGES, ROOT, anchor, headings, links, read

NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_internal_links_resolve(page: Path) -> None:
    broken = [link for link in links(read(page)) if not resolves(page, link)]
    assert broken == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached = {PAGES[0]}
    todo = [PAGES[0]]
    while todo:
        here = todo.pop()
        for link in links(read(here)):
            there = (here.parent / link.partition("#")[0]).resolve()
            if there in PAGES and there not in reached:
                reached.add(there)
                todo.append(there)
    assert sorted(set(PAGES) - reached) == []


def test_a_broken_link_would_be_noticed() -> None:
    page = ROOT / "spec" / "README.md"
    assert resolves(page, "gate.md#attempts")
    assert not resolves(page, "gate.md#no-such-heading")
    assert not resolves(page, "no-such-page.md")


def resolves(page: Path, link: str) -> bool:
    """Whether a link of a page leads to a file of ours, and to a heading of it."""
    if link.startswith("https://"):
        return True
    path, _, fragment = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not fragment or fragment in {anchor(heading) for heading in headings(read(target))}
