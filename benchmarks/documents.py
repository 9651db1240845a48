"""CycloneDX documents with as many components as one likes."""

from hashlib import sha256


def make_document(count: int, step: int) -> dict[str, object]:
    """So many components, every ``step``-th at another version or with other content."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            _component(number, bool(step) and number % step == 0) for number in range(count)
        ],
    }


def _component(number: int, changed: bool) -> dict[str, object]:  # noqa: FBT001 - a fact of it
    version = f"{number % 7}.{int(changed and number % 20 == 0)}"
    content = sha256(f"{number} {changed}".encode()).hexdigest()
    return {
        "type": "library",
        "bom-ref": f"component-{number}",
        "name": f"package-{number}",
        "version": version,
        "purl": f"pkg:npm/package-{number}@{version}",
        "scope": "required",
        "hashes": [{"alg": "SHA-256", "content": content}],
        "evidence": {"occurrences": [{"location": "package-lock.json"}]},
        "properties": [{"name": "place", "value": f"node_modules/package-{number}"}],
    }
