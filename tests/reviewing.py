"""Commits and what is said of their reviews, by hand."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha1
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from pbom import plugins
from pbom.codec.bundle import read_bundle
from pbom.codec.forge_export import read_forge_export
from pbom.codec.manifest import no_bodies
from pbom.codec.spoken import read_spoken
from pbom.codec.strict_json import Json, write_json
from pbom.model.approval import ApprovalStatement
from pbom.model.attestation import ApprovalAttestation, approvals_among
from pbom.model.change import Change, ChangedPath
from pbom.model.commit import Commit, CommitHeader, Person
from pbom.model.digest import Digest, DigestSet
from pbom.model.functionary import Functionary
from pbom.model.review import Approval, Review
from pbom.model.review_facts import ForgeExport, ReviewFacts
from pbom.model.subject import Subject
from pbom.stages.attest import attest
from pbom.stages.authenticate import authenticate
from pbom.stages.review import Reviewed, add_reviews
from tests.signatures import hand
from tests.takes import NOON

PACK = plugins.rule_pack()
ADA = Person("Ada Lovelace", "ada@example.org")
BOB = Person("Bob", "bob@example.org")
CAROL = Person("Carol", "carol@example.org")
AGENT = Person("copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com")
GITHUB = Person("GitHub", "noreply@github.com")


def id_of(name: str) -> str:
    """A commit's or tree's id, made from a name."""
    return sha1(name.encode(), usedforsecurity=False).hexdigest()


def commit(
    name: str,
    *parents: str,
    message: str = "change something",
    author: Person = ADA,
    committer: Person | None = None,
) -> Change:
    """A commit of that name, on top of others; its tree is ``name/tree``."""
    header = CommitHeader(
        id=id_of(name),
        tree=id_of(f"{name}/tree"),
        parents=tuple(map(id_of, parents)),
        author=author,
        committer=committer or author,
        authored_at=int(NOON.timestamp()),
        committed_at=int(NOON.timestamp()),
        signature="",
        subject=message.partition("\n")[0],
    )
    spoken = read_spoken(Commit(header=header, message=message))
    return Change(commit=header, markers=(), spoken=spoken)


class Range(Struct, frozen=True, kw_only=True):
    """Some commits, the newest first, and what is known beside them."""

    changes: tuple[Change, ...]
    facts: ReviewFacts

    @classmethod
    def of(cls, *changes: Change) -> "Range":
        """A range in which nothing is known beside the commits."""
        facts = ReviewFacts(head=changes[0].commit.id, at=NOON + timedelta(hours=1), pack=PACK)
        return cls(changes=changes, facts=facts)

    def knowing(self, **facts: object) -> Self:
        """The same with more facts."""
        return replace(self, facts=replace(self.facts, **facts))

    def exported(self, *objects: Json) -> Self:
        """The same with an export of a forge."""
        return self.knowing(exports=(export(*objects),))

    def approved(self, *given: "Given") -> Self:
        """The same with approvals that were signed."""
        return self.knowing(statements=tuple(item.attestation for item in given))

    def reviewed(self) -> Reviewed:
        """All of it, reviewed."""
        return add_reviews(self.changes, self.facts)

    def review(self, name: str) -> Review:
        """The review of the commit of that name."""
        found = {change.commit.id: change.review for change in self.reviewed().changes}
        return found[id_of(name)]

    def only(self, name: str) -> Approval:
        """The one approval of a commit."""
        (approval,) = self.review(name).approvals
        return approval


def export(*objects: Json) -> ForgeExport:
    """An export that has been read."""
    return read_forge_export(write_json(list(objects)))


class Given(Struct, frozen=True, kw_only=True):
    """An approval that somebody signed with a key of that name."""

    subjects: tuple[Mapping[str, str], ...]
    signer: str = "bob"
    emails: tuple[str, ...] = (BOB.email,)
    statement: ApprovalStatement = field(
        default_factory=lambda: ApprovalStatement(
            kind="approval",
            subjects=(Subject(name="", digests=DigestSet.sha256("0" * 64)),),
            role="reviewer",
            reason="read it",
            issued=NOON,
        )
    )

    @classmethod
    def of(cls, name: str, **members: object) -> "Given":
        """Of the commit of that name."""
        return cls(subjects=({"gitCommit": id_of(name)},)).saying(**members)

    @classmethod
    def of_tree(cls, name: str, **members: object) -> "Given":
        """Of the tree of the commit of that name."""
        return cls(subjects=({"gitTree": id_of(f"{name}/tree")},)).saying(**members)

    def saying(self, **members: object) -> Self:
        """The same with other members."""
        return replace(self, statement=replace(self.statement, **members))

    def by(self, signer: str, *emails: str) -> Self:
        """The same signed by somebody else."""
        return replace(self, signer=signer, emails=emails)

    @property
    def attestation(self) -> ApprovalAttestation:
        """The approval behind the one door."""
        subjects = tuple(map(digest_set, self.subjects))
        sealed = attest(replace(self.statement, subjects=subjects), hand(self.signer))
        trusted = Functionary(
            name=self.signer, key=hand(self.signer).public_key, emails=self.emails
        )
        found = authenticate(read_bundle(sealed.bundle), [trusted], no_bodies)
        (approval,) = approvals_among([found])
        return approval


def digest_set(digests: Mapping[str, str]) -> Subject:
    """A subject with these digests."""
    pairs = (Digest(*pair) for pair in digests.items())
    return Subject(name="", digests=DigestSet.of(pairs))


def touching(change: Change, *names: str) -> Change:
    """The same commit, of which is known which files it changed."""
    paths = tuple(ChangedPath(name=name, letter="M") for name in names)
    return replace(change, paths=paths)


def sha256_of(export: ForgeExport) -> Mapping[str, str]:
    """What an approval of an export is about."""
    return {export.digest.algorithm: export.digest.value}
