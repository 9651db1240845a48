"""What only some steps have in their Link: an inventory, a trace; loaded where there is one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pbom.codec.fields import Fields
from pbom.codec.manifest import Bodies
from pbom.codec.strict_json import Json, write_json

if TYPE_CHECKING:
    from pbom.model.inventory import Inventory
    from pbom.model.trace import Trace

DEPENDENCIES = "pbom:dependencies"
"""Name of the body that has what the lock files named."""


def inventory_body(inventory: "Inventory") -> bytes:
    """The body that has what the lock files named."""
    from pbom.codec.dependencies import write_inventory  # noqa: PLC0415 - only where there is one

    return write_json(write_inventory(inventory)) + b"\n"


def read_inventory(named: Fields | None, bodies: Bodies) -> Iterator["Inventory"]:
    """What the lock files named, where a step names such a body.

    Raises:
        FormatError: The body is something else.
        EvidenceMissingError: It is not there.
    """
    if named is None:
        return
    from pbom.codec.dependencies import open_inventory  # noqa: PLC0415 - only where there is one

    yield open_inventory(named, bodies)


def trace_bodies(trace: "Trace") -> tuple[Json, tuple[bytes, ...]]:
    """What names a trace, and its bodies."""
    from pbom.codec.trace import name_trace, write_trace  # noqa: PLC0415 - most steps have none

    body, areas = write_trace(trace)
    return name_trace(body, trace), (body, *areas)


def read_trace(byproducts: Fields, bodies: Bodies) -> "Trace | None":
    """What the processes of a step did, where its coverage says that it is known.

    Raises:
        FormatError: The body is something else, or the coverage does not fit.
        EvidenceMissingError: It is not there.
    """
    named = byproducts.table_or_none("pbom_trace")
    traced = byproducts.table("pbom_coverage").text("method") == "traced"
    if (named is not None) != traced:
        raise byproducts.error("pbom_coverage.method", "traced, if and only if there is a trace")
    if named is None:
        return None
    from pbom.codec.trace import open_trace  # noqa: PLC0415 - most steps have none

    return open_trace(named, bodies)
