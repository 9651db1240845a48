"""The directory: which agent commits under a name and an address."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from pbom.model.marker_rule import Identity
from pbom.model.message import plain
from pbom.model.vocabulary import Vocabulary

CACHE = 65536
"""So many people are remembered."""

_NOREPLY = re.compile(r"(?:(?P<number>\d+)\+)?(?P<login>[^@]+)@users\.noreply\.github\.com")
_MACHINE = re.compile(
    r"(?:no-?reply|do-?not-?reply|no_reply|bot|agents?|ai|assistant)(?:\+[^@]*)?@.+"
    r"|[^@]+@(?:.+\.)?(?:local|localhost|internal)"
)
"""Addresses that nobody reads; those of a forge are a person's like any other."""
_PARTNER = re.compile(r".+?(?: \+ | & | and | with |, )(?P<tool>[^+&,]+)", re.IGNORECASE)
_SUFFIX = re.compile(r".+ \((?P<model>[^()]+)\)")

NAMED = Identity(id="named-tool", strength="declared-by-person", source="a tool's or model's name")
PARTNER = Identity(
    id="named-partner",
    author="co-author",
    strength="declared-by-person",
    source="a person's name, and a tool's behind it",
)
BOT = Identity(id="named-bot", strength="inferred", source="the login of a bot that names an agent")


class Directory(Struct, frozen=True, kw_only=True, dict=True):
    """Agents, and automation, by their names.

    Attributes:
        identities: What the rules say.
        words: Names of tools and models.
    """

    identities: tuple[Identity, ...]
    words: Vocabulary

    @cached_property
    def identify(self) -> Callable[[str, str], Identity | None]:
        """The agent or automation of a name and an address.

        A login decides before a numeric id: some ids have been shared by two bots. A name alone
        decides only where no person has it, or where nobody reads the address.
        """
        return lru_cache(CACHE)(self._look_up)

    @cached_property
    def _index(self) -> dict[str, Identity]:
        index: dict[str, Identity] = {}
        for identity in self.identities:
            for kind, values in (
                ("mail", identity.emails),
                ("login", identity.logins),
                ("number", identity.numbers),
            ):
                index |= {f"{kind} {value}": identity for value in values}
        return index

    def _look_up(self, name: str, email: str) -> Identity | None:
        mail = plain(email).strip().lower()
        whole = " ".join(plain(name).split())
        listed = next(filter(None, map(self._index.get, _keys(whole.lower(), mail))), None)
        return listed or self._by_ending(whole.lower()) or self._by_name(whole, mail)

    def _by_ending(self, name: str) -> Identity | None:
        ends = (who for who in self.identities if who.endings and name.endswith(who.endings))
        return next(ends, None)

    def _by_name(self, name: str, mail: str) -> Identity | None:
        if name.lower().endswith("[bot]"):
            return (
                replace(BOT, agent=name.lower()[:-5]) if self.words.is_bot(name.lower()) else None
            )
        named = self.words.read(name)
        if named and (not named.ambiguous or not mail or _is_machine(mail)):
            return replace(NAMED, agent=named.agent)
        partner = _PARTNER.fullmatch(name)
        tool = self.words.tool(partner["tool"].strip()) if partner else None
        if tool and tool.whole:
            return replace(PARTNER, agent=tool.agent)
        suffix = _SUFFIX.fullmatch(name)
        if suffix and self.words.is_model(suffix["model"]):
            return PARTNER
        return None


def _keys(name: str, mail: str) -> Iterator[str]:
    if name.endswith("[bot]"):
        yield f"login {name}"
    yield f"mail {mail}"
    forge = _NOREPLY.fullmatch(mail)
    if forge:
        yield f"login {forge['login']}"
        yield f"number {forge['number']}"


def _is_machine(mail: str) -> bool:
    return bool(_MACHINE.fullmatch(mail)) and not _NOREPLY.fullmatch(mail)
