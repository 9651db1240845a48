"""Classified commits as JSON: the body that a source statement names, and what ``commits`` shows.

Strictly read: an unknown member is refused, for what a reader overlooks could be what matters.
"""

from typing import get_args

from pbom.codec.approvals import read_review, read_signature, write_review, write_signature
from pbom.codec.digests import read_digests, write_digests
from pbom.codec.fields import Fields
from pbom.codec.introductions import read_introductions, write_introductions
from pbom.codec.markers import read_attribution, read_marker, write_attribution, write_marker
from pbom.codec.moment import read_moment, write_moment
from pbom.codec.strict_json import Json
from pbom.errors import FormatError
from pbom.model.artifact import name_problem
from pbom.model.attribution import FileLines
from pbom.model.change import AgentFile, Basis, Change, ChangedPath, Changes, Range
from pbom.model.commit import CommitHeader, Person, SignatureForm
from pbom.model.digest import Digest
from pbom.model.evidence import Gap
from pbom.model.sidecar import SidecarSource, SidecarState

TYPE = "urn:pbom:changes:v1"
_BASES: dict[str, Basis] = {item: item for item in get_args(Basis)}
_FORMS: dict[str, SignatureForm] = {item: item for item in get_args(SignatureForm)}
_STATES: dict[str, SidecarState] = {item: item for item in get_args(SidecarState)}
_LETTERS = {letter: letter for letter in "AMDT"}


def write_changes(changes: Changes) -> dict[str, Json]:
    """A classified range."""
    return {
        "type": TYPE,
        "range": write_range(changes.range),
        "rules": {"version": changes.pack_version, "digest": write_digests((changes.pack,))},
        "commits": [_write_change(change) for change in changes.changes],
        "sidecars": [_write_sidecar(source) for source in changes.sidecars],
        "lines": [
            {
                "path": item.path,
                "agent": item.agent,
                "human": item.human,
                "untracked": item.untracked,
            }
            for item in changes.lines
        ],
        "agentFiles": [_write_agent_file(item) for item in changes.agent_files],
        **write_introductions(changes.introductions),
        "gaps": [
            {"kind": gap.kind, "detail": gap.detail, "count": gap.count} for gap in changes.gaps
        ],
    }


def read_changes(root: Fields) -> Changes:
    """A classified range from its JSON.

    Raises:
        FormatError: It is something else, or has a member that is not known.
    """
    if root.text("type") != TYPE:
        raise root.error("type", f"expected {TYPE}")
    rules = root.table("rules")
    commits = tuple(_read_change(item) for item in root.tables("commits", required=True))
    ids = frozenset(change.commit.id for change in commits)
    changes = Changes(
        range=read_range(root.table("range")),
        changes=commits,
        pack=read_sha256(rules),
        pack_version=rules.text("version"),
        sidecars=tuple(_read_sidecar(item) for item in root.tables("sidecars", required=True)),
        lines=tuple(_read_lines(item) for item in root.tables("lines", required=True)),
        agent_files=tuple(
            _read_agent_file(item) for item in root.tables("agentFiles", required=True)
        ),
        gaps=tuple(_read_gap(item) for item in root.tables("gaps", required=True)),
        introductions=read_introductions(root, ids),
    )
    rules.close()
    root.close()
    _refuse_twins(changes, root)
    return changes


def write_range(range_: Range) -> dict[str, Json]:
    """A range."""
    return {
        "base": range_.base,
        "head": range_.head,
        "basis": range_.basis,
        "reason": range_.reason,
    }


def read_range(fields: Fields) -> Range:
    """A range from its JSON.

    Raises:
        FormatError: It is something else.
    """
    range_ = Range(
        base=_commit_id(fields, "base") if fields.text("base") else "",
        head=_commit_id(fields, "head"),
        basis=fields.choice("basis", _BASES),
        reason=fields.text("reason"),
    )
    fields.close()
    return range_


def read_sha256(fields: Fields) -> Digest:
    """The SHA-256 of a digest set.

    Raises:
        FormatError: There is none.
    """
    digest = read_digests(fields).get("sha256")
    if digest is None:
        raise fields.error("digest", "expected a sha256")
    return digest


def _refuse_twins(changes: Changes, root: Fields) -> None:
    ids = [change.commit.id for change in changes.changes]
    if len(set(ids)) != len(ids):
        raise root.error("commits", "a commit comes twice")


def _write_change(change: Change) -> dict[str, Json]:
    commit = change.commit
    paths: Json = None
    if change.paths is not None:
        paths = [
            {"path": path.name, "letter": path.letter, **({"kind": path.kind} if path.kind else {})}
            for path in change.paths
        ]
    return {
        "id": commit.id,
        "tree": commit.tree,
        "parents": list(commit.parents),
        "author": _write_person(commit.author),
        "committer": _write_person(commit.committer),
        "authored": write_moment(commit.authored),
        "committed": write_moment(commit.committed),
        "subject": commit.subject,
        "class": change.kind,
        "markers": [write_marker(marker) for marker in change.markers],
        "paths": paths,
        "attributions": [write_attribution(item) for item in change.attributions],
        "signature": {"form": commit.signature, **write_signature(change.signature)},
        "review": write_review(change.review),
    }


def _second(fields: Fields, key: str) -> int:
    moment = read_moment(fields.text(key), place=fields.path(key))
    if moment.microsecond:
        raise fields.error(key, "git knows no parts of a second")
    return int(moment.timestamp())


def _read_change(fields: Fields) -> Change:
    signature = fields.table("signature")
    change = Change(
        commit=CommitHeader(
            id=_commit_id(fields, "id"),
            tree=fields.text("tree"),
            parents=fields.texts("parents"),
            author=_read_person(fields.table("author")),
            committer=_read_person(fields.table("committer")),
            authored_at=_second(fields, "authored"),
            committed_at=_second(fields, "committed"),
            signature=signature.choice("form", _FORMS),
            subject=fields.text("subject"),
        ),
        markers=tuple(read_marker(item) for item in fields.tables("markers", required=True)),
        paths=_read_paths(fields),
        attributions=tuple(
            read_attribution(item) for item in fields.tables("attributions", required=True)
        ),
        signature=read_signature(signature),
        review=read_review(fields.table("review")),
    )
    kind = fields.text("class")
    if kind != change.kind:
        raise fields.error("class", f"{kind!r}, but the markers say {change.kind}"[:200])
    fields.close()
    return change


def _read_paths(fields: Fields) -> tuple[ChangedPath, ...] | None:
    if fields.raw("paths") is None:
        return None
    return tuple(_read_path(item) for item in fields.tables("paths", required=True))


def _read_path(fields: Fields) -> ChangedPath:
    path = ChangedPath(
        name=_path(fields),
        letter=fields.choice("letter", _LETTERS),
        kind=fields.text("kind", ""),
    )
    fields.close()
    return path


def _write_person(person: Person) -> dict[str, Json]:
    return {"name": person.name, "email": person.email}


def _read_person(fields: Fields) -> Person:
    person = Person(fields.text("name"), fields.text("email"))
    fields.close()
    return person


def _write_sidecar(source: SidecarSource) -> dict[str, Json]:
    return {
        "format": source.format,
        "ref": source.ref,
        "tip": source.tip,
        "state": source.state,
        "records": source.records,
        "used": source.used,
        "orphans": source.orphans,
        "detail": source.detail,
    }


def _read_sidecar(fields: Fields) -> SidecarSource:
    source = SidecarSource(
        format=fields.text("format"),
        ref=fields.text("ref"),
        tip=fields.text("tip"),
        state=fields.choice("state", _STATES),
        records=fields.count("records"),
        used=fields.count("used"),
        orphans=fields.count("orphans"),
        detail=fields.text("detail"),
    )
    fields.close()
    return source


def _read_lines(fields: Fields) -> FileLines:
    lines = FileLines(
        path=_path(fields),
        agent=fields.count("agent"),
        human=fields.count("human"),
        untracked=fields.count("untracked"),
    )
    fields.close()
    return lines


def _write_agent_file(item: AgentFile) -> dict[str, Json]:
    return {
        "path": item.name,
        "kind": item.kind,
        "agent": item.agent,
        "digest": write_digests(item.digests),
        "servers": list(item.servers),
        **({"target": item.target} if item.target else {}),
    }


def _read_agent_file(fields: Fields) -> AgentFile:
    item = AgentFile(
        name=_path(fields),
        kind=fields.text("kind"),
        agent=fields.text("agent"),
        digests=read_digests(fields),
        servers=fields.texts("servers"),
        target=fields.text("target", ""),
    )
    fields.close()
    return item


def _read_gap(fields: Fields) -> Gap:
    gap = Gap(kind=fields.text("kind"), detail=fields.text("detail"), count=fields.count("count"))
    fields.close()
    return gap


def _commit_id(fields: Fields, key: str) -> str:
    text = fields.text(key)
    try:
        return Digest("gitCommit", text).value
    except ValueError as error:
        raise fields.error(key, str(error)[:200]) from error


def _path(fields: Fields) -> str:
    name = fields.text("path")
    problem = name_problem(name)
    if problem:
        raise FormatError(f"{problem}, found {name!r}"[:300], place=fields.path("path"))
    return name
