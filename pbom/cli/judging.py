"""Asking the gate, and telling everybody who wants to know."""

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from pbom import plugins
from pbom.atomic import refuse_special, write_output
from pbom.cli import last_verdict
from pbom.cli.signing import OWN_CHOICE, SignWith, open_signer
from pbom.cli.terminal import ink_for, say
from pbom.collectors.workspace import STATE, workspace_root
from pbom.errors import PbomError, StoreError, UsageError
from pbom.model.ink import PLAIN
from pbom.model.policy import Policy
from pbom.model.statement import VerdictStatement
from pbom.model.verdict import Verdict
from pbom.pipeline.gate import Question, gate
from pbom.reports import Report
from pbom.signers import Signer
from pbom.stages.attest import attest
from pbom.stores.objects import ObjectStore

VSA = "vsa"
"""The one format that is no report: it is the verdict itself, signed."""
GITHUB = "github"
SUMMARY = "GITHUB_STEP_SUMMARY"


class Outputs(Struct, frozen=True, kw_only=True):
    """Where a verdict goes.

    Attributes:
        shown: The report on standard output; none where that is the signed verdict.
        files: Further reports, by path.
        verdicts: Where the signed verdict is written, beside the store.
        summary: The file of a GitHub job that is shown on the page of its run; none elsewhere.
    """

    shown: Report | None
    files: tuple[tuple[Path, Report], ...]
    verdicts: tuple[Path, ...]
    summary: Path | None

    @property
    def signed(self) -> bool:
        """Whether somebody asked for the signed verdict."""
        return self.shown is None or bool(self.verdicts)


def open_outputs(wanted: Sequence[str], shown: str, inputs: Iterable[Path]) -> Outputs:
    """The outputs that a command line asks for; files of an earlier verdict are removed first.

    Raises:
        UsageError: A format is unknown, an output is not ``FORMAT=PATH``, or two are one file, or
            one is what the verdict is about or rests on.
        StoreError: A file cannot be removed.
    """
    pairs = [_split(text) for text in wanted]
    _refuse_inputs([path for _, path in pairs], inputs)
    for _, path in pairs:
        _remove(path)
    names = [shown, *(name for name, _ in pairs)]
    reports = {name: _report(name) for name in dict.fromkeys(names) if name != VSA}
    summary = os.environ.get(SUMMARY, "") if GITHUB in names else ""
    return Outputs(
        shown=reports.get(shown),
        files=tuple((path, reports[name]) for name, path in pairs if name != VSA),
        verdicts=tuple(path for name, path in pairs if name == VSA),
        summary=Path(summary) if summary else None,
    )


def formats() -> tuple[str, ...]:
    """Every format that there is.

    Raises:
        UsageError: Two reports have one id.
    """
    return tuple(sorted((*(report.id for report in plugins.reports()), VSA)))


def judge(question: Question, policy: Policy, outputs: Outputs, signing: SignWith) -> Verdict:
    """The gate's verdict, signed, kept and shown.

    Raises:
        UsageError: The signed verdict was asked for, and nobody can sign it.
        StoreError: The evidence cannot be read, or the verdict cannot be written.
        FormatError: The archive that holds the evidence is broken.
    """
    signer = _signer(outputs, signing)
    verdict = gate(question, policy, at=datetime.now(UTC))
    bundle = _keep(verdict, outputs.verdicts, signer) if signer else b""
    last_verdict.keep(_report("json").render(verdict, PLAIN))
    for path, report in outputs.files:
        write_output(path, report.render(verdict, PLAIN).encode("utf-8"))
    if outputs.summary:
        _add_to(outputs.summary, _report("markdown").render(verdict, PLAIN))
    if outputs.shown is None:
        sys.stdout.write(f"{bundle.decode('utf-8').rstrip()}\n")
    else:
        sys.stdout.write(outputs.shown.render(verdict, ink_for(sys.stdout)))
    sys.stdout.flush()
    return verdict


def _report(name: str) -> Report:
    report = plugins.report(name)
    if report is None:
        raise UsageError(f"unknown format {name!r}; there are: {', '.join(formats())}")
    return report


def _add_to(summary: Path, page: str) -> None:
    """Add a page to the summary of a job; without it the verdict is the same."""
    try:
        with summary.open("a", encoding="utf-8") as file:
            file.write(f"{page}\n")
    except OSError as error:
        say(f"cannot write the step summary {summary}: {error.strerror}")


def _signer(outputs: Outputs, signing: SignWith) -> Signer | None:
    """Who signs the verdict; whoever has no key still gets the answer, and is told.

    Raises:
        UsageError: The signed verdict was asked for, and nobody can sign it.
    """
    try:
        return open_signer(os.environ, OWN_CHOICE, signing)
    except PbomError as error:
        if outputs.signed:
            raise UsageError(f"the verdict cannot be signed: {error}", hint=error.hint) from error
        say(f"the verdict is not signed: {error}")
        return None


def _keep(verdict: Verdict, paths: tuple[Path, ...], signer: Signer) -> bytes:
    sealed = attest(VerdictStatement.of(verdict), signer)
    state = workspace_root(Path.cwd()) / STATE
    if state.is_dir():
        ObjectStore(state).add(sealed)
    for path in paths:
        write_output(path, sealed.bundle)
    return sealed.bundle


def _refuse_inputs(outputs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse to write over what is read: the old file would be removed before it is."""
    taken = set(map(os.path.realpath, inputs))  # of a loop of links there is one, too
    for path in outputs:
        place = os.path.realpath(path)
        if place in taken:
            raise UsageError(
                f"--output {path} would replace another output, or what is to be verified",
                hint="give each report a file of its own",
            )
        taken.add(place)


def _remove(path: Path) -> None:
    refuse_special(path)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}") from error


def _split(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"--output takes FORMAT=PATH, found {text!r}")
    return name, Path(path)
