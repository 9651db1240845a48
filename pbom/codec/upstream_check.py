"""Who signed a document of upstream, by a trusted root and by nobody's word."""

from pbom.codec.any_bundle import read_any_bundle
from pbom.codec.dsse import IN_TOTO
from pbom.codec.fields import Fields
from pbom.codec.keyless import vouch
from pbom.codec.strict_json import read_json
from pbom.codec.upstream_documents import Claim
from pbom.errors import AuthenticationError, FormatError
from pbom.model.trusted_root import TrustedRoot
from pbom.model.upstream import Signer

KEY = "signed with a key, and not with a certificate that names somebody"


def signer_of(claim: Claim, root: TrustedRoot | str) -> Signer | str:
    """Whom the certificate names whose key signed a claim; else why that is not known.

    Instead of a trusted root there may be why there is none.
    """
    if not claim.bundle:
        return "an envelope alone, without the entry of a log"
    if isinstance(root, str):
        return root
    try:
        return _vouched(claim, root)
    except (AuthenticationError, FormatError) as error:
        return str(error)[:300]


def _vouched(claim: Claim, root: TrustedRoot) -> Signer:
    if "publicKey" in Fields(read_json(claim.bundle)).table("verificationMaterial"):
        raise FormatError(KEY)  # as npm's registry signs what it publishes
    bundle = read_any_bundle(claim.bundle)
    if bundle.certified is None:
        raise FormatError(KEY)
    envelope = bundle.envelope
    if envelope is None or (envelope.payload_type, envelope.payload) != (IN_TOTO, claim.payload):
        raise FormatError("the statement that is signed is another one")
    certificate = vouch(envelope, bundle.certified, root).certificate
    return Signer(
        identity=certificate.subject,
        issuer=certificate.issuer,
        repository=certificate.claim("repository"),
        commit=certificate.claim("commit"),
    )
