"""Explanations of a traced step, for people and for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pbom import plugins
from pbom.codec.bundle import read_bundle
from pbom.codec.statement import read_statement
from pbom.codec.strict_json import Json, write_json
from pbom.collectors.workspace import STATE, workspace_root
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.explained import Explained, Vouched, explain
from pbom.model.explanation import Explanation, Output
from pbom.model.printable import printable
from pbom.model.reasons import said
from pbom.model.statement import StepStatement
from pbom.model.trace import Trace, TracedFile
from pbom.stores import Evidence
from pbom.stores.objects import ObjectStore

DEPTH = 6
"""So many processes of a line of descent are shown."""
READERS = 3


class Found(NamedTuple):
    """The step that is explained.

    Attributes:
        step: What was recorded of it.
        explained: Why things are as they are.
    """

    step: StepStatement
    explained: Explained


class InputRow(NamedTuple):
    """One file that was read.

    Attributes:
        file: With its digest when it was read.
        why: Why it may be there.
        readers: Those who read it, each with those who started it.
    """

    file: TracedFile
    why: Explanation
    readers: tuple[str, ...]

    @property
    def explained(self) -> bool:
        """Whether there is a reason."""
        return self.why.explained


class OutputRow(NamedTuple):
    """One product.

    Attributes:
        output: Where it comes from.
        makers: Those who wrote it, each with those who started it.
        reads: How many files reached it.
    """

    output: Output
    makers: tuple[str, ...]
    reads: int

    @property
    def explained(self) -> bool:
        """Whether there is a reason for it and for everything inside."""
        return not self.output.problem and not self.output.strangers


def find_step(name: str, evidence: Path | None) -> Found:
    """The step of that name that was traced last, explained by the others in the evidence.

    Raises:
        EvidenceMissingError: There is no evidence, or none of a traced step.
        StoreError: The evidence cannot be read.
    """
    steps = list(_steps(evidence))
    traced = [item for item in steps if item.trace and name in {"", item.step}]
    if not traced:
        what = f"of a traced step {name!r}" if name else "of a traced step"
        raise EvidenceMissingError(
            f"there is no evidence {what}", hint="trace it: `pbom run --trace all -- COMMAND...`"
        )
    step = max(traced, key=lambda item: item.invocation.started)
    explained = explain(step, [Vouched(statement=item) for item in steps])
    if explained is None:
        raise EvidenceMissingError("the step was not traced")
    return Found(step, explained)


def _steps(evidence: Path | None) -> Iterator[StepStatement]:
    place = evidence or workspace_root(Path.cwd()) / STATE
    opened: Evidence = plugins.open_evidence(place)
    bundles = (
        opened.steps()
        if isinstance(opened, ObjectStore)
        else (data for _, data in opened.about(()))
    )
    for data in bundles:
        try:
            statement = read_statement(read_bundle(data).payload, opened.body)
        except (FormatError, EvidenceMissingError):
            continue
        if isinstance(statement, StepStatement):
            yield statement


def inputs_of(found: Found) -> list[InputRow]:
    """Every file that the step read, those that nothing explains first."""
    trace, inputs = found.explained.trace, found.explained.inputs
    rows = [
        InputRow(
            trace.files[index],
            why,
            tuple(descent(trace, number) for number in trace.readers.get(index, ())),
        )
        for index, why in inputs.files.items()
    ]
    return sorted(
        rows, key=lambda row: (row.explained, row.why.cause >= 0, row.why.kind, row.file.name)
    )


def outputs_of(found: Found) -> list[OutputRow]:
    """Every product, those that nothing explains first."""
    from pbom.model.reasons import reached  # noqa: PLC0415

    trace = found.explained.trace
    rows = [
        OutputRow(
            output,
            tuple(descent(trace, number) for number in output.makers),
            len(reached(trace, output.makers)),
        )
        for output in found.explained.outputs
    ]
    return sorted(rows, key=lambda row: (row.explained, row.output.name))


def descent(trace: Trace, number: int) -> str:
    """The programs from the command down to a process."""
    names: list[str] = []
    for process in trace.ancestry(number):
        word = process.argv[0] if process.argv else ""
        if process.program >= 0:
            word = trace.files[process.program].name
        if word:
            names.append(PurePosixPath(word).name)
    shown = names[:DEPTH]
    return " > ".join([*(["..."] if len(names) > DEPTH else []), *reversed(shown)])


def _head(found: Found) -> str:
    trace = found.explained.trace
    return (
        f"step {found.step.step} in run {found.step.run}, traced by {trace.monitor} "
        f"({trace.scope}): {len(trace.processes)} processes; not verified here"
    )


def inputs_as_text(found: Found, rows: Sequence[InputRow]) -> Iterator[str]:
    """One line a file, and one for who read it."""
    yield printable(_head(found))
    for row in rows:
        digest = row.file.digests.get("sha256") if row.file.digests else None
        shown = digest.short if digest else f"({row.file.unknown})"
        yield printable(f"{row.why.kind:12} {row.file.name}  {shown}  {row.why.detail}")
        for reader, count in Counter(row.readers).most_common(READERS):
            times = f" ({count} times)" if count > 1 else ""
            yield printable(f"{'':12}   read by {reader}{times}")
    kinds = Counter(item.kind for item in found.explained.inputs.files.values())
    yield ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "no inputs"
    yield from _gaps(found)


def outputs_as_text(found: Found, rows: Sequence[OutputRow]) -> Iterator[str]:
    """One line a product, one for who wrote it, and one for each member that is a stranger."""
    yield printable(_head(found))
    for row in rows:
        output = row.output
        word = "explained" if row.explained else "unexplained"
        yield printable(f"{word:12} {output.name}  {output.problem or f'from {row.reads} files'}")
        for maker, count in Counter(row.makers).most_common(READERS):
            times = f" ({count} times)" if count > 1 else ""
            yield printable(f"{'':12}   written by {maker}{times}")
        if output.members:
            kinds = Counter(member.kind for member in output.members)
            told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
            yield f"{'':12}   {len(output.members)} members: {told}"
        for member in output.strangers:
            mark = " (runs by itself)" if member.sensitive else ""
            yield printable(f"{'':12}   {member.name}{mark}: {member.detail}")
    strangers = sum(not row.explained for row in outputs_of(found))
    yield f"{len(found.explained.outputs)} products, {strangers} unexplained"
    yield from _gaps(found)


def _gaps(found: Found) -> Iterator[str]:
    for gap in found.step.coverage.gaps:
        if gap.kind.startswith(("trace-", "archive-")):
            yield printable(f"gap: {gap.kind}: {gap.detail} ({gap.count})")


def inputs_as_json(found: Found, rows: Sequence[InputRow]) -> str:
    """One object."""
    return _json(
        found,
        "inputs",
        [
            {
                "name": row.file.name,
                "digest": {item.algorithm: item.value for item in row.file.digests or ()},
                "unknown": row.file.unknown,
                "kind": row.why.kind,
                "detail": row.why.detail,
                "root": row.why.root,
                "readers": sorted(set(row.readers)),
            }
            for row in rows
        ],
    )


def outputs_as_json(found: Found, rows: Sequence[OutputRow]) -> str:
    """One object."""
    return _json(
        found,
        "outputs",
        [
            {
                "name": row.output.name,
                "explained": row.explained,
                "problem": row.output.problem,
                "makers": [said(found.explained.trace, number) for number in row.output.makers],
                "files": row.reads,
                "members": [
                    {
                        "name": member.name,
                        "kind": member.kind,
                        "detail": member.detail,
                        "sensitive": member.sensitive,
                    }
                    for member in row.output.members
                ],
            }
            for row in rows
        ],
    )


def _json(found: Found, what: str, rows: list[Json]) -> str:
    trace = found.explained.trace
    document = write_json(
        {
            "type": f"urn:pbom:explained-{what}:v1",
            "step": found.step.step,
            "run": found.step.run,
            "monitor": trace.monitor,
            "scope": trace.scope,
            what: rows,
        }
    )
    return document.decode("utf-8")
