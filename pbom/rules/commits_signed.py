"""``commits-signed``: each new commit carries a signature that was checked."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Literal, get_args

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.parameters import read_patterns
from pbom.model.change import Change
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.model.review import SignatureState
from pbom.model.sourced import SHOWN, Sourced, named, paths_of, shown, sourced
from pbom.rules import Default, Rule

Keys = Literal["outside", "anywhere"]
STATES: tuple[SignatureState, ...] = ("verified", "forge", "unverified")
_WORDS: dict[SignatureState, str] = {
    "verified": "signed",
    "forge": "signed by the forge only, which signs for whoever is logged in",
    "unverified": "signed with a key that nobody could check it with",
    "bad": "its signature does not hold",
    "none": "not signed",
}


class CommitsSigned(Struct, frozen=True, kw_only=True):
    """The signature on each commit is in a state that is allowed.

    Attributes:
        layout: Whose word counts for commits, and for the checking of their signatures.
        states: States that will do.
        paths: Only commits that touch these files are asked; without patterns all are.
        keys: Where the keys may lie: in the repository, whoever writes commits writes them too.
    """

    layout: Layout
    states: frozenset[SignatureState] = frozenset({"verified"})
    paths: Patterns = Patterns()
    keys: Keys = "outside"
    id: ClassVar[str] = "commits-signed"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "CommitsSigned":
        """The rule; ``states`` will do, ``paths`` narrow it.

        Raises:
            FormatError: A state does not exist or would let everything pass, or a pattern is wrong.
        """
        usual: tuple[SignatureState, ...] = ("verified",)
        outside: Keys = "outside"
        return cls(
            layout=layout,
            states=fields.some_of("states", STATES, usual),
            paths=read_patterns(fields, "paths"),
            keys=fields.one_of("keys", get_args(Keys), outside),
        )

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each commit without such a signature."""
        del at
        for source in sourced(pbom, self.layout):
            if source.changes is None:
                yield source.missing(self.id, "every commit that is new, with its signature")
                continue
            if self.keys == "outside":
                yield from self._within(source)
            wrong = [
                change
                for change in source.changes.changes
                if change.signature.state not in self.states and self._is_meant(change)
            ]
            for change in wrong[:SHOWN]:
                state, signer = change.signature.state, change.signature.signer
                key = f" (key {signer})" if signer else ""
                yield self._finding(source, change, f"{shown(change)}: {_WORDS[state]}{key}")
            if wrong[SHOWN:]:
                found = f"{len(wrong) - SHOWN} more like these, this and others"
                yield self._finding(source, wrong[SHOWN], found)

    def _within(self, source: Sourced) -> Iterator[Finding]:
        for gap in source.changes.gaps if source.changes else ():
            if gap.kind == "keys-in-repository":
                yield Finding(
                    rule=self.id,
                    subject=f"commit {source.head[:12]}",
                    expected="keys that those who write the commits cannot change",
                    found=f"the keys lie in the repository: {gap.detail}",
                    fix="keep them elsewhere, and record the commits again; or allow it with "
                    '`keys = "anywhere"` of [rules.commits-signed]',
                    cause="missing",
                    evidence=source.evidence,
                )

    def _is_meant(self, change: Change) -> bool:
        if not self.paths or change.paths is None:
            return True
        return any(self.paths.match(path.name) for path in change.paths)

    def _finding(self, source: Sourced, change: Change, found: str) -> Finding:
        return Finding(
            rule=self.id,
            subject=named(change),
            expected=f"a signature that is {' or '.join(sorted(self.states))}",
            found=found,
            fix="sign it (`git commit --amend -S`, `git rebase --exec`), and name the keys that "
            "count under [commits] of pbom.toml; then record the commits again",
            evidence=source.evidence,
            spots=source.spots(change),
            paths=paths_of(change),
        )


plugin: type[Rule] = CommitsSigned
