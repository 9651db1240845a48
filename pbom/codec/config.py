"""``pbom.toml``: how a project wants its steps recorded."""

import re
from typing import TYPE_CHECKING, get_args

from pbom.codec.fields import Fields
from pbom.codec.toml import read_toml
from pbom.errors import FormatError, UsageError
from pbom.model.config import (
    CommitsConfig,
    Config,
    PipelineConfig,
    ProvenanceConfig,
    SigningConfig,
    StepConfig,
    TraceMode,
)
from pbom.model.pattern import Patterns
from pbom.model.redaction import names_secret

if TYPE_CHECKING:
    from pbom.model.rule_pack import RulePack

_FINGERPRINT = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}|SHA256:[A-Za-z0-9+/]{43}")
_CONTENT = re.compile(r"sha256:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{64}")
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
        commits = root.table_or_none("commits")
        pipeline = root.table_or_none("pipeline")
        provenance = root.table_or_none("provenance")
        signing = root.table_or_none("signing")
        config = Config(
            steps=_read_steps(steps) if steps else (),
            environment=_read_environment(record) if record else (),
            commits=_read_commits(commits) if commits else CommitsConfig(),
            markers=_read_markers(root) if "markers" in root else None,
            toolchains=record.texts("toolchains") if record else (),
            pipeline=_read_pipeline(pipeline) if pipeline else PipelineConfig(),
            provenance=_read_provenance(provenance) if provenance else ProvenanceConfig(),
            signing=_read_signing(signing) if signing else SigningConfig(),
        )
        if record:
            record.close()
        root.close()
    except FormatError as error:
        raise UsageError(str(error.within(document))) from error
    except ValueError as error:
        raise UsageError(f"{document}: {error}") from error
    return config


def _read_signing(fields: Fields) -> SigningConfig:
    signing = SigningConfig(key=fields.text("key", ""), timestamp=fields.text("timestamp", ""))
    fields.close()
    return signing


def _read_environment(record: Fields) -> tuple[str, ...]:
    names = record.texts("environment")
    for name in names:
        if names_secret(name):
            raise record.error("environment", f"{name!r} names a secret, which is never recorded")
    return names


def _read_commits(fields: Fields) -> CommitsConfig:
    from pbom.codec.path_tables import read_kinds  # noqa: PLC0415 - only where there are some

    pipeline = fields.table_or_none("pipeline")
    commits = CommitsConfig(
        tags=Patterns(fields.texts("tags")),
        pipeline=read_kinds(pipeline) if pipeline else (),
        allowed_signers=_path(fields, "allowed-signers"),
        keyring=_path(fields, "keyring"),
        reviews=_paths(fields, "reviews"),
        approvals=_path(fields, "approvals"),
        forge_keys=fields.texts("forge-keys"),
        forge_committers=tuple(text.lower() for text in fields.texts("forge-committers")),
    )
    for key in commits.forge_keys:
        if not _FINGERPRINT.fullmatch(key):
            raise fields.error("forge-keys", f"expected fingerprints, found {key!r}"[:200])
    fields.close()
    return commits


def _read_pipeline(fields: Fields) -> PipelineConfig:
    given = fields.table_or_none("given")
    pairs = tuple((name, given.text(name)) for name in given) if given else ()
    for name, value in pairs:
        if not _CONTENT.fullmatch(value):
            problem = f"expected a commit or sha256:<hex> for {name!r}, found {value!r}"
            raise fields.error("given", problem[:300])
    pipeline = PipelineConfig(
        runner=_path(fields, "runner"),
        mirrors=_paths(fields, "mirrors"),
        images=_paths(fields, "images"),
        given=pairs,
    )
    fields.close()
    return pipeline


def _read_provenance(fields: Fields) -> ProvenanceConfig:
    provenance = ProvenanceConfig(
        places=_paths(fields, "places"), trusted_root=_path(fields, "trusted-root")
    )
    fields.close()
    return provenance


def _paths(fields: Fields, key: str) -> tuple[str, ...]:
    for path in fields.texts(key):
        _refuse_empty(fields, key, path)
    return fields.texts(key)


def _path(fields: Fields, key: str) -> str:
    path = fields.text(key, "")
    if key in fields:
        _refuse_empty(fields, key, path)
    return path


def _refuse_empty(fields: Fields, key: str, path: str) -> None:
    if not path or "\0" in path:
        raise fields.error(key, "expected a path")


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


def _read_markers(root: Fields) -> "RulePack":
    from pbom.codec.rule_pack import read_additions  # noqa: PLC0415 - few projects have them

    return read_additions(root.raw("markers"), root.path("markers"))
