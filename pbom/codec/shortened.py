"""Statements without an object that is not at hand: to be shown, and for nothing else."""

from pbom.codec.link_extras import DEPENDENCIES
from pbom.codec.strict_json import read_json, write_json


def without_inventory(payload: bytes) -> bytes:
    """The payload of a step as it would be without lock files, for whoever lacks that object.

    Nobody signed it: it is only to be shown.

    Raises:
        FormatError: It is no statement.
    """
    value = read_json(payload)
    predicate = value.get("predicate") if isinstance(value, dict) else None
    byproducts = predicate.get("byproducts") if isinstance(predicate, dict) else None
    listed = byproducts.get("pbom_manifests") if isinstance(byproducts, dict) else None
    if isinstance(listed, list) and isinstance(byproducts, dict):
        byproducts["pbom_manifests"] = [
            item
            for item in listed
            if not (isinstance(item, dict) and item.get("name") == DEPENDENCIES)
        ]
    return write_json(value)
