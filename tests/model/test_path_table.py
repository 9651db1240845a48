"""Patterns for paths: what they match, and which of several decides."""

import random
import time

import pytest
from pathspec import GitIgnoreSpec

from pbom.model.path_table import PathTable, Row

PARTS = ("a", "b", "ab", "*", "**", "*.yml", "a*b", "?b", "[ab]c", "[!a]b", "a.yml", "*a*", "a*")
NAMES = ("a", "b", "ab", "abc", "c", "ac", "x.yml", "a.yml", "aab", "zb", "y.yml", "bc", "axxb")


def matches(pattern: str, path: str) -> bool:
    return PathTable([Row(pattern, "yes")]).find(path) == "yes"


def test_patterns_mean_what_they_mean_in_gitignore_for_files() -> None:
    chance = random.Random(7)  # noqa: S311 - the same ones every time
    seen = {True: 0, False: 0}
    for _ in range(4000):
        parts = [chance.choice(PARTS) for _ in range(chance.randint(1, 3))]
        pattern = chance.choice(("", "/")) + "/".join(parts) + chance.choice(("", "", "/"))
        if "**/**" in pattern or pattern.endswith("**/"):
            continue
        path = "/".join(chance.choice(NAMES) for _ in range(chance.randint(1, 4)))
        folders = path.split("/")
        above = [path] if pattern.endswith("/") else [
            "/".join(folders[: count + 1]) for count in range(len(folders))
        ]  # fmt: skip
        expected = GitIgnoreSpec.from_lines([pattern]).match_file(path)
        assert any(matches(pattern, name) for name in above) == expected, (pattern, path)
        seen[expected] += 1
    assert min(seen.values()) > 300, seen


CASES = (
    ("Makefile", "Makefile", True),
    ("Makefile", "a/b/Makefile", True),
    ("Makefile", "MAKEFILE", True),
    ("Makefile", "Makefile/inner", False),
    ("Makefile", "Makefile.am", False),
    ("/Makefile", "a/Makefile", False),
    (".github/workflows/**", ".github/workflows/a/b.yml", True),
    (".github/workflows/**", "x/.github/workflows/b.yml", False),
    (".github/workflows/", ".github/workflows/b.yml", True),
    ("**/.claude/**", ".claude/settings.json", True),
    ("**/.claude/**", "deep/er/.claude/skills/a.md", True),
    ("*.tf", "a/b.tf", True),
    ("*.tf", "a/b.tf.json", False),
    ("compose.*.y[a]ml", "compose.prod.yaml", True),
    ("Dockerfile.*", "Dockerfile.", True),
    ("file", "file\u200b", True),
    ("STRASSE", "straße", True),
    ("a?b", "a/b", False),
    ("a[!x]b", "a/b", False),
    ("a*b", "a/b", False),
    ("a\\*b", "axb", False),
    ("*", "anything", True),
    ("raw:x", "raw:x", True),
)


@pytest.mark.parametrize(("pattern", "path", "expected"), CASES)
def test_what_a_pattern_matches(pattern: str, path: str, expected: bool) -> None:  # noqa: FBT001
    assert matches(pattern, path) == expected


def test_names_that_are_no_text_are_matched_by_their_bytes() -> None:
    assert matches("*.yml", "raw:a%FF.yml")
    assert matches("a\\\\b", "raw:a%5Cb")
    assert matches("/.github/workflows/*", "raw:.github/workflows/%0A.yml")


def test_the_most_specific_decides_whatever_the_order() -> None:
    rows = [
        Row("*.yml", "some"),
        Row(".github/**", "forge"),
        Row(".github/workflows/**", "workflow"),
        Row("release.yml", "release"),
    ]
    for order in (rows, rows[::-1]):
        table = PathTable(order)
        assert table.find("a.yml") == "some"
        assert table.find(".github/x.yml") == "forge"
        assert table.find(".github/workflows/x.yml") == "workflow"
        assert table.find("release.yml") == "release"
        assert table.find("README") is None


def test_of_equals_the_first_decides() -> None:
    assert PathTable([Row("a*", 1), Row("*a", 2)]).find("a") == 1
    assert PathTable([Row("*a", 2), Row("a*", 1)]).find("a") == 2


def test_an_exact_row_compares_case() -> None:
    table = PathTable([Row("AGENTS.md", "any", exact=True)])
    assert table.find("docs/AGENTS.md") == "any"
    assert table.find("docs/agents.md") is None


REFUSED = ("", "/", "!a", "a//b", "**/", "x" * 257, "/".join(["**"] * 5), "[z-a]", "[a--b]")


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="not a pattern"):
        PathTable([Row(pattern, "x")])


def test_no_pattern_keeps_anybody_busy() -> None:
    table = PathTable([Row("a*" * 120 + "b", "x"), Row("**/a*/**/a*/**/a*/x", "y")])
    began = time.perf_counter()
    assert table.find("a" * 4000) is None
    assert table.find("/".join(["aa"] * 600)) is None
    assert time.perf_counter() - began < 5
