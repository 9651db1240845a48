"""The look at the commits that recording a step brings along, once for each head."""

from pbom.cli.terminal import say
from pbom.errors import PbomError
from pbom.pipeline.record import Project
from pbom.signers import Signer


def remember_source(project: Project, signer: Signer) -> None:
    """Record the commits that lead to the head, unless the store seems to have that.

    A step is recorded whether or not this can be done: what is missing is for the gate to miss.
    """
    from pbom.pipeline.memo import is_recorded  # noqa: PLC0415 - outside git it is not needed

    commit = project.workspace.commit
    if not commit or is_recorded(project.store, commit):
        return
    from msgspec.structs import replace  # noqa: PLC0415

    from pbom import plugins  # noqa: PLC0415
    from pbom.cli.looking import ground_of, open_lens  # noqa: PLC0415 - once for each head
    from pbom.cli.trust import trusted_here  # noqa: PLC0415
    from pbom.pipeline.changes import changes  # noqa: PLC0415
    from pbom.pipeline.introductions import add_introductions  # noqa: PLC0415
    from pbom.pipeline.source import record_source  # noqa: PLC0415

    try:
        ground = ground_of(
            project.workspace.root, project.config.commits, trusted_here(project.environment)
        )
        look = changes(ground, ("", commit), open_lens(project.config))
        brought = add_introductions(ground.root, look.changes, plugins.lock_readers())
        look = replace(look, changes=brought)
        record_source(project, look, signer)
    except PbomError as error:
        say(f"the new commits were not looked at: {error}")
