"""The quick test before the closer look must never say a wrong no."""

import pytest

from pbom import plugins
from pbom.model.commit import Person
from tests.signals import test_identities, test_lines, test_merges, test_trailers
from tests.signals.commits import PACK, commit, with_line

MESSAGES = [*test_trailers.WROTE, *test_lines.WROTE]


@pytest.mark.parametrize("text", MESSAGES)
def test_a_message_that_speaks_is_looked_at(text: str) -> None:
    one = with_line(text)
    assert any(list(signal.read(one, PACK)) for signal in plugins.signals())
    assert PACK.may_speak(one)


@pytest.mark.parametrize("author", test_identities.AUTHORS, ids=lambda person: person.name)
def test_an_author_who_speaks_is_looked_at(author: Person) -> None:
    assert PACK.may_speak(commit("subject", author=author))


def test_a_merge_that_speaks_is_looked_at() -> None:
    assert PACK.may_speak(commit("Merge branch 'codex/fix-it'", parents=test_merges.TWO))


def test_an_ordinary_commit_is_not_looked_at() -> None:
    message = "fix the parser\n\nIt lost the last line.\n\nSigned-off-by: Ada <ada@example.com>\n"
    assert not PACK.may_speak(commit(message))
