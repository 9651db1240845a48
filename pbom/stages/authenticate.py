"""Envelope to attestation: the one door.

What is checked, in this order; the gate's list in ``spec/gate.md`` has the same numbers:

3.  the signature, over the received bytes, with a key that a trusted functionary holds;
4.  who that functionary is (which steps it may sign, the rules check);
5.  the dates of its key, for which somebody trusted has to say when it signed;
6.  transparency log: nothing yet, keys need none;
7.  the payload type;
8.  the statement, strictly.

Steps 1 and 2 (size limits, strict JSON) happen when the bundle is read.
"""

from collections.abc import Iterable

from pbom.codec.dsse import IN_TOTO, pae
from pbom.codec.keys import verifies
from pbom.codec.manifest import Bodies
from pbom.codec.statement import read_statement
from pbom.errors import AuthenticationError
from pbom.model.attestation import Attestation
from pbom.model.digest import Digest
from pbom.model.envelope import Envelope, Signature
from pbom.model.functionary import Functionary
from pbom.model.printable import printable
from pbom.model.statement import Statement
from pbom.stages.lifetime import hear, refuse_untimely


def authenticate(
    envelope: Envelope, trusted: Iterable[Functionary], bodies: Bodies
) -> Attestation[Statement]:
    """The attestation that an envelope is, if a trusted functionary signed it.

    Raises:
        AuthenticationError: Nobody who is trusted vouches for it.
        FormatError: It is signed, but not a statement.
        EvidenceMissingError: It is signed, but a body that it names is not there.
    """
    functionary = _signer_of(envelope, tuple(trusted))
    heard = hear(envelope.signatures[0], functionary.clocks)
    refuse_untimely(functionary, heard)
    if envelope.payload_type != IN_TOTO:
        raise AuthenticationError(
            "wrong-payload-type",
            f"expected {IN_TOTO}, found {printable(envelope.payload_type)[:100]}",
        )
    opened: list[Digest] = []

    def open_body(digest: Digest) -> bytes | None:
        opened.append(digest)
        return bodies(digest)

    statement = read_statement(envelope.payload, open_body)
    return Attestation(
        statement=statement,
        functionary=functionary,
        bundle=envelope.bundle,
        bodies=tuple(sorted(set(opened))),
        times=heard.times,
    )


def _signer_of(envelope: Envelope, trusted: tuple[Functionary, ...]) -> Functionary:
    if not envelope.signatures:
        raise AuthenticationError("unsigned", "the envelope has no signatures")
    if len(envelope.signatures) > 1:
        raise AuthenticationError(
            "bad-encoding", f"expected one signature, found {len(envelope.signatures)}"
        )
    signature = envelope.signatures[0]
    if not signature.value:
        raise AuthenticationError("bad-signature", "the signature is empty")
    message = pae(envelope.payload_type, envelope.payload)
    for functionary in trusted:
        if verifies(functionary.key, signature.value, message):
            _refuse_wrong_hint(signature, functionary)
            return functionary
    raise _refusal(signature, trusted)


def _refuse_wrong_hint(signature: Signature, functionary: Functionary) -> None:
    """A hint may be absent; one that names another key was changed after signing."""
    if signature.hint and signature.hint != functionary.key.hint:
        raise AuthenticationError(
            "wrong-hint",
            f"signed by {functionary.name}, but the hint names another key: "
            f"{printable(signature.hint)[:100]}",
            found=functionary.name,
        )


def _refusal(signature: Signature, trusted: tuple[Functionary, ...]) -> AuthenticationError:
    hint = printable(signature.hint)[:100]
    named = [functionary for functionary in trusted if functionary.key.hint == signature.hint]
    if not named:
        known = ", ".join(f"{item.name} ({item.key.hint})" for item in trusted)
        return AuthenticationError(
            "unknown-signer",
            f"signed with key {hint or '(no hint)'}, which is no functionary's; known are: {known}",
            found=hint,
        )
    if named[0].key.kind != "ed25519" and not signature.value.startswith(b"\x30"):
        return AuthenticationError(
            "bad-encoding",
            "an ECDSA signature is DER; this looks like raw r||s",
            found=named[0].name,
        )
    return AuthenticationError(
        "bad-signature",
        f"the bytes are not what {named[0].name} signed, or {named[0].name} did not sign them",
        found=named[0].name,
    )
