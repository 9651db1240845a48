"""What ``pbom waive`` refuses, where it writes, and what it says afterwards."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pbom import plugins
from pbom.atomic import write_whole
from pbom.cli.approving import Given, Wish
from pbom.cli.artifacts import Beside
from pbom.cli.trust import find_policy
from pbom.codec.approval import MAX_LISTED
from pbom.codec.nearest import nearest
from pbom.codec.policy_rules import NAME
from pbom.errors import PolicyError, UsageError
from pbom.model.printable import printable
from pbom.stages.waive import objection_to


def refuse(wish: Wish) -> None:
    """Refuse a waiver that could never count.

    Raises:
        UsageError: There is no such rule, no policy lets anybody waive it, it is for no artifact,
            or for what cannot be the name of an environment.
    """
    _refuse_rules(wish.rules)
    _refuse_subject(wish.subject)
    _refuse_environments(wish.environments)


def _refuse_rules(rules: Sequence[str]) -> None:
    floors = {rule.id: rule.floor for rule in plugins.rules()}
    for rule in rules:
        if rule not in floors:
            raise UsageError(f"unknown rule {rule!r}{nearest(rule, floors)}")
        if floors[rule]:
            raise UsageError(f"{rule} cannot be waived: everything else rests on it")


def _refuse_subject(subject: str) -> None:
    if not subject.startswith("sha256:") and not Path(subject).is_file():
        raise UsageError(
            f"--for takes an artifact, and {subject} is no file and no sha256:HEX",
            hint="a rule is waived for the very file that shall ship",
        )


def _refuse_environments(names: Sequence[str]) -> None:
    for name in names:
        if not NAME.fullmatch(name):
            raise UsageError(f"--env takes the name of an environment, found {name!r}"[:200])
    if len(names) > MAX_LISTED:
        raise UsageError(f"--env can be given {MAX_LISTED} times")


def lay_beside(subject: str, given: Given) -> Iterator[str]:
    """Write the waiver beside the artifact, where there is one; what to say of it.

    Raises:
        StoreError: It cannot be written.
    """
    if not subject.startswith("sha256:"):
        path = Beside.of(Path(subject)).waiver(given.digest.value[:12])
        write_whole(path, given.bundle)
        yield f"pbom: written to {printable(path.name)}, where `pbom verify` finds it"
    yield from _objections(given)


def _objections(given: Given) -> Iterator[str]:
    """Why it will not count, as far as the policy here can tell, as lines for people."""
    try:
        policy = find_policy(None, given.project.environment)
    except PolicyError as error:
        yield f"pbom: whether it counts, a policy decides: {printable(str(error))}"
        return
    known = next((item for item in policy.functionaries if item.key == given.key), None)
    if known is None:
        yield "pbom: it does not count here: the policy does not know your key"
        return
    for name in given.statement.environments:
        if name not in policy.environments:
            yield f"pbom: it does not count here: the policy has no environment {printable(name)}"
    for rule in given.statement.rules:
        objection = objection_to(given.statement, rule, known, policy)
        if objection:
            yield f"pbom: it does not count here for {rule}: {printable(objection)}"
