"""One signature after another, checked with the keys that the user gave and with no others.

A key that is a forge's is never a person's, whoever lists it among the keys; where a program is
missing or silent nothing is verified.
"""

import os
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from pbom.collectors.process import expect_children
from pbom.collectors.signature_openpgp import OpenPgpCheck
from pbom.collectors.signature_ssh import SshCheck
from pbom.collectors.signature_tools import Checked, Tools
from pbom.errors import FormatError
from pbom.model.commit_keys import CommitKeys

MAX_SIGNATURE = 64 * 1024
_SSH, _OPENPGP = b"-----BEGIN SSH SIGNATURE-----", b"-----BEGIN PGP SIGNATURE-----"


class SignatureCheck:
    """The keys, laid out for the programs; use it as a context manager.

    Several threads may ask at once.
    """

    def __init__(self, keys: CommitKeys) -> None:
        self._keys = keys
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        expect_children()  # here, for only the main thread may say so
        folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="pbom-keys-")))
        tools = Tools(folder, os.environ.get("PATH", os.defpath))
        tools.allowed_signers.write_bytes(self._keys.allowed_signers)
        tools.keyring.write_bytes(self._keys.keyring)
        self._ssh = SshCheck(tools, self._keys.allowed_signers)
        self._openpgp = OpenPgpCheck(tools, self._keys.keyring)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def check(self, signature: bytes, payload: bytes, at: datetime) -> Checked:
        """What is known of a signature over a payload, by the keys that were valid at a time."""
        try:
            return self._with_forges(self._check(signature, payload, at))
        except FormatError as error:
            return Checked("bad", note=error.problem)

    def _check(self, signature: bytes, payload: bytes, at: datetime) -> Checked:
        if len(signature) > MAX_SIGNATURE:
            raise FormatError(f"it is larger than the limit of {MAX_SIGNATURE:,} bytes")
        if signature.startswith(_SSH):
            return self._ssh.check(signature, payload, at)
        if signature.startswith(_OPENPGP):
            return self._openpgp.check(signature, payload, at)
        note = "signatures of its form are not checked here"
        return Checked("unverified", note=note, why="signature-form-not-checked")

    def _with_forges(self, checked: Checked) -> Checked:
        if checked.state == "bad" or not self._keys.is_forge(checked.key):
            return checked
        if checked.state == "verified":
            return checked._replace(state="forge", person="")
        return checked._replace(
            state="forge", note="it names a forge's key, and was not checked with it", why=""
        )
