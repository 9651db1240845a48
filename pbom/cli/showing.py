"""Documents in words, nothing believed and nothing verified."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from pbom.codec.bundle import read_bundle
from pbom.codec.fields import Fields
from pbom.codec.manifest import no_bodies
from pbom.codec.moment import write_moment
from pbom.codec.statement import read_statement
from pbom.codec.strict_json import read_json
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.marker import CLASSES
from pbom.model.printable import printable
from pbom.model.statement import (
    ForeignStatement,
    ProvenanceStatement,
    ReleaseStatement,
    SourceStatement,
    Statement,
    StepStatement,
    VerdictStatement,
)
from pbom.stores.archive import Archive

MANY = 20
_SHIPPED = "pbom:ai:shipped:"


def describe(data: bytes) -> Iterator[str]:
    """The lines that show a document.

    Raises:
        FormatError: It is none that we know.
    """
    root = Fields(read_json(data))
    lines: Iterator[str]
    if "dsseEnvelope" in root:
        lines = _bundle(data)
    elif "_type" in root:
        lines = _payload(data)
    elif "bomFormat" in root:
        lines = _pbom(root)
    elif root.text("type", "") == "urn:pbom:report:v1":
        lines = _report(root)
    else:
        raise FormatError("not a bundle, statement, PBOM or report")
    for line in lines:
        yield printable(line)


def describe_archive(path: Path) -> Iterator[str]:
    """The lines that show every bundle of an evidence archive.

    Raises:
        FormatError: It is no archive, or one of its bundles is none.
    """
    for name, data in Archive(path).about(()):
        yield ""
        yield printable(name)
        for line in _bundle(data):
            yield printable(line)


def _bundle(data: bytes) -> Iterator[str]:
    envelope = read_bundle(data)
    yield f"bundle      {envelope.bundle}"
    for signature in envelope.signatures:
        yield f"signed      with key {signature.hint or '(no hint)'}; not verified here"
    yield from _payload(envelope.payload)


def _payload(payload: bytes) -> Iterator[str]:
    try:
        statement = read_statement(payload, no_bodies)
    except EvidenceMissingError:
        fields = Fields(read_json(payload))
        yield f"statement   {fields.text('predicateType')}"
        yield "lists       in evidence objects that are not in this file"
        return
    yield from _statement(statement)


def _statement(statement: Statement) -> Iterator[str]:
    match statement:
        case StepStatement():
            yield from _step(statement)
        case SourceStatement():
            yield from _source(statement)
        case ReleaseStatement():
            yield f"PBOM        {statement.document}"
        case VerdictStatement():
            yield f"verdict     {'PASSED' if statement.passed else 'FAILED'}"
            yield f"at          {write_moment(statement.verified)}"
            yield f"policy      {statement.policy}"
            yield f"inputs      {len(statement.inputs)}"
        case ForeignStatement():
            yield f"statement   {statement.predicate_type}, which our chain does not read"
        case ProvenanceStatement():
            return
    for subject in statement.subjects[:MANY]:
        yield f"subject     {subject.name}  {subject.digests}"
    yield from _rest(len(statement.subjects))


def _step(step: StepStatement) -> Iterator[str]:
    ran = step.invocation
    yield f"step        {step.step}  in run {step.run}"
    yield f"command     {shlex.join(ran.argv) or '(several commands)'}"
    yield f"in          {ran.cwd}"
    yield f"exit code   {ran.exit_code}"
    yield f"from        {write_moment(ran.started)} to {write_moment(ran.finished)}"
    if step.source:
        yield f"source      {step.source.repository or '(no remote)'} {step.source.revision}"
    for material in step.materials[:MANY]:
        artifact = material.artifact
        yield f"material    {artifact.name}  {material.state}  {artifact.digests}"
    yield from _rest(len(step.materials))
    service = f" ({step.builder.service}, claimed)" if step.builder.service else ""
    yield f"recorder    {step.builder.recorder} on {step.builder.system}{service}"
    yield f"coverage    {step.coverage.method}"
    for gap in step.coverage.gaps:
        yield f"gap         {gap.kind}: {gap.detail} ({gap.count})"


def _source(source: SourceStatement) -> Iterator[str]:
    changes = source.changes
    yield f"source      {source.repository or '(no remote)'}  in run {source.run}"
    yield f"commits     {len(changes.changes)} {changes.range.reason}"
    yield f"at least    {', '.join(f'{changes.count(kind)} {kind}' for kind in CLASSES)}"
    for agent, count in changes.agents().most_common(MANY):
        yield f"agent       {agent}  {count} commits, at least"
    for path in changes.pipeline_paths[:MANY]:
        yield f"pipeline    {path.name}  {path.kind}, touched by an agent's commit"
    for gap in changes.gaps:
        yield f"gap         {gap.kind}: {gap.detail} ({gap.count})"


def _rest(count: int) -> Iterator[str]:
    if count > MANY:
        yield f"            and {count - MANY} more"


def _pbom(root: Fields) -> Iterator[str]:
    yield f"CycloneDX   {root.text('specVersion')}  {root.text('serialNumber', '')}"
    metadata = root.table("metadata")
    listed = [metadata.table("component")] if "component" in metadata else []
    for component in (*listed, *root.tables("components")[:MANY]):
        hashes = [item.text("content") for item in component.tables("hashes")]
        yield f"artifact    {component.text('name')}  {' '.join(hashes)}"
        yield from _shipped(component)
    for formula in root.tables("formulation"):
        yield from _sources(formula)
        for workflow in formula.tables("workflows"):
            yield f"run         {workflow.text('uid')}"
            for task in workflow.tables("tasks"):
                yield from _task(task)
    yield from _completeness(root)


def _shipped(component: Fields) -> Iterator[str]:
    """What an agent wrote of an artifact, as far as traces tell."""
    told: dict[str, list[str]] = {}
    for item in component.tables("properties"):
        name, value = item.text("name"), item.text("value", "")
        if name.startswith(_SHIPPED):
            told.setdefault(name.removeprefix(_SHIPPED), []).append(value)
    if "files" not in told:
        return
    read = f"{told['files'][0]} files, {told.get('lines', ['?'])[0]} lines"
    if "agentFiles" not in told:
        yield f"made of     {read} of the commit; who wrote them was not looked at"
        return
    yield (
        f"made of     {read} of the commit; at least {told['agentFiles'][0]} files touched by an "
        f"agent, {told.get('agentLines', ['0'])[0]} lines"
    )
    for file in told.get("file", [])[:MANY]:
        yield f"            {file}"


def _completeness(root: Fields) -> Iterator[str]:
    """What the document says it knows whole, by names instead of references."""
    names = {
        task.text("bom-ref", ""): f"step {task.text('name', '')}"
        for formula in root.tables("formulation")
        for workflow in formula.tables("workflows")
        for task in workflow.tables("tasks")
    }
    for composition in root.tables("compositions"):
        told = composition.text("aggregate")
        for ref in composition.texts("assemblies"):
            yield f"inputs      of {names.get(ref, ref)}: {told}"
        if composition.texts("dependencies"):
            yield f"packages    {told}"


def _sources(formula: Fields) -> Iterator[str]:
    for component in formula.tables("components"):
        if component.text("bom-ref", "").startswith("source:"):
            addresses = [item.text("url") for item in component.tables("externalReferences")]
            yield f"source      {component.text('version', '')}  {' '.join(addresses)}".rstrip()


def _task(task: Fields) -> Iterator[str]:
    yield f"step        {task.text('name', '')}  {task.text('timeStart', '')}"
    for step in task.tables("steps"):
        for command in step.tables("commands"):
            yield f"command     {command.text('executed', '')}"
            for item in command.tables("properties"):
                if item.text("name") == "pbom:command:exitCode":
                    yield f"exit code   {item.text('value', '')}"
    shown = {
        "pbom:attestation:sha256": "attestation",
        "pbom:attestation:keyid": "key",
        "pbom:coverage:method": "coverage",
        "pbom:coverage:gap": "gap",
        "pbom:material:count": "materials",
        "pbom:product:count": "products",
        "pbom:trace:monitor": "traced by",
        "pbom:trace:inputs": "inputs",
        "pbom:trace:unexplained:input": "unexplained",
        "pbom:trace:unexplained:output": "unexplained",
        "pbom:trace:unexplained:member": "unexplained",
        "pbom:trace:network": "network",
        "pbom:trace:credential": "credential",
        "pbom:ai:observed": "agent",
    }
    for item in task.tables("properties"):
        if item.text("name") in shown:
            yield f"{shown[item.text('name')]:11} {item.text('value', '')}"


def _report(root: Fields) -> Iterator[str]:
    yield f"verdict     {'ship' if root.truth('passed', default=False) else 'do not ship'}"
    yield f"at          {root.text('at')}"
    for finding in root.tables("findings"):
        yield f"{finding.text('severity')}        {finding.text('rule')}: {finding.text('subject')}"
        for key in ("expected", "found", "fix"):
            yield f"            {key}: {finding.text(key)}"
