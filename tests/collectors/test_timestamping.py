"""Asking for timestamps: a real authority over HTTP, and what is no answer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from pbom.codec.time_authority import read_authority, time_of
from pbom.collectors import timestamping
from pbom.collectors.timestamping import Timestamped
from pbom.errors import RecordingError, UsageError
from tests.authority import Authority, Desk
from tests.signatures import hand
from tests.stamps import Clock
from tests.workbench import require

SIGNER = hand("builder")
CLOCK = Clock(name="tsa", at=datetime(2026, 11, 23, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    require("openssl")
    return Authority.make(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture
def desk(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(timestamping, "PAUSE", 0.01)
    monkeypatch.setattr(timestamping, "PATIENCE", 2.0)
    with authority.serve() as open_desk:
        yield open_desk


def refused(desk: Desk) -> str:
    with pytest.raises(RecordingError) as caught:
        Timestamped(SIGNER, desk.url).sign(b"message")
    return str(caught.value)


def test_every_signature_comes_with_the_authority_s_word_on_it(desk: Desk) -> None:
    signer = Timestamped(SIGNER, desk.url)
    pinned = read_authority("tsa", desk.authority.pem)
    assert signer.public_key == SIGNER.public_key
    for message in (b"one", b"two"):
        signature = signer.sign(message)
        (stamp,) = signature.timestamps
        at = time_of(stamp, signature.value, pinned)
        assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)
        assert desk.authority.verifies(stamp, signature.value)
    assert desk.asked == 2


def test_an_authority_that_is_busy_is_asked_again(desk: Desk) -> None:
    desk.failing = 2
    assert Timestamped(SIGNER, desk.url).sign(b"message").timestamps
    assert desk.asked == 3


def test_an_authority_that_does_not_answer_is_told_with_its_place(desk: Desk) -> None:
    desk.failing = 3
    assert f"no timestamp from {desk.url} after 3 tries: HTTP 503" in refused(desk)
    desk.url = "http://127.0.0.1:1/"
    assert "Connection refused" in refused(desk)


def test_an_answer_to_another_question_is_none(desk: Desk) -> None:
    """Somebody in between plays back an older answer: the nonce is another."""
    desk.answer = CLOCK.stamp(SIGNER.sign(b"message").value)
    assert "the answer is to another question" in refused(desk)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"", "the ASN.1 is cut"),
        (b"<html></html>" * 9, "expected ASN.1 tag 0x30"),
        (bytes.fromhex("30053003020102"), "no timestamp: it was refused"),
        (b"\0" * 100_000, "more than 65,536 bytes"),
    ],
)
def test_what_is_no_answer_is_not_kept(desk: Desk, answer: bytes, problem: str) -> None:
    desk.answer = answer
    assert problem in refused(desk)


def test_a_page_is_no_answer(desk: Desk) -> None:
    desk.kind = "text/html"
    assert "expected application/timestamp-reply, found text/html" in refused(desk)


def test_nobody_is_followed_elsewhere(desk: Desk, authority: Authority) -> None:
    with authority.serve() as other:
        desk.target = other.url
        assert "HTTP 307" in refused(desk)
        assert other.asked == 0


@pytest.mark.parametrize(
    "url",
    [
        "tsa",
        "file:///etc/passwd",
        "ftp://tsa.example",
        "http://",
        "http://[",
        "http://me:pw@tsa.example",
    ],
)
def test_only_urls_of_http_are_asked(url: str) -> None:
    with pytest.raises(UsageError, match="takes the URL of a time stamping authority"):
        Timestamped(SIGNER, url)
