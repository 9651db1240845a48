"""Statement to envelope: a signer puts its name to a claim."""

from pbom.codec.bundle import write_bundle
from pbom.codec.dsse import IN_TOTO, pae
from pbom.codec.statement import write_release_statement, write_statement
from pbom.model.sealed import Sealed
from pbom.model.statement import ReleaseStatement, Statement
from pbom.signers import Signer


def attest(statement: Statement, signer: Signer) -> Sealed:
    """The statement, signed, as a bundle with the bodies it names.

    Raises:
        RecordingError: The signer did not sign.
    """
    payload, bodies = write_statement(statement)
    return Sealed(bundle=_seal(payload, signer), bodies=bodies)


def attest_release(statement: ReleaseStatement, document: bytes, signer: Signer) -> Sealed:
    """A PBOM, signed, as a bundle with the document.

    Raises:
        FormatError: The document is not JSON.
        RecordingError: The signer did not sign.
    """
    payload = write_release_statement(statement, document)
    return Sealed(bundle=_seal(payload, signer), bodies=(document,))


def _seal(payload: bytes, signer: Signer) -> bytes:
    return write_bundle(payload, signer.sign(pae(IN_TOTO, payload)))
