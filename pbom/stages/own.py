"""Verdict and owners to verdict: who is to mend each finding. It changes nothing else."""

from msgspec.structs import replace

from pbom.model.finding import Finding
from pbom.model.owners import Owner, Owners
from pbom.model.verdict import Verdict


def own(verdict: Verdict, owners: Owners) -> Verdict:
    """The same verdict; each finding names whose it is, where the policy says so.

    Time runs from the end of the last step that was judged, so that everybody who asks later
    computes the same; where no step was judged there is none.
    """
    ends = [step.finished for step in verdict.steps]
    due = max(ends) + owners.due if owners.due and ends else None
    late = owners.escalate if due and verdict.at > due else ()

    def owned(finding: Finding) -> Finding:
        names = owners.of(finding.rule, finding.paths)
        if not names:
            return finding
        if finding.severity == "waived":  # somebody has decided about it
            return replace(finding, owner=Owner(names=names))
        return replace(finding, owner=Owner(names=names, due=due, escalated=late))

    return replace(verdict, findings=tuple(map(owned, verdict.findings)))
