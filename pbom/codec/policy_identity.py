"""Functionaries of a policy: each is a key, or an identity with the trusted root that it needs."""

import hashlib
from collections.abc import Callable, Iterator
from typing import get_args

from pbom.codec.digests import parse_digest
from pbom.codec.fields import Fields
from pbom.codec.policy_keys import Held, read_dates, read_keys
from pbom.codec.trusted_root import check_trusted_root
from pbom.errors import FormatError, PolicyError
from pbom.model.certificate import Claim
from pbom.model.digest import Digest
from pbom.model.identity import Identity
from pbom.model.timestamp import TimeAuthority
from pbom.model.trusted_root import TrustedRoot

FindRoot = Callable[[str, Digest | None], bytes]
"""The trusted root in a file that a policy names, with the digest that it pins; an empty name asks
for the one that the user goes by."""

_CLAIMS: tuple[Claim, ...] = get_args(Claim)


def no_roots(name: str, digest: Digest | None) -> bytes:
    """No trusted root, for readers that have no files.

    Raises:
        PolicyError: Always.
    """
    del digest
    raise PolicyError(
        f"no trusted root {name}".rstrip(),
        hint="functionaries with an identity need one: [trust] root and sha256 in the policy, "
        "--trusted-root FILE, or `pbom trust add`",
    )


class Credentials:
    """Reads what proves that a functionary signed; a root is looked for once, and if needed."""

    def __init__(
        self, trust: Fields | None, find: FindRoot, clocks: tuple[TimeAuthority, ...]
    ) -> None:
        """Remember the policy's trust, where its files are, and the clocks that it pins."""
        self.clocks = clocks
        self._find = find
        self._default = _Named(trust, "root", "sha256") if trust else None
        self._found: dict[tuple[str, Digest | None], TrustedRoot] = {}
        if trust:
            trust.close()

    def read(self, fields: Fields) -> Iterator[Held]:
        """The keys or the identity of one functionary, with their dates.

        Raises:
            FormatError: It has neither, both, or one that means more than it says.
            PolicyError: There is no trusted root for it.
        """
        if "identity" not in fields:
            yield from read_keys(fields, self.clocks)
            return
        if "public-key" in fields or "keys" in fields:
            raise fields.error("identity", "a functionary has a key or an identity, not both")
        yield read_dates("", self._identity(fields), fields)

    def _identity(self, fields: Fields) -> Identity:
        demands = tuple((name, fields.text(name)) for name in _CLAIMS if name in fields)
        try:
            return Identity(
                issuer=fields.text("issuer"),
                subject=fields.text("identity"),
                demands=demands,
                root=self._root(fields),
            )
        except ValueError as error:
            raise fields.error("identity", str(error)[:500]) from error

    def _root(self, fields: Fields) -> TrustedRoot:
        own = _Named(fields, "trusted-root", "trusted-root-sha256")
        named = own if own.name else self._default
        name, digest = (named.name, named.digest) if named else ("", None)
        if (name, digest) not in self._found:
            self._found[name, digest] = self._checked(name, digest)
        return self._found[name, digest]

    def _checked(self, name: str, digest: Digest | None) -> TrustedRoot:
        document = self._find(name, digest)
        found = Digest("sha256", hashlib.sha256(document).hexdigest())
        shown = name or "the trusted root"
        if digest is not None and found != digest:
            raise PolicyError(
                f"{shown} is not the trusted root that the policy pins: expected {digest}, "
                f"found {found}",
                hint="read what changed, and pin the new digest in the policy if you trust it",
            )
        try:
            check_trusted_root(document)
        except FormatError as error:
            raise PolicyError(f"no trusted root: {error.within(shown)}") from error
        return TrustedRoot(document)


class _Named:
    """A file and its digest, as a policy names them: both or neither."""

    def __init__(self, fields: Fields, name: str, digest: str) -> None:
        self.name, self.digest = "", None
        if name in fields or digest in fields:
            self.name = fields.text(name)
            self.digest = parse_digest(f"sha256:{fields.text(digest)}", fields.path(digest))
            if not self.name:
                raise fields.error(name, "is empty")
