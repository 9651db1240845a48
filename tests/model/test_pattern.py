"""Patterns for file names, with the meaning they have in ``.gitignore``."""

import pytest

from pbom.model.pattern import Patterns


@pytest.mark.parametrize(
    ("patterns", "name", "matches"),
    [
        (("*.o",), "a.o", True),
        (("*.o",), "deep/down/a.o", True),
        (("/*.o",), "deep/a.o", False),
        (("dist/*.whl",), "dist/a.whl", True),
        (("dist/*.whl",), "x/dist/a.whl", False),
        (("dist/",), "dist/deep/a.whl", True),
        (("vendor/**",), "vendor/a/b", True),
        (("**/lib/*.a",), "x/y/lib/m.a", True),
        (("*.o", "!keep.o"), "keep.o", False),
        (("!keep.o", "*.o"), "keep.o", True),
        (("a b",), "a b", True),
        (("[ab].c",), "b.c", True),
        (("\\!x",), "!x", True),
        (("*.O",), "a.o", False),
    ],
)
def test_the_meaning_of_gitignore(*, patterns: tuple[str, ...], name: str, matches: bool) -> None:
    assert Patterns(patterns).match(name) is matches


def test_no_patterns_match_nothing() -> None:
    assert not Patterns()
    assert not Patterns().match("a")


def test_a_pattern_that_nobody_can_understand_is_refused() -> None:
    with pytest.raises(ValueError, match="!"):
        Patterns(("!",))


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        ("*.whl", ("sub/a.whl", "sub/deep/a.whl"), ("a.whl", "other/a.whl")),
        ("dist/*.whl", ("sub/dist/a.whl",), ("dist/a.whl", "sub/x/dist/a.whl")),
        ("/a.c", ("sub/a.c",), ("a.c", "sub/deep/a.c")),
        ("build/", ("sub/build/x", "sub/deep/build/x"), ("build/x",)),
    ],
)
def test_below_a_folder_patterns_mean_what_they_mean_there(
    pattern: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    below = Patterns((pattern,)).below("sub")
    assert [name for name in inside if not below.match(name)] == []
    assert [name for name in outside if below.match(name)] == []


def test_below_a_folder_an_exception_stays_one() -> None:
    below = Patterns(("*.o", "!keep.o")).below("a/b")
    assert below.match("a/b/x.o")
    assert not below.match("a/b/keep.o")


@pytest.mark.parametrize("folder", ["", "."])
def test_below_the_root_nothing_changes(folder: str) -> None:
    patterns = Patterns(("*.o",))
    assert patterns.below(folder) is patterns


@pytest.mark.parametrize("folder", ["we[i]rd", "a*b", "#x", "!x", "sp ace "])
def test_a_folder_s_name_is_not_a_pattern(folder: str) -> None:
    below = Patterns(("*.o",)).below(folder)
    assert below.match(f"{folder}/x.o")
    assert not below.match("other/x.o")
    assert not below.match("weird/x.o")
    assert not below.match("aXb/x.o")


def test_a_range_of_characters_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a pattern"):
        Patterns(("[9-0]",))
