"""Old verdicts, judged again: what was said then, on whose word, and what is said now."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pbom import plugins
from pbom.cli.trust import find_policy
from pbom.codec.bundle import bundle_digest, read_bundle
from pbom.codec.moment import write_moment
from pbom.codec.statement import read_statement
from pbom.codec.strict_json import write_visible
from pbom.collectors.clock import now
from pbom.collectors.workspace import STATE, workspace_root
from pbom.errors import (
    AuthenticationError,
    EvidenceMissingError,
    FormatError,
    PolicyError,
)
from pbom.model.artifact import Artifact
from pbom.model.digest import Digest
from pbom.model.policy import Policy
from pbom.model.printable import in_a_log
from pbom.model.statement import VerdictStatement
from pbom.model.verdict import Verdict
from pbom.pipeline.gate import Question, gate
from pbom.stages.authenticate import authenticate
from pbom.stores import Evidence
from pbom.stores.objects import ObjectStore

__all__ = ["Again", "again", "as_json", "as_text", "now"]
UNKNOWN = "nobody whom today's policy knows"


class Again(Struct, frozen=True, kw_only=True):
    """A verdict that was judged again.

    Attributes:
        then: What was signed.
        bundle: The digest of its bundle.
        signer: Who signed it, by today's policy.
        now: What the gate says now; ``None`` where it could not be asked.
        problem: Why it could not.
    """

    then: VerdictStatement
    bundle: Digest
    signer: str
    now: Verdict | None
    problem: str = ""

    @property
    def turned(self) -> bool:
        """Whether it was a yes, and is none any more."""
        return self.then.passed and not (self.now and self.now.passed)

    @property
    def word(self) -> str:
        """What became of it."""
        if self.turned:
            return "TURNED"
        if not self.then.passed:
            return "was no"
        return "kept"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is a no now."""
        if self.now is None:
            return (self.problem,)
        found = (f"{item.rule} ({item.cause})" for item in self.now.blocking)
        return tuple(dict.fromkeys(found))


def again(given: Path | None, evidence: Path | None, at: datetime | None) -> tuple[Again, ...]:
    """The verdicts of the project's store, judged again as of a time, or as of theirs.

    The time in a verdict is its signer's word: whom today's policy does not know is not believed
    that it was earlier than now.

    Of several on the same artifacts for the same environment that is the last that said yes, else
    the last: a later no hides no yes by which something was shipped.

    Raises:
        PolicyError: There is no policy to go by.
        EvidenceMissingError: There is no verdict.
        StoreError: The store cannot be read.
    """
    root = workspace_root(Path.cwd()) / STATE
    store = ObjectStore(root)
    held = plugins.open_evidence(evidence) if evidence else store
    policy = find_policy(given, os.environ)
    chosen: dict[object, tuple[VerdictStatement, bytes]] = {}
    for data, statement in _verdicts(store):
        key = (statement.environment, frozenset(item.digests for item in statement.subjects))
        before = chosen.get(key)
        if before is None or statement.passed or not before[0].passed:
            chosen[key] = statement, data
    if not chosen:
        raise EvidenceMissingError(
            "there is no verdict here", hint="`pbom verify ARTIFACT` keeps the verdicts it signs"
        )
    policies: dict[str, Policy | PolicyError] = {"": policy}
    found = []
    for statement, data in chosen.values():
        place = statement.environment
        if place not in policies:
            policies[place] = _policy(given, place)
        old = Again(
            then=statement, bundle=bundle_digest(data), signer=_signer(data, policy), now=None
        )
        found.append(_judge(old, policies[place], held, at))
    return tuple(sorted(found, key=lambda item: (not item.turned, item.then.verified, item.bundle)))


def _policy(given: Path | None, place: str) -> Policy | PolicyError:
    try:
        return find_policy(given, os.environ, place)
    except PolicyError as error:
        return error


def _verdicts(store: ObjectStore) -> Iterator[tuple[bytes, VerdictStatement]]:
    """What looks like a verdict in the store; whatever is broken is none."""
    for data in store.verdicts():
        try:
            statement = read_statement(read_bundle(data).payload, store.body)
        except (EvidenceMissingError, FormatError):
            continue
        if isinstance(statement, VerdictStatement):
            yield data, statement


def _signer(data: bytes, policy: Policy) -> str:
    try:
        return authenticate(
            read_bundle(data), policy.functionaries, lambda _: None
        ).functionary.name
    except (AuthenticationError, EvidenceMissingError, FormatError):
        return UNKNOWN


def _judge(
    old: Again, policy: Policy | PolicyError, evidence: Evidence, at: datetime | None
) -> Again:
    if isinstance(policy, PolicyError):
        return replace(old, problem=str(policy))
    artifacts = tuple(Artifact(name=item.name, digests=item.digests) for item in old.then.subjects)
    question = Question(artifacts=artifacts, evidence=evidence)
    moment = now() if old.signer == UNKNOWN else old.then.verified
    return replace(old, now=gate(question, policy, at=at or moment))


def as_text(found: Sequence[Again]) -> Iterator[str]:
    """Three lines a verdict, those that turned first, and one for all."""
    for item in found:
        names = ", ".join(f"{one.name} {one.digests}" for one in item.then.subjects)
        where = f"  in {item.then.environment}" if item.then.environment else ""
        yield in_a_log(f"{item.word:7} {names}{where}")
        yield in_a_log(f"        then  {_then(item.then)}, signed by {item.signer}")
        ships = item.now is not None and item.now.passed
        word = "SHIP" if ships else f"DO NOT SHIP: {', '.join(item.reasons)}"
        yield in_a_log(f"        now   {word}")
    turned = sum(item.turned for item in found)
    yield f"{len(found)} verdicts, {turned} turned from yes to no"


def _then(verdict: VerdictStatement) -> str:
    word = "SHIP" if verdict.passed else "DO NOT SHIP"
    waived = f", by {len(verdict.waivers)} waivers" if verdict.waivers else ""
    return f"{word}{waived}, {write_moment(verdict.verified)}, policy {verdict.policy.short}"


def as_json(found: Sequence[Again]) -> Iterator[str]:
    """One object for all."""
    yield write_visible(
        {
            "type": "urn:pbom:reverified:v1",
            "verdicts": [
                {
                    "verdict": str(item.bundle),
                    "signer": "" if item.signer == UNKNOWN else item.signer,
                    "environment": item.then.environment,
                    "artifacts": [
                        {
                            "name": one.name,
                            "digest": {each.algorithm: each.value for each in one.digests},
                        }
                        for one in item.then.subjects
                    ],
                    "then": {
                        "passed": item.then.passed,
                        "at": write_moment(item.then.verified),
                        "policy": str(item.then.policy),
                    },
                    "now": {
                        "passed": item.now is not None and item.now.passed,
                        "policy": str(item.now.policy) if item.now else "",
                        "reasons": list(item.reasons),
                    },
                    "turned": item.turned,
                }
                for item in found
            ],
        }
    )
