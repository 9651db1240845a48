"""Whoever signs without a key, at a Sigstore of our own, and the policy that believes it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pbom.codec.bundle import read_bundle, write_bundle
from pbom.codec.dsse import IN_TOTO, pae
from pbom.codec.manifest import no_bodies
from pbom.model.attestation import Attestation
from pbom.model.certificate import Claim
from pbom.model.functionary import Functionary
from pbom.model.identity import Identity
from pbom.model.statement import Statement
from pbom.model.trusted_root import TrustedRoot
from pbom.signers.keyless import Keyless
from pbom.stages.authenticate import authenticate
from tests.edits import Table
from tests.sigstore_double.oidc import WORKFLOW
from tests.sigstore_double.server import LocalSigstore
from tests.simulator import honest

IDENTITY = f"https://github.com/{WORKFLOW}"
PAYLOAD = read_bundle(honest().take("build").bundle).payload
Roots = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """A running Sigstore, and files for those who use it."""

    sigstore: LocalSigstore
    folder: Path

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator["Deployment"]:
        with LocalSigstore(folder / "sigstore") as sigstore:
            yield cls(sigstore=sigstore, folder=folder)

    def write(self, name: str, content: object) -> Path:
        path = self.folder / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, "utf-8")
        return path

    def signer(
        self, claims: Mapping[str, object] | None = None, *, rekor: int = 2, tsa: str = "/tsa"
    ) -> Keyless:
        config = self.write(f"config{rekor}.json", self.sigstore.trust_config(rekor, tsa))
        token = self.write("token", self.sigstore.provider.token(claims or self.sigstore.claims))
        return Keyless(str(config), str(token))

    def seal(
        self,
        payload: bytes = PAYLOAD,
        claims: Mapping[str, object] | None = None,
        *,
        rekor: int = 2,
        tsa: str = "/tsa",
    ) -> bytes:
        """A bundle around a statement, as ``pbom`` signs and writes it."""
        signer = self.signer(claims, rekor=rekor, tsa=tsa)
        return write_bundle(payload, signer.sign(pae(IN_TOTO, payload)))

    def identity(self, subject: str = IDENTITY, **members: Any) -> Identity:  # noqa: ANN401
        plain = Identity(
            issuer=self.sigstore.url, subject=subject, root=trusted(self.sigstore.trusted_root())
        )
        return replace(plain, **members)


def trusted(root: Roots) -> TrustedRoot:
    return TrustedRoot(json.dumps(root).encode())


def demand(name: Claim, value: str) -> tuple[tuple[Claim, str], ...]:
    return ((name, value),)


def enter(data: bytes, identity: Identity, **members: Any) -> Attestation[Statement]:  # noqa: ANN401
    """The door, with one functionary behind it."""
    functionary = replace(Functionary(name="ci", key=identity), **members)
    return authenticate(read_bundle(data), [functionary], no_bodies)


def entry_of(bundle: Table) -> Table:
    """The log entry of a bundle that is being edited."""
    entry: Table = bundle["verificationMaterial"]["tlogEntries"][0]
    return entry
