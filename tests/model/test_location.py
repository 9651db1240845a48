"""Locations."""

import pytest

from pbom.model.location import clean_location, git_origin, is_commit

C = "c" * 40
TOKEN = "ghp_" + "A1" * 10
CLEANED = {
    "https://u:p@example.com/a": "https://example.com/a",
    f"https://{TOKEN}@example.com/a": "https://example.com/a",
    f"https://example.com/{TOKEN}/a": "https://example.com/***/a",
    "https://example.com/a?token=abcdefgh&x=1": "https://example.com/a?token=***&x=1",
    "https://example.com/@scope/a-1.tgz": "https://example.com/@scope/a-1.tgz",
    "https://example.com/risk-management-tools-for-all-1.0.tar.gz": (
        "https://example.com/risk-management-tools-for-all-1.0.tar.gz"
    ),
    "https://example.com/pypi-attestations-0.0.21-py3-none-any.whl": (
        "https://example.com/pypi-attestations-0.0.21-py3-none-any.whl"
    ),
    "../near/by": "../near/by",
}


@pytest.mark.parametrize(("written", "clean"), CLEANED.items(), ids=CLEANED)
def test_cleaned(written: str, clean: str) -> None:
    assert clean_location(written) == clean


def test_no_longer_than_needed() -> None:
    assert len(clean_location("https://example.com/" + "a" * 100_000)) == 4096


@pytest.mark.parametrize(
    ("written", "url", "commit"),
    [
        (f"git+https://u:p@example.com/a.git#{C}", "https://example.com/a.git", C),
        (f"https://example.com/a?rev=v1#{C}", "https://example.com/a", C),
        (f"https://example.com/a?rev={C}", "https://example.com/a", C),
        (f"https://example.com/a#commit={C}&head=x", "https://example.com/a", C),
        ("git@example.com:a/b.git#v1", "git@example.com:a/b.git", ""),
    ],
)
def test_repositories(written: str, url: str, commit: str) -> None:
    assert git_origin(written) == ("git", url, commit)


def test_a_commit_is_whole() -> None:
    assert is_commit(C)
    assert is_commit("c" * 64)
    assert not is_commit("c" * 12)
    assert not is_commit("v1")
