"""Whether two names could be one person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.model.commit import Person
from pbom.model.someone import Someone, look, mailbox

ADA = Someone.of(Person("Ada Lovelace", "ada@example.org"))

ALIKE = {
    "the same": (Person("Ada Lovelace", "ada@example.org"), "address"),
    "another name": (Person("A. L.", "ada@example.org"), "address"),
    "capitals": (Person("A. L.", "ADA@EXAMPLE.org"), "address"),
    "a plus": (Person("A. L.", "ada+x@example.org"), "address"),
    "wide letters": (Person("A. L.", "\uff41da@example.org"), "address"),
    "another address": (Person("ada  LOVELACE", "a@b.example"), "name"),
    "accents": (Person("\u00c1da L\u00f6velace", "a@b.example"), "name"),
    "Cyrillic letters": (Person("\u0410da Lov\u0435l\u0430ce", "a@b.example"), "name"),
    "Greek letters": (Person("\u0391da L\u03bfvelace", "a@b.example"), "name"),
    "no width": (Person("A\u200bda Lovelace\ufeff", "a@b.example"), "name"),
    "a tool behind it": (Person("Ada Lovelace (aider)", "a@b.example"), "name"),
    "an account of that name": (Person("x", "1+ada@users.noreply.github.com"), "account's name"),
    "an account of the whole name": (
        Person("x", "AdaLovelace@users.noreply.github.com"), "account's name",
    ),
    "somebody else": (Person("Bob", "bob@example.org"), ""),
    "somebody at another host": (Person("Bob", "ada@example.com"), ""),
    "somebody whose name only begins so": (Person("Ada", "a@b.example"), ""),
    "nobody": (Person("", ""), ""),
}  # fmt: skip


@pytest.mark.parametrize(("other", "how"), ALIKE.values(), ids=list(ALIKE))
def test_what_could_be_one_person(other: Person, how: str) -> None:
    assert ADA.like(Someone.of(other)) == how
    assert Someone.of(other).like(ADA) == how


def test_an_account_is_known_by_number_and_by_login() -> None:
    old = Someone.of(Person("x", "42+old@users.noreply.github.com"))
    assert (old.login, old.number) == ("old", "42")
    assert old.like(Someone(login="new", number="42")) == "account"
    assert old.like(Someone(login="OLD")) == "account"
    assert old.like(Someone(login="new", number="43")) == ""
    gitlab = Someone.of(Person("x", "42-old@users.noreply.gitlab.com"))
    assert (gitlab.login, gitlab.number) == ("old", "42")


def test_a_name_in_brackets_alone_stays() -> None:
    assert look("(ada)") == "ada"
    assert look("Ada [x] (y)") == "adax"


def test_a_forge_s_hidden_addresses_keep_their_plus() -> None:
    assert mailbox("1+a@users.noreply.github.com") != mailbox("1+b@users.noreply.github.com")


@given(st.text(), st.text())
def test_whoever_is_named_is_like_themselves(name: str, email: str) -> None:
    one = Someone.of(Person(name, email))
    known = bool(mailbox(email) or look(name))
    assert bool(one.like(one)) == known
