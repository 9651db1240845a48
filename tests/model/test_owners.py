"""Owners: the last line that matches a file counts, as in ``CODEOWNERS``."""

import pytest

from pbom.model.owners import OwnedPath, Owners


def owns(pattern: str, name: str) -> bool:
    return OwnedPath(pattern=pattern, owners=("@a",)).match(name)


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("*", "src/deep/a.py", True),
        ("*.js", "lib/deep/a.js", True),
        ("*.js", "lib/a.jsx", False),
        ("/build/logs/", "build/logs/deep/a.log", True),
        ("/build/logs/", "other/build/logs/a.log", False),
        ("docs/*", "docs/getting-started.md", True),
        ("docs/*", "docs/build-app/troubleshooting.md", False),
        ("docs/**", "docs/build-app/troubleshooting.md", True),
        ("apps/", "web/apps/a.py", True),
        ("/apps/", "web/apps/a.py", False),
        ("/scripts/*.sh", "scripts/a.sh", True),
        ("/scripts/*.sh", "scripts/b/a.sh", False),
        ("/apps/github", "apps/github/a.py", True),
    ],
)
def test_a_pattern_means_what_it_means_for_a_forge(pattern: str, name: str, expected: bool) -> None:  # noqa: FBT001
    assert owns(pattern, name) is expected


@pytest.mark.parametrize("pattern", ["", "!a", "#a", "a[bc]"])
def test_what_forges_do_not_know_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="no pattern of CODEOWNERS"):
        OwnedPath(pattern=pattern, owners=("@a",))


def test_the_last_line_counts_and_may_take_an_owner_away() -> None:
    owners = Owners(
        paths=(
            OwnedPath(pattern="*", owners=("@all",)),
            OwnedPath(pattern="/src/", owners=("@src", "@two")),
            OwnedPath(pattern="/src/free/", owners=()),
        ),
        rules=(("tests-passed", ("@qa",)),),
    )
    assert owners.of("fresh", ["README"]) == ("@all",)
    assert owners.of("fresh", ["src/a", "README", "src/b"]) == ("@src", "@two", "@all")
    assert owners.of("fresh", ["src/free/a"]) == ()
    assert owners.of("tests-passed", ["src/a"]) == ("@qa", "@src", "@two")
    assert owners.of("fresh", []) == ()
