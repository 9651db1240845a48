"""Imported documents as evidence that a rule asks for: by whom, about what, how old, and good.

One that fits is enough, as one good attempt of a step is: a report that failed beside one that
passed can be withheld, so it decides nothing.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal, NamedTuple

from msgspec import Struct

from pbom.model.attestation import ImportAttestation
from pbom.model.candidates import candidates
from pbom.model.digest import Digest, DigestSet
from pbom.model.finding import Cause, Finding
from pbom.model.imported import ImportStatement
from pbom.model.pbom import Pbom
from pbom.model.spot import spot

About = Literal["commit", "artifact"]
SKEW = timedelta(minutes=5)
"""How far two honest clocks may disagree."""
SHOWN = 3


class Witness(Struct, frozen=True, kw_only=True):
    """Which imports count.

    Attributes:
        functionaries: Names of those whose word counts for what a document speaks of; none may be.
        longest: How old the import, and the document where it says so, may be.
        about: What it may speak of: the commit of every step, or every artifact.
        steps: A step that counts must have made it; none where the importer's word is enough.
    """

    functionaries: frozenset[str]
    longest: timedelta
    about: frozenset[About]
    steps: frozenset[str] = frozenset()


class Asked(Struct, frozen=True, kw_only=True):
    """What a document has to be.

    Attributes:
        rule: Id of the rule that asks.
        what: The document, for people: "test results".
        strange: Why one is another kind of document; empty where it is not.
        wrong: Why what it says is no yes; empty where it is one.
        hint: How to come by one.
    """

    rule: str
    what: str
    strange: Callable[[ImportStatement], str]
    wrong: Callable[[ImportStatement], str]
    hint: str


class _Target(NamedTuple):
    name: str
    digests: DigestSet


class _Release(NamedTuple):
    """What is judged, what documents have to speak of, the imports beside the PBOM, and when."""

    pbom: Pbom
    targets: list[_Target]
    later: frozenset[Digest]
    at: datetime


class _Weighed(NamedTuple):
    """An import, how many demands it meets, and why not the next one; empty where it meets all."""

    item: ImportAttestation
    met: int
    objection: str


_MET_BUT_FOR_WHAT_IT_SAYS = 5
"""So many demands come before those for which a document is there and says no."""


def unmet(asked: Asked, witness: Witness, pbom: Pbom, at: datetime) -> Iterator[Finding]:
    """A finding for each commit or artifact of which no document that counts speaks."""
    ways = [_targets(about, pbom) for about in sorted(witness.about, reverse=True)]
    targets = [target for way in ways for target in way]
    later = frozenset(item.bundle for item in pbom.strays)
    weighed = [
        _weigh(item, asked, witness, _Release(pbom, targets, later, at))
        for item in (*pbom.imports, *pbom.strays)
    ]
    good = [item.item.statement for item in weighed if not item.objection]
    left = [
        [target for target in way if not any(one.about(target.digests) for one in good)]
        for way in ways
    ]
    if any(way and not missed for way, missed in zip(ways, left, strict=True)):
        return
    near = sorted(weighed, key=lambda item: (-item.met, item.item.bundle))
    fewest = min((missed for missed in left if missed), key=len, default=[])
    for target in fewest or [_Target("the commits", pbom.artifacts[0].digests)]:
        own = [item for item in near if item.objection]
        yield _finding(asked, witness, target, own)


def _targets(about: About, pbom: Pbom) -> list[_Target]:
    """What documents have to speak of; nothing where a step says no commit."""
    if about == "artifact":
        return [_Target(artifact.name, artifact.digests) for artifact in pbom.artifacts]
    found: dict[DigestSet, str] = {}
    for step in pbom.attestations:
        source = step.statement.source
        if source is None:
            return []
        found[source.revision] = f"commit {source.commit[:12]}"
    return [_Target(name, digests) for digests, name in found.items()]


def _weigh(item: ImportAttestation, asked: Asked, witness: Witness, release: _Release) -> _Weighed:
    pbom, targets, later, at = release
    statement = item.statement
    reasons = (
        asked.strange(statement),
        ""
        if item.functionary.name in witness.functionaries
        else f"{item.functionary.name}'s word does not count for it",
        ""
        if any(statement.about(target.digests) for target in targets)
        else "it speaks of something else",
        "the PBOM does not list it: it was imported later" if item.bundle in later else "",
        _unmade(item, witness, pbom),
        _untimely(statement, witness, at),
        asked.wrong(statement),
    )
    met = next((number for number, reason in enumerate(reasons) if reason), len(reasons))
    return _Weighed(item, met, next(filter(None, reasons), ""))


def _unmade(item: ImportAttestation, witness: Witness, pbom: Pbom) -> str:
    if not witness.steps:
        return ""
    makers = {maker.statement.step for maker in pbom.makers(item.statement.document)}
    if makers & witness.steps:
        return ""
    return f"no step {' or '.join(sorted(witness.steps))} of this release made it"


def _untimely(statement: ImportStatement, witness: Witness, at: datetime) -> str:
    for what, moment in (("imported", statement.imported), ("made", statement.content.made)):
        if moment is None:
            continue
        if moment - at > SKEW:
            return f"it was {what} in the future, {moment:%Y-%m-%d %H:%M} UTC"
        if at - moment > witness.longest:
            return f"it was {what} too long ago, {moment:%Y-%m-%d %H:%M} UTC"
    return ""


def _finding(asked: Asked, witness: Witness, target: _Target, near: list[_Weighed]) -> Finding:
    nearest = list(islice(near, SHOWN))
    says_no = bool(nearest) and nearest[0].met >= _MET_BUT_FOR_WHAT_IT_SAYS
    cause: Cause = "denied" if says_no else "missing"
    who = " or ".join(sorted(witness.functionaries)) or "nobody, for the policy names none"
    told = "; ".join(f"{_told(item.item)}: {item.objection}" for item in nearest)
    return Finding(
        rule=asked.rule,
        subject=target.name,
        expected=f"{asked.what} about it, imported by {who}",
        found=told or "no import at all",
        fix=f"{asked.hint}, then assemble the PBOM again",
        cause=cause,
        evidence=tuple(item.item.bundle for item in nearest),
        candidates=candidates((item.item, item.objection) for item in nearest),
        spots=tuple(spot(item.item.bundle, "predicate", "counts") for item in nearest[:1]),
    )


def _told(item: ImportAttestation) -> str:
    statement = item.statement
    return f"{statement.document.name} about {_about(item)}, by {item.functionary.name}"


def _about(item: ImportAttestation) -> str:
    subject = item.statement.subjects[0]
    return subject.name or subject.digests.digests[0].short
