"""SSH signatures, checked by ``ssh-keygen`` with an allowed signers file."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pbom.codec.ssh_signature import fingerprint, signing_key
from pbom.collectors.signature_tools import Answer, Checked, Tools, unanswered


class _Signers(NamedTuple):
    """Whom the allowed signers name for a key, or why nobody."""

    principals: tuple[str, ...]
    note: str


class SshCheck:
    """Asks for the holder of a key once, and once for each signature whether it holds."""

    def __init__(self, tools: Tools, allowed_signers: bytes) -> None:
        self._tools = tools
        self._given = bool(allowed_signers)
        self._timed = b"valid-" in allowed_signers
        self._known: dict[tuple[bytes, str], _Signers] = {}

    def check(self, signature: bytes, payload: bytes, at: datetime) -> Checked:
        """What is known of a signature.

        Raises:
            FormatError: It is none.
        """
        key = signing_key(signature)
        name = fingerprint(key)
        if not self._given:
            note = "no allowed signers are given"
            return Checked("unverified", name, note=note, why="signature-keys-not-given")
        with self._tools.draft(signature) as path:
            signers = self._signers(path, key, at)
            if signers.principals:
                person = signers.principals[0]
                if self._tools.verify_ssh(path, person, at, payload).code == 0:
                    return Checked("verified", name, person)
            answer = self._tools.check_ssh(path, payload)
        silent = unanswered(answer, name)
        if silent:
            return silent
        if answer.code != 0:
            return Checked("bad", name, note="it does not fit the commit")
        return Checked("unverified", name, note=signers.note or "its key may not sign commits")

    def _signers(self, path: Path, key: bytes, at: datetime) -> _Signers:
        known = (key, at.isoformat() if self._timed else "")
        if known not in self._known:
            self._known[known] = _read(self._tools.principals(path, at))
        return self._known[known]


def _read(answer: Answer) -> _Signers:
    if answer.code == 0:
        return _Signers(tuple(filter(None, answer.out.split("\n"))), "")
    if "key has expired" in answer.err:
        return _Signers((), "its key had expired when it was committed")
    if "key is not yet valid" in answer.err:
        return _Signers((), "its key was not yet valid when it was committed")
    return _Signers((), "its key is not among the allowed signers")
