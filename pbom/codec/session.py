"""Sessions: a step that has begun and not ended, kept between ``record start`` and ``stop``.

The file is a DSSE envelope signed by the recorder's own key, so that what happens in between
cannot rewrite what was seen before.
"""

from typing import TYPE_CHECKING

from pbom.codec.bundle import bundle_digest
from pbom.codec.digests import read_digests, write_digests
from pbom.codec.dsse import pae, read_envelope, write_envelope
from pbom.codec.fields import Fields
from pbom.codec.keys import verifies
from pbom.codec.manifest import read_material, write_material
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.errors import FormatError
from pbom.model.envelope import Signature
from pbom.model.evidence import Gap, Source
from pbom.model.key import PublicKey
from pbom.model.session import Session
from pbom.model.snapshot import Snapshot, Stamp

if TYPE_CHECKING:
    from pbom.model.inventory import Inventory

PAYLOAD_TYPE = "application/vnd.pbom.session.v1+json"
_STAMP = ("size", "modified", "changed", "inode", "mode")


def session_message(payload: bytes) -> bytes:
    """The bytes to sign for a session."""
    return pae(PAYLOAD_TYPE, payload)


def write_session(session: Session) -> bytes:
    """The payload of a session."""
    before = session.before
    return write_json(
        {
            "step": session.step,
            "run": session.run,
            "startedOn": write_moment(session.started),
            "cwd": session.cwd,
            "outputs": list(session.outputs),
            "source": _write_source(before.source),
            "materials": [write_material(material) for material in before.materials],
            "stamps": {name: _write_stamp(stamp) for name, stamp in before.stamps.items()},
            "ignored": dict(before.ignored),
            "gaps": [
                {"kind": gap.kind, "detail": gap.detail, "count": gap.count} for gap in before.gaps
            ],
            "dependencies": _write_inventory(session.inventory),
        }
    )


def seal_session(payload: bytes, signature: Signature) -> bytes:
    """The file of a session."""
    return write_json(write_envelope(PAYLOAD_TYPE, payload, signature)) + b"\n"


def read_session(data: bytes, key: PublicKey) -> Session:
    """The session in a file that this key signed.

    Raises:
        FormatError: The file is something else, or this key did not sign it.
    """
    envelope = read_envelope(Fields(read_json(data)), bundle_digest(data))
    message = session_message(envelope.payload)
    if envelope.payload_type != PAYLOAD_TYPE or not any(
        verifies(key, signature.value, message) for signature in envelope.signatures
    ):
        raise FormatError("this session was not begun with the key that is to end it")
    fields = Fields(read_json(envelope.payload))
    stamps, ignored = fields.table("stamps"), fields.table("ignored")
    return Session(
        step=fields.text("step"),
        run=fields.text("run"),
        started=fields.moment("startedOn"),
        cwd=fields.text("cwd"),
        outputs=fields.texts("outputs"),
        before=Snapshot(
            source=_read_source(fields.table_or_none("source")),
            materials=tuple(read_material(item) for item in fields.tables("materials")),
            stamps={name: _read_stamp(stamps.table(name)) for name in stamps},
            ignored={name: ignored.text(name) for name in ignored},
            gaps=tuple(
                Gap(kind=gap.text("kind"), detail=gap.text("detail"), count=gap.integer("count"))
                for gap in fields.tables("gaps")
            ),
        ),
        inventory=_read_inventory(fields.table_or_none("dependencies")),
    )


def _write_inventory(inventory: "Inventory | None") -> dict[str, Json]:
    if inventory is None:
        return {}
    from pbom.codec.dependencies import write_inventory  # noqa: PLC0415 - only where there is one

    return write_inventory(inventory)


def _read_inventory(fields: Fields | None) -> "Inventory | None":
    if fields is None or "type" not in fields:
        return None
    from pbom.codec.dependencies import read_inventory  # noqa: PLC0415 - only where there is one

    return read_inventory(fields)


def _write_stamp(stamp: Stamp) -> dict[str, Json]:
    return {name: getattr(stamp, name) for name in _STAMP}


def _read_stamp(fields: Fields) -> Stamp:
    return Stamp(*(fields.integer(name) for name in _STAMP))


def _write_source(source: Source | None) -> dict[str, Json]:
    if source is None:
        return {}
    return {
        "repository": source.repository,
        "digest": write_digests(source.revision),
        "branch": source.branch,
    }


def _read_source(fields: Fields | None) -> Source | None:
    if fields is None or "digest" not in fields:
        return None
    return Source(
        repository=fields.text("repository"),
        revision=read_digests(fields),
        branch=fields.text("branch"),
    )
