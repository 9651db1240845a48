"""An inventory as a CycloneDX document of its own: what ``pbom deps --format cyclonedx`` prints."""

import uuid
from collections.abc import Iterable
from itertools import chain

from pbom.codec.cyclonedx.components import Components, SpecVersion
from pbom.codec.cyclonedx.packages import Packages, write_components
from pbom.codec.cyclonedx.tasks import named
from pbom.codec.cyclonedx.writing import write_parts
from pbom.codec.strict_json import Json, write_json
from pbom.model.inventory import Inventory

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:pbom:inventory:v1")


PROJECT = "project"
"""The bom-ref of what the lock files belong to."""


def write_inventory_document(inventory: Inventory, name: str, version: SpecVersion) -> bytes:
    """The document; equal inventories give equal bytes, for it has no clock."""
    packages = Packages(inventory)
    components = write_components(inventory)
    names: list[Json] = [" ".join(lock.key) for lock in inventory.locks]
    serial = uuid.uuid5(_NAMESPACE, write_json([version, *names]).decode("utf-8"))
    document: dict[str, Json] = {
        "$schema": f"http://cyclonedx.org/schema/bom-{version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "pre-build"}],
            "tools": {"components": [Components(version).tool()]},
            "component": {"type": "application", "bom-ref": PROJECT, "name": name},
            "properties": [
                named("pbom:dep:problem", f"{file}: {item.kind} {item.place}: {item.reason}")
                for file, item in inventory.problems
            ],
        },
        "compositions": [
            {
                "aggregate": "incomplete" if inventory.problems else "unknown",
                "dependencies": [PROJECT],
            }
        ],
    }
    lists: dict[str, Iterable[Json]] = {
        "components": chain(packages.components(), (components[ref] for ref in sorted(components))),
        "dependencies": chain(
            [{"ref": PROJECT, "dependsOn": packages.asked}],
            packages.graph(),
            ({"ref": ref} for ref in sorted(components)),
        ),
    }
    return write_parts(document, lists)
