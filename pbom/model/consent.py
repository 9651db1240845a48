"""Consent: who approved a commit, weighed against everybody who had a part in it.

Nothing that was recorded of an approval is believed here: the approval itself has to be there,
signed by a functionary whose policy says which person it is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from pbom.model.attestation import ApprovalAttestation, Attestation, SourceAttestation
from pbom.model.candidates import candidates
from pbom.model.change import Change
from pbom.model.digest import Digest, DigestSet
from pbom.model.finding import Candidate
from pbom.model.part import Part, against, is_bare_merge
from pbom.model.pbom import Pbom
from pbom.model.someone import Someone
from pbom.model.statement import SourceStatement, Statement

SHOWN = 3


class Consent(Struct, frozen=True, kw_only=True):
    """An approval that is about a commit.

    Attributes:
        attestation: The approval.
        objection: Why it does not count; empty where it does.
    """

    attestation: ApprovalAttestation
    objection: str

    @property
    def who(self) -> str:
        """The policy's name for whoever gave it."""
        return self.attestation.functionary.name


def near(consents: Iterable[Consent]) -> tuple[Candidate, ...]:
    """The approvals that were there and are not enough, each with what speaks against it."""
    return candidates(
        (item.attestation, item.objection or "it counts, and more are wanted") for item in consents
    )


class Ballot:
    """The approvals of the commits of one range."""

    def __init__(self, pbom: Pbom, source: SourceAttestation, at: datetime) -> None:
        statement = source.statement
        self._at = at
        self._approvals = pbom.approvals
        self._head = statement
        self._changes = {item.commit.id: item for item in statement.changes.changes}
        self._merge = _merges(self._changes, statement.changes.range.head)
        self._by_value: dict[str, list[ApprovalAttestation]] = {}
        for item in pbom.approvals:
            for value in {each.value for one in item.statement.subjects for each in one.digests}:
                self._by_value.setdefault(value, []).append(item)

    def on(self, change: Change, roles: frozenset[str]) -> tuple[Consent, ...]:
        """What was approved of a commit, its tree, or the merge that brought it."""
        found: dict[Digest, Consent] = {}
        merge = self._changes.get(self._merge.get(change.commit.id, ""))
        for one in (change, *((merge,) if merge else ())):
            for item in self._about(_digests(one, self._head)):
                objection = self._objection(item, change, roles)
                found.setdefault(item.bundle, Consent(attestation=item, objection=objection))
        return tuple(found[digest] for digest in sorted(found))

    def _about(self, digests: DigestSet) -> Iterator[ApprovalAttestation]:
        for digest in digests:
            for item in self._by_value.get(digest.value, ()):
                if item.statement.about(digests):
                    yield item

    def _objection(self, item: ApprovalAttestation, change: Change, roles: frozenset[str]) -> str:
        found = next(filter(None, objections(item, self._at, roles)), "")
        return (
            found
            or next(filter(None, _misses(item, change)), "")
            or against(people_of(item), parts_of(change))
        )

    def said(self, change: Change, consents: Iterable[Consent]) -> str:
        """What was found instead of an approval that counts: the nearest candidates."""
        void = [f"{item.who}'s does not count: {item.objection}" for item in consents if
                item.objection]  # fmt: skip
        if void:
            return "; ".join(void[:SHOWN])
        latest = self._astray
        if latest is None:
            return "no approval of it"
        what = latest.statement.subjects[0]
        about = what.name or str(next(iter(what.digests)).short)
        return (
            f"no approval of it; {latest.functionary.name} approved {about}, which is not in "
            f"this release: was {change.commit.id[:12]} amended, rebased or built on since?"
        )

    @cached_property
    def _astray(self) -> ApprovalAttestation | None:
        """The last approval of something that is not here."""
        astray = [item for item in self._approvals if not self._is_here(item)]
        return max(astray, key=lambda item: (item.statement.issued, item.bundle), default=None)

    def _is_here(self, item: ApprovalAttestation) -> bool:
        return any(
            item.statement.about(_digests(change, self._head)) for change in self._changes.values()
        )


def objections(item: ApprovalAttestation, at: datetime, roles: frozenset[str]) -> Iterator[str]:
    """What speaks against an approval, whatever it is about; ``""`` is nothing."""
    statement = item.statement
    yield statement.untimely(at)
    if statement.role not in roles:
        yield f"it was given as {statement.role}, not as {' or '.join(sorted(roles))}"
    if statement.role not in item.functionary.roles:
        yield f"the policy does not let them speak as {statement.role}"
    if not item.functionary.emails:
        yield "the policy does not say which person holds the key"


def _misses(item: ApprovalAttestation, change: Change) -> Iterator[str]:
    """Why it does not cover all of a commit."""
    if change.paths is None:
        yield "nobody looked closely at the commit"
    elif item.statement.paths and not all(
        item.statement.paths.match(path.name) for path in change.paths
    ):
        yield "it is of some files only, and the commit changed others"


def people_of(item: Attestation[Statement]) -> tuple[Someone, ...]:
    """Whoever holds the key, by each of their addresses."""
    return tuple(Someone.at(email) for email in item.functionary.emails)


def are_alike(one: Iterable[Someone], other: Collection[Someone]) -> bool:
    """Whether two could be one person, by any of their addresses."""
    return any(mine.like(theirs) for mine in one for theirs in other)


def is_same(one: Attestation[Statement], other: Attestation[Statement]) -> bool:
    """Whether one person signed both, with one key or with two."""
    same = one.functionary.is_same(other.functionary)
    return same or are_alike(people_of(one), people_of(other))


def asked_of(roles: Iterable[str]) -> str:
    """What a rule that asks for an approval expects."""
    return (
        f"approved as {' or '.join(sorted(roles))} by somebody who neither wrote it nor asked an "
        "agent for it"
    )


def how_to_approve(change: Change, roles: Iterable[str]) -> str:
    """What is to be done for that."""
    return (
        "have somebody else read it, whose key and addresses the policy knows, and sign: "
        f"`pbom approve {change.commit.id} --role {min(roles)} --reason WHY`"
    )


def parts_of(change: Change) -> Iterator[Part]:
    """Everybody who wrote a commit or asked for it."""
    if is_bare_merge(change):
        return
    author, committer = Someone.of(change.commit.author), Someone.of(change.commit.committer)
    yield Part(who=author, what="wrote it")
    by_agent = any(item.wrote and item.where == "author" for item in change.markers)
    if by_agent:
        yield Part(who=committer, what="asked the agent for it")
    elif committer.like(author):
        yield Part(who=committer, what="wrote it")
    for text in change.review.requesters:
        yield Part(who=Someone.read(text), what="asked the agent for it")
    for text in change.review.co_authors:
        yield Part(who=Someone.read(text), what="is a co-author")


def _digests(change: Change, source: SourceStatement) -> DigestSet:
    """Everything that an approval of a commit may name; the content is known of the head only."""
    if change.commit.id == source.changes.range.head:
        tree = Digest("gitTree", change.commit.tree)
        return DigestSet.of((*source.head, tree))
    git = (Digest("gitCommit", change.commit.id), Digest("gitTree", change.commit.tree))
    return DigestSet.of(git)


def _merges(changes: Mapping[str, Change], head: str) -> dict[str, str]:
    """The merge on the branch that brought each commit which is not on the branch itself."""
    line: dict[str, None] = {}
    at = head
    while at in changes and at not in line:
        line[at] = None
        at = next(iter(changes[at].commit.parents), "")
    found: dict[str, str] = {}
    for merge in reversed(line):
        todo = list(changes[merge].commit.parents[1:])
        while todo:
            at = todo.pop()
            if at in changes and at not in line and at not in found:
                found[at] = merge
                todo.extend(changes[at].commit.parents)
    return found
