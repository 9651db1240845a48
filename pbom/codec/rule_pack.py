"""The rule pack of AI markers in TOML, and what a project adds to it."""

import hashlib
import re
from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from pbom.codec import marker_rule
from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json, write_json
from pbom.codec.toml import read_toml
from pbom.errors import FormatError, UsageError
from pbom.model.digest import Digest
from pbom.model.marker_rule import Rule
from pbom.model.rule_pack import RulePack
from pbom.model.sentence import RULES as SENTENCES

R = TypeVar("R", bound=Rule)
_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")


def read_rule_pack(data: bytes, document: str) -> RulePack:
    """The rule pack that a TOML document describes.

    Raises:
        UsageError: It cannot be read, has an unknown key, or two rules have one id.
    """
    try:
        root = read_toml(data)
        pack = _pack(root, root.text("version"), hashlib.sha256(data).hexdigest())
        root.close()
        _refuse_twins(pack)
    except FormatError as error:
        raise UsageError(str(error.within(document))) from error
    return pack


def read_additions(table: Json, place: str) -> RulePack:
    """The rules that a project adds, from a table in the form of the rule pack without version.

    Its digest is that of the table as JSON, in our one way to write it.

    Raises:
        FormatError: It has an unknown key, or two rules have one id.
    """
    root = Fields(table, place)
    pack = _pack(root, "project", "")
    root.close()
    _refuse_twins(pack)
    return replace(pack, digest=_digest(hashlib.sha256(write_json(table)).hexdigest()))


def extend_rule_pack(pack: RulePack, added: RulePack, place: str) -> RulePack:
    """A pack with what a project adds; the project's rules come first.

    Its digest is the SHA-256 of both digests, in hexadecimal, each with a line end.

    Raises:
        UsageError: Both have a rule of one id.
    """
    both = f"{pack.digest.value}\n{added.digest.value}\n"
    joined = RulePack(
        version=f"{pack.version}+{added.version}",
        digest=_digest(hashlib.sha256(both.encode("ascii")).hexdigest()),
        identities=(*added.identities, *pack.identities),
        trailers=(*added.trailers, *pack.trailers),
        lines=(*added.lines, *pack.lines),
        subjects=(*added.subjects, *pack.subjects),
        links=(*added.links, *pack.links),
        branches=(*added.branches, *pack.branches),
        environment=(*added.environment, *pack.environment),
        phrases=pack.phrases.with_more(added.phrases),
        words=pack.words.with_more(added.words),
    )
    try:
        _refuse_twins(joined)
    except FormatError as error:
        raise UsageError(f"{place}: {error.problem}") from error
    return joined


def _pack(root: Fields, version: str, digest: str) -> RulePack:
    return RulePack(
        version=version,
        digest=_digest(digest or "0" * 64),
        identities=_each(root, "identity", marker_rule.read_identity),
        trailers=_each(root, "trailer", marker_rule.read_trailer),
        lines=_each(root, "line", marker_rule.read_line),
        subjects=_each(root, "subject", marker_rule.read_subject),
        links=_each(root, "link", marker_rule.read_link),
        branches=_each(root, "branch", marker_rule.read_branch),
        environment=_each(root, "environment", marker_rule.read_environment),
        phrases=marker_rule.read_phrases(_table(root, "phrases")),
        words=marker_rule.read_words(_table(root, "words")),
    )


def _each(root: Fields, section: str, read: Callable[[str, Fields], R]) -> tuple[R, ...]:
    table = _table(root, section)
    found = []
    for id_, fields in table.named_tables():
        if not _ID.fullmatch(id_):
            raise table.error(id_, "an id has lower-case letters, digits and hyphens only")
        found.append(read(id_, fields))
        fields.close()
    return tuple(found)


def _table(root: Fields, section: str) -> Fields:
    return root.table_or_none(section) or Fields({}, root.path(section))


def _refuse_twins(pack: RulePack) -> None:
    """Evidence names a rule by its id alone, so that an id may be there once, in all sections."""
    seen: set[str] = set(SENTENCES)
    for rule in pack.rules:
        if rule.id in seen:
            raise FormatError(f"there are two rules {rule.id!r}")
        seen.add(rule.id)


def _digest(value: str) -> Digest:
    return Digest("sha256", value)
