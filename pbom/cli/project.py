"""The project that a command works on: its workspace, its store, its configuration."""

import os
from pathlib import Path

from pbom.atomic import refuse_links, write_whole
from pbom.cli.configuration import read_project_config
from pbom.cli.terminal import Progress
from pbom.collectors.environment import original_environment
from pbom.collectors.workspace import STATE, find_workspace
from pbom.errors import UsageError
from pbom.model.artifact import encode_name
from pbom.model.config import StepConfig
from pbom.model.pattern import Patterns
from pbom.model.trusted_root import TrustedRoot
from pbom.pipeline.record import Project
from pbom.stores.objects import ObjectStore

IGNORE = "*\n"
"""Content of ``.pbom/.gitignore``: the store is never part of the source."""


def open_project() -> Project:
    """The project that the current directory belongs to.

    Raises:
        RecordingError: The workspace cannot be looked at.
        UsageError: ``pbom.toml`` cannot be read.
    """
    folder = Path.cwd()
    workspace = find_workspace(folder, Progress("files"))
    config = read_project_config(workspace.root)
    environment = original_environment()

    def trusted() -> TrustedRoot | str:
        from pbom.cli.provenance_root import find_root  # noqa: PLC0415 - most steps need none

        return find_root(workspace.root, config.provenance, environment)

    return Project(
        workspace=workspace,
        store=open_store(workspace.root),
        config=config,
        environment=environment,
        folder=folder,
        find_root=trusted,
    )


def open_store(root: Path) -> ObjectStore:
    """The store of a project; made if it is not there.

    Raises:
        StoreError: It cannot be made, or leads elsewhere.
    """
    state = root / STATE
    refuse_links(state, state / ".gitignore", state / "sessions")
    if not (state / ".gitignore").exists():
        write_whole(state / ".gitignore", IGNORE.encode("utf-8"))
    return ObjectStore(state)


def step_config(
    project: Project, step: str, outputs: list[str], materials: list[str]
) -> StepConfig:
    """What to record of a step: the command line's patterns, else those of ``pbom.toml``.

    Patterns of the command line are relative to the current directory.

    Raises:
        UsageError: A pattern cannot be understood.
    """
    configured = project.config.step(step)
    relative = os.path.relpath(project.folder.resolve(), project.workspace.root.resolve())
    folder = encode_name(os.fsencode(relative))
    try:
        return StepConfig(
            outputs=Patterns(tuple(outputs)).below(folder) if outputs else configured.outputs,
            materials=(
                Patterns(tuple(materials)).below(folder) if materials else configured.materials
            ),
            trace=configured.trace,
        )
    except ValueError as error:
        raise UsageError(f"a pattern cannot be understood: {error}") from error
