"""Manifests of declared toolchains, ``urn:pbom:toolchain:v1``."""

import hashlib

from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.codec.trace_rows import Row
from pbom.errors import FormatError
from pbom.model.digest import Digest, DigestSet
from pbom.model.toolchain import Toolchain
from pbom.model.trace import place_problem

TYPE = "urn:pbom:toolchain:v1"


def write_toolchain(name: str, files: dict[str, str]) -> bytes:
    """The manifest of a toolchain: the SHA-256 of each of its files by absolute name."""
    rows: list[Json] = [[path, sha256] for path, sha256 in sorted(files.items())]
    return write_json({"type": TYPE, "name": name, "files": rows}) + b"\n"


def read_toolchain(data: bytes) -> Toolchain:
    """The toolchain that a manifest declares.

    Raises:
        FormatError: It is something else.
    """
    root = Fields(read_json(data))
    if root.text("type") != TYPE:
        raise root.error("type", f"expected {TYPE}")
    toolchain = Toolchain(
        name=root.text("name"),
        digest=Digest("sha256", hashlib.sha256(data).hexdigest()),
        files=frozenset(
            _read_file(Row(value, f"$.files[{index}]"))
            for index, value in enumerate(root.sequence("files", required=True))
        ),
    )
    root.close()
    return toolchain


def _read_file(row: Row) -> tuple[str, str]:
    row.limit(2)
    name, sha256 = row.text(0), row.text(1)
    problem = place_problem(name)
    if problem or not name.startswith("/"):
        raise row.error(0, problem or "expected an absolute name")
    try:
        DigestSet.sha256(sha256)
    except ValueError as error:
        raise FormatError(str(error)[:200], place=f"{row.place}[1]") from error
    return name, sha256
