"""PBOM to verdict: every rule is asked, and every reason is kept.

Where a step was tried more than once, one attempt must satisfy all rules by itself: evidence of
different attempts never adds up. So the verdict is that of the best choice of one team of signers
for each step, which also makes it monotonic: with less evidence there is less to choose from. The
same holds where the commits were looked at more than once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations, islice, product

from msgspec.structs import replace

from pbom.model.attestation import SourceAttestation, StepAttestation
from pbom.model.digest import Digest
from pbom.model.finding import Finding, Severity
from pbom.model.functionary import distinct
from pbom.model.layout import Layout, Step
from pbom.model.pbom import Pbom, in_order
from pbom.model.policy import Policy
from pbom.model.verdict import JudgedStep, Verdict
from pbom.stages.waive import waive

MAX_CHOICES = 4096
"""A run with more combinations of attempts than this is judged on the newest of them."""


def verify(pbom: Pbom, policy: Policy, *, at: datetime) -> Verdict:
    """Whether the artifacts may ship, with every reason. It never raises on a "no"."""
    judged, best = pbom, None
    for choice in islice(_choices(pbom, policy.layout), MAX_CHOICES):
        findings = waive(tuple(_ask(choice, policy, at)), choice, policy, at)
        if best is None or gravity(findings) < gravity(best):
            judged, best = choice, findings
        if not any(finding.severity == "deny" for finding in best):
            break
    return Verdict(
        artifacts=pbom.artifacts,
        findings=sort_findings(best or ()),
        checked=tuple(dict.fromkeys(rule.id for rule in policy.rules)),
        policy=policy.digest,
        inputs=tuple(sorted(inputs_of(pbom) | {item.bundle for item in pbom.waivers})),
        at=at,
        environment=policy.environment,
        steps=tuple(_in_short(item) for item in judged.attestations),
    )


def _in_short(attestation: StepAttestation) -> JudgedStep:
    step = attestation.statement
    return JudgedStep(
        step=step.step,
        signer=attestation.functionary.name,
        commit=step.source.commit if step.source else "",
        finished=step.invocation.finished,
        exit_code=step.invocation.exit_code,
        gaps=len(step.coverage.gaps),
    )


def inputs_of(pbom: Pbom) -> set[Digest]:
    """The digests of all evidence in a PBOM: bundles and the bodies they name."""
    bundles = {item.bundle for item in (*pbom.evidence, *pbom.approvals)}
    return bundles.union(*(item.bodies for item in pbom.evidence))


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, those that block first, the gravest cause first.

    What two rules of one id found, as with an environment, counts once, with its greatest weight;
    what is waived would deny, so it weighs more than a warning.
    """
    causes = {"invalid": 0, "missing": 1, "denied": 2}
    weights: dict[Severity, int] = {"deny": 0, "waived": 1, "warn": 2}
    shown: dict[Severity, int] = {"deny": 0, "warn": 1, "waived": 2}
    found: dict[Finding, Finding] = {}
    for finding in sorted(findings, key=lambda item: weights[item.severity]):
        found.setdefault(replace(finding, severity="deny", waived=None), finding)
    return tuple(
        sorted(
            found.values(),
            key=lambda item: (
                shown[item.severity],
                causes[item.cause],
                item.rule,
                item.subject,
                item.found,
            ),
        )
    )


def _ask(pbom: Pbom, policy: Policy, at: datetime) -> Iterator[Finding]:
    for rule in policy.rules:
        yield from rule.check(pbom, at)


def gravity(findings: Iterable[Finding]) -> tuple[int, int, int]:
    """How far findings are from a yes: how many are invalid, missing, denied, in that order.

    So an attempt that made the artifact and broke a rule is explained before one that did not
    make it at all.
    """
    causes = [finding.cause for finding in findings if finding.severity == "deny"]
    return causes.count("invalid"), causes.count("missing"), causes.count("denied")


def _choices(pbom: Pbom, layout: Layout) -> Iterator[Pbom]:
    """One team for each step that has any, in every combination, the newest first."""
    attempts = [_attempts(pbom, step) for step in layout.steps]
    looks = list(_looks(pbom, layout))
    for choice in product(*(groups or [()] for groups in attempts)):
        chosen = in_order(item for group in choice for item in group)
        bundles = {item.bundle for item in chosen}
        unused = tuple(item for item in pbom.attestations if item.bundle not in bundles)
        for sources in looks:
            told = {item.bundle for item in sources}
            yield replace(
                pbom,
                attestations=chosen,
                unused=unused,
                sources=sources,
                rivals=tuple(
                    item for item in (*pbom.sources, *pbom.rivals) if item.bundle not in told
                ),
            )


def _looks(pbom: Pbom, layout: Layout) -> Iterator[tuple[SourceAttestation, ...]]:
    """One record for each head commit, of those by somebody who may say what the commits are."""
    heads: dict[str, list[SourceAttestation]] = defaultdict(list)
    for item in (*pbom.sources, *pbom.rivals):
        if layout.believes(item):
            heads[item.statement.changes.range.head].append(item)
    return product(*(heads[head] for head in sorted(heads)))


def _attempts(pbom: Pbom, step: Step) -> list[tuple[StepAttestation, ...]]:
    """Teams of those who may sign a step and agree on it, newest first.

    A team is as large as the threshold and no larger, so that one more who agrees, but at another
    time, can never turn a yes into a no.
    """
    groups: dict[object, list[StepAttestation]] = defaultdict(list)
    for attestation in pbom.of_step(step.name):
        if step.accepts(attestation):
            groups[_result(attestation)].append(attestation)
    return sorted(
        (team for group in groups.values() for team in _teams(group, step.threshold)),
        key=lambda team: max((item.statement.invocation.started, item.bundle) for item in team),
        reverse=True,
    )


def _teams(group: list[StepAttestation], threshold: int) -> Iterator[tuple[StepAttestation, ...]]:
    """Each team that a group can form; the whole group where it is too small for one."""
    if distinct(item.functionary for item in group) < threshold:
        yield tuple(group)
        return
    for team in islice(combinations(group, threshold), MAX_CHOICES):
        if distinct(item.functionary for item in team) == threshold:
            yield team


def _result(attestation: StepAttestation) -> object:
    """What two functionaries must agree on to count as two."""
    step = attestation.statement
    return (
        step.run,
        step.source,
        frozenset(step.materials),
        frozenset(step.products),
        step.invocation.argv,
        step.invocation.exit_code,
    )
