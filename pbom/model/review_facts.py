"""Facts of reviews: what places outside of the commits say, before anybody decides what counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from pbom.model.attestation import ApprovalAttestation
from pbom.model.commit import Person
from pbom.model.digest import Digest
from pbom.model.forge import FORGES, Forge
from pbom.model.rule_pack import RulePack
from pbom.model.someone import Someone

ReviewWord = Literal["approved", "dismissed", "changes-requested"]


class Vote(Struct, frozen=True, kw_only=True):
    """One line of a review note.

    Attributes:
        label: What was given, such as ``Code-Review+2`` or ``Submitted-by``.
        person: By whom.
        raw: The line.
    """

    label: str
    person: Person
    raw: str


class ReviewNote(Struct, frozen=True, kw_only=True):
    """What a review server wrote beside a commit.

    Attributes:
        source: Ref and object id.
        votes: Its lines that name a person.
    """

    source: str
    votes: tuple[Vote, ...]

    @property
    def submitted(self) -> bool:
        """Whether the server says that it put the commit on the branch."""
        return any(vote.label == "Submitted-by" for vote in self.votes)


class TreeApprover(Struct, frozen=True, kw_only=True):
    """One who approved a tree.

    Attributes:
        who: As the record names them.
        signed: Whether their own signature on it was checked with a key of the user's.
        problem: Why the record itself says that it does not count; empty where it does.
    """

    who: Someone
    signed: bool = False
    problem: str = ""


class TreeApproval(Struct, frozen=True, kw_only=True):
    """An approval of moving a branch from one commit to a tree (gittuf).

    Attributes:
        source: Ref and object id.
        form: Its predicate type.
        branch: The full name of the branch.
        base: Id of the commit before.
        tree: Id of the tree after.
        approvers: Who approved it.
    """

    source: str
    form: str
    branch: str
    base: str
    tree: str
    approvers: tuple[TreeApprover, ...]


class ForgeReview(Struct, frozen=True, kw_only=True):
    """One review on a forge.

    Attributes:
        who: The account.
        word: What it says.
        commit: The commit that was looked at; empty where the forge has lost it, ``None`` where
            it never says.
        at: When, as the forge writes it.
    """

    who: Someone
    word: ReviewWord
    commit: str | None
    at: str = ""


class PullRequest(Struct, frozen=True, kw_only=True):
    """A pull or merge request, as a forge describes it.

    Attributes:
        name: Its URL or number, for people.
        opened_by: Who opened it.
        assigned_to: Who was made responsible for it: of an agent's, those who asked for it.
        accounts: Which account has which address, as far as its commits tell.
        head: The commit that was merged; empty where the forge does not say.
        merged_as: Ids of the commits that it became on the branch; none while it is open.
        commits: Ids of its own commits.
        reviews: The reviews, in their order.
        answered: Whether the reviews were asked for: else their absence says nothing.
    """

    name: str
    opened_by: Someone | None = None
    assigned_to: tuple[Someone, ...] = ()
    accounts: tuple[Someone, ...] = ()
    head: str = ""
    merged_as: tuple[str, ...] = ()
    commits: tuple[str, ...] = ()
    reviews: tuple[ForgeReview, ...] = ()
    answered: bool = False


class ForgeExport(Struct, frozen=True, kw_only=True):
    """A file of reviews from a forge. Nobody has signed it.

    Attributes:
        digest: SHA-256 of the file.
        pulls: Pull requests with their reviews.
        loose: Reviews of pull requests that the file does not describe.
    """

    digest: Digest
    pulls: tuple[PullRequest, ...] = ()
    loose: tuple[ForgeReview, ...] = ()


class ReviewFacts(Struct, frozen=True, kw_only=True):
    """All that is known beside the commits themselves.

    Attributes:
        head: Id of the newest commit.
        at: The time for which it is asked whether an approval counts.
        pack: Tells agents and services from persons.
        forges: Services that commit themselves.
        notes: Review notes by commit id; ``None`` where their ref is not here.
        trees: Approvals of trees.
        exports: What forges were asked.
        statements: Approvals that somebody trusted signed.
        objects: SHA-256 of commit objects, by commit id, as far as an approval names it.
    """

    head: str
    at: datetime
    pack: RulePack
    forges: tuple[Forge, ...] = FORGES
    notes: Mapping[str, ReviewNote] | None = None
    trees: tuple[TreeApproval, ...] = ()
    exports: tuple[ForgeExport, ...] = ()
    statements: tuple[ApprovalAttestation, ...] = ()
    objects: Mapping[str, Digest] = field(default_factory=dict)
