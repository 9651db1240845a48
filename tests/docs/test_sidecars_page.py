"""The page about sidecars has what the code has: formats, places, gaps and limits."""

from typing import assert_never

from pbom import plugins
from pbom.codec import agent_words, line_ranges
from pbom.collectors import (
    checkpoint_store,
    checkpoints,
    line_facts,
    notes_tree,
    record_reader,
    trace_records,
)
from pbom.model.known_sidecars import KNOWN_SIDECARS
from pbom.model.sidecar import MAX_RECORD, Checkpoints, HeadFile, NotesRef, Place, RefPerCommit
from pbom.model.sidecar_gaps import SIDECAR_GAPS
from pbom.pipeline import sidecars
from tests.docs.markdown import SPEC, first_cells, read

PAGE = read(SPEC / "sidecars.md")


def shown(place: Place) -> tuple[str, ...]:
    """How the page writes a place."""
    match place:
        case NotesRef(ref):
            return (f"{ref}*" if ref.endswith("/") else ref,)
        case RefPerCommit(prefix):
            return (f"{prefix}<commit>",)
        case HeadFile(path):
            return (path,)
        case Checkpoints(key, per_id, branches, shared):
            return (f"{key}: <id>", f"{per_id}<xx>/<id>", *branches, *shared)
    assert_never(place)


def test_every_format_and_every_place() -> None:
    formats = plugins.sidecars()
    assert set(first_cells(PAGE, "format")) == {sidecar.id for sidecar in formats}
    table = PAGE.partition("| format |")[2].partition("\n\n")[0]
    places = [text for item in formats for place in item.places for text in shown(place)]
    assert [text for text in places if f"`{text}`" not in table] == []
    refs = {text for text in places if text.startswith("refs/")}
    assert refs == {word for word in table.split("`") if word.startswith("refs/")}


def test_every_gap() -> None:
    told = first_cells(PAGE, "gap kind")
    assert set(told) == set(SIDECAR_GAPS)
    assert len(told) == len(set(told))


def test_every_tool_that_is_not_read() -> None:
    (row,) = (line for line in PAGE.splitlines() if line.startswith("| `sidecars-not-understood`"))
    assert [known.tool for known in KNOWN_SIDECARS if known.tool not in row] == []


def test_the_limits() -> None:
    table = PAGE.partition("## Limits")[2].partition("\n## ")[0]
    mebibyte = 1024 * 1024
    limits = (
        f"{MAX_RECORD // mebibyte} MiB, {record_reader.MAX_BRACKETS:,} brackets, ",
        f"{line_ranges.MAX_RANGES:,} ranges, {record_reader.MAX_MARKERS:,} agents",
        f"{record_reader.MAX_TOTAL // mebibyte // 1024} GiB, {record_reader.MAX_RANGES:,} ranges",
        f"| {notes_tree.MAX_NOTES:,} |",
        f"{trace_records.MAX_FILE // mebibyte} MiB, {trace_records.MAX_LINES:,} lines",
        f"{checkpoint_store.MAX_SESSIONS}, {checkpoints.MAX_IDS} |",
        f"| {line_facts.MAX_FILES:,} |",
        f"{sidecars.MAX_FILES}, of at most {sidecars.MAX_LINES:,} lines each",
    )
    assert [limit for limit in limits if limit not in table] == []
    assert f"at most {agent_words.MAX_NAME} printable characters" in PAGE
