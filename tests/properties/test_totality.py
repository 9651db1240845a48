"""Decoding is total: broken in any one place, a document is a value or an error of ours."""

from collections import Counter
from collections.abc import Callable
from itertools import islice

import pytest
from msgspec.structs import replace

from pbom.codec.bundle import read_bundle
from pbom.codec.changes import read_changes
from pbom.codec.config import read_config
from pbom.codec.cyclonedx.document import read_named_attestations
from pbom.codec.cyclonedx.integrity import check_document
from pbom.codec.entry import entry_of, read_entry, write_entry
from pbom.codec.fields import Fields
from pbom.codec.forge_export import read_forge_export
from pbom.codec.gittuf import read_gittuf
from pbom.codec.manifest import (
    name_manifest,
    no_bodies,
    open_manifest,
    read_products,
    write_products,
)
from pbom.codec.session import read_session, seal_session, session_message, write_session
from pbom.codec.statement import read_statement, write_statement
from pbom.codec.strict_json import read_json, write_json
from pbom.errors import FormatError, UsageError
from pbom.model.evidence import Gap, Material
from pbom.model.session import Session
from pbom.model.snapshot import Snapshot, Stamp
from pbom.model.statement import VerdictStatement
from tests.approvals import APPROVAL, WAIVER
from tests.codec.test_forge_export import approvals, gh_pull, request, rest_pull, rest_review
from tests.collectors.test_gittuf import approval, envelope
from tests.edits import payload_of
from tests.faults import faults
from tests.looks import Look
from tests.properties.lines import broken_lines
from tests.simulator import NOON, commit, file, hand, honest

WORLD = honest()
BUILD = WORLD.take("build")
LOOK = Look()
ME = hand("me")
FILES = (file("a", "1"), replace(file("b", "2"), mode="100755"))


def step() -> bytes:
    """A step with something in every member of its statement."""
    pulled = Material(
        artifact=replace(file("big.bin", "x"), mode="100755"),
        state="lfs",
        expected=file("big.bin", "x").digests,
    )
    take = replace(
        BUILD,
        materials=(*BUILD.materials, pulled),
        products=(*BUILD.products, replace(file("dist/tool", "x"), mode="100755")),
        source_after=commit("two"),
    )
    return write_statement(take.statement)[0]


def changes() -> bytes:
    """The commits of a source, with something in every member."""
    return LOOK.sealed.bodies[0]


def source() -> bytes:
    """The statement that names them."""
    return payload_of(LOOK.sealed.bundle)


def release() -> bytes:
    """The statement of a signed PBOM."""
    assert WORLD.release is not None
    return payload_of(WORLD.release.bundle)


def document() -> bytes:
    """A PBOM."""
    assert WORLD.document is not None
    return WORLD.document


def session() -> bytes:
    """The payload of a session with something in every member."""
    stamps = {"a": Stamp(size=1, modified=2, changed=3, inode=4, mode=5)}
    before = Snapshot(
        source=commit("one"),
        materials=BUILD.materials,
        stamps=stamps,
        gaps=(Gap(kind="a", detail="b", count=2),),
    )
    return write_session(
        Session(
            step="build", run="run-1", started=NOON, cwd=".", outputs=("dist/*",), before=before
        )
    )


def reopened(payload: bytes) -> Session:
    """A session whose key lies about what it saw."""
    return read_session(seal_session(payload, ME.sign(session_message(payload))), ME.public_key)


def opened(manifest: bytes) -> object:
    """The products of a manifest that somebody signed the name of."""
    named = Fields(name_manifest("products", manifest, 2))
    return read_products(open_manifest(named, lambda _digest: manifest))


def line() -> bytes:
    """A line of a store's index."""
    entry = entry_of(BUILD.bundle, no_bodies)
    assert entry is not None
    return write_entry(entry).strip()


READERS: dict[str, tuple[Callable[[], bytes], Callable[[bytes], object]]] = {
    "a bundle": (lambda: BUILD.bundle, read_bundle),
    "a step": (step, lambda data: read_statement(data, no_bodies)),
    "a source": (source, lambda data: read_statement(data, lambda _digest: changes())),
    "the commits of a source": (changes, lambda data: read_changes(Fields(read_json(data)))),
    "a release": (release, lambda data: read_statement(data, no_bodies)),
    "a verdict": (
        lambda: write_statement(VerdictStatement.of(WORLD.verdict()))[0],
        lambda data: read_statement(data, no_bodies),
    ),
    "an approval": (
        lambda: write_statement(APPROVAL)[0],
        lambda data: read_statement(data, no_bodies),
    ),
    "a waiver": (
        lambda: write_statement(WAIVER)[0],
        lambda data: read_statement(data, no_bodies),
    ),
    "an export": (
        lambda: write_json([rest_pull(), [rest_review()], gh_pull(), request(), approvals("b")]),
        read_forge_export,
    ),
    "an attestation of gittuf": (
        lambda: envelope(approval("2" * 40, "bob+7"), b"signature"),
        read_gittuf,
    ),
    "the names in a document": (document, read_named_attestations),
    "a document": (document, lambda data: check_document(data, "1.7")),
    "a session": (session, reopened),
    "a manifest": (lambda: write_products(FILES), opened),
    "a manifest's name": (
        lambda: write_json(name_manifest("products", write_products(FILES), 2)),
        lambda data: open_manifest(Fields(read_json(data)), lambda _digest: write_products(FILES)),
    ),
}

STRIDES = {"a release": 7, "a document": 7, "the commits of a source": 3}
"""Of the long ones whose places are all alike every seventh fault: still some at each place."""


@pytest.mark.parametrize("name", list(READERS))
def test_every_reader_returns_a_value_or_an_error_of_format(name: str) -> None:
    make, read = READERS[name]
    read(make())
    seen = Counter({"read": 0, "refused": 0})
    for fault, broken in islice(faults(make()), 0, None, STRIDES.get(name, 1)):
        try:
            read(broken)
        except FormatError as error:
            seen["refused" if error.problem else f"refused in silence: {fault}"] += 1
        else:
            seen["read"] += 1
    assert set(seen) == {"read", "refused"}
    assert min(seen.values()) > 10, seen


def test_a_torn_index_never_fails() -> None:
    entry = read_entry(line())
    assert entry is not None
    found = Counter(read_entry(broken) is None for _, broken in faults(line()))
    assert min(found[True], found[False]) > 5


def test_every_configuration_is_read_or_refused() -> None:
    text = """
[record]
environment = ["MODE"]
[steps.build]
outputs = ["dist/*"]
materials = ["vendor/**"]
[commits]
keyring = "ring.asc"
reviews = ["reviews.json"]
tags = ["v*"]
[commits.pipeline]
firmware = ["/boot/**"]
[markers.identity.acme]
agent = "acme"
emails = ["bot@acme.example"]
[markers.trailer.run]
keys = ["acme-run"]
value = "session"
[markers.line.footer]
lines = ["made (with|by) acme{end}"]
[markers.link.link]
links = ["acme.example/run/{id}"]
[markers.words.tools]
"acme coder" = "acme"
"""
    seen: Counter[str] = Counter()
    for _, broken in broken_lines(text):
        try:
            read_config(broken, "pbom.toml")
        except UsageError:
            seen["refused"] += 1
        else:
            seen["read"] += 1
    assert min(seen["read"], seen["refused"]) > 5, seen
