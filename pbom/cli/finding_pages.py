"""A finding of the last verdict: what was asked, what was looked at, how to mend it."""

import re
from collections.abc import Iterator
from pathlib import Path

from pbom.cli import last_verdict
from pbom.cli.rule_pages import section_of
from pbom.codec.digests import parse_digest
from pbom.codec.fields import Fields
from pbom.codec.nearest import nearest
from pbom.codec.pointer import value_at
from pbom.codec.strict_json import read_json, write_visible
from pbom.collectors.workspace import STATE, workspace_root
from pbom.errors import FormatError, StoreError, UsageError
from pbom.model.printable import brief, in_a_log
from pbom.stores.objects import ObjectStore

_ID = re.compile(r"[0-9a-f]{12}")
_PART = re.compile(r"^\*\*(Why|Looks at)\.?\*\*", re.MULTILINE)
MAX_VALUE = 400


def is_id(text: str) -> bool:
    """Whether a word is the id of a finding, and of no rule."""
    return bool(_ID.fullmatch(text))


def explain(id_: str, report: Path | None) -> Iterator[str]:
    """Everything that is known of a finding in a report, or in the last verdict here.

    Raises:
        UsageError: There is no such finding, or no report that can be read.
    """
    name, data = last_verdict.read(report)
    try:
        yield from tuple(_explained(id_, name, data))
    except FormatError as error:
        raise UsageError(str(error.within(name))) from error


def _explained(id_: str, name: str, data: bytes) -> Iterator[str]:
    root = Fields(read_json(data, max_bytes=last_verdict.MAX_REPORT))
    findings = root.tables("findings", required=True)
    chosen = [item for item in findings if item.text("id") == id_]
    if not chosen:
        known = sorted(item.text("id") for item in findings)
        told = nearest(id_, known) if known else "; it has no finding at all"
        raise UsageError(f"no finding {id_} in {name}{told}"[:1000])
    artifacts = ", ".join(item.text("name") for item in root.tables("artifacts"))
    word = "SHIP" if root.truth("passed", default=False) else "DO NOT SHIP"
    yield in_a_log(f"verdict  {word}  {artifacts}, {root.text('at')}, policy {root.text('policy')}")
    for item in chosen:
        yield ""
        yield from _told(item)
    yield ""
    yield from _page(chosen[0].text("rule"))


def _told(item: Fields) -> Iterator[str]:
    rule, subject = item.text("rule"), item.text("subject")
    yield in_a_log(f"{item.text('severity')} {rule}: {subject} ({item.text('cause')})")
    for key in ("expected", "found", "fix"):
        yield in_a_log(f"     {key:9} {item.text(key)}")
    owner = item.table_or_none("owner")
    if owner:
        late = (
            f", overdue: {', '.join(owner.texts('escalated'))}" if owner.texts("escalated") else ""
        )
        yield in_a_log(f"     owner     {', '.join(owner.texts('names'))}{late}")
    waived = item.table_or_none("waived")
    if waived:
        yield in_a_log(f"     waived    by {waived.text('by')}: {waived.text('reason')}")
    yield "     looked at"
    for digest in item.texts("evidence"):
        yield in_a_log(f"       {digest}")
    for place in item.tables("spots"):
        yield in_a_log(f"       {place.text('digest')} {place.text('pointer')}")
        yield f"         {_value(place)}"
    near = item.tables("candidates")
    if near:
        yield "     was there instead"
    for one in near:
        yield in_a_log(
            f"       {one.text('kind')}, {one.text('subject')}, by {one.text('signer')}: "
            f"{one.text('why')}"
        )
        yield in_a_log(f"         {one.text('digest')}")


def _value(place: Fields) -> str:
    """What stands there, where the project's store has the document."""
    state = workspace_root(Path.cwd()) / STATE
    try:
        digest = parse_digest(place.text("digest"), place.place)
        data = ObjectStore(state).body(digest) if state.is_dir() else None
        if data is None:
            return "(the store here does not have it)"
        return brief(write_visible(value_at(data, place.text("pointer"))), MAX_VALUE)
    except (FormatError, StoreError) as error:
        return brief(f"({error})", MAX_VALUE)


def _page(rule: str) -> Iterator[str]:
    """Why the rule is there and what it looks at."""
    section = section_of(rule)
    if not section:
        yield in_a_log(f"{rule} is a check of the gate itself: spec/gate.md")
        return
    parts = re.split(r"\n\n(?=\*\*)", section)
    yield from (part.strip() for part in parts if _PART.match(part))
    yield in_a_log(f"The whole page: pbom explain {rule}")
