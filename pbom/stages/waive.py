"""Findings and waivers to findings: what somebody who may do so signed does not block.

A waiver is bound to the artifact and the rule. It is void, with the reason, if it is of another
role, has no end or too late a one, has ended, or is by somebody who had a part in the release.
Whatever is not known makes it void, so that losing evidence never helps.
"""

from datetime import datetime

from msgspec.structs import replace

from pbom.model.approval import ApprovalStatement
from pbom.model.attestation import ApprovalAttestation
from pbom.model.finding import Finding, Waived
from pbom.model.functionary import Functionary
from pbom.model.makers import self_made
from pbom.model.pbom import Pbom
from pbom.model.policy import Policy
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
    given = waiver.statement
    objection = objection_to(given, rule, waiver.functionary, policy)
    if not objection and given.environments and policy.environment not in given.environments:
        where = policy.environment or "no environment in particular"
        objection = f"it is for {', '.join(given.environments)}, and {where} was asked for"
    return objection or next(self_made(waiver, pbom), "")


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
