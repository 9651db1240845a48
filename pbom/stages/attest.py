"""Statement to envelope: a signer puts its name to a claim."""

from pbom.codec.bundle import bundle_digest, write_bundle
from pbom.codec.dsse import IN_TOTO, pae
from pbom.codec.entry import entry_for
from pbom.codec.statement import write_release_statement, write_statement
from pbom.model.imported import ImportStatement
from pbom.model.sealed import Sealed
from pbom.model.statement import ReleaseStatement, Statement
from pbom.signers import Signer


def attest(statement: Statement, signer: Signer) -> Sealed:
    """The statement, signed, as a bundle with the bodies it names.

    Raises:
        RecordingError: The signer did not sign.
    """
    payload, bodies = write_statement(statement)
    return _seal(statement, payload, bodies, signer)


def attest_release(statement: ReleaseStatement, document: bytes, signer: Signer) -> Sealed:
    """A PBOM, signed, as a bundle with the document.

    Raises:
        FormatError: The document is not JSON.
        RecordingError: The signer did not sign.
    """
    payload = write_release_statement(statement, document)
    return _seal(statement, payload, (document,), signer)


def attest_import(statement: ImportStatement, document: bytes, signer: Signer) -> Sealed:
    """An imported document, signed, as a bundle with the document's own bytes.

    Raises:
        RecordingError: The signer did not sign.
    """
    payload, _ = write_statement(statement)
    return _seal(statement, payload, (document,), signer)


def _seal(
    statement: Statement, payload: bytes, bodies: tuple[bytes, ...], signer: Signer
) -> Sealed:
    bundle = write_bundle(payload, signer.sign(pae(IN_TOTO, payload)))
    return Sealed(bundle=bundle, bodies=bodies, entry=entry_for(statement, bundle_digest(bundle)))
