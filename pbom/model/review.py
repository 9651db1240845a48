"""Reviews: what speaks for a second person having looked at a commit, and what that is worth."""

from typing import Literal

from msgspec import Struct

ReviewState = Literal["verified", "claimed", "none-visible", "not-checked"]
"""``verified``: somebody independent approved, and a signature that was checked says so.
``claimed``: text says so. ``none-visible``: where approvals are kept was looked at, none is there.
``not-checked``: it was not looked at.
"""

MergePath = Literal["squash", "merge", "rebase", "direct", "unknown"]
"""How a commit came to the branch: as one squashed change, behind a merge commit, moved there by
the forge one by one, or pushed; ``unknown`` where the history is cut.
"""

ApprovalPlace = Literal[
    "message line", "merge message", "gerrit note", "gittuf attestation", "forge export",
    "approval statement",
]  # fmt: skip

SignatureState = Literal["verified", "unverified", "forge", "bad", "none"]
"""``forge``: made by the forge itself (web-flow), which is no person, whether or not its key was
at hand. ``unverified``: there is no key to check it with that counts. ``bad``: it does not hold.
"""


class Approval(Struct, frozen=True, order=True, kw_only=True):
    """One approval, by one person, of one commit or tree.

    Attributes:
        who: Whom it names, as text.
        place: Where it was found.
        source: Ref and object id, digest of the export or of the statement's bundle, id of the
            merge commit; empty where the commit's own message says so.
        raw: The line, or what the record says in short.
        role: What they say they did, such as ``Reviewed-by`` or ``Code-Review+2``.
        of: Commit or tree id that it is bound to; empty where it is bound to none.
        signed: Whether a signature on it was checked with a key that the user trusts.
        objection: Why it does not count as an independent approval; empty where it does.
    """

    who: str
    place: ApprovalPlace
    source: str = ""
    raw: str = ""
    role: str = ""
    of: str = ""
    signed: bool = False
    objection: str = ""


class CommitSignature(Struct, frozen=True, order=True, kw_only=True):
    """The signature on a commit, and what checking it said.

    Attributes:
        state: What is known of it.
        signer: Principal, fingerprint or key id, as the checking program names it; where nothing
            was checked, the key that the signature itself names; empty where unknown.
        note: What was said beyond that, such as that the key has expired since.
    """

    state: SignatureState
    signer: str = ""
    note: str = ""


UNSIGNED = CommitSignature(state="none")


class Review(Struct, frozen=True, kw_only=True):
    """What is visible of the review of one commit.

    Attributes:
        state: The sum of it.
        path: How the commit came to the branch.
        approvals: All that were found, whether or not they count.
        requesters: Persons who asked an agent for the commit: they cannot approve it.
        co_authors: Whom its message names as co-authors, agents among them: neither can they.
    """

    state: ReviewState
    path: MergePath = "unknown"
    approvals: tuple[Approval, ...] = ()
    requesters: tuple[str, ...] = ()
    co_authors: tuple[str, ...] = ()


NOT_CHECKED = Review(state="not-checked")
