"""Makers: whoever had a part in a release cannot answer for it as a whole."""

from collections.abc import Container, Iterable, Iterator
from functools import partial

from pbom.model.attestation import ApprovalAttestation, Attestation, StepAttestation
from pbom.model.change import Change
from pbom.model.consent import is_same, parts_of, people_of
from pbom.model.functionary import Functionary
from pbom.model.part import Part, against
from pbom.model.pbom import Pbom
from pbom.model.someone import Someone
from pbom.model.statement import Statement


def self_made(waiver: ApprovalAttestation, pbom: Pbom) -> Iterator[str]:
    """Why the giver of a waiver or approval may be one of those who made the release.

    Whatever is not known speaks against it, so that losing evidence never helps.
    """
    by = waiver.functionary
    for step in filter(partial(is_same, waiver), pbom.attestations):
        yield f"{by.name} signed step {step.statement.step} of this very release{_as(step, by)}"
    for look in filter(partial(is_same, waiver), pbom.sources):
        yield f"{by.name} signed who wrote the commits of this very release{_as(look, by)}"
    heads = {item.statement.changes.range.head: item.statement.changes for item in pbom.sources}
    yield from _untold(waiver, pbom.attestations, heads)
    for changes in heads.values():
        if changes.range.basis == "named":
            yield f"the range of commits was chosen by hand, so {by.name} may have written others"
        for change in changes.changes:
            if against(people_of(waiver), _parts(change)):
                yield f"{by.name} had a part in commit {change.commit.id[:12]} of this release"


def _untold(
    waiver: ApprovalAttestation, steps: Iterable[StepAttestation], told: Container[str]
) -> Iterator[str]:
    """Steps of which nobody says who wrote what they built."""
    for step in steps:
        source = step.statement.source
        if source is None:
            yield (
                f"step {step.statement.step} ran on no commit, so "
                f"{waiver.functionary.name} may have written what it found"
            )
        elif source.commit not in told:
            yield f"nobody says who wrote the commits, so {waiver.functionary.name} may have"


def _as(item: Attestation[Statement], by: Functionary) -> str:
    return "" if item.functionary.name == by.name else f" as {item.functionary.name}"


def _parts(change: Change) -> Iterator[Part]:
    """Everybody who had a part in a commit: for a waiver, also whoever only committed or merged."""
    yield from parts_of(change)
    for person in (change.commit.author, change.commit.committer):
        yield Part(who=Someone.of(person), what="wrote it")
