"""Names of agents in records that tools keep beside commits.

The records are anybody's text, and some of them hold whole conversations. Only what has the shape
of a name is taken from them: one short line for a tool or a model, one word or a web address for
a session. Whatever else stands in its place is left out.
"""

import re

from msgspec import Struct

from pbom.model.marker import Marker, Role, Where
from pbom.model.printable import printable
from pbom.model.redaction import without_credentials

MAX_NAME = 120
_SESSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@+-]{0,127}")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9_./~@:+-]{1,250}")


def read_name(value: object) -> str:
    """The name of a tool or a model; empty where the value is none."""
    name = value.strip() if isinstance(value, str) else ""
    return name if len(name) <= MAX_NAME and printable(name) == name else ""


def read_session(value: object) -> str:
    """The id or the address of a session, without its query; empty where the value is none."""
    text = value.strip() if isinstance(value, str) else ""
    if _SESSION.fullmatch(text):
        return text
    address = without_credentials(text.partition("?")[0].partition("#")[0])
    return address if _ADDRESS.fullmatch(address) else ""


class AgentWords(Struct, frozen=True):
    """An agent, as a record names it.

    Attributes:
        agent: The tool; empty where it is not named.
        model: The model; empty where it is not named.
        session: The session; empty where there is none.
        key: What the record calls it; empty where it has no word of its own for it.
    """

    agent: str = ""
    model: str = ""
    session: str = ""
    key: str = ""

    def marker(self, rule: str, where: Where, role: Role = "author") -> Marker:
        """A marker that says so, on the word of the tool that wrote the record."""
        raw = " ".join(part for part in (self.key, self.agent, self.model, self.session) if part)
        return Marker(
            rule=rule,
            raw=raw,
            where=where,
            role=role,
            strength="declared-by-tool",
            integrity="mutable-ref",
            agent=self.agent,
            model=self.model,
            session=self.session,
        )
