"""What ``trace`` and ``incident`` ask: which evidence, whose signatures, and which names."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from pbom import plugins
from pbom.cli.terminal import Progress
from pbom.cli.trust import find_policy
from pbom.codec.keys import read_public_key
from pbom.collectors.files import sha256_of
from pbom.collectors.workspace import STATE, find_workspace
from pbom.errors import EvidenceMissingError, FormatError, PolicyError, UsageError
from pbom.model.mention import Name, NameKind
from pbom.model.policy import Policy
from pbom.model.printable import printable
from pbom.pipeline.lineage import Finder
from pbom.stores import Index

_HEX = re.compile(r"[0-9a-f]{4,64}")
_PEM_BYTES = 64 * 1024
_PEM = b"-----BEGIN PUBLIC KEY-----"
_PREFIXES: dict[str, NameKind] = {
    "sha256": "digest",
    "sha384": "digest",
    "sha512": "digest",
    "commit": "commit",
    "pkg": "package",
    "key": "key",
    "agent": "agent",
    "env": "environment",
}
_KEPT = frozenset({"sha256", "sha384", "sha512", "pkg"})
"""Prefixes that are a part of the name."""
_SHORTENED = frozenset({"commit", "digest", "key"})
"""Kinds of which the first digits are enough."""
_SHORTEST, _FEW = 4, 5
MAX_NAMES = 1000
"""So many versions of one package are asked about at once."""


class Ground(Struct, frozen=True, kw_only=True):
    """What is asked, and whose word counts.

    Attributes:
        indexes: Of each piece of evidence.
        policy: Says whose signatures count; ``None`` where nothing does.
        banner: What the answer rests on.
    """

    indexes: tuple[Index, ...]
    policy: Policy | None
    banner: str

    @property
    def verified(self) -> bool:
        """Whether signatures are checked by a policy."""
        return self.policy is not None

    def finder(self) -> Finder:
        """The look-up of claims."""
        return Finder(self.indexes, self.policy)

    def problems(self) -> tuple[str, ...]:
        """What is there and could not be read, a line each."""
        found: list[str] = []
        for index in self.indexes:
            census = index.census()
            found += [f"{name}: {reason}" for name, reason in census.problems]
            rest = census.troubled - len(census.problems)
            if rest:
                found.append(f"and {rest:,} more")
        return tuple(found)


def open_ground(evidence: Sequence[Path], policy: Path | None) -> Ground:
    """The evidence of a question.

    Raises:
        EvidenceMissingError: There is none.
        PolicyError: The policy that was named cannot be used.
        StoreError: The evidence cannot be read.
    """
    indexes = tuple(plugins.open_index(path) for path in evidence or (_own_store(),))
    try:
        found = find_policy(policy, os.environ)
    except PolicyError as error:
        if policy is not None:
            raise
        banner = f"NOT VERIFIED: no signature was checked: {error}"
        return Ground(indexes=indexes, policy=None, banner=banner)
    banner = f"signatures are checked by the policy {found.digest.short}"
    return Ground(indexes=indexes, policy=found, banner=banner)


def read_names(text: str, ground: Ground) -> tuple[Name, ...]:
    """What a word of the command line means, as far as the evidence has it.

    Raises:
        UsageError: It means nothing, or several things.
        EvidenceMissingError: Nothing in the evidence has that name.
    """
    path = Path(text)
    prefix, colon, rest = text.partition(":")
    if colon and prefix in _PREFIXES:
        return named(_PREFIXES[prefix], text if prefix in _KEPT else rest, ground)
    if path.is_file():
        return (_of_file(path),)
    if not _HEX.fullmatch(text):
        raise UsageError(
            f"{text} is no file, no digest, no commit and no package URL",
            hint="write sha256:HEX, commit:ID, pkg:TYPE/NAME, key:HEX, agent:NAME or env:NAME",
        )
    starts = (Name("commit", text), Name("digest", f"sha256:{text}"), Name("key", text))
    found = [name for start in starts for name in _like(start, ground, _FEW)]
    if not found:
        raise EvidenceMissingError(f"nothing in the evidence has the name {text}")
    if len(found) > 1:
        raise _ambiguous(text, found)
    return tuple(found)


def named(kind: NameKind, value: str, ground: Ground) -> tuple[Name, ...]:
    """The names of one kind that a value stands for; a package without version is all of them.

    Raises:
        UsageError: It means several things.
        EvidenceMissingError: Nothing in the evidence has that name.
    """
    wanted = Name(kind, _key(value, ground) if kind == "key" else value)
    found = [name for name in _like(wanted, ground, 1) if name == wanted]
    if kind == "package":
        for mark in "@?#":
            found += _like(Name(kind, value + mark), ground, MAX_NAMES)
    elif not found and kind in _SHORTENED and len(value) >= _SHORTEST:
        found = _like(wanted, ground, _FEW)
    if not found:
        raise EvidenceMissingError(f"nothing in the evidence has the {kind} {value}")
    if len(found) > 1 and kind != "package":
        raise _ambiguous(value, found)
    return tuple(found)


def _own_store() -> Path:
    store = find_workspace(Path.cwd()).root / STATE
    if not (store / "objects").is_dir():
        raise EvidenceMissingError("there is no store here", hint="name evidence with --evidence")
    return store


def _like(start: Name, ground: Ground, limit: int) -> list[Name]:
    found = (name for index in ground.indexes for name in index.like(start, limit))
    return list(dict.fromkeys(found))


def _ambiguous(text: str, found: Sequence[Name]) -> UsageError:
    listed = ", ".join(_written(name) for name in found[:_FEW])
    return UsageError(f"{text} may mean several things: {printable(listed)}")


def _written(name: Name) -> str:
    """A name as the command line takes it."""
    if name.kind in {"digest", "package"}:
        return name.value
    return f"{'env' if name.kind == 'environment' else name.kind}:{name.value}"


def _of_file(path: Path) -> Name:
    """A file by its content; the key where it is a public key."""
    try:
        with path.open("rb") as file:
            start = file.read(_PEM_BYTES)
        if start.startswith(_PEM):
            return Name("key", read_public_key(start.decode("ascii")).id)
        return Name.of(sha256_of(path, Progress("MB")))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except (FormatError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no public key that can be read: {error}") from error


def _key(value: str, ground: Ground) -> str:
    """The key of a functionary that the policy knows by that name; else what was written."""
    functionaries = ground.policy.functionaries if ground.policy else ()
    known = {item.name: item.key.id for item in functionaries}
    if value in known:
        return known[value]
    return _of_file(Path(value)).value if Path(value).is_file() else value
