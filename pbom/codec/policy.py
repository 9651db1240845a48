"""Policies in TOML (``spec/policy.md``): every key is known, nothing is weak by accident."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal, Protocol, get_args

from pbom.codec.digests import parse_digest
from pbom.codec.fields import Fields, nearest
from pbom.codec.keys import read_public_key
from pbom.codec.parameters import read_roles
from pbom.codec.toml import read_toml
from pbom.errors import FormatError, PolicyError
from pbom.model.change import Basis
from pbom.model.digest import Digest
from pbom.model.finding import Finding, Severity
from pbom.model.functionary import ANYBODY, Functionary
from pbom.model.layout import FOUND, Layout, SourceDemand, Step
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.model.policy import Check, Policy

VERSION = 1
_BASES: dict[str, Basis] = {item: item for item in get_args(Basis)}
_EMAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+")


class Parser(Protocol):
    """What the reader needs to know of a rule; ``pbom.rules.Rule`` has it."""

    id: ClassVar[str]
    default: ClassVar[Literal["deny", "warn", "off"]]
    floor: ClassVar[bool]

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> Check:
        """The rule with the parameters that a policy gives it."""
        ...


@dataclass(frozen=True, slots=True)
class Weighed:
    """A rule with the severity that a policy gives its findings."""

    rule: Check
    severity: Severity

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """The rule's findings, weighed."""
        for finding in self.rule.check(pbom, at):
            yield replace(finding, severity=self.severity)


def read_policy(data: bytes, parsers: Iterable[type[Parser]], document: str) -> Policy:
    """The policy that a TOML document describes.

    Raises:
        PolicyError: The document cannot be read, has an unknown key, or would let anything pass.
    """
    try:
        root = read_toml(data)
        version = root.integer("version")
        if version != VERSION:
            raise root.error("version", f"expected {VERSION}, found {version}")
        functionaries = _read_functionaries(root.table("functionaries"))
        layout = _read_layout(root)
        assemblers = root.table("pbom")
        policy = Policy(
            functionaries=functionaries,
            layout=layout,
            assemblers=frozenset(assemblers.texts("functionaries")),
            rules=_read_rules(root, layout, {parser.id: parser for parser in parsers}),
            digest=Digest("sha256", hashlib.sha256(data).hexdigest()),
        )
        assemblers.close()
        root.close()
    except FormatError as error:
        raise PolicyError(str(error.within(document))) from error
    except ValueError as error:
        raise PolicyError(f"{document}: {error}") from error
    return policy


def _read_functionaries(table: Fields) -> tuple[Functionary, ...]:
    functionaries = []
    for name, fields in table.named_tables():
        functionaries.append(
            Functionary(
                name=name,
                key=read_public_key(fields.text("public-key"), fields.path("public-key")),
                emails=_read_emails(fields),
                roles=read_roles(fields, ANYBODY),
                valid_from=fields.moment("valid-from") if "valid-from" in fields else None,
                valid_until=fields.moment("valid-until") if "valid-until" in fields else None,
            )
        )
        fields.close()
    return tuple(functionaries)


def _read_emails(fields: Fields) -> tuple[str, ...]:
    emails = fields.texts("emails")
    for email in emails:
        if not _EMAIL.fullmatch(email):
            raise fields.error("emails", f"expected whole addresses, found {email!r}"[:200])
    return emails


def _read_layout(root: Fields) -> Layout:
    steps = []
    toolchains = root.table_or_none("toolchains")
    for name, fields in root.table("steps").named_tables():
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


def _read_rules(
    root: Fields, layout: Layout, parsers: Mapping[str, type[Parser]]
) -> tuple[Check, ...]:
    given = root.table_or_none("rules") or Fields({}, root.path("rules"))
    unknown = [key for key in given if key not in parsers]
    if unknown:
        raise _unknown_rule(given, unknown[0], parsers)
    rules: list[Check] = []
    for id_, parser in sorted(parsers.items()):
        fields = given.table(id_) if id_ in given else Fields({}, given.path(id_))
        usual = "deny" if id_ in given and parser.default == "off" else parser.default
        severity = _read_severity(fields, parser, usual)
        rule = parser.parse(fields, layout)
        fields.close()
        match severity:
            case "deny" | "warn":
                rules.append(Weighed(rule, severity))
            case "off":
                pass
    return tuple(rules)


def _read_severity(
    fields: Fields, parser: type[Parser], usual: str
) -> Literal["deny", "warn", "off"]:
    """What a rule's findings weigh; one that is off by itself denies once it is named."""
    severity = fields.text("severity", usual)
    if parser.floor and severity != "deny":
        raise fields.error("severity", f"{parser.id} cannot be weakened, expected 'deny'")
    match severity:
        case "deny" | "warn" | "off":
            return severity
    raise fields.error("severity", f"expected 'deny', 'warn' or 'off', found {severity!r}"[:200])


def _unknown_rule(given: Fields, key: str, parsers: Mapping[str, type[Parser]]) -> FormatError:
    return FormatError(f"unknown rule {key!r}{nearest(key, parsers)}", place=given.place)
