"""Claims: whatever says that somebody approved a commit, each with what its own place objects.

Nobody decides here what counts; nothing is left out because it does not count.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pbom.model.change import Change
from pbom.model.part import Part
from pbom.model.review import Approval, ApprovalPlace
from pbom.model.review_facts import ReviewNote, TreeApproval, TreeApprover, Vote
from pbom.model.someone import Someone
from pbom.model.spoken import Spoken
from pbom.stages.ways import Shape

MAX_SPAN = 1000
"""So many commits may lie between the two ends of an approved move of a branch."""
_TESTED = "it says that it was tested, not that it was reviewed"


class Claim(NamedTuple):
    """An approval, and whom it has to be independent of.

    Attributes:
        approval: The approval; with an objection where its own place has one.
        who: The approver, by each of the names that are known.
        beside: Who cannot approve either, beside the commit's own writers.
        vouchers: Those who signed for the whole place, each by the addresses that are known.
    """

    approval: Approval
    who: tuple[Someone, ...]
    beside: tuple[Part, ...] = ()
    vouchers: tuple[tuple[Someone, ...], ...] = ()


def in_message(change: Change) -> Iterator[Claim]:
    """What the commit's own message says."""
    yield from (_spoken(spoken, "message line", "") for spoken in _approving(change))


def in_merge(merge: Change) -> Iterator[Claim]:
    """What the message of the merge says that brought a commit."""
    place: ApprovalPlace = "merge message"
    yield from (_spoken(spoken, place, merge.commit.id) for spoken in _approving(merge))


def in_note(note: ReviewNote, commit: str) -> Iterator[Claim]:
    """What a review server noted."""
    for vote in note.votes:
        approval = Approval(
            who=str(vote.person),
            place="gerrit note",
            source=note.source,
            raw=vote.raw,
            role=vote.label,
            of=commit,
            objection=_against(vote),
        )
        yield Claim(approval, (Someone.of(vote.person),))


def in_tree(tree: TreeApproval, problem: str) -> Iterator[Claim]:
    """What an approval of a tree says; with a problem where it does not cover the commit."""
    for approver in tree.approvers:
        approval = Approval(
            who=str(approver.who),
            place="gittuf attestation",
            source=tree.source,
            raw=f"{tree.branch} from {tree.base[:12]} to the tree {tree.tree[:12]}",
            role=tree.form.rpartition("gittuf.dev/")[2],
            of=tree.tree,
            signed=approver.signed,
            objection=approver.problem or problem or _unnamed(approver),
        )
        yield Claim(approval, (approver.who,))


def cover(trees: Sequence[TreeApproval], shape: Shape) -> Mapping[str, list[tuple[int, str]]]:
    """Which approvals of trees are about which commits: their numbers, each with a problem.

    An approval of a move covers all that lies between its two ends. Where only the tree fits, it
    was given for another change.
    """
    if not trees:
        return {}
    by_tree: dict[str, list[str]] = {}
    for commit in shape.commits.values():
        by_tree.setdefault(commit.tree, []).append(commit.id)
    covered: dict[str, list[tuple[int, str]]] = {}
    for number, tree in enumerate(trees):
        for end in by_tree.get(tree.tree, ()):
            span = _span(end, tree.base, shape)
            problem = "" if span else f"it was given for a change of {tree.base[:12]}"
            for id_ in span or (end,):
                for one in (id_, *(shape.brought.get(id_, ()) if span else ())):
                    covered.setdefault(one, []).append((number, problem))
    return covered


def _span(end: str, base: str, shape: Shape) -> tuple[str, ...]:
    """The commits from an end down to a base, by first parents; none where they do not meet."""
    found: list[str] = []
    at = end
    while at in shape.commits and len(found) < MAX_SPAN:
        found.append(at)
        at = next(iter(shape.commits[at].parents), "0" * len(base))
        if at == base:
            return tuple(found)
    return ()


def _approving(change: Change) -> Iterator[Spoken]:
    return (spoken for spoken in change.spoken if spoken.role in {"approval", "test"})


def _spoken(spoken: Spoken, place: ApprovalPlace, source: str) -> Claim:
    copied = f"it was written for the commit {spoken.of[:12]}" if spoken.of else ""
    someone = Someone.of(spoken.person)
    approval = Approval(
        who=str(someone),
        place=place,
        source=source,
        raw=spoken.raw,
        role=spoken.key,
        objection=_TESTED if spoken.role == "test" else copied,
    )
    return Claim(approval, (someone,))


def _against(vote: Vote) -> str:
    if vote.label == "Code-Review+2":
        return ""
    if vote.label == "Submitted-by":
        return "to merge is not to approve"
    if re.search(r"-0*[1-9]\d*$", vote.label):
        return "it is a vote against"
    if vote.label.startswith("Code-Review"):
        return "it says that somebody else has to approve"
    return _TESTED if vote.label.startswith("Verified") else "it is a vote on something else"


def _unnamed(approver: TreeApprover) -> str:
    if approver.signed and not approver.who.email:
        return "the key's holder is named without an address, so nobody can say who it is"
    return ""
