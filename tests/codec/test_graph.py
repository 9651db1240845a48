"""What edges say."""

from pbom.codec.graph import Graph, unrequired

EDGES = {"a": ("b",), "b": ("c",), "c": ("a",), "d": ("c", "e"), "e": (), "f": ("f",)}


def test_the_first_of_several_reasons_counts() -> None:
    graph = Graph(EDGES, {"development": ["d"], "required": ["a"]})
    assert {key: graph.scope(key) for key in EDGES} == {
        "a": "required",
        "b": "required",
        "c": "required",
        "d": "development",
        "e": "development",
        "f": "unknown",
    }
    assert [graph.reach(key) for key in "abdef"] == [
        "direct",
        "transitive",
        "direct",
        "transitive",
        "unknown",
    ]


def test_what_nobody_requires() -> None:
    assert unrequired(EDGES) == {"d", "f"}


def test_long_chains_are_no_trouble() -> None:
    chain = {str(n): (str(n + 1),) for n in range(100_000)}
    assert Graph(chain, {"required": ["0"]}).scope("99999") == "required"
