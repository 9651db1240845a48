"""``pbom.toml``: how a project wants its steps recorded."""

from pbom.codec.fields import Fields
from pbom.codec.toml import read_toml
from pbom.errors import FormatError, UsageError
from pbom.model.config import CommitsConfig, Config, StepConfig
from pbom.model.pattern import Patterns
from pbom.model.redaction import names_secret


def read_config(data: bytes, document: str) -> Config:
    """The configuration that a TOML document describes.

    Raises:
        UsageError: It cannot be read or has an unknown key.
    """
    try:
        root = read_toml(data)
        record = root.table_or_none("record")
        steps = root.table_or_none("steps")
        commits = root.table_or_none("commits")
        config = Config(
            steps=_read_steps(steps) if steps else (),
            environment=_read_environment(record) if record else (),
            commits=_read_commits(commits) if commits else CommitsConfig(),
        )
        root.close()
    except FormatError as error:
        raise UsageError(str(error.within(document))) from error
    except ValueError as error:
        raise UsageError(f"{document}: {error}") from error
    return config


def _read_environment(record: Fields) -> tuple[str, ...]:
    names = record.texts("environment")
    record.close()
    for name in names:
        if names_secret(name):
            raise record.error("environment", f"{name!r} names a secret, which is never recorded")
    return names


def _read_commits(commits: Fields) -> CommitsConfig:
    from pbom.codec.path_tables import read_kinds  # noqa: PLC0415 - only where there are some

    pipeline = commits.table_or_none("pipeline")
    found = CommitsConfig(
        tags=Patterns(commits.texts("tags")),
        pipeline=read_kinds(pipeline) if pipeline else (),
    )
    commits.close()
    return found


def _read_steps(steps: Fields) -> tuple[tuple[str, StepConfig], ...]:
    found = []
    for name, fields in steps.named_tables():
        found.append(
            (
                name,
                StepConfig(
                    outputs=Patterns(fields.texts("outputs")),
                    materials=Patterns(fields.texts("materials")),
                ),
            )
        )
        fields.close()
    return tuple(found)
