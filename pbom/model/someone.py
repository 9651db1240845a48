"""Someone: a person by the names that one place has for them, and whether two of them are alike.

Nothing proves that two addresses are two persons, so whatever looks like one person is taken for
one: to be wrong costs an approval, and the other way would grant one.
"""

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from pbom.model.commit import Person
from pbom.model.message import plain

_NOREPLY = re.compile(
    r"(?:(?P<number>\d+)[+-])?(?P<login>[^@+]+)@users\.noreply\.(?:github|gitlab)\.[a-z.]+"
)
_BEHIND = re.compile(r"(?<=\S)\s*[(\[][^()\[\]]*[)\]]\s*$")
_TWINS = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0455\u0458"
    "\u04bb\u0501\u051b\u051d\u04cf\u03b1\u03b2\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5"
    "\u03c7\u0131\u0261\u0251",
    "abekmhopctyxisjhdqwlabeikvoptuxiga",
)
"""Letters of other alphabets that look like Latin ones, lower case."""


class Someone(Struct, frozen=True, kw_only=True):
    """A person as one place names them; what is empty is not known.

    Attributes:
        name: The name.
        email: The address.
        login: The account on a forge.
        number: The account's number, which survives a new login.
        bot: Whether the forge says that it is a program's account.
    """

    name: str = ""
    email: str = ""
    login: str = ""
    number: str = ""
    bot: bool = False

    @classmethod
    def of(cls, person: Person) -> "Someone":
        """Somebody whom a commit or a line names; an address that hides one shows the account."""
        match = _NOREPLY.fullmatch(person.email.strip().lower())
        return cls(
            name=person.name,
            email=person.email,
            login=match["login"] if match else "",
            number=(match["number"] or "") if match else "",
        )

    @classmethod
    def at(cls, email: str) -> "Someone":
        """Somebody of whom a policy says an address and no name."""
        return cls.of(Person(name="", email=email))

    @classmethod
    def read(cls, text: str) -> "Someone":
        """Somebody as a record writes them: a name with an address, or an account."""
        name, mark, rest = text.rpartition(" <")
        if mark and rest.endswith(">"):
            return cls.of(Person(name=name, email=rest.removesuffix(">")))
        if text.startswith("<") and text.endswith(">"):
            return cls.of(Person(name="", email=text[1:-1]))
        return cls(name=text, login=text)

    def __str__(self) -> str:
        named = f"{self.name} <{self.email}>" if self.email else self.name
        return named.strip() or self.login or "(nobody)"

    def like(self, other: "Someone") -> str:
        """By what the two could be one person; empty where nothing says so."""
        if _both(mailbox(self.email), mailbox(other.email)):
            return "address"
        if _both(self.number, other.number) or _both(self.login.lower(), other.login.lower()):
            return "account"
        if _both(look(self.name), look(other.name)):
            return "name"
        if self._hinted(other) or other._hinted(self):  # noqa: SLF001 - of the same class
            return "account's name"
        return ""

    def _hinted(self, other: "Someone") -> bool:
        """Whether my login is what the other's address or name begins with."""
        login = look(self.login)
        return bool(login) and login in {look(other.email.partition("@")[0]), look(other.name)}


@lru_cache(maxsize=4096)
def mailbox(email: str) -> str:
    """An address for comparing: without case, and without what follows a plus sign."""
    local, _, domain = plain(email).strip().lower().partition("@")
    if domain.startswith("users.noreply."):
        return f"{local}@{domain}"
    return f"{local.partition('+')[0]}@{domain}" if domain else local


@lru_cache(maxsize=4096)
def look(name: str) -> str:
    """A name for comparing: letters and digits only, as they look, in any alphabet.

    What stands in brackets behind it is no part of it: ``Ada (aider)`` is Ada.
    """
    spread = unicodedata.normalize("NFKD", _BEHIND.sub("", plain(name)).casefold())
    seen = spread.translate(_TWINS)
    return "".join(character for character in seen if character.isalnum())


def _both(one: str, other: str) -> bool:
    return bool(one) and one == other
