"""Drawings: everything is in them, and no name can leave its place."""

import json
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest

from pbom import plugins
from pbom.drawings import Drawing
from pbom.drawings.dot import Dot
from pbom.drawings.mermaid import Mermaid
from pbom.drawings.svg import Svg
from pbom.drawings.text import Text
from pbom.model.ink import COLOURED, PLAIN
from pbom.model.lineage import Break, Edge, Graph, Node, Standing
from tests.lineages import Story, whole
from tests.simulator import watched
from tests.workbench import require

EVIL = (
    '"]; evil [label="x', "<script>alert(1)</script>", "a\nn9 -->|x| n0", "\x1b[31mred\x1b[0m",
    "]]> & <!-- -->", "\u202egnp.exe", "`x` **b** [l](javascript:x)", "</text></svg><a href='x'>",
    '\\"', "%%{init: {'securityLevel': 'loose'}}%%", 'click n0 href "x"', "end\nsubgraph x",
    "#quot;]", "::add-mask::x", "##vso[x]", "\\N\\G", "x" * 5000, "\ud800\ufffe",
)  # fmt: skip
DRAWINGS = plugins.drawings()


def hostile(text: str) -> Graph:
    """A graph in which everything that can be text is that."""
    nodes = (
        Node(id=f"a{text}", kind="artifact", title=text, notes=(text,), standing="refused"),
        Node(id="b", kind="step", title=text, standing="unverified"),
    )
    return Graph(
        title=text,
        banner=text,
        focus=("b",),
        nodes=nodes,
        edges=(Edge("b", f"a{text}", text), Edge(f"a{text}", "b", text)),
        breaks=(
            Break(node="b", side="before", cause="missing", text=text),
            Break(node=f"a{text}", side="after", cause="open", text=text),
        ),
    )


def drawn(kind: type[Drawing], graph: Graph) -> list[str]:
    return list(kind().lines(graph, PLAIN))


def shapes(lines: list[str]) -> list[str]:
    """The lines without their texts."""
    return [re.sub(r'"(?:[^"\\]|\\.)*"', '""', line) for line in lines]


@pytest.mark.parametrize("kind", DRAWINGS, ids=lambda kind: kind.id)
@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_no_name_forges_a_line_a_colour_or_a_control_character(
    kind: type[Drawing], text: str
) -> None:
    lines = drawn(kind, hostile(text))
    assert len(lines) == len(drawn(kind, hostile("plain")))
    for line in lines:
        assert line.isprintable(), line
        assert "##" not in line
        line.encode("utf-8")


def verdict(id_: str, *notes: str, standing: Standing = "verified") -> Node:
    notes = (f"at 2026-03-02 12:00:0{id_} UTC", f"bundle {id_}", *notes)
    return Node(id=id_, kind="verdict", title="verdict PASSED", notes=notes, standing=standing)


def judged(*verdicts: Node) -> str:
    graph = Graph(
        title="",
        banner="",
        focus=("a",),
        nodes=(Node(id="a", kind="artifact", title="app"), *verdicts),
        edges=tuple(Edge("a", item.id, "was judged") for item in verdicts),
        breaks=(),
    )
    return "\n".join(drawn(Text, graph))


def test_of_statements_that_say_the_same_the_newest_is_told_and_the_others_counted() -> None:
    text = judged(*(verdict(id_, "signed by me") for id_ in "132"))
    assert (text.count("verdict PASSED"), "bundle 3" in text) == (1, True)
    assert "and 2 more like it" in text


def test_what_differs_in_more_than_time_is_told_each() -> None:
    text = judged(
        verdict("1", "signed by me"),
        verdict("2", "signed by eve"),
        verdict("3", "signed by me", standing="unverified"),
    )
    assert (text.count("verdict PASSED"), "more like it" in text) == (3, False)


@pytest.mark.parametrize("kind", [Mermaid, Dot], ids=lambda kind: kind.id)
@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_no_name_is_anything_but_text(kind: type[Drawing], text: str) -> None:
    assert shapes(drawn(kind, hostile(text))) == shapes(drawn(kind, hostile("plain")))


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_mermaid_has_nothing_in_its_texts_that_is_markup(text: str) -> None:
    for line in drawn(Mermaid, hostile(text)):
        for quoted in re.findall(r'"([^"]*)"', line):
            assert not re.search(r"[<>`*\[\]{}()|&%\\\\:]", quoted), quoted
            assert all(re.match(r"#\d+;", quoted[at:]) for at in _every("#", quoted))


def _every(mark: str, text: str) -> Iterator[int]:
    return (found.start() for found in re.finditer(mark, text))


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_svg_is_xml_of_the_same_shape_without_script_or_link(text: str) -> None:
    def tags(graph: Graph) -> list[str]:
        root = ET.fromstring("\n".join(drawn(Svg, graph)))  # noqa: S314 - we wrote it just now
        return [f"{item.tag} {sorted(item.attrib)}" for item in root.iter()]

    found = tags(hostile(text))
    assert found == tags(hostile("plain"))
    assert not any("script" in tag or "href" in tag or " on" in tag for tag in found)


def test_dot_is_what_graphviz_reads() -> None:
    require("dot")
    for graph in (whole().trace(), *map(hostile, EVIL[:-1])):
        text = "\n".join(drawn(Dot, graph))
        done = subprocess.run(
            ("dot", "-Tplain"), input=text.encode(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", DRAWINGS, ids=lambda kind: kind.id)
def test_what_it_rests_on_every_thing_and_every_gap_are_in_it(kind: type[Drawing]) -> None:
    graph = Story.of(watched().forget("test").sign_by("build", "eve")).trace()
    assert {item.cause for item in graph.breaks} >= {"missing", "invalid"}
    text = "\n".join(drawn(kind, graph))
    assert "signatures are checked by a policy" in text
    for node in graph.nodes:
        assert node.title.split(" ")[0] in text
    assert text.upper().count("UNVERIFIED") >= 1
    for word in {"text": ("GAP", "NOT BELIEVED")}.get(kind.id, ("missing", "invalid")):
        assert word in text


def test_an_honest_graph_complains_of_nothing() -> None:
    for kind in DRAWINGS:
        text = "\n".join(drawn(kind, whole().trace()))
        for word in ("GAP", "NOT BELIEVED", "UNVERIFIED", "REFUSED", "missing", "invalid"):
            assert word not in text, (kind.id, word)


def test_text_has_colours_only_where_there_is_a_terminal() -> None:
    graph = whole().trace()
    assert "\x1b" in "\n".join(Text().lines(graph, COLOURED))
    assert "\x1b" not in "\n".join(drawn(Text, graph))


def test_json_has_the_whole_graph() -> None:
    graph = Story.of(watched().forget("test")).trace()
    (line,) = drawn(next(kind for kind in DRAWINGS if kind.id == "json"), graph)
    found = json.loads(line)
    assert [node["id"] for node in found["nodes"]] == [node.id for node in graph.nodes]
    assert len(found["edges"]) == len(graph.edges)
    assert len(found["gaps"]) == len(graph.breaks)
    assert found["verified"] is True


def test_svg_puts_what_came_of_a_thing_to_the_right_of_it() -> None:
    graph = whole().trace()
    root = ET.fromstring("\n".join(drawn(Svg, graph)))  # noqa: S314 - we wrote it just now
    space = "{http://www.w3.org/2000/svg}"
    places = {}
    for group in root.iter(f"{space}g"):
        name, box = group.find(f"{space}title"), group.find(f"{space}rect")
        assert name is not None
        assert box is not None
        places[name.text] = float(box.attrib["x"])
    assert all(places[edge.source] < places[edge.target] for edge in graph.edges)


def test_a_circle_and_a_long_chain_are_drawn() -> None:
    nodes = tuple(Node(id=str(n), kind="step", title=str(n)) for n in range(1500))
    edges = tuple(Edge(str(n), str((n + 1) % 1500), "then") for n in range(1500))
    graph = Graph(title="x", banner="x", focus=("0",), nodes=nodes, edges=edges)
    for kind in DRAWINGS:
        assert drawn(kind, graph)
