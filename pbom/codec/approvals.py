"""Reviews, the approvals in them, and signatures on commits, as JSON."""

from typing import get_args

from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json
from pbom.model.review import (
    Approval,
    ApprovalPlace,
    CommitSignature,
    MergePath,
    Review,
    ReviewState,
    SignatureState,
)

_STATES: dict[str, ReviewState] = {item: item for item in get_args(ReviewState)}
_PATHS: dict[str, MergePath] = {item: item for item in get_args(MergePath)}
_PLACES: dict[str, ApprovalPlace] = {item: item for item in get_args(ApprovalPlace)}
_SIGNATURES: dict[str, SignatureState] = {item: item for item in get_args(SignatureState)}


def write_review(review: Review) -> dict[str, Json]:
    """A review."""
    return {
        "state": review.state,
        "path": review.path,
        "approvals": [_write_approval(item) for item in review.approvals],
        "requesters": list(review.requesters),
        "coAuthors": list(review.co_authors),
    }


def read_review(fields: Fields) -> Review:
    """A review from its JSON.

    Raises:
        FormatError: It is something else.
    """
    review = Review(
        state=fields.choice("state", _STATES),
        path=fields.choice("path", _PATHS),
        approvals=tuple(_read_approval(item) for item in fields.tables("approvals", required=True)),
        requesters=fields.texts("requesters"),
        co_authors=_co_authors(fields),
    )
    fields.close()
    return review


def _co_authors(fields: Fields) -> tuple[str, ...]:
    """Whom the message names; where nobody says that, one of them could approve it."""
    fields.sequence("coAuthors", required=True)
    return fields.texts("coAuthors")


def write_signature(signature: CommitSignature) -> dict[str, Json]:
    """What is known of a signature on a commit."""
    return {"state": signature.state, "signer": signature.signer, "note": signature.note}


def read_signature(fields: Fields) -> CommitSignature:
    """What is known of a signature on a commit, from its JSON.

    Raises:
        FormatError: It is something else.
    """
    signature = CommitSignature(
        state=fields.choice("state", _SIGNATURES),
        signer=fields.text("signer"),
        note=fields.text("note"),
    )
    fields.close()
    return signature


def _write_approval(item: Approval) -> dict[str, Json]:
    optional = {
        "source": item.source,
        "raw": item.raw,
        "role": item.role,
        "of": item.of,
        "objection": item.objection,
    }
    return {
        "who": item.who,
        "place": item.place,
        "signed": item.signed,
        **{key: value for key, value in optional.items() if value},
    }


def _read_approval(fields: Fields) -> Approval:
    item = Approval(
        who=fields.text("who"),
        place=fields.choice("place", _PLACES),
        source=fields.text("source", ""),
        raw=fields.text("raw", ""),
        role=fields.text("role", ""),
        of=fields.text("of", ""),
        signed=fields.truth("signed", default=False),
        objection=fields.text("objection", ""),
    )
    fields.close()
    return item
