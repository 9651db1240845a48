"""``provenance-kept``: packages are still built by whom the policy knows to build them."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.certificate import Certificate
from pbom.model.digest import Digest
from pbom.model.finding import Cause, Finding
from pbom.model.identity import Identity
from pbom.model.inventory import Inventory, Package
from pbom.model.layout import Layout
from pbom.model.locked import Locked, Wrong
from pbom.model.pbom import Pbom
from pbom.model.trusted_root import TrustedRoot
from pbom.model.upstream import Signer, UpstreamStanding
from pbom.rules import Default, Rule

ASKED = (
    "provenance of each locked file, verified and of the identity that the policy names",
    (
        "put the documents of upstream beside the lock file or where [provenance] of pbom.toml "
        "says, and record the step again; if upstream builds elsewhere now, see that it does, and "
        "name it under [rules.provenance-kept.packages]"
    ),
)
_HEX = re.compile(r"[0-9a-f]{64}")
_ELSEWHERE = TrustedRoot(b"")
"""Whose certificates count is asked by the digest of the root, not by identity."""


class ProvenanceKept(Struct, frozen=True):
    """Each package that the policy knows has provenance, by the one that the policy knows.

    Attributes:
        trust: SHA-256 of the trusted root that documents were verified by; any other is nobody's,
            and ``None`` is where the policy says nothing.
        packages: Package URLs without version, with whoever builds them.
    """

    trust: Digest | None
    packages: tuple[tuple[str, Identity], ...]
    id: ClassVar[str] = "provenance-kept"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "ProvenanceKept":
        """The rule; ``trusted-root``, and of ``packages`` each with ``identity`` and ``issuer``.

        Raises:
            FormatError: One is missing, or an identity is open where it must not be.
        """
        del layout
        tables = fields.table_or_none("packages")
        if "trusted-root" not in fields and tables is None:
            return cls(None, ())  # not named; a policy that names it says who builds what
        root = fields.text("trusted-root")
        if not _HEX.fullmatch(root):
            raise fields.error("trusted-root", "expected the sha256 of a trusted root")
        packages = tuple(
            (purl, _identity(table)) for purl, table in (tables.named_tables() if tables else ())
        )
        if not packages:
            raise fields.error("packages", "is missing, expected packages and who builds them")
        for purl, _ in packages:
            if not purl.startswith("pkg:") or "@" in purl.rpartition("/")[2]:
                problem = f"expected package URLs without version, found {purl!r}"
                raise fields.error("packages", problem[:300])
        return cls(Digest("sha256", root), packages)

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each package that is built by nobody who is known, or by somebody else."""
        del at
        locked = Locked.of(pbom)
        if locked.inventory is None:
            yield locked.missing(self.id, ASKED)
            return
        if not self.packages:
            nobody = Wrong(what="the policy", found="it names no package and nobody who builds one")
            yield from locked.findings(self.id, ASKED, [nobody])
            return
        yield from locked.findings(self.id, ASKED, self._wrong(locked.inventory))

    def _wrong(self, inventory: Inventory) -> Iterator[Wrong]:
        known = dict(self.packages)
        by = inventory.upstream.trust if inventory.upstream else None
        for package in inventory.packages:
            standing = inventory.upstream_of(package)
            found = self._contrary(standing, by)
            identity = known.get(without_version(package))
            if identity and not found:
                found = self._against(identity, standing, by)
            if found:
                cause: Cause = "missing" if standing.state == "not-looked" else "denied"
                yield Wrong(
                    what=package.known.purl, found=found, places=package.places, cause=cause
                )
        for name, problem in inventory.problems:
            if problem.kind == "unreadable":
                found = f"it could not be read: {problem.reason}"
                yield Wrong(what=name, found=found, cause="missing")

    def _contrary(self, standing: UpstreamStanding, by: Digest | None) -> str:
        """That somebody made this version with another content, where that is verified."""
        for item in standing.documents:
            if not item.matches and item.signer and by == self.trust:
                return f"{item.signer.identity} made it with another content, {item.subject}"
        return ""

    def _against(self, identity: Identity, standing: UpstreamStanding, by: Digest | None) -> str:
        if standing.state != "verified":
            reasons = [item.reason for item in standing.documents if item.reason]
            told = f": {reasons[0]}" if reasons else ""
            return f"{standing.state}, {standing.verified} of {standing.files} files{told}"
        if by != self.trust:
            return f"verified by {by or 'several trusted roots'}, which nobody here knows"
        objections = (identity.objection(_certificate(signer)) for signer in standing.signers)
        return next(filter(None, objections), "")


def without_version(package: Package) -> str:
    """A package URL, whatever the version."""
    known = package.known
    return known.purl.partition("?")[0].removesuffix(f"@{known.version}")


def _certificate(signer: Signer) -> Certificate:
    return Certificate(subject=signer.identity, issuer=signer.issuer)


def _identity(table: Fields) -> Identity:
    try:
        identity = Identity(
            issuer=table.text("issuer"), subject=table.text("identity"), root=_ELSEWHERE
        )
    except ValueError as error:
        raise table.error("identity", str(error)[:300]) from error
    table.close()
    return identity


plugin: type[Rule] = ProvenanceKept
