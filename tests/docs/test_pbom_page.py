"""Another implementation, made from the page on the PBOM alone, finds the same identifiers."""

import hashlib
import json
import uuid
from typing import Any

from pbom.codec.bundle import bundle_digest
from tests.simulator import honest

Table = dict[str, Any]
URL_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


def canonical(value: object) -> str:
    """JSON with sorted keys and without white space."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def short(value: object) -> str:
    """The first 32 hex digits of the SHA-256 of canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:32]


def document() -> Table:
    """The PBOM of the honest pipeline."""
    content = honest().document
    assert content is not None
    loaded: Table = json.loads(content)
    assert content.decode() == canonical(loaded) + "\n"
    return loaded


def bundles() -> dict[str, str]:
    """SHA-256 of each step's bundle."""
    return {take.step: bundle_digest(take.bundle).value for take in honest().takes}


def properties(component: Table) -> dict[str, str]:
    """The properties of a component by name."""
    return {item["name"]: item["value"] for item in component.get("properties", [])}


def digests(component: Table) -> str:
    """The digest set of a component as text."""
    names = {"SHA-256": "sha256", "SHA-1": "sha1"}
    found = {names[item["alg"]]: item["content"] for item in component.get("hashes", [])}
    found |= {
        name.removeprefix("pbom:digest:"): value
        for name, value in properties(component).items()
        if name.startswith("pbom:digest:")
    }
    return ", ".join(f"{name}:{value}" for name, value in sorted(found.items()))


def test_the_serial_number() -> None:
    pbom = document()
    artifact = pbom["metadata"]["component"]
    listed = [f"{artifact['name']} {digests(artifact)}"]
    listed += [f"sha256:{bundles()[step]}" for step in ("test", "build")]
    namespace = uuid.uuid5(URL_NAMESPACE, "urn:pbom:document:v1")
    serial = uuid.uuid5(namespace, canonical(["1.7", "1", *listed]))
    assert pbom["serialNumber"] == f"urn:uuid:{serial}"
    assert pbom["formulation"][0]["bom-ref"] == f"formula:{serial}"
    assert artifact["externalReferences"] == [
        {"type": "formulation", "url": f"urn:cdx:{serial}/1#formula:{serial}"}
    ]


def test_the_references_of_components() -> None:
    pbom = document()
    artifact = pbom["metadata"]["component"]
    expected = {f"artifact:{short([artifact['name'], digests(artifact)])}"}
    for component in pbom["formulation"][0]["components"]:
        said = properties(component)
        match component["type"]:
            case "file":
                mode = said.get("pbom:file:mode", "100644")
                expected.add(f"file:{short([component['name'], mode, digests(component)])}")
            case "data":
                origin = [said["pbom:source:repository"], digests(component)]
                expected.add(f"source:{short(origin)}")
            case "platform":
                parts = ("recorder", "system", "machine", "service")
                told = [said.get(f"pbom:builder:{part}", "") for part in parts]
                expected.add(f"builder:{short(told)}")
    found = [artifact, *pbom["formulation"][0]["components"]]
    assert {component["bom-ref"] for component in found} == expected
    assert len(expected) == 5  # an artifact, a commit, a machine, a report and a wheel


def test_the_references_of_runs_and_steps() -> None:
    pbom = document()
    (workflow,) = pbom["formulation"][0]["workflows"]
    assert workflow["bom-ref"] == f"workflow:{hashlib.sha256(b'run-1').hexdigest()[:32]}"
    tasks = {task["name"]: task["bom-ref"] for task in workflow["tasks"]}
    assert tasks == {step: f"task:{digest}" for step, digest in bundles().items()}
    assert {item["bom-ref"] for item in pbom["compositions"]} == {
        "composition:dependencies",
        *(f"composition:{ref}" for ref in tasks.values()),
    }
    assert {item["bom-ref"] for item in pbom["citations"]} == {
        f"citation:{digest}" for digest in bundles().values()
    }


def test_what_a_citation_vouches_for() -> None:
    pbom = document()
    refs = {item["name"]: item["bom-ref"] for item in pbom["formulation"][0]["components"]}
    cited = next(item for item in pbom["citations"] if item["process"].endswith(bundles()["build"]))
    expected = [
        f"task:{bundles()['build']}",
        refs["shop"],
        refs["report.xml"],
        refs["dist/shop.bin"],
        pbom["metadata"]["component"]["bom-ref"],
    ]
    assert cited["expressions"] == [f"$..[?(@['bom-ref']=='{ref}')]" for ref in sorted(expected)]
