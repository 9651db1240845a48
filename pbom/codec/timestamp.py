"""Timestamps (RFC 3161): asked for, read strictly, and believed only from a certificate in hand.

A token may carry certificates, and none of them is looked at: the certificate that counts is the
one that a policy has pinned. So it does not matter which stands first among them, who issued them,
or whether there are any.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from pbom.codec import der
from pbom.codec.der import Element, Elements, only, write_element, write_integer
from pbom.errors import FormatError
from pbom.model.timestamp import Stamped

SHA256 = bytes.fromhex("608648016503040201")
_HASHES = {
    SHA256: "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_TST_INFO = bytes.fromhex("2a864886f70d0109100104")
_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_CERTIFICATE_1 = bytes.fromhex("2a864886f70d010910020c")
_CERTIFICATE_2 = bytes.fromhex("2a864886f70d010910022f")
_TIME = re.compile(r"(\d{14})(?:\.(\d{1,9}))?Z", re.ASCII)
_KEY_ID = 0x80
_GRANTED = (0, 1)
_STATUS = {2: "it was refused", 3: "it has to wait", 4: "a revocation is near", 5: "it was revoked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a response holds, read and not believed.

    Attributes:
        stamped: What it says of the time.
        hash: Name of the hash by which it names what was stamped.
        imprint: That hash.
        claimed: Hashes of the certificate that it says it was signed with, by their names.
        digest: Name of the hash under the signature.
        algorithm: The signature's algorithm, the bytes of its object identifier.
        signed: The bytes that the signature covers.
        signature: The signature.
    """

    stamped: Stamped
    hash: str
    imprint: bytes
    claimed: tuple[tuple[str, bytes], ...]
    digest: str
    algorithm: bytes
    signed: bytes
    signature: bytes

    def is_over(self, message: bytes) -> bool:
        """Whether these bytes were stamped."""
        return hashlib.new(self.hash, message).digest() == self.imprint

    def claims(self, certificate: bytes) -> bool:
        """Whether it says that it was signed with this very certificate, in DER."""
        return all(hashlib.new(name, certificate).digest() == value for name, value in self.claimed)


def write_request(message: bytes, nonce: int) -> bytes:
    """The question when these bytes were seen, with the certificate to be sent along."""
    algorithm = write_element(der.SEQUENCE, write_element(der.OID, SHA256))
    imprint = write_element(der.OCTETS, hashlib.sha256(message).digest())
    return write_element(
        der.SEQUENCE,
        write_integer(1),
        write_element(der.SEQUENCE, algorithm, imprint),
        write_integer(nonce),
        write_element(der.BOOLEAN, b"\xff"),
    )


def read_response(data: bytes) -> Token:
    """The token of a response (``TimeStampResp``).

    Raises:
        FormatError: It is none, holds none, or has more than one signature.
    """
    response = only(data, der.SEQUENCE)
    status = response.take(der.SEQUENCE).inside.take(der.INTEGER).number
    if status not in _GRANTED:
        raise FormatError(f"no timestamp: {_STATUS.get(status, f'status {status}')}")
    content = response.take(der.SEQUENCE).inside
    response.close()
    if content.take(der.OID).body != _SIGNED_DATA:
        raise FormatError("the timestamp is not signed data")
    explicit = content.take(der.CONTEXT_0).inside
    content.close()
    signed_data = explicit.take(der.SEQUENCE).inside
    explicit.close()
    return _read_signed_data(signed_data)


def _read_signed_data(data: Elements) -> Token:
    data.take(der.INTEGER)
    data.take(der.SET)
    content = data.take(der.SEQUENCE).inside
    if content.take(der.OID).body != _TST_INFO:
        raise FormatError("what is signed is not a timestamp")
    explicit = content.take(der.CONTEXT_0).inside
    content.close()
    body = explicit.take(der.OCTETS).body
    explicit.close()
    data.maybe(der.CONTEXT_0)  # certificates, of which none counts
    data.maybe(der.CONTEXT_1)  # lists of revoked ones
    infos = data.take(der.SET).inside
    data.close()
    info = infos.take(der.SEQUENCE).inside
    infos.close()
    return _read_signer(info, body)


def _read_signer(info: Elements, body: bytes) -> Token:
    """The signature over a body, which the signed attributes have to name."""
    info.take(der.INTEGER)
    if info.maybe(der.CONTEXT_0) is None and info.maybe(_KEY_ID) is None:
        info.take(der.SEQUENCE)  # who says to have signed it
    digest = _read_hash(info.take(der.SEQUENCE))
    attributes = info.take(der.CONTEXT_0)
    algorithm = _read_algorithm(info.take(der.SEQUENCE))
    signature = info.take(der.OCTETS).body
    info.maybe(der.CONTEXT_1)  # what nobody signed
    info.close()
    found = _read_attributes(attributes.inside)
    if _attribute(found, _CONTENT_TYPE, der.OID) != _TST_INFO:
        raise FormatError("the signature is over something else than a timestamp")
    if _attribute(found, _MESSAGE_DIGEST, der.OCTETS) != hashlib.new(digest, body).digest():
        raise FormatError("the signature is over another timestamp")
    stamped, name, imprint = _read_info(body)
    return Token(
        stamped=stamped,
        hash=name,
        imprint=imprint,
        claimed=_read_claims(found),
        digest=digest,
        algorithm=algorithm,
        signed=bytes([der.SET]) + attributes.whole[1:],  # RFC 5652, section 5.4
        signature=signature,
    )


def _read_attributes(data: Elements) -> dict[bytes, Element]:
    """The signed attributes, each with its one value."""
    found: dict[bytes, Element] = {}
    while data.more:
        attribute = data.take(der.SEQUENCE).inside
        name = attribute.take(der.OID).body
        values = attribute.take(der.SET).inside
        attribute.close()
        if name in found:
            raise FormatError("the signature has one attribute twice")
        found[name] = values.any()
        values.close()
    return found


def _attribute(found: dict[bytes, Element], name: bytes, tag: int) -> bytes:
    value = found.get(name)
    if value is None or value.tag != tag:
        raise FormatError("the signature lacks an attribute")
    return value.body


def _read_claims(found: dict[bytes, Element]) -> tuple[tuple[str, bytes], ...]:
    """The hash of the signing certificate, in the older form (RFC 2634), the newer or both."""
    claims = []
    for name, usual in ((_CERTIFICATE_1, "sha1"), (_CERTIFICATE_2, "sha256")):
        if name in found:
            first = Elements(_attribute(found, name, der.SEQUENCE)).take(der.SEQUENCE).inside
            certificate = first.take(der.SEQUENCE).inside
            told = certificate.maybe(der.SEQUENCE) if name == _CERTIFICATE_2 else None
            claims.append((_read_hash(told) if told else usual, certificate.take(der.OCTETS).body))
    if not claims:
        raise FormatError("the timestamp does not say with which certificate it was signed")
    return tuple(claims)


def _read_info(body: bytes) -> tuple[Stamped, str, bytes]:
    """What was signed: the time, and of what."""
    info = only(body, der.SEQUENCE)
    version = info.take(der.INTEGER).number
    if version != 1:
        raise FormatError(f"expected a timestamp of version 1, found {version}")
    info.take(der.OID)  # the authority's own policy
    imprint = info.take(der.SEQUENCE).inside
    name, value = _read_hash(imprint.take(der.SEQUENCE)), imprint.take(der.OCTETS).body
    imprint.close()
    info.take(der.INTEGER)
    at = _read_moment(info.take(der.GENERALIZED_TIME).body)
    info.maybe(der.SEQUENCE)  # how exact its clock is
    info.maybe(der.BOOLEAN)
    nonce = info.maybe(der.INTEGER)
    info.maybe(der.CONTEXT_0)
    extensions = info.maybe(der.CONTEXT_1)
    info.close()
    if extensions and any(_is_critical(item) for item in _all(extensions.inside)):
        raise FormatError("the timestamp has an extension that nobody here knows")
    return Stamped(at=at, nonce=nonce.number if nonce else None), name, value


def _all(elements: Elements) -> list[Element]:
    found = []
    while elements.more:
        found.append(elements.take(der.SEQUENCE))
    return found


def _is_critical(extension: Element) -> bool:
    inside = extension.inside
    inside.take(der.OID)
    return inside.maybe(der.BOOLEAN) is not None  # false is the default, and not written


def _read_hash(algorithm: Element) -> str:
    name = _HASHES.get(_read_algorithm(algorithm))
    if name is None:
        raise FormatError("a weak or unknown hash, expected SHA-256, SHA-384 or SHA-512")
    return name


def _read_algorithm(algorithm: Element) -> bytes:
    inside = algorithm.inside
    name = inside.take(der.OID).body
    inside.maybe(der.NULL)
    inside.close()
    return name


def _read_moment(body: bytes) -> datetime:
    match = _TIME.fullmatch(body.decode("ascii", "replace"))
    if match is None:
        raise FormatError("the timestamp has a time that cannot be read")
    try:
        moment = datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise FormatError("the timestamp has a time that there is not") from error
    return moment.replace(microsecond=int(((match[2] or "") + "000000")[:6]))
