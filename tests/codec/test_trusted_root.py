"""Trusted roots: read strictly, and cut to what counted at a time."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pbom.codec.trusted_root import Needed, check_trusted_root, narrow, spans
from pbom.errors import AuthenticationError, FormatError

MAY = datetime(2026, 5, 1, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
Root = dict[str, Any]


def log(name: str, start: str = "2026-01-01T00:00:00Z", end: str | None = None) -> Root:
    span = {"start": start} | ({"end": end} if end else {})
    return {
        "baseUrl": "https://log.example.org",
        "publicKey": {"rawBytes": "AA==", "validFor": span},
        "logId": {"keyId": name},
    }


def authority(start: str = "2026-01-01T00:00:00Z", end: str | None = None) -> Root:
    span = {"start": start} | ({"end": end} if end else {})
    return {"uri": "https://ca.example.org", "certChain": {"certificates": []}, "validFor": span}


def root(**members: list[Root]) -> bytes:
    whole: Root = {
        "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "tlogs": [log("a"), log("b")],
        "ctlogs": [log("c")],
        "certificateAuthorities": [authority()],
        "timestampAuthorities": [authority()],
    }
    return json.dumps(whole | members).encode()


def needed(at: datetime = MAY, logged: datetime = MAY, *, stamped: bool = True) -> Needed:
    return Needed(signed=at, logged=logged, log="a", stamped=stamped)


def test_only_the_log_that_is_named_is_left() -> None:
    kept = json.loads(narrow(root(), needed()))
    assert [item["logId"]["keyId"] for item in kept["tlogs"]] == ["a"]
    assert len(kept["certificateAuthorities"]) == len(kept["timestampAuthorities"]) == 1


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        ("2026-05-01T00:00:00Z", None, True),
        ("2026-05-01T00:00:00.001Z", None, False),
        ("2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z", True),
        ("2026-01-01T00:00:00Z", "2026-04-30T23:59:59.999Z", False),
    ],
)
@pytest.mark.parametrize("kind", ["tlogs", "ctlogs", "certificateAuthorities",
                                  "timestampAuthorities"])  # fmt: skip
def test_both_ends_of_a_span_are_in_it(kind: str, start: str, end: str, *, counts: bool) -> None:
    item = log("a", start, end) if kind.endswith("logs") else authority(start, end)
    document = root(**{kind: [item]})
    if counts:
        (kept,) = json.loads(narrow(document, needed()))[kind]
        holder = kept.get("publicKey", kept)
        assert holder["validFor"] == {"start": start}, "the library would exclude the end"
        return
    with pytest.raises(AuthenticationError) as caught:
        narrow(document, needed())
    assert caught.value.reason == "outside-validity"


def test_a_log_of_certificates_has_to_count_when_it_was_shown_the_certificate() -> None:
    document = root(ctlogs=[log("c", end="2026-05-15T00:00:00Z")])
    assert narrow(document, needed(at=JUNE, logged=MAY))
    with pytest.raises(AuthenticationError, match="log of certificates"):
        narrow(document, needed(at=MAY, logged=JUNE))


def test_a_timestamp_authority_is_needed_only_where_one_stamped() -> None:
    document = root(timestampAuthorities=[])
    assert narrow(document, needed(stamped=False))
    with pytest.raises(AuthenticationError, match="timestamp authority"):
        narrow(document, needed())


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"[]",
        b'{"mediaType":"x"}',
        root(tlogs=[]),
        root(certificateAuthorities=[]),
        root(tlogs=[log("a") | {"publicKey": {"validFor": {}}}]),
        root(tlogs=[log("a") | {"publicKey": {}}]),
        root(tlogs=[log("a", start="yesterday")]),
        root(tlogs=[log("a", start="2026-05-02T00:00:00Z", end="2026-05-01T00:00:00Z")]),
        root().replace(b'"tlogs"', b'"tlogs": [], "tlogs"'),
    ],
)
def test_what_is_no_trusted_root_is_refused(broken: bytes) -> None:
    with pytest.raises(FormatError):
        check_trusted_root(broken)


def test_an_end_that_is_null_is_none() -> None:
    item = log("a")
    item["publicKey"]["validFor"]["end"] = None
    check_trusted_root(root(tlogs=[item]))
    assert narrow(root(tlogs=[item]), needed())


def test_what_it_holds_is_told() -> None:
    lines = list(spans(root(ctlogs=[log("c", end="2026-05-15T00:00:00Z")])))
    assert "log of certificates https://log.example.org, 2026-01-01 to 2026-05-15" in lines
    assert len(lines) == 5
