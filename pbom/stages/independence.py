"""Who cannot approve a commit: whoever wrote it, asked for it, or is no person at all."""

from collections.abc import Iterable, Iterator

from pbom.model.change import Change
from pbom.model.commit import Person
from pbom.model.forge import Forge
from pbom.model.part import Part, against, is_bare_merge
from pbom.model.rule_pack import RulePack
from pbom.model.someone import Someone

_NO_PERSON = "it is an agent's or a service's account, and no person's"


class People:
    """What tells persons from agents, services and forges; it remembers whom it was asked about."""

    def __init__(self, pack: RulePack, forges: tuple[Forge, ...]) -> None:
        self._pack = pack
        self._committers = frozenset(address for forge in forges for address in forge.committers)
        self._agents: dict[Someone, bool] = {}
        self._authors: dict[Person, bool] = {}

    def is_author_agent(self, person: Person) -> bool:
        """Whether the author that a commit names is an agent or a service."""
        known = self._authors.get(person)
        if known is None:
            known = self._authors[person] = self.is_agent(Someone.of(person))
        return known

    def is_machine(self, who: Someone) -> bool:
        """Whether somebody is known to be no person."""
        if who.bot or any(name.strip().lower().endswith("[bot]") for name in (who.name, who.login)):
            return True
        if self.is_forge(who.email) or self.is_agent(who):
            return True
        return not who.email and not who.login and who.name.lower() in self._pack.words.tools

    def is_agent(self, who: Someone) -> bool:
        """Whether a name, an address or an account is that of an agent, or of automation."""
        known = self._agents.get(who)
        if known is None:
            known = self._agents[who] = self._identify(who)
        return known

    def _identify(self, who: Someone) -> bool:
        if self._pack.identify(who.name, who.email):
            return True
        address = f"{who.number or '0'}+{who.login}@users.noreply.github.com".lower()
        accounts = ((who.login, address), (f"{who.login}[bot]", "")) if who.login else ()
        return any(self._pack.identify(name, email) for name, email in accounts)

    def is_forge(self, email: str) -> bool:
        """Whether an address is that under which a forge commits."""
        return email.lower() in self._committers


def writers_of(change: Change, people: People) -> tuple[Part, ...]:
    """Who cannot approve a commit.

    A merge that has nothing of its own has no writers: whoever made it only joined what others
    wrote. Where an agent is the author, the persons beside it are those who asked it.
    """
    commit = change.commit
    if is_bare_merge(change):
        return ()
    author, committer = Someone.of(commit.author), Someone.of(commit.committer)
    if people.is_author_agent(commit.author):
        asked = (
            Part(who=who, what="asked the agent for it") for who in requesters_of(change, people)
        )
        return (Part(who=author, what="wrote it"), *asked, *co_authors_of(change))
    same = (Part(who=committer, what="wrote it"),) if committer.like(author) else ()
    return (Part(who=author, what="wrote it"), *same, *co_authors_of(change))


def requesters_of(change: Change, people: People) -> tuple[Someone, ...]:
    """The persons who asked an agent for a commit: beside it as co-authors, or as committer."""
    if not people.is_author_agent(change.commit.author):
        return ()
    beside = (writer.who for writer in co_authors_of(change))
    found = (*beside, Someone.of(change.commit.committer))
    return tuple(dict.fromkeys(who for who in found if not people.is_machine(who)))


def objection_to(who: Someone, writers: Iterable[Part], people: People) -> str:
    """Why somebody cannot approve; empty where nothing is known that speaks against it."""
    if who == Someone():
        return "nobody says who it was"
    if people.is_machine(who):
        return _NO_PERSON
    return against((who,), writers)


def co_authors_of(change: Change) -> Iterator[Part]:
    """Whom the message names as co-authors."""
    for spoken in change.spoken:
        if spoken.role == "co-author":
            yield Part(who=Someone.of(spoken.person), what="is a co-author")
