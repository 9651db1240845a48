"""What ``pbom diff`` is asked, both sides verified where a policy is given, and the exit code."""

import gc
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pbom import plugins
from pbom.atomic import read_whole
from pbom.cli.artifacts import waivers_beside
from pbom.cli.asking import ask_gate
from pbom.cli.terminal import ink_for, say
from pbom.cli.trust import find_policy
from pbom.cli.verify import CODES
from pbom.codec.cyclonedx.reading import read_side
from pbom.comparisons import Comparison
from pbom.errors import EvidenceMissingError, FormatError, UsageError
from pbom.model.difference import CHANGES, KINDS, Change, Delta, Kind, Side
from pbom.model.difference_words import limit_lines
from pbom.model.finding import Finding
from pbom.model.policy import Policy
from pbom.pipeline.gate import gate
from pbom.stages.diff import diff
from pbom.stores.beside import Beside

ANY = "any"
MISSING = 3
_GRAVEST = (4, 3, 1)
MAX_ARTIFACTS = 256
"""For so many artifacts of a document waivers are looked for: each takes a look at a directory."""
_DOCUMENT, _ARCHIVE = ".pbom.cdx.json", ".evidence.zip"


class Trigger(Struct, frozen=True, kw_only=True):
    """A difference that makes the command end with 1."""

    kind: Kind
    change: Change | None = None


class Asked(Struct, frozen=True):
    """What a command line asks of a comparison."""

    only: tuple[Kind, ...]
    triggers: tuple[Trigger, ...]
    exit_code: bool
    policy: Path | None
    evidence: Path | None
    env: str = ""


def read_kinds(text: str) -> tuple[Kind, ...]:
    """Kinds with commas between; all of them where there is nothing.

    Raises:
        UsageError: One is not known.
    """
    chosen = {_kind(word) for word in _words(text)}
    return tuple(kind for kind in KINDS if kind in chosen or not chosen)


def read_triggers(text: str) -> tuple[Trigger, ...]:
    """What is to fail.

    Raises:
        UsageError: A kind or a change is not known.
    """
    found: list[Trigger] = []
    for word in _words(text):
        if word == ANY:
            found.extend(Trigger(kind=kind) for kind in KINDS)
            continue
        kind, colon, change = word.partition(":")
        found.append(Trigger(kind=_kind(kind), change=_change(change) if colon else None))
    return tuple(found)


def show(paths: tuple[Path, Path], asked: Asked, form: str) -> int:
    """Print the comparison; the exit code.

    Raises:
        UsageError: A format is unknown, or a file cannot be read.
        PolicyError: The policy cannot be used.
        FormatError: A document is not CycloneDX, or a broken PBOM.
    """
    gc.disable()  # a document is read into very many things, and none of them is a cycle
    view = _comparison(form)
    policies = _policies(asked)
    codes: list[int] = []
    sides: list[Side] = []
    for path, policy in zip(paths, policies, strict=True):
        side, code = _open(path, policy, asked.evidence)
        sides.append(side)
        codes.append(code)
    delta = diff(*sides)
    shown = delta.only(asked.only)
    codes.append(_code(delta, shown, asked))
    for line in view.lines(shown, ink_for(sys.stdout)):
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
    return next((code for code in _GRAVEST if code in codes), 0)


def _policies(asked: Asked) -> tuple[Policy | None, Policy | None]:
    """What each side is verified by: what is shipped already need not go where the new one goes.

    Raises:
        UsageError: An environment is named without a policy.
        PolicyError: The policy cannot be used, or does not know the environment.
    """
    if asked.policy is None:
        if asked.env:
            raise UsageError("--env verifies, and that takes a policy", hint="add --policy FILE")
        return None, None
    new = find_policy(asked.policy, os.environ, asked.env)
    return (find_policy(asked.policy, os.environ) if asked.env else new), new


def _comparison(name: str) -> Comparison:
    known = {member.id: member for member in plugins.comparisons()}
    if name not in known:
        raise UsageError(f"unknown format {name!r}; there are: {', '.join(sorted(known))}")
    return known[name]()


def _open(path: Path, policy: Policy | None, evidence: Path | None) -> tuple[Side, int]:
    """One side, verified where there is a policy: exactly the bytes that are compared."""
    try:
        data = read_whole(path)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    try:
        side = read_side(data, str(path))
    except FormatError as error:
        raise error.within(str(path)) from error
    if policy is None:
        return side, 0
    if side.plain:
        return _denied(side, ("no PBOM of this tool: there is nothing to verify it by",)), MISSING
    return _verified(side, (path, data), policy, evidence)


def _verified(
    side: Side, document: tuple[Path, bytes], policy: Policy, evidence: Path | None
) -> tuple[Side, int]:
    path, data = document
    digests = [
        value
        for thing in side.things
        if thing.kind == "artifacts" and not thing.scope
        for value in thing.values("digest")
        if value.startswith("sha256:")
    ]
    if not digests:
        return _denied(side, ("no artifact with a sha256",)), MISSING
    archive = path.with_name(path.name.removesuffix(_DOCUMENT) + _ARCHIVE)
    waivers = tuple(_waivers(side, path))
    given = evidence or (archive if archive.is_file() else None)
    try:
        asked = ask_gate([], digests, given, path)
    except EvidenceMissingError as error:
        return _denied(side, (str(error),)), MISSING
    question = replace(asked, document=data, evidence=Beside(asked.evidence, waivers))
    verdict = gate(question, policy, at=datetime.now(UTC))
    side = replace(side, waived=tuple(_waived(verdict.findings)))
    if verdict.worst is None:
        return replace(side, standing="verified"), 0
    objections = [f"{item.rule}: {item.subject}: {item.found}" for item in verdict.blocking]
    return _denied(side, tuple(objections)), CODES[verdict.worst]


def _waivers(side: Side, path: Path) -> Iterator[Path]:
    """The waivers that lie beside a document, of each of its artifacts."""
    names = [thing.name for thing in side.things if thing.kind == "artifacts" and not thing.scope]
    every = dict.fromkeys((path.name.removesuffix(_DOCUMENT), *names[:MAX_ARTIFACTS]))
    artifacts = [path.with_name(name) for name in every if name and Path(name).name == name]
    yield from filter(Path.is_file, waivers_beside(artifacts))


def _waived(findings: Iterable[Finding]) -> Iterator[str]:
    """What does not block because somebody answers for it."""
    for finding in findings:
        given = finding.waived
        if given:
            yield (
                f"{finding.rule} is waived by {given.by} as {given.role} until "
                f"{given.until:%Y-%m-%d}: {given.reason}; {finding.subject}: {finding.found}"
            )


def _denied(side: Side, objections: tuple[str, ...]) -> Side:
    return replace(side, standing="denied", objections=objections)


def _code(delta: Delta, shown: Delta, asked: Asked) -> int:
    """Whether something is there that was asked for; what nobody can see is not "nothing"."""
    wanted = {trigger.kind for trigger in asked.triggers}
    unseen = tuple(limit for limit in delta.limits if limit.kind in wanted)
    if asked.exit_code:
        both = {(limit.kind, limit.scope) for limit in delta.limits}
        single = [key for key in both if _is_one_sided(delta, key)]
        narrow = asked.only != KINDS
        unseen += tuple(
            limit for limit in shown.limits if narrow or (limit.kind, limit.scope) in single
        )
    if unseen:
        for line in limit_lines(tuple(dict.fromkeys(unseen))):
            say(line)
        return MISSING
    found = any(
        item.kind == trigger.kind and trigger.change in {None, item.change}
        for trigger in asked.triggers
        for item in delta.differences
    )
    return 1 if found or (asked.exit_code and shown.differences) else 0


def _is_one_sided(delta: Delta, key: tuple[Kind, str]) -> bool:
    return len({limit.side for limit in delta.limits if (limit.kind, limit.scope) == key}) == 1


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _kind(word: str) -> Kind:
    known: dict[str, Kind] = {kind: kind for kind in KINDS}
    if word not in known:
        raise UsageError(f"unknown kind {word!r}; there are: {', '.join(KINDS)}")
    return known[word]


def _change(word: str) -> Change:
    known: dict[str, Change] = {change: change for change in CHANGES}
    if word not in known:
        raise UsageError(f"unknown change {word!r}; there are: {', '.join(CHANGES)}")
    return known[word]
