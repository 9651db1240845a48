"""Approvals and waivers: predicates of our own (``spec/approval.md``)."""

import re
from typing import Literal

from pbom.codec.fields import Fields
from pbom.codec.link import read_subject
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json
from pbom.errors import FormatError
from pbom.model.approval import ApprovalStatement
from pbom.model.pattern import Patterns

APPROVAL = "urn:pbom:approval:v1"
WAIVER = "urn:pbom:waiver:v1"
MAX_REASON = 4096
MAX_LISTED = 100
"""Of patterns and of rules; each is at most 1,000 characters."""
_KINDS: dict[str, Literal["approval", "waiver"]] = {APPROVAL: "approval", WAIVER: "waiver"}
_ROLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


def predicate_type(approval: ApprovalStatement) -> str:
    """The type URI of an approval or waiver."""
    return APPROVAL if approval.kind == "approval" else WAIVER


def write_approval(approval: ApprovalStatement) -> dict[str, Json]:
    """The predicate of an approval or waiver; what is not said is left out."""
    predicate: dict[str, Json] = {
        "role": approval.role,
        "reason": approval.reason,
        "issuedOn": write_moment(approval.issued),
    }
    scope: dict[str, Json] = {}
    if approval.paths:
        scope["paths"] = list(approval.paths.patterns)
    if approval.rules:
        scope["rules"] = list(approval.rules)
    if approval.environments:
        scope["environments"] = list(approval.environments)
    if scope:
        predicate["scope"] = scope
    if approval.expires is not None:
        predicate["expiresOn"] = write_moment(approval.expires)
    if approval.run:
        predicate["run"] = approval.run
    return predicate


def read_approval(subjects: tuple[Fields, ...], kind: str, predicate: Fields) -> ApprovalStatement:
    """An approval or waiver from its predicate.

    Raises:
        FormatError: It is something else, or says nothing that could count.
    """
    scope = predicate.table_or_none("scope") or Fields({}, predicate.path("scope"))
    try:
        approval = ApprovalStatement(
            kind=_KINDS[kind],
            subjects=tuple(read_subject(subject) for subject in subjects),
            role=_role(predicate),
            reason=_reason(predicate),
            issued=predicate.moment("issuedOn"),
            expires=predicate.moment("expiresOn") if "expiresOn" in predicate else None,
            paths=_patterns(scope),
            rules=_listed(scope, "rules"),
            environments=_listed(scope, "environments"),
            run=predicate.text("run", ""),
        )
    except ValueError as error:
        raise FormatError(str(error), place=predicate.place) from error
    scope.close()
    predicate.close()
    return approval


def role_problem(role: str) -> str:
    """Why a text cannot be a role; empty where it can."""
    if _ROLE.fullmatch(role):
        return ""
    return f"a role is a word of letters, digits and ._+-, found {role!r}"[:200]


def reason_problem(reason: str) -> str:
    """Why a text cannot be a reason; empty where it can."""
    if not reason.strip():
        return "a reason is needed"
    return f"a reason has at most {MAX_REASON} characters" if len(reason) > MAX_REASON else ""


def _role(predicate: Fields) -> str:
    role = predicate.text("role")
    if problem := role_problem(role):
        raise predicate.error("role", problem)
    return role


def _reason(predicate: Fields) -> str:
    reason = predicate.text("reason")
    if problem := reason_problem(reason):
        raise predicate.error("reason", problem)
    return reason


def _patterns(scope: Fields) -> Patterns:
    paths = _listed(scope, "paths")
    try:
        return Patterns(paths)
    except ValueError as error:
        raise scope.error("paths", f"a pattern cannot be understood: {error}"[:200]) from error


def _listed(scope: Fields, key: str) -> tuple[str, ...]:
    texts = scope.texts(key)
    if key in scope and not texts:
        raise scope.error(key, "is empty, which could mean all or nothing")
    if len(texts) > MAX_LISTED or any(not 1 <= len(text) <= 1000 for text in texts):  # noqa: PLR2004
        raise scope.error(key, f"expected at most {MAX_LISTED} texts of at most 1,000 characters")
    return texts
