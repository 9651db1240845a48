"""The page of markers has the rules, the roles, the keys and the placeholders of the code."""

import re
from typing import get_args

from pbom import plugins
from pbom.codec.config import read_config
from pbom.codec.marker_rule import VALUES
from pbom.model.directory import BOT, NAMED, PARTNER
from pbom.model.marker import Marker, Role, Strength, Where
from pbom.model.sentence import RULES
from pbom.model.template import PLACEHOLDERS
from tests.docs.markdown import SPEC, examples, first_cells, read
from tests.docs.markers_table import regenerated
from tests.signals.commits import commit
from tests.signals.test_sieve import closely

PAGE = read(SPEC / "markers.md")


def test_the_page_has_todays_rules() -> None:
    """Where this fails: ``python -m tests.docs.regenerate``."""
    assert regenerated(PAGE) == PAGE


def test_the_members_of_a_marker() -> None:
    assert set(first_cells(PAGE, "member")) == set(Marker.__struct_fields__)


def test_the_roles_and_who_wrote() -> None:
    assert set(first_cells(PAGE, "role")) == set(get_args(Role))
    rows = re.findall(r"^\| `([\w-]+)` \| [^|]+ \| (yes|no) \|$", PAGE, re.MULTILINE)
    for role, wrote in rows:
        marker = Marker(rule="x", raw="x", where="author", role=role, strength="inferred")
        assert marker.wrote is (wrote == "yes")
    assert len(rows) == len(get_args(Role))


def test_the_strengths() -> None:
    assert first_cells(PAGE, "strength") == get_args(Strength)


def test_the_places() -> None:
    told = next(line for line in PAGE.splitlines() if line.startswith("| `where` |"))
    places = set(re.findall(r"`([^`]+)`", told)) - {"where"}
    beside = {"note", "checkpoint", "trace record", "environment"}
    assert places == set(get_args(Where)) - beside


def test_the_kinds_of_values() -> None:
    assert first_cells(PAGE, "value") == tuple(VALUES)


def test_the_placeholders() -> None:
    assert set(first_cells(PAGE, "placeholder")) == set(PLACEHOLDERS)


def test_the_rules_that_are_not_in_the_pack() -> None:
    assert set(first_cells(PAGE, "rule")) == {*RULES, NAMED.id, PARTNER.id, BOT.id}


def test_the_sections_and_their_keys() -> None:
    """A key that the page has and the code has not, or the other way, is an error here."""
    part = PAGE.partition("## The form of the pack")[2].partition("### Templates")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \|", part, re.MULTILINE)
    sections = dict(rows)
    values = {
        "emails": '["a@b.example"]', "logins": '["x"]', "numbers": '["1"]', "endings": '[" (x)"]',
        "role": '"reviewer"', "author": '"author"', "requesters": "true", "keys": '["x-y"]',
        "strength": '"inferred"', "value": '"tool"', "lines": '["x"]', "doubts": "true",
        "subjects": '["x"]', "links": '["x.example/{id}"]', "branches": '["x/{rest}"]',
        "variable": '"X"', "agent": '"x"',
    }  # fmt: skip
    assert set(sections) == {
        "identity", "trailer", "line", "subject", "link", "branch", "environment",
    }  # fmt: skip
    for section, keys in sections.items():
        told = re.findall(r"`(\w+)`", keys)
        lines = [f"{key} = {values[key]}" for key in told]
        text = "\n".join((f"[markers.{section}.x]", 'source = "x"', *lines))
        assert read_config(text.encode(), "pbom.toml").markers


def test_the_example_is_read() -> None:
    added = read_config(examples("markers.md", "toml")[0].encode(), "pbom.toml").markers
    pack = plugins.rule_pack(added)
    one = commit("x\n\nMade with Acme.\nAcme-Run: 12\nAssisted-by: Acme Coder\n")
    found = [marker for signal in plugins.signals() for marker in signal.read(one, pack)]
    assert {marker.agent for marker in found} == {"acme"}
    assert len(found) == 3
    assert closely(one) == []
