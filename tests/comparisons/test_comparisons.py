"""Comparisons: complete, bounded, and safe to show whatever a document calls itself."""

import json
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from pbom import plugins
from pbom.model.difference import Delta, Difference, Fact, Kind, Limit, Reason, Side, Thing
from pbom.model.digest import Digest
from pbom.model.ink import COLOURED, PLAIN
from pbom.model.printable import brief
from tests.drawings.test_drawings import EVIL

VIEWS = {member.id: member() for member in plugins.comparisons()}
HOSTILE = "a\n**SHIP**\r\x1b[32mSHIP\u202e\u200b](http://x) @admin <img src=x> | `x`"
HIDDEN = "\r\x07\u202e\u200b\u2028"
EMPTY = Side(title="one.json", digest=Digest("sha256", "0" * 64), plain=False, things=())


def item(name: str, weight: int = 10, kind: Kind = "dependencies") -> Difference:
    thing = Thing(
        kind=kind,
        name=name,
        family=name,
        facts=(Fact("version", name),),
        notes=(Fact("subject", name),),
    )
    return Difference(
        kind=kind,
        change="added",
        subject=name,
        old=None,
        new=thing,
        reasons=(Reason(weight, f"because of {name}"),),
    )


def delta(*items: Difference, limits: tuple[Limit, ...] = (), side: Side = EMPTY) -> Delta:
    return Delta(old=side, new=EMPTY, differences=items, limits=limits)


def shown(name: str, found: Delta) -> str:
    return "\n".join(VIEWS[name].lines(found, PLAIN))


def test_there_are_four() -> None:
    assert set(VIEWS) == {"text", "json", "markdown", "html"}


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_a_hostile_name_forges_nothing(name: str) -> None:
    limit = Limit("network", "", "NEW", HOSTILE)
    side = replace(EMPTY, title=HOSTILE, standing="denied", objections=(HOSTILE,))
    text = shown(name, delta(item(HOSTILE), limits=(limit,), side=side))
    assert not [character for character in HIDDEN + "\x1b" if character in text]
    assert not [line for line in text.split("\n") if line.startswith(("SHIP", "**SHIP"))]
    honest = shown(name, delta(item("a"), limits=(limit._replace(reason="r"),), side=side))
    assert text.count("\n") == honest.count("\n")


def test_nothing_is_markup_in_markdown() -> None:
    text = shown("markdown", delta(item(HOSTILE)))
    for raw in ("](http", "@admin", "<img", "`x`", "**SHIP"):
        assert raw not in text
    assert "&#64;admin" in text


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(f"{tag} {sorted(name for name, _ in attrs)}")

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_nothing_is_markup_in_html_and_nothing_comes_from_elsewhere(text: str) -> None:
    def page(name: str) -> tuple[str, Tags]:
        limit = Limit("network", "", "NEW", name)
        side = replace(EMPTY, title=name, standing="denied", objections=(name,), waived=(name,))
        found = shown("html", delta(item(name), limits=(limit,), side=side))
        tags = Tags()
        tags.feed(found)
        return found, tags

    evil, plain = page(text), page("plain")
    assert evil[1].found == plain[1].found
    assert not any(word in evil[0].lower() for word in ("<script", "<a ", "src=x>", "<!--"))
    assert "default-src 'none'" in evil[0]
    assert all(line.isprintable() for line in evil[0].split("\n"))
    assert brief(text, 1000) in evil[1].text


def test_html_shows_every_difference_with_its_reasons() -> None:
    found = shown(
        "html", delta(item("a", 100), item("b", 1), limits=(Limit("network", "", "NEW", "r"),))
    )
    for word in ("added dependencies: a", "because of a (100)", "because of b (1)", "not compared"):
        assert word in found
    assert found.count("<details") == 2
    assert found.count(" open>") == 1, "the heavy one"


def test_json_is_visible_ascii_in_one_line() -> None:
    text = shown("json", delta(item(HOSTILE)))
    assert text.isascii()
    assert text.isprintable()
    (found,) = json.loads(text)["differences"]
    assert found["subject"] == HOSTILE
    assert found["reasons"] == [{"text": f"because of {HOSTILE}", "weight": 10}]


@pytest.mark.parametrize("name", ["a", "\u202e" * 500, "\U0001f600" * 500, "@" * 500])
def test_markdown_stays_below_60_kb_and_counts_the_rest(name: str) -> None:
    items = [item(f"{number} {name}", 5000 - number) for number in range(5000)]
    lines = tuple(VIEWS["markdown"].lines(delta(*items), PLAIN))
    text = "\n".join(lines) + "\n"
    assert len(text.encode()) < 60_000
    told = sum(line.startswith("* **added") for line in lines)
    assert told > 5
    rest = 5000 - told
    counted = f"**And {rest} more that have no room here: {rest} dependencies.**"
    assert lines[-1] == counted


def test_markdown_stays_below_60_kb_even_if_one_difference_does_not() -> None:
    facts = tuple(Fact(f"fact {number}", "@" * 500) for number in range(500))
    thing = Thing(kind="network", name="n", family="n", facts=facts)
    large = Difference(kind="network", change="added", subject="n", old=None, new=thing)
    sides = replace(EMPTY, standing="denied", objections=("@" * 500,) * 500)
    limits = tuple(Limit("network", "", "NEW", f"{number} {'@' * 500}") for number in range(500))
    text = shown("markdown", delta(large, item("small"), limits=limits, side=sides))
    assert len(text.encode()) < 60_000
    assert "small" in text


def test_the_banner_says_what_is_verified() -> None:
    verified = replace(EMPTY, standing="verified")
    denied = replace(EMPTY, standing="denied")
    for name in ("text", "markdown", "html"):
        assert "NOT VERIFIED" in shown(name, delta())
        assert "NOT VERIFIED" in shown(name, delta(side=verified))
        both = Delta(old=verified, new=verified, differences=())
        assert "NOT VERIFIED" not in shown(name, both)
        refused = shown(name, Delta(old=verified, new=denied, differences=()))
        assert refused.startswith(("DENIED", "**DENIED")) or '<h1 class="bad">DENIED' in refused


def test_colours_only_where_there_is_ink() -> None:
    found = delta(item("a", 100), item("b", 1))
    assert "\x1b" not in shown("text", found)
    assert "\x1b" in "\n".join(VIEWS["text"].lines(found, COLOURED))
