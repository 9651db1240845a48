"""A policy to remarks: what is allowed, and may be weaker than its author thinks."""

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal, Protocol

from pbom.codec.policy_rules import Weighed
from pbom.model.identity import Identity
from pbom.model.policy import Policy


class Usual(Protocol):
    """What a rule is where no policy mentions it; ``pbom.rules.Rule`` has it."""

    id: ClassVar[str]
    default: ClassVar[Literal["deny", "warn", "off"]]


def lint(policy: Policy, rules: Iterable[type[Usual]]) -> Iterator[str]:
    """Each thing that somebody should have meant, as a line."""
    yield from _of_people(policy)
    yield from _of_identities(policy)
    for step in policy.layout.steps:
        if step.command is None:
            yield f"step {step.name}: any command will do; say which one under `command`"
    yield from _of_rules(policy, rules)


def _of_people(policy: Policy) -> Iterator[str]:
    signers = frozenset[str]().union(*(step.functionaries for step in policy.layout.steps))
    everybody = signers | policy.assemblers
    if len(everybody) == 1:
        yield f"{next(iter(everybody))} signs everything: whoever has that key can ship anything"
    waiving = frozenset[str]().union(*(role.functionaries for role in policy.waivers))
    for functionary in policy.functionaries:
        idle = functionary.name not in everybody | waiving
        if idle and not functionary.emails:
            yield f"functionary {functionary.name} may sign nothing, and approve nothing (`emails`)"
        if functionary.name in waiving and not functionary.emails:
            yield f"functionary {functionary.name} can waive nothing without `emails`"
        if functionary.name in waiving & signers:
            yield f"functionary {functionary.name} signs steps, so it can waive nothing of them"


def _of_identities(policy: Policy) -> Iterator[str]:
    for functionary in policy.functionaries:
        identity = functionary.key
        if not isinstance(identity, Identity):
            continue
        if "@refs/" in identity.subject and not identity.has_number:
            yield (
                f"functionary {functionary.name} is known by names only, and a name that is given "
                "up can be taken by others; say `repository-id` or `owner-id`"
            )
        if identity.subject.endswith("@refs/heads/*"):
            yield f"functionary {functionary.name}: any branch will do; name the one that releases"


def _of_rules(policy: Policy, rules: Iterable[type[Usual]]) -> Iterator[str]:
    weighed = {item.id: item for item in policy.rules if isinstance(item, Weighed)}
    for rule in rules:
        held = weighed.get(rule.id)
        if rule.default == "deny" and held is None:
            yield f"rule {rule.id} is off"
        elif rule.default == "deny" and held and held.severity != "deny":
            yield f"rule {rule.id} only warns"
        if held and held.since:
            yield f"rule {rule.id} only warns before {held.since:%Y-%m-%d %H:%M} UTC"
