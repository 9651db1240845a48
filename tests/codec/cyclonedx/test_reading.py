"""Documents of any tool as what they tell of, and what is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from pbom.codec.cyclonedx.document import write_document
from pbom.codec.cyclonedx.inventory import write_inventory_document
from pbom.codec.cyclonedx.reading import read_side
from pbom.codec.cyclonedx.reading_packages import without_version
from pbom.errors import FormatError, UnknownSchemaError
from pbom.model.difference import KINDS, Delta
from pbom.stages.diff import diff
from tests.inventories import inventory
from tests.simulator import honest, watched

Table = dict[str, Any]


def foreign(*components: Table, version: str = "1.5") -> bytes:
    """What another tool wrote: with a time, a serial number and an order of its own."""
    return json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": version,
            "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
            "metadata": {"timestamp": "2026-01-01T00:00:00Z", "component": SHOP},
            "components": list(components),
        }
    ).encode()


SHOP: Table = {"type": "application", "name": "shop", "version": "1.0"}
LEFT: Table = {
    "type": "library",
    "bom-ref": "1",
    "name": "left",
    "version": "1.0",
    "purl": "pkg:npm/left@1.0",
    "hashes": [{"alg": "SHA-256", "content": "a" * 64}],
}
RIGHT: Table = {"type": "library", "bom-ref": "2", "group": "g", "name": "right", "version": "2"}


def between(old: bytes, new: bytes) -> Delta:
    return diff(read_side(old, "old"), read_side(new, "new"))


def said(delta: Delta) -> list[tuple[str, str, str]]:
    return sorted((item.kind, item.change, item.subject) for item in delta.differences)


def test_documents_of_other_tools_as_far_as_they_go() -> None:
    other = {**LEFT, "bom-ref": "9", "hashes": [{"alg": "SHA-256", "content": "B" * 64}]}
    newer = {**RIGHT, "version": "3"}
    delta = between(foreign(LEFT, RIGHT), foreign(newer, other, version="1.6"))
    assert said(delta) == [
        ("dependencies", "changed", "library g/right"),
        ("dependencies", "changed", "pkg:npm/left@1.0"),
    ]
    assert delta.differences[0].reasons[0].text == ("the same name and version with other content")
    named = {limit.kind for limit in delta.limits}
    assert named == set(KINDS) - {"artifacts", "dependencies"}


def test_another_time_serial_number_and_order_are_no_difference() -> None:
    one = json.loads(foreign(LEFT, RIGHT))
    one["serialNumber"] = "urn:uuid:3e671687-395b-41f5-a30f-000000000000"
    one["metadata"]["timestamp"] = "2027-01-01T00:00:00Z"
    one["components"].reverse()
    assert said(between(foreign(LEFT, RIGHT), json.dumps(one).encode())) == []


def test_components_inside_of_components_count() -> None:
    outer = {**RIGHT, "components": [LEFT]}
    assert said(between(foreign(RIGHT), foreign(outer))) == [
        ("dependencies", "added", "pkg:npm/left@1.0")
    ]


def test_several_versions_of_a_package_side_by_side() -> None:
    second = {**LEFT, "bom-ref": "3", "version": "2.0", "purl": "pkg:npm/left@2.0"}
    third = {**LEFT, "bom-ref": "4", "version": "3.0", "purl": "pkg:npm/left@3.0"}
    assert said(between(foreign(LEFT, second), foreign(LEFT, third))) == [
        ("dependencies", "changed", "pkg:npm/left")
    ]
    assert said(between(foreign(LEFT), foreign(second, third))) == [
        ("dependencies", "added", "pkg:npm/left@2.0"),
        ("dependencies", "added", "pkg:npm/left@3.0"),
        ("dependencies", "removed", "pkg:npm/left@1.0"),
    ]


def test_a_pbom_against_another_tool_s_document_tells_only_what_both_tell() -> None:
    ours = write_document(watched().pbom, "1.7")
    delta = between(ours, foreign(LEFT))
    assert {item.kind for item in delta.differences} <= {"artifacts", "dependencies"}
    assert ("dependencies", "added", "pkg:npm/left@1.0") in said(delta)
    assert {"commits", "commands", "builder"} <= {limit.kind for limit in delta.limits}


def test_our_inventory_of_lock_files_can_be_compared() -> None:
    one = write_inventory_document(inventory(), "shop", "1.7")
    text = "FROM python:3.13\n"
    other = write_inventory_document(inventory(Dockerfile=text), "shop", "1.7")
    assert said(between(one, one)) == []
    assert {kind for kind, _, _ in said(between(one, other))} == set()
    assert "pipeline" in {limit.kind for limit in between(one, other).limits}


@pytest.mark.parametrize(
    ("purl", "family"),
    [
        ("pkg:npm/a@1", "pkg:npm/a"),
        ("pkg:npm/%40s/a@1?x=y#z", "pkg:npm/%40s/a?x=y#z"),
        ("pkg:npm/@s/a", "pkg:npm/@s/a"),
        ("pkg:npm/@s/a@1", "pkg:npm/@s/a"),
        ("pkg:golang/a/b#c@d", "pkg:golang/a/b#c@d"),
        ("pkg:npm/a", "pkg:npm/a"),
        ("@", "@"),
    ],
)
def test_a_package_url_without_its_version(purl: str, family: str) -> None:
    assert without_version(purl) == family


def broken(edit: Callable[[Table], object]) -> bytes:
    table: Table = json.loads(write_document(honest().pbom, "1.7"))
    edit(table)
    return json.dumps(table).encode()


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (lambda table: table.pop("formulation"), "$.formulation"),
        (lambda table: table["metadata"].pop("component"), "$.metadata.component"),
        (lambda table: table.update(bomFormat="SPDX"), "$.bomFormat"),
        (lambda table: table.update(components=[7]), "$.components[0]"),
        (
            lambda table: table["formulation"][0]["workflows"][0].update(tasks=[{"name": 7}]),
            "$.formulation[0].workflows[0].tasks[0].name",
        ),
        (
            lambda table: table["formulation"][0]["workflows"].append(
                {"name": "commits", "tasks": []}
            ),
            "$.formulation[0].workflows[1].tasks",
        ),
    ],
)
def test_a_broken_pbom_is_refused_with_its_place(
    edit: Callable[[Table], object], place: str
) -> None:
    with pytest.raises(FormatError) as caught:
        read_side(broken(edit), "x")
    assert caught.value.place == place


def test_a_pbom_of_a_later_format_is_refused() -> None:
    with pytest.raises(UnknownSchemaError):
        read_side(broken(lambda table: table["metadata"]["properties"][0].update(value="2")), "x")


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"<bom/>", b'{"bomFormat": 7}'])
def test_what_is_no_cyclonedx(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_side(data, "x")


TRACED = {"pbom:trace:monitor": "strace 6.1", "pbom:trace:scope": "all"}


def traced(**more: str) -> bytes:
    """The honest PBOM whose build was traced, and what was seen."""

    def edit(table: Table) -> None:
        tasks = table["formulation"][0]["workflows"][0]["tasks"]
        (build,) = [task for task in tasks if task["name"] == "build"]
        said = {**TRACED, **{f"pbom:trace:{name.replace('__', ':')}": more[name] for name in more}}
        build["properties"] += [{"name": name, "value": value} for name, value in said.items()]

    return broken(edit)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("inet connect 192.0.2.1 443 example.org", "inet connect 192.0.2.9 443 example.org"),
        ("inet listen 127.0.0.1 40001", "inet listen 127.0.0.1 50002"),
        ("unix connect /tmp/tmpa1b2c3d4/s", "unix connect /tmp/tmpe5f6a7b8/s"),
    ],
)
def test_what_comes_and_goes_at_one_destination_is_no_difference(old: str, new: str) -> None:
    assert said(between(traced(network=old), traced(network=new))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("inet connect 192.0.2.1 443 example.org", "inet connect 192.0.2.1 443 evil.example"),
        ("inet connect 192.0.2.1 443", "inet connect 192.0.2.9 443"),
        ("inet listen 127.0.0.1 80", "inet listen 127.0.0.1 81"),
        ("inet listen 127.0.0.1 \u00b2", "inet listen 127.0.0.1 " + "9" * 5000),
        ("unix connect /tmp/tmpa1b2c3d4/s", "unix connect /tmp/tmpe5f6a7b8/t"),
    ],
)
def test_another_destination_is_a_difference(old: str, new: str) -> None:
    delta = between(traced(network=old), traced(network=new))
    assert [(item.kind, item.change) for item in delta.differences] == [
        ("network", "added"),
        ("network", "removed"),
    ]
    assert delta.differences[0].reasons[0].text == "a step reached it"


def test_an_explanation_that_is_lost_and_a_credential_that_is_read() -> None:
    worse = traced(unexplained__input="/opt/x: unknown", credential="ssh: /root/.ssh/id_rsa")
    delta = between(traced(), worse)
    assert said(delta) == [
        ("coverage", "added", "unexplained input of step build: /opt/x"),
        ("network", "added", "step build: read a credential, ssh: /root/.ssh/id_rsa"),
    ]
    assert delta.differences[0].kind == "network"


def test_a_trace_that_is_gone_is_lost_coverage_and_no_good_news() -> None:
    seen = traced(network="inet connect 192.0.2.1 443", unexplained__input="/opt/x: unknown")
    delta = between(seen, write_document(honest().pbom, "1.7"))
    found = said(delta)
    assert ("coverage", "changed", "coverage of step build") in found
    assert not [kind for kind, _, _ in found if kind == "network"]
    assert not [item for item in found if "unexplained" in item[2]]
    assert ("network", "NEW") in {(limit.kind, limit.side) for limit in delta.limits}
