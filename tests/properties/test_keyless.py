"""Keyless bundles with any one thing broken: never another payload, never another exception."""

import base64
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from pbom.codec.bundle import read_bundle
from pbom.errors import AuthenticationError, FormatError
from tests.keyless import PAYLOAD, Deployment, enter
from tests.workbench import require

COUNT = 400


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    require("openssl")
    with Deployment.running(tmp_path_factory.mktemp("sigstore")) as running:
        yield running


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """Every place of a document."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from places(inner, (*path, key))


def broken(bundle: bytes, chance: random.Random) -> bytes:
    """The bundle with one place changed in one of many ways."""
    table = json.loads(bundle)
    path = chance.choice(list(places(table)))
    holder = table
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    kind = chance.randrange(5)
    if kind == 0:
        del holder[path[-1]]
    elif kind == 1:
        holder[path[-1]] = chance.choice([None, "", 0, -1, [], {}, "AA==", "9" * 19, "9" * 40])
    elif kind == 2 and isinstance(value, str) and value:
        at = chance.randrange(len(value))
        holder[path[-1]] = value[:at] + chance.choice("AZ09+/=-_\n ") + value[at + 1 :]
    elif isinstance(value, str):
        try:
            raw = bytearray(base64.b64decode(value, validate=True))
        except ValueError:
            raw = bytearray(value.encode())
        for _ in range(kind - 2):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        holder[path[-1]] = base64.b64encode(raw).decode()
    return json.dumps(table).encode()


@pytest.mark.parametrize("rekor", [1, 2])
def test_one_thing_that_is_broken(deployment: Deployment, rekor: int) -> None:
    bundle, chance = deployment.seal(rekor=rekor), random.Random(rekor)  # noqa: S311 - it breaks things, and keeps no secret
    identity = deployment.identity()
    honest = enter(bundle, identity)
    changed = {broken(bundle, chance) for _ in range(COUNT)}
    accepted = []
    for item in changed:
        if json.loads(item) == json.loads(bundle):
            continue  # the draw changed nothing
        try:
            found = enter(item, identity)
        except (FormatError, AuthenticationError):
            continue
        accepted.append(item)
        assert read_bundle(item).payload == PAYLOAD
        assert (found.statement, found.certificate) == (honest.statement, honest.certificate)
    assert len(changed) > COUNT / 2, "or hardly anything was broken"
    assert all(b"signedTimestamp" not in item for item in accepted), "a voice may be missing only"
    assert rekor == 1 or not accepted, "where it is the only one, it may not"
