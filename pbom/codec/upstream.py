"""What documents of upstream say, as members of our own JSON."""

from typing import get_args

from pbom.codec.digests import read_digests, read_name
from pbom.codec.fields import Fields
from pbom.codec.integrity_fields import not_empty, read_problem, write_problem
from pbom.codec.strict_json import Json
from pbom.errors import FormatError
from pbom.model.dependency import Problem
from pbom.model.digest import Digest
from pbom.model.upstream import STRONG, Signer, Upstream, UpstreamForm, UpstreamLook

_FORMS: dict[str, UpstreamForm] = {item: item for item in get_args(UpstreamForm)}


def write_upstream(look: UpstreamLook) -> dict[str, Json]:
    """A look at documents."""
    written: dict[str, Json] = {
        "places": list(look.places),
        "found": [_write_found(item) for item in look.found],
        "problems": [{"name": name, **write_problem(item)} for name, item in look.problems],
    }
    if look.trust:
        written["trust"] = {look.trust.algorithm: look.trust.value}
    return written


def read_upstream(table: Fields) -> UpstreamLook:
    """A look at documents.

    Raises:
        FormatError: It is something else, has a member that is not known, or says that something
            was verified and not by what.
    """
    look = UpstreamLook(
        places=table.texts("places"),
        trust=_sha256(table, "trust") if "trust" in table else None,
        found=tuple(_read_found(item) for item in table.tables("found", required=True)),
        problems=tuple(_read_problem(item) for item in table.tables("problems", required=True)),
    )
    if any(item.signer for item in look.found) and look.trust is None:
        raise table.error("trust", "is missing, and signatures are said to be verified")
    table.close()
    return look


def _write_found(item: Upstream) -> dict[str, Json]:
    written: dict[str, Json] = {
        "purl": item.purl,
        "subject": {item.subject.algorithm: item.subject.value},
        "locked": item.matches,
        "name": item.place,
        "digest": {item.document.algorithm: item.document.value},
        "form": item.form,
        "predicateType": item.predicate,
    }
    if item.signer:
        written["signer"] = {
            "identity": item.signer.identity,
            "issuer": item.signer.issuer,
            "repository": item.signer.repository,
            "commit": item.signer.commit,
        }
    if item.reason:
        written["reason"] = item.reason
    return written


def _read_found(table: Fields) -> Upstream:
    signer = table.table_or_none("signer")
    item = Upstream(
        purl=not_empty(table, "purl"),
        subject=_one_digest(table, "subject"),
        matches=table.truth("locked", default=False),
        place=read_name(table),
        document=_sha256(table, "digest"),
        form=table.choice("form", _FORMS),
        predicate=table.text("predicateType"),
        signer=_read_signer(signer) if signer else None,
        reason=table.text("reason", ""),
    )
    if (item.signer is None) != bool(item.reason):
        raise table.error("reason", "either a signer that was verified, or why none was")
    table.close()
    return item


def _read_signer(table: Fields) -> Signer:
    signer = Signer(
        identity=not_empty(table, "identity"),
        issuer=not_empty(table, "issuer"),
        repository=table.text("repository"),
        commit=table.text("commit"),
    )
    table.close()
    return signer


def _read_problem(table: Fields) -> tuple[str, Problem]:
    name = read_name(table)
    return name, read_problem(table)


def _one_digest(table: Fields, key: str) -> Digest:
    found = read_digests(table, key).digests
    if len(found) != 1 or found[0].algorithm not in STRONG:
        raise table.error(key, f"expected one of {', '.join(sorted(STRONG))}")
    return found[0]


def _sha256(table: Fields, key: str) -> Digest:
    digest = read_digests(table, key).get("sha256")
    if digest is None:
        raise FormatError("expected a sha256", place=table.path(key))
    return digest
