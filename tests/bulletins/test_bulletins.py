"""Bulletins: everything is told or counted, and no name can leave its place."""

import json
import re
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from pbom import plugins
from pbom.bulletins import Bulletin
from pbom.bulletins.markdown import ROOM, Markdown
from pbom.bulletins.text import Text
from pbom.model.incident import Affected, Brought, Incident, Place, Spared
from pbom.model.ink import COLOURED, PLAIN
from pbom.model.lineage import CommitNote
from pbom.model.mention import Name
from tests.drawings.test_drawings import EVIL

BULLETINS = plugins.bulletins()
NAME = Name("digest", f"sha256:{'a' * 64}")
AT = datetime(2026, 3, 2, tzinfo=UTC)


def full(text: str, count: int = 1) -> Incident:
    """An incident in which everything that can be text is that."""
    note = CommitNote(
        id="c" * 40, kind="declared", agents=(text,), author=text, subject=text,
        review="claimed", reviewers=(text,),
    )  # fmt: skip
    place = Place(environment="production", at=AT, since=text, standing="unverified")
    hit = Affected(artifact=NAME, label=text, way=(text, text), places=(place,), doubts=(text,))
    spared = Spared(artifact=NAME, label=text, reasons=(text,), environments=(text,))
    return Incident(
        title=text,
        banner=text,
        verified=False,
        brought=(Brought(id="c" * 40, word=text, note=note, standing="unverified"),),
        affected=(hit,) * count,
        steps=(text,),
        files=3,
        clear=(spared,) * count,
        unclear=(spared,),
        rest=7,
        untold=(text,),
    )


def told(kind: type[Bulletin], incident: Incident) -> list[str]:
    return list(kind().lines(incident, PLAIN))


@pytest.mark.parametrize("kind", BULLETINS, ids=lambda kind: kind.id)
@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_no_name_forges_a_line_a_colour_or_markup(kind: type[Bulletin], text: str) -> None:
    if kind.id == "json":
        text = text.replace("\ud800", "")  # no reader of ours lets that through
    lines = told(kind, full(text))
    assert len(lines) == len(told(kind, full("plain")))
    for line in lines:
        assert line.isprintable(), line
        assert "##vso" not in line
        if kind is Markdown:
            inner = re.sub(r"^ *\* |\*\*|^### |&#\d+;", "", line)
            assert not re.search(r"[`*_\[\]<>|~@]", inner), line


@pytest.mark.parametrize("kind", BULLETINS, ids=lambda kind: kind.id)
def test_everything_is_told(kind: type[Bulletin]) -> None:
    text = "\n".join(told(kind, full("plain")))
    for word in ("production", "declared", "claimed", "plain", "7", "c" * 40, "a" * 64):
        assert word in text, word
    text = text.lower()
    assert "unverified" in text
    assert "cannot be told" in text or "unclear" in text


def test_what_is_certain_has_nothing_that_sounds_otherwise() -> None:
    calm = replace(full("plain"), verified=True, brought=(), affected=(), steps=(), unclear=())
    calm = replace(calm, rest=0, untold=())
    assert calm.certain
    for kind in BULLETINS:
        text = "\n".join(told(kind, calm)).lower()
        assert "unverified" not in text
        assert "not affected" in text or '"certain":true' in text


def test_markdown_has_its_room_and_counts_the_rest() -> None:
    lines = told(Markdown, full("x" * 300, 500))
    assert sum(len(line.encode()) + 1 for line in lines) <= ROOM
    assert re.fullmatch(r"\*\*And [\d,]+ more that have no room here\.\*\*", lines[-1])
    assert "no room" not in "\n".join(told(Markdown, full("plain")))


def test_colours_are_for_terminals() -> None:
    assert "\x1b" in "\n".join(Text().lines(full("plain"), COLOURED))


def test_json_says_who_where_and_how() -> None:
    (line,) = told(next(kind for kind in BULLETINS if kind.id == "json"), full("plain"))
    found = json.loads(line)
    assert found["type"] == "urn:pbom:incident:v1"
    assert found["affected"][0]["deployments"][0]["environment"] == "production"
    assert found["commits"][0]["class"] == "declared"
    assert (found["certain"], found["rest"]) == (False, 7)
