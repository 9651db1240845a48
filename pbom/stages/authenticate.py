"""Envelope to attestation: the one door.

What is checked, in this order; the gate's list in ``spec/gate.md`` has the same numbers:

3.  the signature, over the received bytes, with a key that a trusted functionary holds, or with
    one that a certificate by a trusted root is for;
4.  who that functionary is (which steps it may sign, the rules check);
5.  the dates of its key, for which somebody trusted has to say when it signed;
6.  transparency log: of keyless signatures, by the trusted root; keys need none;
7.  the payload type;
8.  the statement, strictly.

Steps 1 and 2 (size limits, strict JSON) happen when the bundle is read.
"""

from collections.abc import Iterable

from msgspec import Struct

from pbom.codec.dsse import IN_TOTO, pae
from pbom.codec.keys import verifies
from pbom.codec.manifest import Bodies
from pbom.codec.statement import read_statement
from pbom.errors import AuthenticationError
from pbom.model.attestation import Attestation
from pbom.model.certificate import Certificate, Vouched
from pbom.model.digest import Digest
from pbom.model.envelope import Certified, Envelope, Signature
from pbom.model.functionary import Functionary
from pbom.model.identity import Identity
from pbom.model.key import PublicKey
from pbom.model.printable import printable
from pbom.model.statement import Statement
from pbom.stages.lifetime import Heard, hear, refuse_untimely


class _Signed(Struct, frozen=True, kw_only=True):
    """Who signed, and what came out about it."""

    functionary: Functionary
    heard: Heard
    certificate: Certificate | None = None


def authenticate(
    envelope: Envelope, trusted: Iterable[Functionary], bodies: Bodies
) -> Attestation[Statement]:
    """The attestation that an envelope is, if a trusted functionary signed it.

    Raises:
        AuthenticationError: Nobody who is trusted vouches for it.
        FormatError: It is signed, but not a statement; or its certificate cannot be read.
        EvidenceMissingError: It is signed, but a body that it names is not there.
    """
    signature = _only_signature(envelope)
    known = tuple(trusted)
    if envelope.certified is None:
        signed = _key_holder(envelope, signature, known)
    else:
        signed = _certificate_holder(envelope, envelope.certified, known)
    refuse_untimely(signed.functionary, signed.heard)
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
        functionary=signed.functionary,
        bundle=envelope.bundle,
        bodies=tuple(sorted(set(opened))),
        times=signed.heard.times,
        certificate=signed.certificate,
    )


def _only_signature(envelope: Envelope) -> Signature:
    if not envelope.signatures:
        raise AuthenticationError("unsigned", "the envelope has no signatures")
    if len(envelope.signatures) > 1:
        raise AuthenticationError(
            "bad-encoding", f"expected one signature, found {len(envelope.signatures)}"
        )
    signature = envelope.signatures[0]
    if not signature.value:
        raise AuthenticationError("bad-signature", "the signature is empty")
    return signature


def _certificate_holder(
    envelope: Envelope, certified: Certified, trusted: tuple[Functionary, ...]
) -> _Signed:
    """Whoever a certificate names, by the trusted root that the policy has for them."""
    holders = [(item, item.key) for item in trusted if isinstance(item.key, Identity)]
    if not holders:
        raise AuthenticationError(
            "unknown-signer", "signed by the holder of a certificate, and only keys are trusted"
        )
    from pbom.codec.keyless import vouch  # noqa: PLC0415 - 400 ms, and keys need none of it

    refusals: list[AuthenticationError] = []
    for root in dict.fromkeys(identity.root for _, identity in holders):
        try:
            vouched = vouch(envelope, certified, root)
        except AuthenticationError as error:
            refusals.append(error)
            continue
        same = [(item, identity) for item, identity in holders if identity.root == root]
        for functionary, identity in same:
            if not identity.objection(vouched.certificate):
                return _Signed(
                    functionary=functionary,
                    heard=Heard(times=vouched.times, refused=()),
                    certificate=vouched.certificate,
                )
        refusals.append(_stranger(vouched, same))
    raise next((item for item in refusals if item.reason == "wrong-identity"), refusals[0])


def _stranger(vouched: Vouched, holders: list[tuple[Functionary, Identity]]) -> AuthenticationError:
    named = f"{vouched.certificate.subject} ({vouched.certificate.issuer})"
    objections = "; ".join(
        f"not {item.name}: {identity.objection(vouched.certificate)}"
        for item, identity in holders[:3]
    )
    return AuthenticationError(
        "wrong-identity",
        printable(f"signed by {named[:300]}, who is no functionary; {objections[:600]}"),
        found=printable(vouched.certificate.subject)[:300],
    )


def _key_holder(
    envelope: Envelope, signature: Signature, trusted: tuple[Functionary, ...]
) -> _Signed:
    holders = [(item, item.key) for item in trusted if isinstance(item.key, PublicKey)]
    message = pae(envelope.payload_type, envelope.payload)
    for functionary, key in holders:
        if verifies(key, signature.value, message):
            _refuse_wrong_hint(signature, functionary.name, key)
            heard = hear(signature, functionary.clocks)
            return _Signed(functionary=functionary, heard=heard)
    raise _refusal(signature, holders)


def _refuse_wrong_hint(signature: Signature, name: str, key: PublicKey) -> None:
    """A hint may be absent; one that names another key was changed after signing."""
    if signature.hint and signature.hint != key.hint:
        raise AuthenticationError(
            "wrong-hint",
            f"signed by {name}, but the hint names another key: {printable(signature.hint)[:100]}",
            found=name,
        )


def _refusal(
    signature: Signature, holders: list[tuple[Functionary, PublicKey]]
) -> AuthenticationError:
    hint = printable(signature.hint)[:100]
    named = [(item.name, key) for item, key in holders if key.hint == signature.hint]
    if not named:
        known = ", ".join(f"{item.name} ({key.hint})" for item, key in holders)
        return AuthenticationError(
            "unknown-signer",
            f"signed with key {hint or '(no hint)'}, which is no functionary's; known are: {known}",
            found=hint,
        )
    name, key = named[0]
    if key.kind != "ed25519" and not signature.value.startswith(b"\x30"):
        return AuthenticationError(
            "bad-encoding", "an ECDSA signature is DER; this looks like raw r||s", found=name
        )
    return AuthenticationError(
        "bad-signature",
        f"the bytes are not what {name} signed, or {name} did not sign them",
        found=name,
    )
