"""The rules of a policy, with what each environment demands beside them (``spec/policy.md``)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar, Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.fields import Fields
from pbom.codec.nearest import nearest
from pbom.errors import FormatError
from pbom.model.finding import Finding, Severity
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.policy import Check

Weight = Literal["deny", "warn", "off"]
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
"""Of environments."""
_ORDER: tuple[Weight, ...] = ("off", "warn", "deny")


class Parser(Protocol):
    """What the reader needs to know of a rule; ``pbom.rules.Rule`` has it."""

    id: ClassVar[str]
    default: ClassVar[Weight]
    floor: ClassVar[bool]

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> Check:
        """The rule with the parameters that a policy gives it."""
        ...


class Weighed(Struct, frozen=True):
    """A rule with the severity that a policy gives its findings.

    Attributes:
        rule: The rule.
        severity: What its findings weigh.
        since: Before that they only warn, UTC; ``None`` where that is no matter of time.
    """

    rule: Check
    severity: Severity
    since: datetime | None = None

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """The rule's findings, weighed."""
        waits = self.since is not None and at < self.since and self.severity == "deny"
        for finding in self.rule.check(pbom, at):
            if waits:
                fix = f"{finding.fix}; from {self.since:%Y-%m-%d %H:%M} UTC on this blocks"
                yield replace(finding, severity="warn", fix=fix)
            else:
                yield replace(finding, severity=self.severity)


class Demands(Struct, frozen=True):
    """What is demanded of a release.

    Attributes:
        rules: Those of the policy, and further ones of the environment.
        environments: Names of all environments that the policy knows.
    """

    rules: tuple[Weighed, ...]
    environments: tuple[str, ...]


def read_rules(
    root: Fields, layout: Layout, parsers: Iterable[type[Parser]], environment: str
) -> Demands:
    """The rules that hold in an environment; ``""`` is none in particular.

    An environment adds rules and takes none away: its own apply beside those of the policy.

    Raises:
        FormatError: A rule, a parameter or the environment is not known, or one is weakened.
    """
    known = {parser.id: parser for parser in parsers}
    given = _table(root, "rules")
    usual = {id_: _read_rule(given, parser, layout) for id_, parser in sorted(known.items())}
    _refuse_unknown(given, known)
    chosen = [rule for rule, _ in usual.values() if rule]
    environments = root.table_or_none("environments") or Fields({}, root.path("environments"))
    if environment and environment not in environments:
        names = nearest(environment, environments) if [*environments] else "; there is none"
        raise FormatError(
            f"unknown environment {environment!r}{names}", place=root.path("environments")
        )
    for name, table in environments.named_tables():
        if not NAME.fullmatch(name):
            raise environments.error(name, "a name is a word of letters, digits and ._+-")
        added = tuple(_read_added(table, given, known, layout))
        table.close()
        if not added:
            raise FormatError("demands nothing", place=table.place)
        if name == environment:
            chosen.extend(rule for rule in added if rule not in chosen)
    return Demands(tuple(chosen), tuple(environments))


def _read_added(
    table: Fields, base: Fields, known: Mapping[str, type[Parser]], layout: Layout
) -> Iterator[Weighed]:
    """The rules of one environment; what it does not say of one is as the policy has it."""
    given = _table(table, "rules")
    _refuse_unknown(given, known)
    for id_, own in given.named_tables():
        parser = known[id_]
        before = base.table_or_none(id_)
        merged = {key: own.raw(key) for key in own}
        if before is not None:
            merged = {key: before.raw(key) for key in before} | merged
        _, was = _read_rule(base, parser, layout)
        rule, now = _read_rule(Fields({id_: merged}, given.place), parser, layout)
        if _ORDER.index(now) < _ORDER.index(was):
            raise own.error("severity", f"an environment only tightens, and {id_} has {was!r}")
        if rule is None:
            raise own.error("severity", f"{id_} is off, so to name it here demands nothing")
        yield rule


def _read_rule(
    given: Fields, parser: type[Parser], layout: Layout
) -> tuple[Weighed | None, Weight]:
    """A rule, weighed, and its weight; nothing where it is off."""
    id_ = parser.id
    named = given.table_or_none(id_)
    fields = named or Fields({}, given.path(id_))
    usual = "deny" if named is not None and parser.default == "off" else parser.default
    severity = _read_severity(fields, parser, usual)
    since = _read_since(fields, parser)
    rule = parser.parse(fields, layout)
    fields.close()
    if severity == "off":
        return None, severity
    return Weighed(rule, severity, since), severity


def _read_severity(fields: Fields, parser: type[Parser], usual: Weight) -> Weight:
    """What a rule's findings weigh; one that is off by itself denies once it is named."""
    severity = fields.text("severity", usual)
    if parser.floor and severity != "deny":
        raise fields.error("severity", f"{parser.id} cannot be weakened, expected 'deny'")
    match severity:
        case "deny" | "warn" | "off":
            return severity
    raise fields.error("severity", f"expected 'deny', 'warn' or 'off', found {severity!r}"[:200])


def _read_since(fields: Fields, parser: type[Parser]) -> datetime | None:
    if "effective-on" not in fields:
        return None
    if parser.floor:
        raise fields.error("effective-on", f"{parser.id} cannot be weakened, not for a time either")
    return fields.moment("effective-on")


def _table(fields: Fields, key: str) -> Fields:
    return fields.table_or_none(key) or Fields({}, fields.path(key))


def _refuse_unknown(given: Fields, known: Mapping[str, type[Parser]]) -> None:
    for key in given:
        if key not in known:
            raise FormatError(
                f"unknown rule {key!r}{nearest(key, known)}", place=given.place, key=key
            )
