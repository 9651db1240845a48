"""The policy among the changes that it judges: said whatever the policy says of it.

It only warns. A record of commits that is lost must never help, so what only a record shows cannot
block; and who edits the policy could edit who may approve that. What blocks is a pin that does not
fit, and the rules of a policy that lies elsewhere. To add a policy where there was none edits
nothing; to remove it and add another is an edit by its first half.
"""

from collections.abc import Iterator

from pbom.model.finding import Finding
from pbom.model.pbom import Pbom
from pbom.model.policy import Policy
from pbom.model.sourced import SHOWN, named, shown
from pbom.model.spot import spot

EDITED = "policy-edited"


def edited(pbom: Pbom, policy: Policy) -> Iterator[Finding]:
    """A warning for each new commit that touched the file that the policy was read from."""
    for source in filter(policy.layout.believes, pbom.sources):
        changes = source.statement.changes.changes
        touched = [
            (number, change, path.name)
            for number, change in enumerate(changes)
            for path in change.paths or ()
            if path.name in policy.places and path.letter != "A"  # it has to begin somewhere
        ]
        for number, change, name in touched[:SHOWN]:
            yield Finding(
                rule=EDITED,
                subject=named(change),
                expected="a policy that none of the commits changed which it judges",
                found=f"{name} was changed by {shown(change)}",
                fix="read the change; judge by the policy of the last release, or by one that "
                "lies where no author can write (`--policy FILE`)",
                severity="warn",
                evidence=(source.bundle,),
                spots=tuple(spot(body, "commits", number) for body in source.bodies[:1]),
                paths=(name,),
            )
