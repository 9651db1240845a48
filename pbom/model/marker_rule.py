"""Rules of a pack: identities, trailers, lines, links, branches, phrases, environment."""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pbom.model.marker import Role, Strength
from pbom.model.template import Template

ValueKind = Literal[
    "person", "tool", "known tool", "exact tool", "disclosure", "use", "session"
]  # fmt: skip
"""What the value of a trailer is.

``person``: somebody, who counts if an identity or the vocabulary knows an agent; ``tool``: a tool
or model, known or in the shape of one; ``known tool``: one of the vocabulary; ``exact tool``: that
and nothing else; ``disclosure``: whatever it is, AI took part; ``use``: what AI was used for;
``session``: a session's id or address.
"""


class Rule(Struct, frozen=True, kw_only=True):
    """What every rule says.

    Attributes:
        id: Its name, which evidence carries.
        agent: The agent; empty where the text names it, or nobody does.
        strength: Whose word a marker by it is.
        source: Where the form is documented or was seen.
    """

    id: str
    agent: str = ""
    strength: Strength = "declared-by-tool"
    source: str = ""


class Identity(Rule, frozen=True, kw_only=True):
    """An agent, or automation, by the names it commits under; all in lower case.

    Attributes:
        emails: Whole addresses.
        logins: Logins on GitHub.
        numbers: Numeric ids on GitHub; they survive a renamed login.
        endings: Ends of an author's name.
        role: The role in trailers, where it is not the trailer's.
        author: The role as author.
        requesters: Whether co-authors of its commits are those who asked for them.
    """

    emails: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    role: Role | None = None
    author: Role = "author"
    requesters: bool = False


class TrailerRule(Rule, frozen=True, kw_only=True):
    """Keys of trailers whose values are read in one way.

    Attributes:
        keys: In lower case; a ``*`` at one end stands for anything.
        value: What the value is.
        role: What the one who is named did.
    """

    keys: tuple[str, ...]
    value: ValueKind
    role: Role = "co-author"


class TemplateRule(Rule, frozen=True, kw_only=True):
    """What texts look like.

    Attributes:
        templates: Of a line or subject from its start, of a link from its host on, of the name of a
            branch as a whole.
    """

    templates: tuple[Template, ...]


class TextRule(TemplateRule, frozen=True, kw_only=True):
    """What lines, or subjects, of messages look like.

    Attributes:
        role: What the agent did.
        doubts: Whether addresses of agents in the same message only infer: a hook guessed them.
    """

    role: Role = "co-author"
    doubts: bool = False


class LinkRule(TemplateRule, frozen=True, kw_only=True):
    """Addresses of sessions or chats, without ``https://``."""


class BranchRule(TemplateRule, frozen=True, kw_only=True):
    """Names of branches; they only ever infer."""


class EnvironmentRule(Rule, frozen=True, kw_only=True):
    """A variable by which an agent that runs a build is observed.

    Attributes:
        variable: Its name.
        value: What it must hold; empty where anything will do.
    """

    variable: str
    value: str = ""


class Phrases(Struct, frozen=True, kw_only=True):
    """Words of the sentences by which people say who wrote; all in lower case.

    A sentence is: label, subject, helper, adverb, verb, adverb, joint, tool; only verb, joint and
    tool must be there.

    Attributes:
        labels: What may stand before a sentence.
        subjects: What was written.
        helpers: ``was`` and its like.
        adverbs: How much.
        verbs: Words for writing.
        joints: Words between the verb and the tool.
        helped: Words between the verb and a help.
        helps: Help, up to the tool.
        finders: Words for finding, which is no writing.
        claims: Whole sentences that name no tool.
        disclosures: Beginnings of a sentence that discloses.
        names: Ambiguous names of tools that count in sentences.
    """

    labels: tuple[str, ...]
    subjects: tuple[str, ...]
    helpers: tuple[str, ...]
    adverbs: tuple[str, ...]
    verbs: tuple[str, ...]
    joints: tuple[str, ...]
    helped: tuple[str, ...]
    helps: tuple[str, ...]
    finders: tuple[str, ...]
    claims: tuple[str, ...]
    disclosures: tuple[str, ...]
    names: frozenset[str]

    def with_more(self, more: "Phrases") -> "Phrases":
        """These words, and others beside them."""
        lists = {
            name: (*getattr(self, name), *getattr(more, name))
            for name in self.__struct_fields__
            if name != "names"
        }
        return replace(self, **lists, names=self.names | more.names)
