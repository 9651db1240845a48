"""Classified commits for a reader: text, JSON, Markdown, CSV."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from pbom.codec.strict_json import Json, write_json
from pbom.errors import UsageError
from pbom.model.change import Change, Changes
from pbom.model.marker import CLASSES, Marker
from pbom.model.printable import printable

_COLUMNS = ("commit", "class", "agents", "models", "seen", "author", "subject")


def split_range(text: str) -> tuple[str, str]:
    """Base and head of ``BASE..HEAD``; a missing head is HEAD, a missing base is empty."""
    base, dots, head = text.partition("..")
    return (base, head.lstrip(".") or "HEAD") if dots else ("", base or "HEAD")


def list_changes(changes: Changes, form: str) -> Iterator[str]:
    """The lines of a list.

    Raises:
        UsageError: There is no such form.
    """
    match form:
        case "text":
            return _text(changes)
        case "json":
            return iter([write_json(_json(changes)).decode("utf-8")])
        case "markdown":
            return _markdown(changes)
        case "csv":
            return _csv(changes)
    raise UsageError(f"unknown format {form!r}; there are: text, json, markdown, csv")


def explain_change(changes: Changes) -> Iterator[str]:
    """Every marker of the newest commit of a range.

    Raises:
        UsageError: The range is empty.
    """
    if not changes.changes:
        raise UsageError("no commit to explain: the range is empty")
    change = changes.changes[0]
    yield f"commit {change.commit.id}"
    yield f"class  {change.kind}{' (in conflict)' if change.conflict else ''}"
    for marker in change.markers:
        yield f"  {_marker(marker)}"
        yield f"    {printable(marker.raw.strip())}"
    if not change.markers:
        yield "  no marker: unknown, which is not the same as written by a person"


def _text(changes: Changes) -> Iterator[str]:
    yield f"{len(changes.changes)} commits {changes.range.reason}"
    for change in changes.changes:
        row = _row(change)
        what = " ".join(part for part in (row["agents"], row["models"]) if part)
        yield printable(f"  {row['commit'][:12]}  {row['class']:13}  {what:24}  {row['subject']}")
    yield from _totals(changes)


def _totals(changes: Changes) -> Iterator[str]:
    counts = ", ".join(f"{changes.count(kind)} {kind}" for kind in CLASSES)
    yield f"at least: {counts}"
    agents = Counter(agent for change in changes.changes for agent in change.agents)
    if agents:
        named = ", ".join(f"{name} {count}" for name, count in agents.most_common())
        yield printable(f"agents, at least: {named}")
    for gap in changes.gaps:
        yield printable(f"gap: {gap.kind}: {gap.detail}")
    yield f"rules: {changes.pack.short}"


def _markdown(changes: Changes) -> Iterator[str]:
    yield f"| {' | '.join(_COLUMNS)} |"
    yield f"|{' --- |' * len(_COLUMNS)}"
    for change in changes.changes:
        cells = (_cell(text) for text in _row(change).values())
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield from (_cell(line) + "  " for line in _totals(changes))


def _cell(text: str) -> str:
    """Text that cannot leave its cell or become markup."""
    escaped = printable(text)
    for character in "\\`*_[]<>|&":
        escaped = escaped.replace(character, f"&#{ord(character)};")
    return escaped


def _csv(changes: Changes) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for change in changes.changes:
        writer.writerow(_not_a_formula(printable(text)) for text in _row(change).values())
    return iter(buffer.getvalue().splitlines())


def _not_a_formula(text: str) -> str:
    """Spreadsheets execute cells that begin like this."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _row(change: Change) -> dict[str, str]:
    return {
        "commit": change.commit.id,
        "class": change.kind + (" (conflict)" if change.conflict else ""),
        "agents": ", ".join(change.agents),
        "models": ", ".join(change.models),
        "seen": ", ".join(sorted({marker.where for marker in change.markers})),
        "author": str(change.commit.author),
        "subject": change.commit.subject,
    }


def _marker(marker: Marker) -> str:
    named = " ".join(part for part in (marker.agent, marker.model, marker.session) if part)
    return printable(
        f"{marker.rule}: {marker.role}, {marker.strength}, {marker.where}, {marker.integrity}"
        f"{': ' + named if named else ''}"
    )


def _json(changes: Changes) -> Json:
    return {
        "type": "urn:pbom:commits:v1",
        "range": {
            "base": changes.range.base,
            "head": changes.range.head,
            "reason": changes.range.reason,
        },
        "rules": str(changes.pack),
        "atLeast": {kind: changes.count(kind) for kind in CLASSES},
        "gaps": [
            {"kind": gap.kind, "detail": gap.detail, "count": gap.count} for gap in changes.gaps
        ],
        "commits": [
            {
                "id": change.commit.id,
                "class": change.kind,
                "conflict": change.conflict,
                "agents": list(change.agents),
                "models": list(change.models),
                "author": str(change.commit.author),
                "subject": change.commit.subject,
                "markers": [
                    {
                        "rule": marker.rule,
                        "raw": marker.raw,
                        "where": marker.where,
                        "role": marker.role,
                        "strength": marker.strength,
                        "integrity": marker.integrity,
                        "agent": marker.agent,
                        "model": marker.model,
                        "session": marker.session,
                    }
                    for marker in change.markers
                ],
            }
            for change in changes.changes
        ],
    }
