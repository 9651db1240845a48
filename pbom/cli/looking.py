"""With what and where the commands look at commits."""

from collections.abc import Mapping
from pathlib import Path

from pbom import plugins
from pbom.cli.configuration import read_project_config
from pbom.cli.trust import Trusted, trusted_here
from pbom.collectors.git_command import open_git
from pbom.collectors.revisions import resolve
from pbom.collectors.workspace import STATE, find_workspace
from pbom.errors import UsageError
from pbom.model.change import Change
from pbom.model.config import CommitsConfig, Config
from pbom.pipeline.changes import Ground, Lens, changes
from pbom.stages.recall import recall
from pbom.stores.objects import ObjectStore


def open_lens(config: Config) -> Lens:
    """Everything that this installation knows of agents, and what the project adds to it.

    Raises:
        UsageError: A table cannot be read.
    """
    agents = plugins.agent_table()
    return Lens(
        signals=plugins.signals(),
        pack=plugins.rule_pack(config.markers),
        sidecars=plugins.sidecars(),
        pipeline=plugins.pipeline_table(agents, config.commits.pipeline),
        agents=agents,
    )


def open_view(folder: Path, environment: Mapping[str, str]) -> tuple[Ground, Lens]:
    """The checkout that a directory belongs to, whose word counts there, and what to look with.

    Raises:
        UsageError: ``pbom.toml`` cannot be read.
        StoreError: The store cannot be read.
    """
    root = find_workspace(folder).root
    config = read_project_config(root)
    kept = (root / STATE).is_dir()
    trusted = trusted_here(environment) if kept else Trusted()
    return ground_of(root, config.commits, trusted), open_lens(config)


def ground_of(root: Path, config: CommitsConfig, trusted: Trusted) -> Ground:
    """A checkout, with what its store says was shipped and approved.

    Raises:
        StoreError: The store cannot be read.
    """
    if not (root / STATE).is_dir():
        return Ground(root=root, config=config, functionaries=trusted.functionaries)
    store = ObjectStore(root / STATE)
    more = (plugins.open_evidence(root / config.approvals),) if config.approvals else ()
    return Ground(
        root=root,
        config=config,
        functionaries=trusted.functionaries,
        evidence=(store, *more),
        shipped=recall(store.verdicts(), *trusted, store.body),
    )


def find_change(ground: Ground, name: str, between: tuple[str, str], lens: Lens) -> Change:
    """One commit, seen in its range if it is in it, else by itself.

    Only the range knows by which merge a commit came.

    Raises:
        UsageError: The name means no commit, or more than one.
        RecordingError: git refuses to look.
    """
    commit = resolve(open_git(ground.root), name)
    for change in changes(ground, between, lens).changes.changes:
        if change.commit.id == commit:
            return change
    try:
        alone = changes(ground, (f"{commit}~1", commit), lens)
    except UsageError:  # it is the first one
        alone = changes(ground, ("", commit), lens)
    return alone.changes.changes[0]
