"""A bundle of any kind against a file, as the conformance suite of Sigstore asks for it."""

import hashlib
from typing import TYPE_CHECKING

from pbom.codec.any_bundle import AnyBundle, read_any_bundle
from pbom.codec.dsse import IN_TOTO
from pbom.codec.fields import Fields
from pbom.codec.keyless import Anybody, vouch_by
from pbom.codec.strict_json import read_json
from pbom.errors import AuthenticationError, FormatError
from pbom.model.identity import Identity
from pbom.model.key import PublicKey

if TYPE_CHECKING:
    from sigstore.hashes import Hashed
    from sigstore.models import Bundle
    from sigstore.verify import Verifier

_STATEMENTS = ("https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1")


def check_by_identity(document: bytes, sha256: bytes, identity: Identity) -> None:
    """Nothing, if the holder of an identity signed the artifact of a digest.

    Raises:
        FormatError: It is no bundle, or its statement is none.
        AuthenticationError: It does not hold, or is of something or somebody else.
    """
    bundle = read_any_bundle(document)
    if bundle.certified is None:
        raise AuthenticationError("unknown-signer", "a key signed, and none was given")

    def ask(verifier: "Verifier", read: "Bundle") -> None:
        if bundle.envelope is None:
            verifier.verify_artifact(_hashed(sha256), read, Anybody())
        elif verifier.verify_dsse(read, Anybody()) != (
            bundle.envelope.payload_type,
            bundle.envelope.payload,
        ):
            raise FormatError("the library read other bytes than we did")

    vouched = vouch_by(bundle.certified, identity.root, ask)
    objection = identity.objection(vouched.certificate)
    if objection:
        raise AuthenticationError("wrong-identity", objection)
    _check_subject(bundle, sha256)


def check_by_key(document: bytes, sha256: bytes, key: PublicKey) -> None:
    """Nothing, if the holder of a key signed the artifact of a digest.

    Raises:
        FormatError: It is no bundle, or its statement is none.
        AuthenticationError: It does not hold, or is of something else.
    """
    bundle = read_any_bundle(document)
    if bundle.certified is not None:
        raise AuthenticationError("unknown-signer", "the holder of a certificate signed, not a key")
    signed = sha256 if bundle.envelope is None else hashlib.sha256(bundle.message(b"")).digest()
    if not _verifies_digest(key, bundle.signature, signed):
        raise AuthenticationError("bad-signature", "the key did not sign it")
    if bundle.claimed and bundle.claimed != sha256:
        raise AuthenticationError("bad-signature", "the bundle is of another file")
    _check_subject(bundle, sha256)


def _check_subject(bundle: AnyBundle, sha256: bytes) -> None:
    """A statement is about the artifact only if it names it."""
    if bundle.envelope is None:
        return
    if bundle.envelope.payload_type != IN_TOTO:
        raise AuthenticationError("wrong-payload-type", f"expected {IN_TOTO}")
    statement = Fields(read_json(bundle.envelope.payload))
    if statement.text("_type") not in _STATEMENTS:
        raise statement.error("_type", "not an in-toto statement")
    subjects = statement.tables("subject", required=True)
    named = {subject.table("digest").text("sha256", "") for subject in subjects}
    if sha256.hex() not in named:
        raise AuthenticationError("bad-signature", "the statement is about something else")


def _hashed(sha256: bytes) -> "Hashed":
    from sigstore.hashes import Hashed  # noqa: PLC0415 - 400 ms
    from sigstore_models.common.v1 import HashAlgorithm  # noqa: PLC0415

    return Hashed(algorithm=HashAlgorithm.SHA2_256, digest=sha256)


def _verifies_digest(key: PublicKey, signature: bytes, sha256: bytes) -> bool:
    """Whether a key signed what has a digest; only ECDSA on P-256 can be asked without it."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - 20 ms
    from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415

    opened = load_der_public_key(key.spki)
    if not isinstance(opened, ec.EllipticCurvePublicKey) or key.kind != "ecdsa-p256":
        raise AuthenticationError("key-type-mismatch", "expected a key of ECDSA on P-256")
    try:
        opened.verify(signature, sha256, ec.ECDSA(utils.Prehashed(SHA256())))
    except InvalidSignature:
        return False
    return True
