"""Asking a time stamping authority (RFC 3161, section 3.4) for the time of a signature.

Whoever signs does not judge the authority: that is for the policy of whoever verifies. Here it only
matters that the answer is one, to this very question.
"""

import secrets
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from msgspec.structs import replace

from pbom.codec.timestamp import read_response, write_request
from pbom.errors import FormatError, RecordingError, UsageError
from pbom.model.envelope import Signature
from pbom.model.key import PublicKey
from pbom.model.printable import printable
from pbom.signers import Signer

MAX_RESPONSE = 64 * 1024
PATIENCE = 20.0
"""Seconds for one answer, and no less for a slow one."""
TRIES = 3
PAUSE = 1.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_PART = 4096
_HANDLERS = (
    urllib.request.HTTPHandler,
    urllib.request.HTTPSHandler,
    urllib.request.HTTPErrorProcessor,
    urllib.request.HTTPDefaultErrorHandler,
)


class Timestamped:
    """A signer each of whose signatures an authority has seen."""

    def __init__(self, signer: Signer, url: str) -> None:
        """Take note of where to ask.

        Raises:
            UsageError: The URL is none of HTTP.
        """
        if not _is_usable(url):
            raise UsageError(
                f"--timestamp takes the URL of a time stamping authority, found {printable(url)!r}",
                hint="such as https://timestamp.example.org/; without user name and password",
            )
        self._signer = signer
        self._url = url

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return self._signer.public_key

    def sign(self, message: bytes) -> Signature:
        """A signature, and the authority's word on its time.

        Raises:
            RecordingError: The key did not sign, or the authority did not answer.
        """
        made = self._signer.sign(message)
        return replace(made, timestamps=(*made.timestamps, _stamp(self._url, made.value)))


def _is_usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username


def _stamp(url: str, value: bytes) -> bytes:
    problem = ""
    for number in range(TRIES):
        if number:
            time.sleep(PAUSE * number)
        try:
            return _fitting(url, value)
        except FormatError as error:
            problem = error.problem
        except urllib.error.HTTPError as error:
            problem = f"HTTP {error.code}"
            error.close()
        except (OSError, ValueError) as error:
            problem = str(getattr(error, "reason", "") or error)
    raise RecordingError(
        f"no timestamp from {printable(url)} after {TRIES} tries: {printable(problem)[:200]}",
        hint="leave --timestamp out where the policy does not ask for a trusted time",
    )


def _fitting(url: str, value: bytes) -> bytes:
    nonce = secrets.randbits(64)
    response = _ask(url, write_request(value, nonce))
    token = read_response(response)
    if token.stamped.nonce != nonce or not token.is_over(value):
        raise FormatError("the answer is to another question")
    return response


def _ask(url: str, request: bytes) -> bytes:
    """The bytes of an answer, within a limit of time and of size."""
    opener = urllib.request.OpenerDirector()  # one that follows nobody elsewhere
    if urlsplit(url).hostname not in _LOOPBACK:
        opener.add_handler(urllib.request.ProxyHandler())
    for handler in _HANDLERS:
        opener.add_handler(handler())
    asked = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        url, data=request, headers={"Content-Type": _QUERY, "Accept": _REPLY}, method="POST"
    )
    end = time.monotonic() + PATIENCE
    data = bytearray()
    with opener.open(asked, timeout=PATIENCE) as answer:
        kind = answer.headers.get_content_type()
        if kind != _REPLY:
            raise FormatError(f"expected {_REPLY}, found {printable(kind)[:80]}")
        while part := answer.read1(_PART):
            data += part
            if len(data) > MAX_RESPONSE:
                raise FormatError(f"an answer of more than {MAX_RESPONSE:,} bytes")
            if time.monotonic() > end:
                raise TimeoutError(f"no whole answer within {PATIENCE:.0f} seconds")
    return bytes(data)
