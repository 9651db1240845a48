"""Signatures in commit objects: cut out as git cuts them out, to the byte."""

from typing import NamedTuple

from pbom.model.commit import SignatureForm

_HEADERS = {40: b"gpgsig ", 64: b"gpgsig-sha256 "}
"""The header of the signature, by the digits of an object id: each object format has its own."""
_OTHER = b"gpgsig"
_FORMS: tuple[tuple[bytes, SignatureForm], ...] = (
    (b"-----BEGIN SSH SIGNATURE-----", "ssh"),
    (b"-----BEGIN PGP SIGNATURE-----", "openpgp"),
    (b"-----BEGIN PGP MESSAGE-----", "openpgp"),
    (b"-----BEGIN SIGNED MESSAGE-----", "x509"),
)


class SignedCommit(NamedTuple):
    """A commit object in its two parts.

    Attributes:
        payload: The bytes that were signed: the object without its signatures.
        signature: The signature's bytes; empty where there is none.
        headers: How many headers hold a signature for this object format; git joins their texts.
    """

    payload: bytes
    signature: bytes
    headers: int

    @property
    def form(self) -> SignatureForm:
        """Form of the signature; empty where there is none, or nobody knows the form."""
        found = (form for mark, form in _FORMS if self.signature.startswith(mark))
        return next(found, "")


def cut_signature(raw: bytes, id_: str) -> SignedCommit:
    """The two parts of a commit object of that id.

    A signature for the other object format is in neither part, as with git.
    """
    ours = _HEADERS[len(id_)]
    payload: list[bytes] = []
    signature: list[bytes] = []
    count = 0
    within: list[bytes] | None = payload
    """Where the lines go that continue the one before; ``None`` drops them."""
    at = 0
    while at < len(raw):
        end = raw.find(b"\n", at) + 1 or len(raw)
        line, at = raw[at:end], end
        if line.startswith(b" "):
            if within is not None:
                within.append(line[1:] if within is signature else line)
        elif line.startswith(ours):
            signature.append(line[len(ours) :])
            count += 1
            within = signature
        elif line.startswith(_OTHER):
            within = None
        elif line == b"\n":
            payload.extend((line, raw[at:]))
            break
        else:
            payload.append(line)
            within = payload
    return SignedCommit(b"".join(payload), b"".join(signature), count)
