"""Who may waive what, as a policy says it (``spec/policy.md``)."""

from collections.abc import Collection, Iterator
from datetime import timedelta

from pbom.codec.approval import role_problem
from pbom.codec.duration import read_duration
from pbom.codec.fields import Fields
from pbom.codec.nearest import nearest
from pbom.model.waiver import WaiverRole

LONGEST = timedelta(days=30)
"""A waiver may last so long where the policy does not say how long."""


def read_waivers(table: Fields, weak: Collection[str]) -> Iterator[WaiverRole]:
    """The roles of ``[waivers.ROLE]``; ``weak`` are ids of the rules that can be waived at all.

    Raises:
        FormatError: A role is for nobody, for no rule, or for one that cannot be waived.
    """
    for name, fields in table.named_tables():
        if problem := role_problem(name):
            raise table.error(name, problem)
        role = WaiverRole(
            role=name,
            functionaries=frozenset(_listed(fields, "functionaries")),
            rules=frozenset(_listed(fields, "rules")),
            longest=read_duration(fields, "max-age", LONGEST),
        )
        for rule in sorted(role.rules):
            if rule not in weak:
                raise fields.error(
                    "rules", f"{rule!r} cannot be waived or is no rule{nearest(rule, weak)}"[:1000]
                )
        fields.close()
        yield role


def _listed(fields: Fields, key: str) -> tuple[str, ...]:
    texts = fields.texts(key)
    if not texts:
        raise fields.error(key, "is missing or empty, which could mean all or nothing")
    return texts
