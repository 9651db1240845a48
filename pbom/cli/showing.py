"""Documents in words, nothing believed and nothing verified."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from pbom.cli.showing_import import describe_import
from pbom.cli.showing_pbom import describe_pbom
from pbom.codec.bundle import read_bundle
from pbom.codec.changes import TYPE, read_changes
from pbom.codec.fields import Fields
from pbom.codec.importing import read_unopened
from pbom.codec.manifest import Bodies, no_bodies
from pbom.codec.moment import write_moment
from pbom.codec.shortened import without_inventory
from pbom.codec.statement import IMPORT, read_statement
from pbom.codec.strict_json import read_json
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.approval import ApprovalStatement
from pbom.model.change import Changes
from pbom.model.deployment import DeploymentStatement
from pbom.model.imported import ImportStatement
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

_PACKAGES = "in an evidence object that is not in this file"
MANY = 20


def describe(data: bytes) -> Iterator[str]:
    """The lines that show a document.

    Raises:
        FormatError: It is none that we know.
    """
    root = Fields(read_json(data))
    lines: Iterator[str]
    if "dsseEnvelope" in root:
        lines = _bundle(data, no_bodies)
    elif "_type" in root:
        lines = _payload(data, no_bodies)
    elif "bomFormat" in root:
        lines = describe_pbom(root)
    elif root.text("type", "") == "urn:pbom:report:v1":
        lines = _report(root)
    elif root.text("type", "") == TYPE:
        lines = _changes(read_changes(root))
    else:
        raise FormatError("not a bundle, statement, PBOM or report")
    for line in lines:
        yield printable(line)


def describe_archive(path: Path) -> Iterator[str]:
    """The lines that show every bundle of an evidence archive.

    Raises:
        FormatError: It is no archive, or one of its bundles is none.
    """
    archive = Archive(path)
    for name, data in archive.about(()):
        yield ""
        yield printable(name)
        for line in _bundle(data, archive.body):
            yield printable(line)


def _bundle(data: bytes, bodies: Bodies) -> Iterator[str]:
    envelope = read_bundle(data)
    yield f"bundle      {envelope.bundle}"
    for signature in envelope.signatures:
        yield f"signed      with key {signature.hint or '(no hint)'}; not verified here"
    yield from _payload(envelope.payload, bodies)


def _payload(payload: bytes, bodies: Bodies) -> Iterator[str]:
    for whole, missing in ((payload, ""), (without_inventory(payload), _PACKAGES)):
        try:
            statement = read_statement(whole, bodies)
        except EvidenceMissingError:
            continue
        yield from _statement(statement)
        if missing:
            yield f"packages    {missing}"
        return
    root = Fields(read_json(payload))
    if root.text("predicateType") == IMPORT:
        yield from _statement(read_unopened(root.tables("subject"), root.table("predicate")))
        yield "            in an evidence object that is not in this file"
        return
    yield f"statement   {root.text('predicateType')}"
    yield "lists       in evidence objects that are not in this file"


def _statement(statement: Statement) -> Iterator[str]:
    if isinstance(statement, ProvenanceStatement):
        return
    yield from _said(statement)
    for subject in statement.subjects[:MANY]:
        yield f"subject     {subject.name}  {subject.digests}"
    yield from _rest(len(statement.subjects))


def _said(statement: Statement) -> Iterator[str]:
    match statement:
        case StepStatement():
            yield from _step(statement)
        case SourceStatement():
            yield from _source(statement)
        case ReleaseStatement():
            yield f"PBOM        {statement.document}"
        case VerdictStatement():
            yield from _verdict(statement)
        case ApprovalStatement():
            yield from _approval(statement)
        case ImportStatement():
            yield from describe_import(statement)
        case DeploymentStatement():
            yield from _deployment(statement)
        case ForeignStatement():
            yield f"statement   {statement.predicate_type}, which our chain does not read"
        case ProvenanceStatement():
            return


def _verdict(verdict: VerdictStatement) -> Iterator[str]:
    yield f"verdict     {'PASSED' if verdict.passed else 'FAILED'}"
    yield f"at          {write_moment(verdict.verified)}"
    yield f"policy      {verdict.policy}"
    yield f"inputs      {len(verdict.inputs)}"


def _deployment(deployment: DeploymentStatement) -> Iterator[str]:
    yield f"deployed    to {deployment.environment}"
    yield f"at          {write_moment(deployment.deployed)}"
    if deployment.target:
        yield f"target      {deployment.target}"
    yield f"verdict     {deployment.verdict or 'none is named'}"


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
    yield from _inventory(step)
    service = f" ({step.builder.service}, claimed)" if step.builder.service else ""
    yield f"recorder    {step.builder.recorder} on {step.builder.system}{service}"
    yield f"coverage    {step.coverage.method}"
    for gap in step.coverage.gaps:
        yield f"gap         {gap.kind}: {gap.detail} ({gap.count})"


def _inventory(step: StepStatement) -> Iterator[str]:
    if step.inventory is None:
        return
    found = step.inventory
    yield (
        f"packages    {len(found.packages)}, and {len(found.components)} pipeline components, "
        f"named by {len(found.locks)} files"
    )


def _source(source: SourceStatement) -> Iterator[str]:
    yield f"source      {source.repository or '(no remote)'}  in run {source.run}"
    yield from _changes(source.changes)


def _changes(changes: Changes) -> Iterator[str]:
    yield f"commits     {len(changes.changes)} {changes.range.reason}"
    yield f"at least    {', '.join(f'{changes.count(kind)} {kind}' for kind in CLASSES)}"
    for agent, count in changes.agents().most_common(MANY):
        yield f"agent       {agent}  {count} commits, at least"
    for path in changes.pipeline_paths[:MANY]:
        yield f"pipeline    {path.name}  {path.kind}, touched by an agent's commit"
    for gap in changes.gaps:
        yield f"gap         {gap.kind}: {gap.detail} ({gap.count})"


def _approval(approval: ApprovalStatement) -> Iterator[str]:
    yield f"{approval.kind:11} as {approval.role}: {approval.reason}"
    yield f"issued      {write_moment(approval.issued)}"
    if approval.expires:
        yield f"expires     {write_moment(approval.expires)}"
    for pattern in approval.paths.patterns:
        yield f"only        {pattern}"
    for rule in approval.rules:
        yield f"rule        {rule}"
    for environment in approval.environments:
        yield f"in          {environment}"


def _rest(count: int) -> Iterator[str]:
    if count > MANY:
        yield f"            and {count - MANY} more"


def _report(root: Fields) -> Iterator[str]:
    yield f"verdict     {'ship' if root.truth('passed', default=False) else 'do not ship'}"
    yield f"at          {root.text('at')}"
    for finding in root.tables("findings"):
        yield f"{finding.text('severity')}        {finding.text('rule')}: {finding.text('subject')}"
        for key in ("expected", "found", "fix"):
            yield f"            {key}: {finding.text(key)}"
