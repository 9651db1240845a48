"""Policies in TOML (``spec/policy.md``): every key is known, nothing is weak by accident."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from typing import get_args

from pbom.codec.digests import parse_digest
from pbom.codec.fields import Fields
from pbom.codec.nearest import nearest
from pbom.codec.parameters import read_roles
from pbom.codec.policy_identity import Credentials, FindRoot, no_roots
from pbom.codec.policy_keys import read_clocks
from pbom.codec.policy_owners import read_owners
from pbom.codec.policy_rules import Parser, Weighed, read_rules
from pbom.codec.policy_waivers import read_waivers
from pbom.codec.toml import read_toml
from pbom.codec.toml_lines import line_of
from pbom.errors import FormatError, PolicyError
from pbom.model.change import Basis
from pbom.model.digest import Digest
from pbom.model.functionary import ANYBODY, Functionary
from pbom.model.layout import FOUND, Layout, SourceDemand, Step
from pbom.model.owners import NOBODY
from pbom.model.pattern import Patterns
from pbom.model.policy import Policy

__all__ = ["VERSION", "Parser", "Weighed", "read_policy"]

VERSION = 1
_BASES: dict[str, Basis] = {item: item for item in get_args(Basis)}
_EMAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+")


def read_policy(
    data: bytes,
    parsers: Iterable[type[Parser]],
    document: str,
    environment: str = "",
    find_root: FindRoot = no_roots,
) -> Policy:
    """The policy that a TOML document describes, as it holds in an environment.

    ``find_root`` reads the trusted roots that its identities need.

    Raises:
        PolicyError: The document cannot be read, has an unknown key, or would let anything pass;
            or it does not know the environment.
    """
    try:
        return _read(data, tuple(parsers), environment, find_root)
    except FormatError as error:
        raise PolicyError(f"{error.within(document)}{_line(data, error)}") from error
    except ValueError as error:
        raise PolicyError(f"{document}: {error}") from error


def _read(
    data: bytes, parsers: tuple[type[Parser], ...], environment: str, find_root: FindRoot
) -> Policy:
    root = read_toml(data)
    version = root.integer("version")
    if version != VERSION:
        raise root.error("version", f"expected {VERSION}, found {version}")
    credentials = Credentials(root.table_or_none("trust"), find_root, read_clocks(root))
    functionaries = _read_functionaries(root.table("functionaries"), credentials)
    layout = _read_layout(root)
    assemblers = root.table("pbom")
    demands = read_rules(root, layout, parsers, environment)
    weak = {parser.id for parser in parsers if not parser.floor}
    waivers, owners = root.table_or_none("waivers"), root.table_or_none("owners")
    if functionaries:
        _refuse_strangers(root, {functionary.name for functionary in functionaries})
    policy = Policy(
        functionaries=functionaries,
        layout=layout,
        assemblers=frozenset(assemblers.texts("functionaries")),
        rules=demands.rules,
        waivers=tuple(read_waivers(waivers, weak)) if waivers else (),
        owners=read_owners(owners, [parser.id for parser in parsers]) if owners else NOBODY,
        environment=environment,
        environments=demands.environments,
        digest=Digest("sha256", hashlib.sha256(data).hexdigest()),
    )
    assemblers.close()
    root.close()
    return policy


def _line(data: bytes, error: FormatError) -> str:
    """Where in the file it is; the document was read, or has no places."""
    if error.place == "$" and not error.key:
        return ""
    place = f"{error.place}.{error.key}" if error.key else error.place
    line = line_of(data.decode("utf-8", "replace"), place)
    return f" (line {line})" if line else ""


def _refuse_strangers(root: Fields, known: Collection[str]) -> None:
    """Refuse names of functionaries that nobody defines, and say where and who is meant."""
    tables = [root.table("pbom"), *(fields for _, fields in root.table("steps").named_tables())]
    waivers = root.table_or_none("waivers")
    tables += [fields for _, fields in waivers.named_tables()] if waivers else []
    tables += [fields for fields in _rules_in(root) if "functionaries" in fields]
    for fields in tables:
        for name in fields.texts("functionaries"):
            if name not in known:
                problem = f"unknown functionary {name!r}{nearest(name, known)}"
                raise fields.error("functionaries", problem[:1000])


def _rules_in(root: Fields) -> Iterator[Fields]:
    """The parameters of every rule, also of those in environments."""
    environments = root.table_or_none("environments")
    places = (
        [root, *(fields for _, fields in environments.named_tables())] if environments else [root]
    )
    for place in places:
        rules = place.table_or_none("rules")
        yield from (fields for _, fields in rules.named_tables()) if rules else ()


def _read_functionaries(table: Fields, credentials: Credentials) -> tuple[Functionary, ...]:
    """Every functionary, once for each of its keys."""
    functionaries = []
    for name, fields in table.named_tables():
        emails, roles = _read_emails(fields), read_roles(fields, ANYBODY)
        functionaries += [
            Functionary(
                name=name,
                key=held.key,
                emails=emails,
                roles=roles,
                valid_from=held.valid_from,
                valid_until=held.valid_until,
                revoked_at=held.revoked_at,
                label=held.label,
                clocks=credentials.clocks,
            )
            for held in credentials.read(fields)
        ]
        fields.close()
    return tuple(functionaries)


def _read_emails(fields: Fields) -> tuple[str, ...]:
    _refuse_empty(fields, "emails")
    emails = fields.texts("emails")
    for email in emails:
        if not _EMAIL.fullmatch(email):
            raise fields.error("emails", f"expected whole addresses, found {email!r}"[:200])
    return emails


def _refuse_empty(fields: Fields, *keys: str) -> None:
    for key in keys:
        if key in fields and not fields.sequence(key):
            raise fields.error(key, "is empty, which could mean all or nothing; leave it out")


def _refuse_everything(fields: Fields) -> None:
    """Refuse a pattern under which any file at all would be explained."""
    for pattern in fields.texts("materials"):
        if not pattern.strip("*/"):
            raise fields.error(
                "materials", f"{pattern!r} matches everything, so it demands nothing"
            )


def _read_layout(root: Fields) -> Layout:
    steps = []
    toolchains = root.table_or_none("toolchains")
    for name, fields in root.table("steps").named_tables():
        _refuse_empty(fields, "materials")
        _refuse_everything(fields)
        steps.append(
            Step(
                name=name,
                functionaries=frozenset(fields.texts("functionaries")),
                threshold=fields.integer("threshold", 1),
                command=fields.texts("command") if "command" in fields else None,
                materials=Patterns(fields.texts("materials")),
            )
        )
        fields.close()
    return Layout(
        tuple(steps),
        frozenset(_read_toolchains(toolchains) if toolchains else ()),
        _read_source(root),
    )


def _read_source(root: Fields) -> SourceDemand:
    fields = root.table_or_none("source")
    if fields is None:
        return SourceDemand()
    who, bases = fields.texts("functionaries"), fields.texts("bases")
    if "functionaries" in fields and not who:
        raise fields.error("functionaries", "is empty, so nobody could sign it")
    unknown = [base for base in bases if base not in _BASES]
    if unknown:
        raise fields.error("bases", f"{unknown[0]!r}{nearest(unknown[0], _BASES)}"[:300])
    demand = SourceDemand(
        frozenset(who),
        frozenset(_BASES[base] for base in bases) if "bases" in fields else FOUND,
    )
    fields.close()
    return demand


def _read_toolchains(table: Fields) -> Iterator[str]:
    """Digests of the manifests of declared toolchains, each under a name for people."""
    for name in table:
        digest = parse_digest(table.text(name), table.path(name))
        if digest.algorithm != "sha256":
            raise table.error(name, "expected a sha256")
        yield str(digest)
