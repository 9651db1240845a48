"""``pbom.toml``: how a project wants its steps recorded."""

from typing import get_args

from pbom.codec.fields import Fields
from pbom.codec.toml import read_toml
from pbom.errors import FormatError, UsageError
from pbom.model.config import Config, StepConfig, TraceMode
from pbom.model.pattern import Patterns
from pbom.model.redaction import names_secret

_MODES: dict[str, TraceMode] = {mode: mode for mode in get_args(TraceMode)}


def read_config(data: bytes, document: str) -> Config:
    """The configuration that a TOML document describes.

    Raises:
        UsageError: It cannot be read or has an unknown key.
    """
    try:
        root = read_toml(data)
        record = root.table_or_none("record")
        steps = root.table_or_none("steps")
        config = Config(
            steps=_read_steps(steps) if steps else (),
            environment=_read_environment(record) if record else (),
            toolchains=record.texts("toolchains") if record else (),
        )
        if record:
            record.close()
        root.close()
    except FormatError as error:
        raise UsageError(str(error.within(document))) from error
    except ValueError as error:
        raise UsageError(f"{document}: {error}") from error
    return config


def _read_environment(record: Fields) -> tuple[str, ...]:
    names = record.texts("environment")
    for name in names:
        if names_secret(name):
            raise record.error("environment", f"{name!r} names a secret, which is never recorded")
    return names


def _read_steps(steps: Fields) -> tuple[tuple[str, StepConfig], ...]:
    found = []
    for name, fields in steps.named_tables():
        found.append(
            (
                name,
                StepConfig(
                    outputs=Patterns(fields.texts("outputs")),
                    materials=Patterns(fields.texts("materials")),
                    trace=fields.choice("trace", _MODES) if "trace" in fields else "off",
                ),
            )
        )
        fields.close()
    return tuple(found)
