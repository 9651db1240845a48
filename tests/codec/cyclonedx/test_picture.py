"""Pictures of documents: of whatever tool, and with whatever names in them."""

import json
from typing import Any

import pytest

from pbom import plugins
from pbom.codec.cyclonedx.picture import read_picture
from pbom.errors import FormatError
from pbom.model.ink import PLAIN
from tests.drawings.test_drawings import EVIL
from tests.simulator import watched
from tests.takes import ONE


def document(name: str) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {"type": "application", "bom-ref": "a", "name": name}},
        "components": [{"type": "library", "bom-ref": "b", "name": name, "version": name}],
        "dependencies": [{"ref": "a", "dependsOn": ["b", "nowhere"]}],
    }


@pytest.mark.parametrize("text", [text for text in EVIL if "\ud800" not in text])
def test_hostile_names_stay_text(text: str) -> None:
    evil, plain = (read_picture(json.dumps(document(name)).encode(), "x") for name in (text, "p"))
    assert [(edge.source, edge.target) for edge in evil.edges] == [("b", "a")]
    for kind in plugins.drawings():
        lines = list(kind().lines(evil, PLAIN))
        assert len(lines) == len(list(kind().lines(plain, PLAIN)))
        assert all(line.isprintable() for line in lines)


def test_files_of_one_content_are_one_thing() -> None:
    data = watched().document
    assert data
    graph = read_picture(data, "x")
    products = [node for node in graph.nodes if node.kind == "artifact" and "shop" in node.title]
    assert len(products) == 1
    assert graph.focus == (products[0].id,)
    assert {node.kind for node in graph.nodes} >= {"artifact", "step", "commit", "agent"}
    (change,) = (node for node in graph.nodes if node.title.endswith("do " + ONE.commit[:37]))
    assert "class declared" in change.notes
    assert graph.banner.startswith("NOT VERIFIED")


MISTAKES: dict[str, dict[str, Any]] = {
    "no document": {"bomFormat": "SPDX"},
    "a component that is none": document("x") | {"components": [1]},
    "dependencies that are none": document("x") | {"dependencies": {"a": "b"}},
    "a formula that is none": document("x") | {"formulation": ["x"]},
    "a task without a name": document("x") | {"formulation": [{"workflows": [{"tasks": [{}]}]}]},
}


@pytest.mark.parametrize("wrong", MISTAKES.values(), ids=list(MISTAKES))
def test_what_is_something_else_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        read_picture(json.dumps(wrong).encode(), "x")


def test_a_circle_of_components_ends() -> None:
    table = document("x")
    table["dependencies"].append({"ref": "b", "dependsOn": ["a", "b"]})
    graph = read_picture(json.dumps(table).encode(), "x")
    assert {(edge.source, edge.target) for edge in graph.edges} == {("b", "a"), ("a", "b")}
