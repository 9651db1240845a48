"""Findings and waivers to findings: what somebody who may do so signed does not block.

A waiver is bound to the artifact and the rule. It is void, with the reason, if it is of another
role, has no end or too late a one, has ended, or is by somebody who had a part in the release.
Whatever is not known makes it void, so that losing evidence never helps.
"""

from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from functools import partial

from msgspec.structs import replace

from pbom.model.approval import ApprovalStatement
from pbom.model.attestation import ApprovalAttestation, Attestation, StepAttestation
from pbom.model.change import Change
from pbom.model.consent import is_same, parts_of, people_of
from pbom.model.finding import Finding, Waived
from pbom.model.functionary import Functionary
from pbom.model.part import Part, against
from pbom.model.pbom import Pbom
from pbom.model.policy import Policy
from pbom.model.someone import Someone
from pbom.model.statement import Statement
from pbom.model.waiver import WaiverRole

COUNTS = "waiver-counts"
"""Id of the check that says why a waiver is void."""


def waive(
    findings: tuple[Finding, ...], pbom: Pbom, policy: Policy, at: datetime
) -> tuple[Finding, ...]:
    """The findings, those that are waived among them, and one for each waiver that is void."""
    if not pbom.waivers:
        return findings
    good: dict[str, list[ApprovalAttestation]] = {}
    void: list[Finding] = []
    for waiver in pbom.waivers:
        for rule in waiver.statement.rules:
            reason = _why_void(waiver, rule, pbom, policy) or waiver.statement.untimely(at)
            if reason:
                void.append(_void(waiver, rule, reason))
            else:
                good.setdefault(rule, []).append(waiver)
    covered = {rule: given for rule, given in good.items() if _covers_all(given, pbom)}
    partly = {rule: given for rule, given in good.items() if rule not in covered}
    void.extend(
        _void(waiver, rule, "it is not about all artifacts that were asked for")
        for rule, given in partly.items()
        for waiver in given
    )
    return (*(_weigh(finding, covered) for finding in findings), *void)


def _weigh(finding: Finding, covered: dict[str, list[ApprovalAttestation]]) -> Finding:
    if finding.severity != "deny" or finding.rule not in covered:
        return finding
    waiver = covered[finding.rule][0]
    given = waiver.statement
    if given.expires is None:
        return finding
    return replace(
        finding,
        severity="waived",
        waived=Waived(
            by=waiver.functionary.name,
            role=given.role,
            reason=given.reason,
            until=given.expires,
            bundle=waiver.bundle,
        ),
    )


def _covers_all(given: list[ApprovalAttestation], pbom: Pbom) -> bool:
    return all(
        any(waiver.statement.about(artifact.digests) for waiver in given)
        for artifact in pbom.artifacts
    )


def _why_void(waiver: ApprovalAttestation, rule: str, pbom: Pbom, policy: Policy) -> str:
    """Why it does not count for a rule, whatever the time is; empty where it does."""
    objection = objection_to(waiver.statement, rule, waiver.functionary, policy)
    return objection or next(_self_made(waiver, pbom), "")


def objection_to(given: ApprovalStatement, rule: str, by: Functionary, policy: Policy) -> str:
    """Why a policy takes no such waiver from somebody, of whatever release; empty if it does."""
    roles = {role.role: role for role in policy.waivers}
    role = roles.get(given.role)
    if role is None:
        names = f"those that may are: {', '.join(sorted(roles))}" if roles else "nobody may"
        return f"the role {given.role!r} may not waive anything in this policy; {names}"
    if by.name not in role.functionaries:
        return f"{by.name} has not the role {given.role!r}"
    if rule not in role.rules:
        return f"the role {given.role!r} may not waive this rule"
    if not by.emails:
        return f"the policy does not say which person {by.name} is (`emails`)"
    return _too_wide(given, role)


def _too_wide(given: ApprovalStatement, role: WaiverRole) -> str:
    if given.expires is None:
        return "it has no end"
    if given.expires - given.issued > role.longest:
        return f"it lasts longer than the {role.longest.days} days that the policy grants"
    if given.paths:
        return "it is about some files only, and a rule is waived for the whole artifact"
    return ""


def _self_made(waiver: ApprovalAttestation, pbom: Pbom) -> Iterator[str]:
    """Why its giver may be one of those who made the release."""
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


def _void(waiver: ApprovalAttestation, rule: str, reason: str) -> Finding:
    return Finding(
        rule=COUNTS,
        subject=f"waiver of {rule} by {waiver.functionary.name}",
        expected="a waiver that counts: of this artifact, by somebody who may, for now",
        found=f"a void one: {reason}",
        fix=f"`pbom waive {rule} --for ARTIFACT`, by somebody who may waive it, "
        "or remove this one from the evidence",
        severity="warn",
        evidence=(waiver.bundle,),
    )
