"""Every threat names an attack that is really played, or says that nothing stops it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.markdown import SPEC, read

PAGE = SPEC / "threats.md"
_CITED = re.compile(r"\]\((?P<file>\.\./tests/[^)]+)\):\s(?P<cases>(?:\*[^*]+\*(?:,\s)?)+)")
_CASE = re.compile(r"\*(?=\S)([^*\n]+)\*")
_KEPT = ("](../tests/", "](decisions/", "**Not protected", "**Partly.**")


def plain() -> str:
    """The page without what is printed bold or as code."""
    return re.sub(r"\*\*[^*]+\*\*|`[^`]+`", "", read(PAGE))


def cited() -> Iterator[tuple[Path, str]]:
    """Every file and case that the page names."""
    for match in _CITED.finditer(plain()):
        for case in _CASE.findall(match["cases"]):
            yield (PAGE.parent / match["file"]).resolve(), case


def rows() -> list[str]:
    """Every threat with what keeps it."""
    lines = read(PAGE).splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith("| threat |")]


@pytest.mark.parametrize(("file", "case"), list(cited()), ids=[case for _, case in cited()])
def test_a_case_that_is_named_is_played(file: Path, case: str) -> None:
    text = read(file)
    assert f'"{case}": ' in text or f"def {case}(" in text


def test_no_case_is_named_without_its_file() -> None:
    everything = [case for case in _CASE.findall(plain()) if case != "case"]
    assert everything == [case for _, case in cited()]


def test_every_threat_says_what_keeps_it_or_that_nothing_does() -> None:
    assert [row for row in rows() if not any(words in row for words in _KEPT)] == []
