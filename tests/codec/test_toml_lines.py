"""Where in a TOML document a path is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.codec.toml_lines import line_of

TEXT = '''version = 1

[functionaries.ada]   # a person
public-key = """
[not.a.table]
also = "not a key"
"""
emails = ["a@b"]

[rules."with.dot"]
'quoted' = { inside = 1 }
[[case]]
a.b = 2
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("$.version", 1),
        ("$.functionaries.ada", 3),
        ("$.functionaries.ada.public-key", 4),
        ("$.functionaries.ada.emails[0]", 8),
        ("$.functionaries.ada.missing", 3),
        ("$.rules.with.dot.quoted.inside", 11),
        ("$.case.a.b", 13),
        ("$.not.a.table", 0),
        ("$.missing", 0),
        ("$", 0),
    ],
)
def test_a_path_is_found_or_what_holds_it(place: str, line: int) -> None:
    assert line_of(TEXT, place) == line


@given(st.text(), st.text(st.sampled_from("$.[]ab0\"' ")))
def test_whatever_the_text_and_the_path_are(text: str, place: str) -> None:
    """It ends, and the line is one of the text."""
    assert 0 <= line_of(text, place) <= text.count("\n") + 1
