"""Typed readers: every error has its place, and no value is taken for another kind."""

from collections.abc import Callable
from typing import Any

import pytest

from pbom.codec.fields import Fields
from pbom.codec.nearest import nearest
from pbom.codec.values import read_text
from pbom.errors import FormatError

JUNK: dict[str, Any] = {
    "null": None,
    "true": True,
    "one": 1,
    "half": 0.5,
    "text": "text",
    "list": ["text"],
    "table": {"key": "text"},
}
READERS: dict[str, tuple[Callable[[Fields, str], object], set[str], str]] = {
    "text": (lambda fields, key: fields.text(key), {"text"}, "text"),
    "integer": (lambda fields, key: fields.integer(key), {"one"}, "a whole number"),
    "truth": (lambda fields, key: fields.truth(key, default=False), {"true"}, "true or false"),
    "sequence": (lambda fields, key: fields.sequence(key), {"list"}, "a list"),
    "texts": (lambda fields, key: fields.texts(key), {"list"}, "a list"),
    "table": (lambda fields, key: fields.table(key), {"table"}, "an object"),
}


@pytest.mark.parametrize("reader", list(READERS))
@pytest.mark.parametrize("kind", list(JUNK))
def test_each_reader_takes_its_own_kind_only(reader: str, kind: str) -> None:
    read, takes, wanted = READERS[reader]
    fields = Fields(JUNK)
    if kind in takes:
        read(fields, kind)
        return
    with pytest.raises(FormatError, match=f"expected {wanted}, found") as caught:
        read(fields, kind)
    assert caught.value.place == f"$.{kind}"


@pytest.mark.parametrize("value", [None, [], "text", 1, True])
def test_only_an_object_has_fields(value: object) -> None:
    with pytest.raises(FormatError, match="expected an object"):
        Fields(value)


def test_places_lead_through_lists_and_tables() -> None:
    root = Fields({"steps": [{"name": "a"}, {"digest": {"sha256": 5}}]})
    second = root.tables("steps")[1]
    with pytest.raises(FormatError) as caught:
        second.table("digest").text("sha256")
    assert str(caught.value) == "$.steps[1].digest.sha256: expected text, found a number"


def test_an_item_of_a_list_has_its_index() -> None:
    with pytest.raises(FormatError) as caught:
        Fields({"command": ["make", 5]}).texts("command")
    assert caught.value.place == "$.command[1]"
    with pytest.raises(FormatError) as caught:
        Fields({"steps": [{}, 5]}).tables("steps")
    assert caught.value.place == "$.steps[1]"
    with pytest.raises(FormatError):
        read_text(5, "$")


def test_what_is_missing_is_said_or_has_its_default() -> None:
    fields = Fields({})
    assert fields.text("name", "none") == "none"
    assert fields.integer("count", 3) == 3
    assert fields.truth("flag", default=True) is True
    assert fields.sequence("list") == ()
    assert fields.table_or_none("table") is None
    for read in (fields.text, fields.integer, fields.table, fields.raw):
        with pytest.raises(FormatError, match="is missing") as caught:
            read("name")
        assert caught.value.place == "$.name"
    with pytest.raises(FormatError, match="is missing"):
        fields.tables("list", required=True)


def test_a_key_that_nobody_reads_is_refused_and_the_nearest_is_named() -> None:
    fields = Fields({"threshold": 1, "treshold": 2}, "$.steps.build")
    fields.integer("threshold")
    with pytest.raises(FormatError) as caught:
        fields.close()
    assert str(caught.value) == ("$.steps.build: unknown key 'treshold', did you mean 'threshold'?")


def test_where_nothing_is_near_all_known_keys_are_named() -> None:
    assert nearest("zzz", ["beta", "alpha"]) == "; known are: alpha, beta"


def test_what_was_asked_for_counts_as_read_although_it_was_not_there() -> None:
    fields = Fields({"a": 1})
    fields.integer("a")
    fields.text("b", "")
    fields.close()


def test_an_error_can_name_its_document() -> None:
    error = Fields({}).error("a", "is wrong").within("x.json")
    assert str(error) == "x.json: $.a: is wrong"
    assert (error.place, error.problem, error.document) == ("$.a", "is wrong", "x.json")
