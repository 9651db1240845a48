"""The page of each rule, and what a report found by it."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from pbom.cli import last_verdict
from pbom.codec.fields import Fields
from pbom.codec.nearest import nearest
from pbom.codec.strict_json import read_json
from pbom.errors import FormatError, UsageError
from pbom.model.printable import in_a_log

_SECTION = re.compile(r"^## `([^`\n]+)`\n", re.MULTILINE)


def explain(id_: str, report: Path | None) -> Iterator[str]:
    """The section of a rule, then each finding of it in a report.

    Raises:
        UsageError: There is no such rule, or the report cannot be read.
    """
    sections = _sections()
    if id_ not in sections:
        raise UsageError(f"unknown rule {id_!r}{nearest(id_, sections)}")
    yield id_
    yield ""
    yield sections[id_].strip()
    if report:
        yield ""
        yield from _found(id_, report)


def section_of(id_: str) -> str:
    """The section of a rule; empty for a check of the gate, or what is no rule.

    Raises:
        UsageError: The page is not installed.
    """
    return _sections().get(id_, "").strip()


def _sections() -> dict[str, str]:
    """The sections of the page: installed beside the rules, else where the source has it."""
    package = files("pbom")
    page = package / "rules" / "rules.md"
    if not page.is_file():
        page = Path(str(package)).parent / "spec" / "rules.md"
    if not page.is_file():
        raise UsageError("the page of the rules is not installed")
    parts = _SECTION.split(page.read_text("utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _found(id_: str, report: Path) -> Iterator[str]:
    try:
        root = Fields(read_json(last_verdict.read(report)[1], max_bytes=last_verdict.MAX_REPORT))
        findings = [item for item in root.tables("findings") if item.text("rule") == id_]
        checked = id_ in root.texts("checked")
        told = [tuple(_told(item)) for item in findings]
    except FormatError as error:
        raise UsageError(str(error.within(report.name))) from error
    if not told:
        yield f"{report.name}: {'nothing found by it' if checked else 'it was not asked'}"
    for lines in told:
        yield from lines


def _told(finding: Fields) -> Iterator[str]:
    yield in_a_log(f"{finding.text('severity')}: {finding.text('subject')}")
    for key in ("expected", "found", "fix"):
        yield in_a_log(f"     {key:9} {finding.text(key)}")
    for digest in finding.texts("evidence"):
        yield in_a_log(f"     evidence  {digest}")
