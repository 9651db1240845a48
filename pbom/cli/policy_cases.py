"""Unit tests for a policy: recorded releases, and the verdicts that are expected of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from pbom.atomic import read_whole
from pbom.cli.asking import ask_gate
from pbom.cli.trust import load_policy, policy_path
from pbom.codec.fields import Fields
from pbom.codec.toml import MAX_BYTES, read_toml
from pbom.errors import FormatError, UsageError
from pbom.model.printable import in_a_log
from pbom.model.verdict import Verdict
from pbom.pipeline.gate import gate

EXPECTED = {word: word for word in ("passed", "denied", "missing", "invalid")}


class Case(Struct, frozen=True, kw_only=True):
    """One release, and what the gate should say.

    Attributes:
        name: For people.
        artifact: The file that wants to ship.
        evidence: Where its evidence is, if not beside it.
        environment: Where it shall go.
        at: When the gate is asked; ``None`` for now.
        expected: ``passed``, or the gravest cause.
        rules: Ids of the rules that block, all of them; ``None`` for whatever blocks.
    """

    name: str
    artifact: Path
    evidence: Path | None
    environment: str
    at: datetime | None
    expected: str
    rules: tuple[str, ...] | None


def run_cases(path: Path, policy: Path | None) -> Iterator[tuple[str, bool]]:
    """A line for each case, and whether its verdict is the expected one.

    Raises:
        UsageError: The cases cannot be read, or an artifact cannot.
        EvidenceMissingError: There is no evidence at all.
    """
    chosen = policy or policy_path()
    for case in read_cases(path):
        question = ask_gate([case.artifact], (), case.evidence, None)
        trusted = load_policy(chosen, case.environment)
        verdict = gate(question, trusted, at=case.at or datetime.now(UTC))
        wrong = _difference(case, verdict)
        told = f"not ok  {case.name}: {wrong}" if wrong else f"ok      {case.name}"
        yield in_a_log(told), not wrong


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file; paths in it are relative to it.

    Raises:
        UsageError: It cannot be read, or has no cases.
    """
    try:
        root = read_toml(read_whole(path, MAX_BYTES))
        cases = tuple(_read(fields, path.parent) for fields in root.tables("case"))
        root.close()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except FormatError as error:
        raise UsageError(str(error.within(path.name))) from error
    if not cases:
        raise UsageError(f"{path.name} has no [[case]], and nothing tested is nothing right")
    return cases


def _read(fields: Fields, folder: Path) -> Case:
    case = Case(
        name=fields.text("name"),
        artifact=folder / fields.text("artifact"),
        evidence=folder / fields.text("evidence") if "evidence" in fields else None,
        environment=fields.text("env", ""),
        at=fields.moment("at") if "at" in fields else None,
        expected=fields.choice("expect", EXPECTED),
        rules=fields.texts("rules") if "rules" in fields else None,
    )
    fields.close()
    return case


def _difference(case: Case, verdict: Verdict) -> str:
    """What is not as expected; empty where all is."""
    found = verdict.worst or "passed"
    rules = sorted({finding.rule for finding in verdict.blocking})
    if found != case.expected:
        return f"expected {case.expected}, found {found} ({', '.join(rules) or 'nothing blocks'})"
    if case.rules is not None and sorted(set(case.rules)) != rules:
        named = ", ".join(case.rules) or "no rule"
        return f"expected {named} to block, found {', '.join(rules) or 'none'}"
    return ""
