"""The rule pack: which identities, trailers, lines, links and branches speak of which agents."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import TypeVar

from msgspec import Struct

from pbom.model.commit import Commit
from pbom.model.digest import Digest
from pbom.model.directory import Directory
from pbom.model.marker import ObservedAgent
from pbom.model.marker_rule import (
    BranchRule,
    EnvironmentRule,
    Identity,
    LinkRule,
    Phrases,
    Rule,
    TemplateRule,
    TextRule,
    TrailerRule,
)
from pbom.model.message import OPENING, ORNAMENT, plain
from pbom.model.sentence import MAY_TAG, SentenceReader
from pbom.model.sieve import SITE, Sieve
from pbom.model.template import Template, trie
from pbom.model.trailer import LOWER_TRAILER, TrailerReader
from pbom.model.vocabulary import Vocabulary

_MERGED = re.compile(
    r"Merge (?:pull request #\d+ from (?P<owner>[^/\s]+)/(?P<forge>\S+)"
    r"|pull request '.*' \(#\d+\) from (?P<gitea>\S+) into "
    r"|(?:remote-tracking )?branch(?:es)? '(?:origin/|upstream/)?(?P<plain>[^']+)'"
    r"|(?P<bare>[\w.-]+/[\w./-]+)(?: into .*)?$)"
    r"|Merged in (?P<bucket>\S+) \(pull request #\d+\)"
)
_BUCKET_SERVER = re.compile(r"\s*\* commit|Merge in \S+ from (?P<branch>\S+) to ")
_BRANCH_LIMIT = 512
R = TypeVar("R", bound=TemplateRule)
_LABEL = re.compile(rf"{OPENING}{ORNAMENT}(?:[\w .*()#&|+\[\]\-/]{{0,60}}[:(][*_]* *)?<?")
_LABEL_LIMIT = 120
_SCHEME = re.compile(r"(?<![\w.@-])(?:https?://)?(?:www\.)?$", re.IGNORECASE)
_SCHEME_LIMIT = len("https://www.")


class LinkSeen(Struct, frozen=True, kw_only=True):
    """A link in a line.

    Attributes:
        rule: The rule that knows it.
        address: As it stands there.
        own: Whether it stands at the line's start, or behind a label.
    """

    rule: LinkRule
    address: str
    own: bool


class RulePack(Struct, frozen=True, kw_only=True, dict=True):
    """All rules, of one version.

    Attributes:
        version: For people.
        digest: SHA-256 of the files, so that a result names what it was made with.
        identities: Agents, and automation that is none.
        trailers: Keys of trailers.
        lines: What lines look like.
        subjects: What subjects look like.
        links: Addresses of sessions and chats.
        branches: Names of branches.
        phrases: Words of sentences.
        words: Names of tools and models.
        environment: Variables of agents.
    """

    version: str
    digest: Digest
    identities: tuple[Identity, ...]
    trailers: tuple[TrailerRule, ...]
    lines: tuple[TextRule, ...]
    subjects: tuple[TextRule, ...]
    links: tuple[LinkRule, ...]
    branches: tuple[BranchRule, ...]
    phrases: Phrases
    words: Vocabulary
    environment: tuple[EnvironmentRule, ...]

    @property
    def rules(self) -> Iterator[Rule]:
        """Every rule that has an id."""
        return chain(
            self.identities, self.trailers, self.lines, self.subjects, self.links, self.branches,
            self.environment,
        )  # fmt: skip

    def identify(self, name: str, email: str) -> Identity | None:
        """The agent or automation of that name and address."""
        return self.directory.identify(name, email)

    def agents_in(self, environment: Mapping[str, str]) -> tuple[ObservedAgent, ...]:
        """The agents that a process can be seen to run under, by its environment."""
        found = (_observed(rule, environment.get(rule.variable, "")) for rule in self.environment)
        return tuple(dict.fromkeys(agent for agent in found if agent))

    def line(self, text: str) -> tuple[TextRule, re.Match[str]] | None:
        """The rule that a line matches, from its start."""
        if not self._line_start.match(text):
            return None
        return next(
            ((rule, match) for rule, pattern in self._lines if (match := pattern.match(text))), None
        )

    def subject(self, text: str) -> TextRule | None:
        """The rule that a subject matches, from its start."""
        return next((rule for rule, pattern in self._subjects if pattern.match(text)), None)

    def link(self, text: str) -> LinkSeen | None:
        """The first link to a session or chat in a line."""
        return next(self._links_in(text), None)

    def branch(self, commit: Commit) -> BranchRule | None:
        """The rule that the name of the branch matches which a commit merged."""
        if len(commit.header.parents) < 2:  # noqa: PLR2004 - a merge has two
            return None
        name = _merged(commit)
        if not name or not self._branch_start.match(name):
            return None
        return next((rule for rule, shape in self._branches if shape.fullmatch(name)), None)

    def sift(self, commits: Iterable[Commit]) -> Iterator[tuple[Commit, bool]]:
        """Each commit, and whether a closer look can find anything; never a wrong no."""
        return self._sieve.sift(commits)

    @cached_property
    def directory(self) -> Directory:
        """Agents by the names they commit under."""
        return Directory(identities=self.identities, words=self.words)

    @cached_property
    def trailer_reader(self) -> TrailerReader:
        """Reads trailers."""
        return TrailerReader(rules=self.trailers, directory=self.directory, words=self.words)

    @cached_property
    def sentences(self) -> SentenceReader:
        """Reads sentences."""
        return SentenceReader(phrases=self.phrases, words=self.words)

    def _links_in(self, text: str) -> Iterator[LinkSeen]:
        """Every link; most texts have no address at all."""
        lowered = text.lower()
        for start, rule, shape in self._link_shapes if SITE.search(lowered) else ():
            at = lowered.find(start)
            while at >= 0:
                match = shape.compiled.match(text, at)
                site = _SCHEME.search(text, max(at - _SCHEME_LIMIT, 0), at) if match else None
                if match and site:
                    own = at <= _LABEL_LIMIT and bool(_LABEL.fullmatch(text, 0, site.start()))
                    yield LinkSeen(rule=rule, address=site[0] + match[0], own=own)
                at = lowered.find(start, at + 1)

    @cached_property
    def _sieve(self) -> Sieve:
        starts = _starts_of(self.lines) | self.sentences.starts
        return Sieve(
            identify=self.directory.identify,
            lines=rf"(?={trie(starts | self.trailer_reader.short_keys)})"
            rf"(?:{trie(_starts_of(self.lines))}|(?P<sentence>{self.sentences.opening_pattern})"
            rf"|{trie(self.trailer_reader.short_keys)})|{LOWER_TRAILER}",
            trailer=self.trailer_reader.may_read,
            sentence=self.sentences.read,
            subjects=rf"{trie(_starts_of(self.subjects))}|{MAY_TAG}",
            link=self.link,
            merge=self.branch,
        )

    @cached_property
    def _line_start(self) -> re.Pattern[str]:
        return re.compile(f"{OPENING}{ORNAMENT}{trie(_starts_of(self.lines))}", re.IGNORECASE)

    @cached_property
    def _lines(self) -> tuple[tuple[TextRule, re.Pattern[str]], ...]:
        return _compiled(self.lines, OPENING + ORNAMENT)

    @cached_property
    def _subjects(self) -> tuple[tuple[TextRule, re.Pattern[str]], ...]:
        return _compiled(self.subjects, "")

    @cached_property
    def _branches(self) -> tuple[tuple[BranchRule, re.Pattern[str]], ...]:
        return _compiled(self.branches, "")

    @cached_property
    def _branch_start(self) -> re.Pattern[str]:
        return re.compile(trie(_starts_of(self.branches)), re.IGNORECASE)

    @cached_property
    def _link_shapes(self) -> tuple[tuple[str, LinkRule, Template], ...]:
        return tuple(
            (start, rule, template)
            for rule in self.links
            for template in rule.templates
            for start in template.starts
        )


def _merged(commit: Commit) -> str:
    subject = plain(commit.header.subject)[:_BRANCH_LIMIT]
    match = _MERGED.match(subject)
    if match:
        return (
            match["forge"] or match["gitea"] or match["plain"] or match["bare"] or match["bucket"]
        )
    for line in commit.body[:3] if subject.startswith("Pull request #") else ():
        server = _BUCKET_SERVER.match(plain(line[:_BRANCH_LIMIT]))
        if server and server["branch"]:
            return server["branch"]
    return ""


def _observed(rule: EnvironmentRule, value: str) -> ObservedAgent | None:
    if not value or (rule.value and value.lower() != rule.value):
        return None
    agent = rule.agent or value.partition("_")[0][:80]
    return ObservedAgent(agent=agent, basis=f"environment {rule.variable}") if agent else None


def _starts_of(rules: Iterable[TemplateRule]) -> frozenset[str]:
    """Everything with which a text can begin that a rule matches."""
    templates = (template for rule in rules for template in rule.templates)
    return frozenset(start for template in templates for start in template.starts)


def _compiled(rules: Iterable[R], before: str) -> tuple[tuple[R, re.Pattern[str]], ...]:
    return tuple(
        (rule, re.compile(before + template.pattern, re.IGNORECASE))
        for rule in rules
        for template in rule.templates
    )
