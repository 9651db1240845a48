"""Claims from evidence: found by the index, read again, and authenticated each time anew."""

from collections.abc import Iterable

from msgspec.structs import replace

from pbom.codec.bundle import bundle_digest, read_bundle
from pbom.codec.mention import keys_of, kind_of, mentions_of
from pbom.codec.statement import read_statement
from pbom.errors import AuthenticationError, EvidenceMissingError, FormatError
from pbom.model.attestation import Attestation
from pbom.model.digest import Digest
from pbom.model.envelope import Envelope
from pbom.model.lineage import Claim, Standing
from pbom.model.mention import Indexed, Name, Role
from pbom.model.policy import Policy
from pbom.model.statement import ReleaseStatement, SourceStatement, Statement, StepStatement
from pbom.stages.authenticate import authenticate
from pbom.stages.recount import recount, refused
from pbom.stores import Index

UNCHECKED = "no policy says whose signatures count"


class Finder:
    """Looks claims up in several indexes at once.

    What an index says is where to look. A bundle that turns out not to have the name is dropped;
    one that is not there any more, or cannot be read, is a claim that is refused.
    """

    def __init__(self, indexes: Iterable[Index], policy: Policy | None) -> None:
        self._indexes = tuple(indexes)
        self._policy = policy
        self._read: dict[Digest, Claim] = {}

    @property
    def opened(self) -> int:
        """How many bundles were read."""
        return len(self._read)

    def __call__(self, name: Name, *roles: Role) -> tuple[Claim, ...]:
        """The claims that have a name in one of these roles.

        Raises:
            StoreError: The evidence cannot be read.
        """
        return self._opened(
            name, roles, ((index, index.bundles(name, roles)) for index in self._indexes)
        )

    def latest(self, name: Name, role: Role, limit: int) -> tuple[Claim, ...]:
        """Such claims of one role, so many of those with the greatest label in each index.

        Raises:
            StoreError: The evidence cannot be read.
        """
        return self._opened(
            name, (role,), ((index, index.latest(name, role, limit)) for index in self._indexes)
        )

    def _opened(
        self,
        name: Name,
        roles: tuple[Role, ...],
        bundles: Iterable[tuple[Index, tuple[Digest, ...]]],
    ) -> tuple[Claim, ...]:
        found: dict[Digest, Claim] = {}
        for index, some in bundles:
            for bundle in some:
                claim = self._claim(index, bundle)
                if claim.standing == "refused" or claim.has(name, *roles):
                    found[bundle] = claim
        return tuple(found[bundle] for bundle in sorted(found))

    def _claim(self, index: Index, bundle: Digest) -> Claim:
        known = self._read.get(bundle)
        if known is None:
            known = self._read[bundle] = self._open(index, bundle)
        return known

    def _open(self, index: Index, bundle: Digest) -> Claim:
        data = index.read(bundle)
        if data is None:
            return refused(bundle, "other", "it is in the index and not in the evidence any more")
        if bundle_digest(data) != bundle:
            return refused(bundle, "other", "its content is not what its name says")
        try:
            envelope = read_bundle(data)
            return self._vouched(index, envelope)
        except FormatError as error:
            return refused(bundle, "other", f"malformed: {error}")
        except EvidenceMissingError as error:
            return refused(bundle, "other", str(error))

    def _vouched(self, index: Index, envelope: Envelope) -> Claim:
        hint = envelope.signatures[0].hint if envelope.signatures else ""
        objection = UNCHECKED
        if self._policy is not None:
            try:
                vouched = authenticate(envelope, self._policy.functionaries, index.body)
                objection = _overreach(vouched, self._policy)
                hint = vouched.functionary.name
                if not objection:
                    return _recounted(vouched.statement, envelope, "verified", hint)
            except AuthenticationError as error:
                objection = str(error)
        statement = read_statement(envelope.payload, index.body)
        return replace(_recounted(statement, envelope, "unverified", hint), objection=objection)


def _overreach(vouched: Attestation[Statement], policy: Policy) -> str:
    """Why somebody who is trusted may not say this; empty where they may.

    Of a step that the policy does not name, as one of another pipeline, any functionary may speak.
    """
    statement, who = vouched.statement, vouched.functionary.name
    may, what = frozenset[str](), ""
    match statement:
        case StepStatement():
            named = policy.layout.step(statement.step)
            may = named.functionaries if named else may
            what = f"step {statement.step}"
        case SourceStatement():
            may, what = policy.layout.recorders, "the commits"
        case ReleaseStatement():
            may, what = policy.assemblers, "a PBOM"
        case _:
            pass
    return f"{who} may not speak of {what} by the policy" if may and who not in may else ""


def _recounted(statement: Statement, envelope: Envelope, standing: Standing, signer: str) -> Claim:
    found = (*mentions_of(statement), *keys_of(envelope))
    indexed = Indexed(envelope.bundle, kind_of(statement), tuple(dict.fromkeys(found)))
    return recount(statement, indexed, standing, signer)
