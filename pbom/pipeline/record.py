"""``record``: run a command as a step, and keep the signed record of it."""

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.bundle import read_bundle
from pbom.codec.fields import Fields
from pbom.codec.link import read_made
from pbom.codec.strict_json import read_json
from pbom.collectors import Workspace
from pbom.collectors.agents import observed_agents
from pbom.collectors.builder import describe_builder
from pbom.collectors.clock import now
from pbom.collectors.environment import for_command, recorded
from pbom.collectors.lock_names import has_lock_names
from pbom.collectors.process import Ran, run_command
from pbom.collectors.run_id import run_id
from pbom.errors import EvidenceMissingError, FormatError, RecordingError, UsageError
from pbom.model.artifact import Artifact, encode_name
from pbom.model.config import Config, StepConfig, TraceMode
from pbom.model.digest import Digest
from pbom.model.evidence import Gap, Invocation
from pbom.model.marker import ObservedAgent
from pbom.model.pattern import Patterns
from pbom.model.redaction import Redactor
from pbom.model.session import Session
from pbom.model.snapshot import Outputs, Snapshot
from pbom.model.statement import ProvenanceStatement, StepStatement
from pbom.signers import Signer
from pbom.stages.attest import attest
from pbom.stages.observe import Observation, observe
from pbom.stores import Store

if TYPE_CHECKING:  # most steps have neither
    from pbom.model.inventory import Inventory
    from pbom.model.trace import Trace
    from pbom.model.trusted_root import TrustedRoot
    from pbom.pipeline.tracing import Outcome
    from pbom.tracers import Tracer

_STEP = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


class Project(Struct, frozen=True, kw_only=True):
    """Where steps are recorded.

    Attributes:
        workspace: The tree they run in.
        store: Where their evidence goes.
        config: What the project says about them.
        environment: The environment we were started with.
        folder: The directory the command runs in.
        tracer: Watches steps that are to be traced.
        find_root: Reads the trusted root for documents of upstream.
    """

    workspace: Workspace
    store: Store
    config: Config
    environment: Mapping[str, str]
    folder: Path
    tracer: "Tracer | None" = None
    find_root: "Callable[[], TrustedRoot | str]" = lambda: "no trusted root is configured"


class Ended(Struct, frozen=True, kw_only=True):
    """A command, or a session of several, that has ended.

    Attributes:
        argv: What ran; empty for a session.
        ran: How it ended.
        outcome: What was seen of it under a tracer; ``None`` where nobody asked for one.
    """

    argv: Sequence[str]
    ran: Ran
    outcome: "Outcome | None" = None


class Recorded(Struct, frozen=True, kw_only=True):
    """A step that was recorded.

    Attributes:
        statement: What was signed.
        bundle: The digest under which the store has it.
    """

    statement: StepStatement
    bundle: Digest


def record(
    project: Project, step: str, argv: Sequence[str], wanted: StepConfig, signer: Signer
) -> Recorded:
    """Run a command as a step; its record is signed and stored whatever its exit code.

    Raises:
        CommandNotStartedError: The command did not start; nothing is recorded.
        RecordingError: The step could not be recorded.
        StoreError: The record could not be stored.
    """
    session = open_step(project, step, wanted)
    environment = for_command(project.environment, parent=f"{session.run}/{step}")
    if wanted.trace == "off":
        ended = Ended(argv=argv, ran=run_command(argv, environment))
    else:
        ended = _run_traced(project, session, argv, wanted.trace)
    return close_step(project, session, ended, signer)


def open_step(project: Project, step: str, wanted: StepConfig) -> Session:
    """Look at the workspace before a step.

    Raises:
        UsageError: The step's name could be confused with something else.
        RecordingError: It cannot be looked at.
    """
    if not _STEP.fullmatch(step):
        raise UsageError(f"{step!r} cannot be a step's name: letters, digits and ._+- only")
    before = project.workspace.snapshot(wanted.materials)
    commit = before.source.commit if before.source else ""
    run = run_id(project.environment, project.store.root, commit)
    return Session(
        step=step,
        run=run,
        started=now(),
        cwd=_cwd(project),
        outputs=wanted.outputs.patterns,
        before=_with_products(project, before, run),
        inventory=_inventory(project, before),
    )


def close_step(project: Project, session: Session, ended: Ended, signer: Signer) -> Recorded:
    """Look at the workspace after a step, and sign and store what was seen.

    Raises:
        RecordingError: The step could not be recorded.
        StoreError: The record could not be stored.
    """
    after = project.workspace.afterwards()
    outputs = project.workspace.outputs(session.before, after, Patterns(session.outputs))
    trace, losses, agents = _seen(project, ended, outputs)
    statement = observe(
        Observation(
            step=session.step,
            run=session.run,
            before=session.before,
            after=after,
            outputs=outputs,
            invocation=_invocation(project, session, ended),
            builder=describe_builder(project.environment),
            agents=tuple(sorted({*_agents(project), *agents})),
            inventory=session.inventory,
            trace=trace,
            losses=losses,
        )
    )
    if statement.products:
        project.store.add(attest(ProvenanceStatement(step=statement), signer))
    return Recorded(statement=statement, bundle=project.store.add(attest(statement, signer)))


def _agents(project: Project) -> tuple[ObservedAgent, ...]:
    """The agents that run this step, by our own signs and by those that the project adds."""
    seen = observed_agents(project.environment)
    added = project.config.markers
    more = added.agents_in(project.environment) if added else ()
    return tuple(sorted({*seen, *more}))


def _run_traced(project: Project, session: Session, argv: Sequence[str], mode: TraceMode) -> Ended:
    from pbom.pipeline.tracing import Place, run_traced  # noqa: PLC0415 - most steps are not

    if project.tracer is None:
        raise RecordingError("there is no tracer")
    environment = for_command(project.environment, parent=f"{session.run}/{session.step}")
    place = Place(
        root=project.workspace.root,
        folder=project.folder,
        before=session.before,
        toolchains=project.config.toolchains,
        environment=project.environment,
    )
    outcome = run_traced(project.tracer, mode, argv, environment, place)
    return Ended(argv=argv, ran=outcome.ran, outcome=outcome)


def _seen(
    project: Project, ended: Ended, outputs: Outputs
) -> "tuple[Trace | None, tuple[Gap, ...], tuple[ObservedAgent, ...]]":
    """What a tracer saw, what it lost, and the agents among what it saw."""
    if ended.outcome is None:
        return None, (), ()
    from pbom.collectors.traced_agents import traced_agents  # noqa: PLC0415 - most steps are not
    from pbom.pipeline.tracing import with_members  # noqa: PLC0415

    outcome = with_members(ended.outcome, project.workspace.root, outputs.artifacts)
    agents = traced_agents(outcome.trace) if outcome.trace else ()
    return outcome.trace, outcome.losses, agents


def _invocation(project: Project, session: Session, ended: Ended) -> Invocation:
    redactor = Redactor.for_environment(project.environment.items())
    words = tuple(os.fsencode(word).decode("utf-8", "backslashreplace") for word in ended.argv)
    clean = redactor.clean_all(words)
    return Invocation(
        argv=clean,
        cwd=session.cwd,
        environment=recorded(project.environment, project.config.environment, redactor),
        started=ended.ran.started,
        finished=ended.ran.finished,
        exit_code=ended.ran.exit_code,
        redactions=sum(one != other for one, other in zip(words, clean, strict=True)),
    )


def _inventory(project: Project, before: Snapshot) -> "Inventory | None":
    """What the lock files say; where no name looks like one, nothing is loaded for it."""
    if not has_lock_names(before):
        return None
    from pbom.collectors.lock_files import look_at_named, paths_of  # noqa: PLC0415
    from pbom.pipeline.beside import Ground, look_beside  # noqa: PLC0415

    paths = paths_of(before)
    found = look_at_named(project.workspace.root, paths)
    if found is None:
        return None
    ground = Ground(
        root=project.workspace.root,
        config=project.config,
        environment=project.environment,
        find_root=project.find_root,
    )
    return look_beside(found, paths, ground)


def _cwd(project: Project) -> str:
    relative = os.path.relpath(project.folder.resolve(), project.workspace.root.resolve())
    return encode_name(os.fsencode(relative)) if relative != "." else "."


def _with_products(project: Project, before: Snapshot, run: str) -> Snapshot:
    """Also what earlier steps of this run made, even where git is told to ignore it."""
    known = {material.artifact.name for material in before.materials}
    unknown = {name for name in before.stamps if name not in known}
    if not unknown:
        return before  # in a clean checkout nobody has to read the evidence of a long run
    made = {product.name for product in _made_in_run(project.store, run)}
    found = project.workspace.look_at(sorted(unknown & made))
    materials = sorted((*before.materials, *found), key=lambda item: item.artifact.name)
    return replace(before, materials=tuple(materials))


def _made_in_run(store: Store, run: str) -> Iterator[Artifact]:
    """Products of a run: they only tell which files to look at, so they need no trust."""
    for bundle in store.of_run(run):
        with contextlib.suppress(FormatError, EvidenceMissingError):
            yield from read_made(Fields(read_json(read_bundle(bundle).payload)), store.body)
