"""``pbom graph``: a document as a picture."""

import json
import xml.etree.ElementTree as ET

from benchmarks.documents import make_document
from tests.cli.session import DOCUMENT, Sandbox
from tests.ecosystems import test_uv_lock


def edges(text: str) -> set[tuple[str, str, str]]:
    found = json.loads(text)
    titles = {node["id"]: f"{node['kind']} {node['title']}" for node in found["nodes"]}
    return {
        (titles[edge["source"]], edge["word"], titles[edge["target"]]) for edge in found["edges"]
    }


def test_a_pbom_shows_commits_steps_files_packages_and_agents(sandbox: Sandbox) -> None:
    sandbox.write("uv.lock", test_uv_lock.SAMPLE)
    head = sandbox.commit("lock\n\nCo-Authored-By: Claude <noreply@anthropic.com>")
    sandbox.release()
    found = edges(sandbox.pbom("graph", DOCUMENT, "--format=json").text)
    source, change = f"commit source {head[:12]}", f"commit {head[:12]} lock"
    assert found >= {
        (source, "used by", "step step build"),
        ("step step build", "made", "artifact out.bin"),
        (change, "is behind", source),
        ("agent claude-code", "took part in", change),
    }
    assert ("package pkg:pypi/rich@13.0", "is needed by", "artifact out.bin") in found


def test_without_a_format_it_is_a_picture_and_into_a_file_where_one_is_named(
    shipped: Sandbox,
) -> None:
    done = shipped.pbom("graph", DOCUMENT)
    root = ET.fromstring(done.text)  # noqa: S314 - we wrote it just now
    assert root.tag.endswith("svg")
    assert "NOT VERIFIED" in done.text
    assert shipped.pbom("graph", DOCUMENT, "-o", "x.svg").out == b""
    assert (shipped.project / "x.svg").read_bytes() == done.out
    for form in ("mermaid", "dot", "text"):
        assert "out.bin" in shipped.pbom("graph", DOCUMENT, f"--format={form}").text


def test_what_has_no_room_is_counted(sandbox: Sandbox) -> None:
    sandbox.write("many.json", json.dumps(make_document(5000, 0)))
    found = json.loads(sandbox.pbom("graph", "many.json", "--format=json").text)
    assert len(found["nodes"]) == 300
    assert found["gaps"][0]["text"].startswith("4,700 more things of the document")
    sandbox.write("few.json", json.dumps(make_document(50, 0)))
    assert json.loads(sandbox.pbom("graph", "few.json", "--format=json").text)["gaps"] == []


def test_what_is_no_document_or_no_format(sandbox: Sandbox) -> None:
    sandbox.write("wrong.json", "{}")
    done = sandbox.pbom("graph", "wrong.json")
    assert (done.code, "expected CycloneDX" in done.complaint) == (4, True)
    assert sandbox.pbom("graph", "nowhere").code == 2
    sandbox.write("empty.json", '{"bomFormat": "CycloneDX"}')
    assert sandbox.pbom("graph", "empty.json", "--format=pdf").code == 2
    assert sandbox.pbom("graph", "empty.json").code == 0
