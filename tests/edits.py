"""Edits of bundles: what an attacker does to bytes."""

import base64
import json
from collections.abc import Callable
from typing import Any

from pbom.codec.dsse import IN_TOTO, pae
from tests.signatures import hand

Edit = Callable[[bytes], bytes]
Table = dict[str, Any]
"""A parsed JSON object, to be changed in place."""


def edit_json(change: Callable[[Table], object]) -> Edit:
    """Change the members of a JSON document, such as a bundle; nothing is signed again."""

    def edit(data: bytes) -> bytes:
        table: Table = json.loads(data)
        change(table)
        return json.dumps(table).encode()

    return edit


def swap_payload(edit: Edit) -> Edit:
    """Another payload under the old signature."""

    def change(bundle: Table) -> None:
        envelope = bundle["dsseEnvelope"]
        payload = edit(base64.b64decode(envelope["payload"]))
        envelope["payload"] = base64.b64encode(payload).decode()

    return edit_json(change)


def sign_again(name: str, edit: Edit, payload_type: str = IN_TOTO) -> Edit:
    """Another payload, properly signed by somebody."""

    def change(bundle: Table) -> None:
        envelope = bundle["dsseEnvelope"]
        payload = edit(base64.b64decode(envelope["payload"]))
        signature = hand(name).sign(pae(payload_type, payload))
        envelope["payload"] = base64.b64encode(payload).decode()
        envelope["payloadType"] = payload_type
        sealed = base64.b64encode(signature.value).decode()
        envelope["signatures"] = [{"keyid": signature.hint, "sig": sealed}]
        bundle["verificationMaterial"] = {"publicKey": {"hint": signature.hint}}

    return edit_json(change)


def payload_of(bundle: bytes) -> bytes:
    """The signed bytes of a bundle."""
    return base64.b64decode(json.loads(bundle)["dsseEnvelope"]["payload"])
