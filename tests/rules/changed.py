"""A simulated pipeline whose commits were looked at, and a policy that asks about them."""

from msgspec.structs import replace

from pbom.model.change import Change, ChangedPath, Changes
from pbom.model.commit import Person
from pbom.model.evidence import Gap
from pbom.model.marker import Marker
from pbom.model.review import CommitSignature, Review
from tests.looks import ADA, CHANGES, NONE, TRAILER, Look, header
from tests.simulator import World, honest
from tests.takes import ONE

HEAD = ONE.commit
SIGNED = CommitSignature(state="verified", signer="SHA256:x")
REVIEWED = Review(state="none-visible", path="direct")
LOGIN = ChangedPath(name="src/login.py", letter="M")
WORKFLOW = ChangedPath(name=".github/workflows/ci.yml", letter="M", kind="workflow")


def change(
    name: str = HEAD,
    *parents: str,
    markers: tuple[Marker, ...] = (NONE,),
    paths: tuple[ChangedPath, ...] | None = (LOGIN,),
    author: Person = ADA,
) -> Change:
    """A commit of Ada's that says that no agent took part, signed and looked at."""
    commit = header(name, *(parents or ("base",)))._replace(author=author)
    return Change(commit=commit, markers=markers, paths=paths, signature=SIGNED, review=REVIEWED)


def by_agent(name: str = HEAD, *parents: str, paths: tuple[ChangedPath, ...] = (LOGIN,)) -> Change:
    """The same with an agent as co-author."""
    return change(name, *parents, markers=(TRAILER,), paths=paths)


def by_nobody(name: str = HEAD, *parents: str, paths: tuple[ChangedPath, ...] = (LOGIN,)) -> Change:
    """The same without any marker."""
    return change(name, *parents, markers=(), paths=paths)


def changes(*listed: Change, gaps: tuple[Gap, ...] = ()) -> Changes:
    """A range of these commits, the head first."""
    return replace(CHANGES, changes=listed, lines=(), introductions=(), gaps=gaps)


def world(rule: str, *lines: str, of: Changes | None = None) -> World:
    """The pipeline; the rule is named. Grace, Heidi and Ada are persons whose keys are known."""
    built = honest().looked(Look(changes=of or changes(change())))
    trust = built.trust.introducing("grace", "heidi", "ada")
    return built.trusting(trust.ruling(f"[rules.{rule}]", *lines))


def said(world: World, rule: str) -> list[tuple[str, str]]:
    """Subject and cause of each finding of a rule."""
    return [(item.subject, item.cause) for item in world.said_by(rule)]


def found(world: World, rule: str) -> str:
    """What the one finding of a rule found."""
    [finding] = world.said_by(rule)
    return finding.found


def commit(name: str = HEAD) -> str:
    """A commit as the subject of a finding."""
    return f"commit {header(name).id[:12]}"
