"""What ``pbom approve`` and ``pbom waive`` sign, and what the first says afterwards."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from pbom import plugins
from pbom.cli.project import open_project
from pbom.cli.signing import OWN_CHOICE, SignWith, open_signer
from pbom.cli.subjects import read_subject
from pbom.cli.trust import find_policy
from pbom.codec.approval import MAX_LISTED, reason_problem, role_problem
from pbom.codec.duration import parse_duration
from pbom.codec.moment import read_moment
from pbom.collectors.builder import claimed_run
from pbom.collectors.clock import now
from pbom.collectors.run_id import VARIABLE
from pbom.errors import FormatError, PbomError, PolicyError, UsageError
from pbom.model.approval import ApprovalStatement
from pbom.model.digest import Digest
from pbom.model.functionary import Functionary
from pbom.model.key import PublicKey
from pbom.model.pattern import Patterns
from pbom.model.printable import printable
from pbom.pipeline.approve import weigh
from pbom.pipeline.record import Project
from pbom.stages.attest import attest

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody wants to approve, in the words of the command line.

    Attributes:
        subject: A name in git, a file, or a digest.
        role: As what they speak.
        reason: Why.
        expires: Until when; empty for no limit.
        paths: Patterns for the files it covers; none mean all.
        rules: Ids of the rules to waive; none make it an approval.
        environments: Where they are waived; none mean everywhere.
    """

    subject: str
    role: str
    reason: str
    expires: str
    paths: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()


class Given(Struct, frozen=True, kw_only=True):
    """An approval or waiver that was signed and kept.

    Attributes:
        project: Where.
        key: The key that signed it.
        statement: What was signed.
        bundle: The bundle's bytes.
        digest: The bundle's name.
    """

    project: Project
    key: PublicKey
    statement: ApprovalStatement
    bundle: bytes
    digest: Digest

    @property
    def about(self) -> str:
        """What was approved, for people."""
        return printable(self.statement.subjects[0].name)


def give(wish: Wish, signing: SignWith) -> Given:
    """Sign an approval or waiver and keep it.

    Raises:
        UsageError: The subject means nothing or two things, or another word cannot be understood.
        RecordingError: There is no key, or it does not open.
        StoreError: It cannot be kept.
    """
    project = open_project()
    statement = _statement(project, wish)
    signer = open_signer(project.environment, OWN_CHOICE, signing)
    sealed = attest(statement, signer)
    return Given(
        project=project,
        key=signer.public_key,
        statement=statement,
        bundle=sealed.bundle,
        digest=project.store.add(sealed),
    )


def what_next(given: Given) -> Iterator[str]:
    """What is to be done so that it counts, as lines for people."""
    try:
        policy = find_policy(None, given.project.environment)
    except PolicyError as error:
        yield f"pbom: whether it counts, a policy decides: {printable(str(error))}"
        return
    try:
        against = weigh(
            given.project.workspace.root, given.bundle, policy.functionaries, plugins.rule_pack()
        )
    except PbomError as error:
        against = str(error)
    if against:
        yield f"pbom: it does not count here: {printable(against)}"
    known = next((item for item in policy.functionaries if item.key == given.key), None)
    yield from _missing(known)
    yield "pbom: to hand it on, write it to a file with --output"


def _missing(known: Functionary | None) -> Iterator[str]:
    if known is None:
        yield "hint: add your public key to the policy's functionaries, with your addresses:"
    elif not known.emails:
        yield f"hint: say in the policy whose key it is, in [functionaries.{known.name}]:"
    else:
        return
    yield '      emails = ["you@example.org"]'


def _statement(project: Project, wish: Wish) -> ApprovalStatement:
    problem = role_problem(wish.role) or reason_problem(wish.reason)
    if problem:
        raise UsageError(problem)
    issued = now().replace(microsecond=0)
    environment = project.environment
    try:
        return ApprovalStatement(
            kind="waiver" if wish.rules else "approval",
            subjects=(read_subject(project.folder, wish.subject),),
            role=wish.role,
            reason=wish.reason,
            issued=issued,
            expires=_moment(wish.expires, issued) if wish.expires else None,
            paths=Patterns(_paths(wish.paths)),
            rules=wish.rules,
            environments=wish.environments,
            run=environment.get(VARIABLE, "") or claimed_run(environment),
        )
    except ValueError as error:
        raise UsageError(str(error)) from error


def _moment(text: str, issued: datetime) -> datetime:
    duration = parse_duration(text)
    if duration is not None:
        return issued + duration
    try:
        if _DAY.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        return read_moment(text)
    except (FormatError, ValueError) as error:
        raise UsageError(
            f"--expires takes 30d, 2026-12-31 or a time in UTC, found {text}"
        ) from error


def _paths(paths: tuple[str, ...]) -> tuple[str, ...]:
    if len(paths) > MAX_LISTED or any(not 1 <= len(path) <= 1000 for path in paths):  # noqa: PLR2004
        raise UsageError(f"--path takes at most {MAX_LISTED} patterns of at most 1,000 characters")
    return paths
