"""Approvals that gittuf keeps, under ``refs/gittuf/attestations``.

Which approvals count is the user's policy and not gittuf's: signatures are checked with the keys
that the user gave, and what nobody could check is a claim.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple, assert_never

from pbom.codec.gittuf import (
    APPROVAL,
    GittufApproval,
    GittufSignature,
    read_gittuf,
    refuse_other_place,
)
from pbom.codec.spoken import read_person
from pbom.collectors.git_objects import GitObject, GitObjects
from pbom.collectors.git_tips import Tip
from pbom.collectors.signature_check import SignatureCheck
from pbom.errors import FormatError, RecordingError
from pbom.model.evidence import Gap
from pbom.model.review_facts import TreeApproval, TreeApprover
from pbom.model.sidecar import SidecarSource
from pbom.model.someone import Someone

REF = "refs/gittuf/attestations"
FORMAT = "gittuf"
MAX_FILES = 100_000
MAX_FILE = 1024 * 1024
MAX_READ = 2000
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_PATH = re.compile(
    rb"(?:reference-authorizations|code-review-approvals)/refs/heads/.+/"
    rb"[0-9a-f]{40,64}-(?P<tree>[0-9a-f]{40,64})(?:/.+)?"
)


class GittufApprovals(NamedTuple):
    """The approvals of some trees.

    Attributes:
        trees: Who approved which.
        source: The ref as it was.
        gaps: What could not be read.
    """

    trees: tuple[TreeApproval, ...]
    source: SidecarSource
    gaps: tuple[Gap, ...] = ()


def read_gittuf_approvals(
    objects: GitObjects,
    tip: Tip | None,
    trees: Collection[str],
    check: SignatureCheck,
    at: datetime,
) -> GittufApprovals:
    """The approvals of trees; keys have to be valid at a time.

    Raises:
        RecordingError: git does not answer.
    """
    if tip is None:
        return GittufApprovals((), SidecarSource(format=FORMAT, ref=REF, tip="", state="absent"))
    if not tip.tree or objects.read(tip.tree).kind != "tree":
        return _unreadable(tip, "it points to no tree that is here")
    try:
        listed = tuple(islice(objects.files(tip.tree), MAX_FILES + 1))
    except RecordingError as error:
        return _unreadable(tip, str(error))
    wanted = sorted(
        (path, entry.id)
        for path, entry in listed
        if (match := _PATH.fullmatch(path)) and match["tree"].decode("ascii") in trees
    )
    unread = max(0, len(wanted) - MAX_READ) + max(0, len(listed) - MAX_FILES)
    found: list[TreeApproval] = []
    blobs = objects.read_all([id_ for _, id_ in wanted[:MAX_READ]], MAX_FILE)
    for (path, _), blob in zip(wanted, blobs, strict=False):
        try:
            found.extend(_approval(path, blob, check, at))
        except FormatError:
            unread += 1
    source = SidecarSource(
        format=FORMAT, ref=REF, tip=tip.id, state="read", records=len(listed), used=len(found)
    )
    gap = Gap(kind="reviews-unreadable", detail=f"attestations of {REF}", count=unread)
    return GittufApprovals(tuple(found), source, (gap,) if unread else ())


def _unreadable(tip: Tip, detail: str) -> GittufApprovals:
    source = SidecarSource(format=FORMAT, ref=REF, tip=tip.id, state="unreadable", detail=detail)
    return GittufApprovals((), source, (Gap(kind="reviews-unreadable", detail=f"{REF}: {detail}"),))


def _approval(
    path: bytes, blob: GitObject, check: SignatureCheck, at: datetime
) -> Iterator[TreeApproval]:
    if blob.kind != "blob" or not blob.whole:
        raise FormatError("it is not here, or too large")
    found = read_gittuf(blob.content)
    if found is None:
        return
    refuse_other_place(found, path.decode("ascii", "backslashreplace"))
    yield TreeApproval(
        source=f"{REF} {blob.id}",
        form=found.form,
        branch=found.branch,
        base=found.base,
        tree=found.tree,
        approvers=tuple(_approvers(found, check, at)),
    )


def _approvers(
    found: GittufApproval, check: SignatureCheck, at: datetime
) -> Iterator[TreeApprover]:
    """Whom it names, for which the word of who signed is a claim; else those who signed it."""
    if found.form == APPROVAL:
        yield from (TreeApprover(who=who) for who in found.approvers)
        yield from (TreeApprover(who=who, problem="dismissed") for who in found.dismissed)
        return
    for signature in found.signatures:
        yield _signer(signature, found.message, check, at)


def _signer(
    signature: GittufSignature, message: bytes, check: SignatureCheck, at: datetime
) -> TreeApprover:
    checked = check.check(signature.value, message, at)
    match checked.state:
        case "verified":
            return TreeApprover(who=_holder(checked.person), signed=True)
        case "bad":
            return TreeApprover(who=_holder(signature.key), problem="its signature does not hold")
        case "forge":
            return TreeApprover(who=_holder(signature.key), problem="signed by a forge")
        case "unverified" | "none":
            return TreeApprover(who=_holder(signature.key))
    assert_never(checked.state)


def _holder(text: str) -> Someone:
    """Who holds a key: an address, a name with one, or an identity with its issuer behind it."""
    plain = text.partition("::")[0].strip()
    if _ADDRESS.fullmatch(plain):
        return Someone(email=plain)
    return Someone.of(read_person(plain))
