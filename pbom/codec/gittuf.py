"""Attestations of gittuf: DSSE envelopes around in-toto statements, in a tree of the repository.

Real ones have the statement's members under their Go names (``type``, ``predicate_type``) and their
own payload type; both are read, as are the names of the specification. Members that we do not need
are ignored: the format is another project's.
"""

from typing import NamedTuple

from pbom.codec.base64_strict import read_base64
from pbom.codec.dsse import MAX_SIGNATURES, pae
from pbom.codec.fields import Fields
from pbom.codec.strict_json import read_json
from pbom.errors import FormatError
from pbom.model.someone import Someone

PAYLOAD_TYPE = "application/vnd.gittuf+json"
APPROVAL = "https://gittuf.dev/github-pull-request-approval/v0.1"
AUTHORIZATIONS = (
    "https://gittuf.dev/reference-authorization/v0.1",
    "https://gittuf.dev/reference-authorization/v0.2",
)
MAX_ENVELOPE = 1024 * 1024
MAX_APPROVERS = 200
_IN_TOTO = "application/vnd.in-toto+json"
_STATEMENT = "https://in-toto.io/Statement/v1"


class GittufSignature(NamedTuple):
    """A signature that nobody has checked.

    Attributes:
        key: The key that it names, or the identity.
        value: Its bytes: an armored signature of SSH or OpenPGP, or something else.
    """

    key: str
    value: bytes


class GittufApproval(NamedTuple):
    """An approval, as far as it is read.

    Attributes:
        form: Its predicate type.
        branch: Full name of the branch.
        base: Commit id before.
        tree: Tree id after.
        approvers: Whom it names as approvers; empty where the signers are the approvers.
        dismissed: Whom it names as approvers no more.
        signatures: Its signatures.
        message: The bytes that they cover.
    """

    form: str
    branch: str
    base: str
    tree: str
    approvers: tuple[Someone, ...]
    dismissed: tuple[Someone, ...]
    signatures: tuple[GittufSignature, ...]
    message: bytes


def read_gittuf(content: bytes) -> GittufApproval | None:
    """The approval in an envelope; ``None`` where it is of a kind that approves no branch.

    Raises:
        FormatError: It is no such envelope, or says two things at once.
    """
    envelope = Fields(read_json(content, max_bytes=MAX_ENVELOPE))
    payload_type = envelope.text("payloadType")
    if payload_type not in {PAYLOAD_TYPE, _IN_TOTO}:
        raise envelope.error(
            "payloadType", f"expected {PAYLOAD_TYPE}, found {payload_type!r}"[:200]
        )
    payload = read_base64(envelope.text("payload"), envelope.path("payload"))
    statement = Fields(read_json(payload), "$.payload")
    if _named(statement, "_type", "type") != _STATEMENT:
        raise statement.error("_type", f"expected {_STATEMENT}")
    form = _named(statement, "predicateType", "predicate_type")
    subjects = statement.tables("subject", required=True)
    predicate = statement.table("predicate")
    branch = predicate.text("targetRef")
    if form not in {APPROVAL, *AUTHORIZATIONS} or not branch.startswith("refs/heads/"):
        return None
    late = form == AUTHORIZATIONS[1]
    tree = predicate.text("targetID" if late else "targetTreeID")
    if len(subjects) != 1 or subjects[0].table("digest").text("gitTree") != tree:
        raise statement.error("subject", "is not the tree that the predicate names")
    return GittufApproval(
        form=form,
        branch=branch,
        base=predicate.text("fromID" if late else "fromRevisionID"),
        tree=tree,
        approvers=_people(predicate, "approvers") if form == APPROVAL else (),
        dismissed=_people(predicate, "dismissedApprovers") if form == APPROVAL else (),
        signatures=_signatures(envelope),
        message=pae(payload_type, payload),
    )


def _named(fields: Fields, ours: str, theirs: str) -> str:
    """A member under one of its two names, never both: readers could disagree."""
    if ours in fields and theirs in fields:
        raise fields.error(theirs, f"{ours} and {theirs} at once")
    return fields.text(theirs if theirs in fields else ours)


def _people(predicate: Fields, key: str) -> tuple[Someone, ...]:
    listed = predicate.raw(key) if key in predicate else None
    if listed is None:
        return ()
    names = predicate.texts(key)
    if len(names) > MAX_APPROVERS:
        raise predicate.error(key, f"more than {MAX_APPROVERS}")
    return tuple(_person(name) for name in names)


def _person(name: str) -> Someone:
    """An account as the GitHub app of gittuf names it: ``login+number``."""
    login, plus, number = name.rpartition("+")
    if plus and number.isascii() and number.isdigit():
        return Someone(login=login, number=number)
    return Someone(login=name)


def _signatures(envelope: Fields) -> tuple[GittufSignature, ...]:
    tables = envelope.tables("signatures", required=True)
    if len(tables) > MAX_SIGNATURES:
        raise envelope.error("signatures", f"more than {MAX_SIGNATURES}")
    return tuple(
        GittufSignature(table.text("keyid", ""), read_base64(table.text("sig"), table.path("sig")))
        for table in tables
    )


def refuse_other_place(found: GittufApproval, path: str) -> None:
    """Refuse an attestation that lies where one of another change would be looked for.

    Raises:
        FormatError: It does.
    """
    wanted = f"{found.branch}/{found.base}-{found.tree}"
    if f"/{wanted}/" not in f"/{path}/":
        raise FormatError(f"it is about {wanted}, which is not where it lies"[:300])
