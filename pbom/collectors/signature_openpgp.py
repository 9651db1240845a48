"""OpenPGP signatures, checked by ``gpgv`` with a keyring; its status lines are what counts.

Its exit code says little: it is 0 for a key that has expired or was revoked.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from pbom.codec.openpgp import SIGNATURE, dearmor, issuers
from pbom.collectors.signature_tools import Checked, Tools, unanswered
from pbom.errors import FormatError

_LINE = re.compile(r"^\[GNUPG:\] (?P<word>[A-Z_]+)(?: (?P<rest>.*))?$", re.MULTILINE)
_VERDICTS = frozenset({"GOODSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "BADSIG", "ERRSIG"})
_WEAK = {"1": "MD5", "2": "SHA-1", "3": "RIPEMD-160"}
_OF_DATA = frozenset({"00", "01"})
_NO_KEY = "9"
_EARLY, _LATE = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
"""Of a time that is none the end that speaks against the signature."""


class _Status(NamedTuple):
    """What ``gpgv`` said.

    Attributes:
        word: Its verdict.
        rest: The words after it.
        valid: The words of VALIDSIG; empty where it did not say so.
        expired: When the key expired; ``None`` where it did not.
    """

    word: str
    rest: tuple[str, ...]
    valid: Mapping[str, str]
    expired: datetime | None


class OpenPgpCheck:
    """Asks once for each signature, unless its key is known to be absent."""

    def __init__(self, tools: Tools, keyring: bytes) -> None:
        self._tools = tools
        self._given = bool(keyring)
        self._absent: set[str] = set()

    def check(self, signature: bytes, payload: bytes, at: datetime) -> Checked:
        """What is known of a signature.

        Raises:
            FormatError: It is none, or there are several.
        """
        binary = dearmor(signature, SIGNATURE)
        issuer, *more = issuers(binary)
        if more:
            raise FormatError("several signatures instead of one")
        if not self._given:
            note = "no keyring is given"
            return Checked("unverified", issuer, note=note, why="signature-keys-not-given")
        if issuer in self._absent:
            return _without_key(issuer)
        with self._tools.draft(binary) as path:
            answer = self._tools.verify_openpgp(path, payload)
        silent = unanswered(answer, issuer)
        if silent:
            return silent
        checked = judge_status(answer.out, issuer, at)
        if checked == _without_key(issuer):
            self._absent.add(issuer)
        return checked


def _read(output: str) -> _Status:
    said = [(match["word"], (match["rest"] or "").split(" ")) for match in _LINE.finditer(output)]
    verdicts = [(word, rest) for word, rest in said if word in _VERDICTS]
    valid = [rest for word, rest in said if word == "VALIDSIG"]
    if len(verdicts) != 1 or len(valid) > 1:
        return _Status("", (), {}, None)
    names = ("fingerprint", "day", "made", "ends", "version", "", "algorithm", "hash", "class")
    expired = [_moment(rest[0], _EARLY) for word, rest in said if word == "KEYEXPIRED"]
    word, rest = verdicts[0]
    return _Status(
        word=word,
        rest=tuple(rest),
        valid=dict(zip((*names, "primary"), valid[0], strict=False)) if valid else {},
        expired=min(expired, default=None),
    )


def judge_status(output: str, issuer: str, at: datetime) -> Checked:
    """What the status lines of ``gpgv`` say of a signature that names a key and was made at a time.

    Whatever is not said plainly and once is not said.
    """
    status = _read(output)
    if status.word == "ERRSIG":
        if status.rest[5:6] == (_NO_KEY,):
            return _without_key(issuer)
        return Checked("unverified", issuer, note="gpgv cannot check signatures of its kind")
    if status.word in {"", "BADSIG"} or not status.valid:
        return Checked("bad", issuer, note="it does not fit the commit")
    key = status.valid.get("primary") or status.valid.get("fingerprint", "")
    problem = _problem(status, at)
    if problem:
        return Checked("unverified", key, note=problem)
    later = "its key has expired since" if status.expired else ""
    return Checked("verified", key, " ".join(status.rest[1:]), later)


def _problem(status: _Status, at: datetime) -> str:
    """Why a signature that holds does not count."""
    weak = _WEAK.get(status.valid.get("hash", ""))
    if weak:
        return f"it is over a digest that can be forged, {weak}"
    if status.valid.get("class") not in _OF_DATA:
        return "it is no signature over data"
    if status.word == "REVKEYSIG":
        return "its key was revoked"
    if status.word == "EXPSIG":
        return "it has expired itself"
    if status.word == "EXPKEYSIG":
        made = _moment(status.valid.get("made", ""), _LATE)
        if status.expired is None or max(made, at) >= status.expired:
            return "its key had expired when it was made"
    return ""


def _without_key(issuer: str) -> Checked:
    return Checked("unverified", issuer, note="its key is not in the keyring")


def _moment(text: str, otherwise: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise
