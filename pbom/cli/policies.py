"""Policies for people: what is weak in one, what it demands, and which rules there are."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from pbom import plugins
from pbom.cli.trust import load_policy, policy_path
from pbom.codec.duration import write_duration
from pbom.codec.fields import Fields
from pbom.codec.moment import write_moment
from pbom.codec.policy_rules import Weighed
from pbom.errors import FormatError
from pbom.model.functionary import Functionary
from pbom.model.layout import Layout, Step
from pbom.model.pattern import Patterns
from pbom.model.policy import Policy
from pbom.model.printable import in_a_log
from pbom.rules import Rule
from pbom.stages.lint import lint

PAGE = "spec/rules.md"
_COMMON = frozenset({"severity", "effective-on"})


def check_policy(file: Path | None) -> Iterator[str]:
    """What the policy has, and each thing in it that may be weaker than it looks.

    Raises:
        PolicyError: It cannot be used.
    """
    path = file or policy_path()
    policy = load_policy(path)
    names = {functionary.name for functionary in policy.functionaries}
    yield in_a_log(
        f"{path.name}: {len(names)} functionaries, {len(policy.layout.steps)} "
        f"steps, {len(policy.rules)} rules, environments: "
        f"{', '.join(policy.environments) or 'none'}"
    )
    said: set[str] = set()
    for environment in ("", *policy.environments):
        held = load_policy(path, environment)
        where = f" (in {environment})" if environment else ""
        for line in lint(held, plugins.rules()):
            if line not in said:
                said.add(line)
                yield in_a_log(f"weak: {line}{where}")


def show_policy(file: Path | None, environment: str) -> Iterator[str]:
    """What the policy demands in an environment.

    Raises:
        PolicyError: It cannot be used, or does not know the environment.
    """
    policy = load_policy(file or policy_path(), environment)
    return (in_a_log(line) for line in _shown(policy))


def _shown(policy: Policy) -> Iterator[str]:
    yield f"policy       {policy.digest}"
    yield f"environment  {policy.environment or 'none in particular'}"
    for functionary in policy.functionaries:
        emails = f"  {', '.join(functionary.emails)}" if functionary.emails else ""
        key = f"  key {functionary.label}" if functionary.label else ""
        yield f"functionary  {functionary.name}{key}{emails}{_dates(functionary)}"
    for step in policy.layout.steps:
        yield f"step         {step.name}: {_demands(step)}"
    yield f"pbom         signed by {', '.join(sorted(policy.assemblers))}"
    for rule in policy.rules:
        if isinstance(rule, Weighed):
            since = f" from {rule.since:%Y-%m-%d %H:%M} UTC on" if rule.since else ""
            told = "; ".join(_parameters(rule.rule))
            yield f"rule         {rule.severity:4} {rule.id}{since}{f': {told}' if told else ''}"
    for line in policy.owners.paths:
        yield f"owners       {line.pattern}: {', '.join(line.owners) or 'nobody'}"
    for id_, names in policy.owners.rules:
        yield f"owners       rule {id_}: {', '.join(names)}"
    for role in policy.waivers:
        yield (
            f"waivers      {', '.join(sorted(role.functionaries))} as {role.role}: "
            f"{', '.join(sorted(role.rules))}, for {role.longest.days} days at most"
        )


def _dates(functionary: Functionary) -> str:
    dates = (
        ("from", functionary.valid_from),
        ("until", functionary.valid_until),
        ("revoked", functionary.revoked_at),
    )
    return "".join(f"  {word} {write_moment(date)}" for word, date in dates if date is not None)


def _demands(step: Step) -> str:
    command = f", command {' '.join(step.command)}" if step.command is not None else ""
    outside = f", materials {' '.join(step.materials.patterns)}" if step.materials else ""
    return f"{step.threshold} of {', '.join(sorted(step.functionaries))}{command}{outside}"


def _parameters(rule: object) -> Iterator[str]:
    """What a rule was given, as far as it differs from nothing."""
    for name in getattr(rule, "__struct_fields__", getattr(rule, "__dataclass_fields__", ())):
        value = getattr(rule, name)
        match value:
            case Layout():
                continue
            case Patterns():
                shown = " ".join(value.patterns)
            case frozenset():
                shown = " ".join(sorted(map(str, value)))
            case tuple():
                shown = " ".join(map(str, value))
            case timedelta():
                shown = write_duration(value)
            case _:
                shown = str(value)
        if shown:
            yield f"{name.replace('_', '-')} {shown}"


def list_rules() -> Iterator[str]:
    """Every rule: what it does by default, what it is, its parameters and its page."""
    for rule in sorted(plugins.rules(), key=lambda item: item.id):
        floor = ", cannot be weakened" if rule.floor else ""
        about = (rule.__doc__ or "").strip().splitlines()[0]
        yield in_a_log(f"{rule.id}  ({rule.default}{floor})")
        yield in_a_log(f"    {about}")
        names = parameters_of(rule)
        if names:
            yield in_a_log(f"    parameters: {', '.join(names)}")
        yield in_a_log(f"    {PAGE}#{rule.id}")


def parameters_of(rule: type[Rule]) -> tuple[str, ...]:
    """The parameters that a rule asks a policy for: those that it looks for in an empty table."""
    asked = Fields({})
    layout = Layout((Step(name="any", functionaries=frozenset({"any"})),))
    with suppress(FormatError):  # it needs one; that it asked for it is known all the same
        rule.parse(asked, layout)
    return tuple(sorted(asked.asked - _COMMON))
