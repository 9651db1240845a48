"""Sessions: what was seen at the start cannot be rewritten before the end."""

import pytest
from msgspec.structs import replace

from pbom.codec.session import (
    PAYLOAD_TYPE,
    read_session,
    seal_session,
    session_message,
    write_session,
)
from pbom.errors import FormatError
from pbom.model.envelope import Signature
from pbom.model.evidence import Gap, Material
from pbom.model.session import Session
from pbom.model.snapshot import Snapshot, Stamp
from tests.edits import edit_json
from tests.signatures import Hand, hand
from tests.simulator import NOON, commit, file

ME = hand("me")
SESSION = Session(
    step="build",
    run="run-1",
    started=NOON,
    cwd="sub",
    outputs=("dist/*",),
    before=Snapshot(
        source=commit("one"),
        materials=(Material(artifact=file("a", "x"), state="untracked"),),
        stamps={"a": Stamp(size=1, modified=1_700_000_000_000_000_000, changed=3, inode=4, mode=5)},
        gaps=(Gap(kind="ignored-files", detail="node_modules", count=7),),
    ),
)


def sealed(session: Session, signer: Hand = ME) -> bytes:
    payload = write_session(session)
    return seal_session(payload, signer.sign(session_message(payload)))


@pytest.mark.parametrize(
    "session",
    [SESSION, replace(SESSION, before=Snapshot(source=None, materials=(), stamps={}), outputs=())],
)
def test_what_was_written_can_be_read_back(session: Session) -> None:
    assert read_session(sealed(session), ME.public_key) == session


def test_only_the_key_that_began_it_can_end_it() -> None:
    with pytest.raises(FormatError, match="not begun with the key that is to end it"):
        read_session(sealed(SESSION, hand("eve")), ME.public_key)


def test_a_session_that_was_edited_is_refused() -> None:
    payload = write_session(SESSION)
    other = payload.replace(b"run-1", b"run-2")
    assert other != payload
    with pytest.raises(FormatError, match="not begun with the key"):
        read_session(seal_session(other, ME.sign(session_message(payload))), ME.public_key)


def test_a_session_of_another_payload_type_is_refused() -> None:
    with pytest.raises(FormatError, match="not begun with the key"):
        read_session(
            edit_json(lambda table: table.update(payloadType=PAYLOAD_TYPE + "x"))(sealed(SESSION)),
            ME.public_key,
        )


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"payload":"e30="}'])
def test_what_is_no_session_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_session(data, ME.public_key)


def test_a_session_that_nobody_signed_is_refused() -> None:
    unsigned = edit_json(lambda table: table.update(signatures=[]))(sealed(SESSION))
    with pytest.raises(FormatError, match="not begun with the key"):
        read_session(unsigned, ME.public_key)
    empty = seal_session(write_session(SESSION), Signature(hint=ME.public_key.hint, value=b""))
    with pytest.raises(FormatError, match="not begun with the key"):
        read_session(empty, ME.public_key)
