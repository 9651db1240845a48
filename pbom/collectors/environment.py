"""The environment: what the wrapped command may see of it, and what is recorded."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from pbom.model.redaction import Redactor

PARENT = "PBOM_PARENT"
"""Tells a nested ``pbom run`` the run and step around it; not a secret, and nothing trusts it."""

RECORDED = frozenset(
    {
        "CC", "CFLAGS", "CGO_ENABLED", "CI", "CPPFLAGS", "CXX", "CXXFLAGS", "GOARCH", "GOFLAGS",
        "GOOS", "GOPROXY", "LANG", "LC_ALL", "LDFLAGS", "MAKEFLAGS", "NODE_ENV", "NODE_OPTIONS",
        "PIP_INDEX_URL", "PYTHONHASHSEED", "PYTHONPATH", "RUSTFLAGS", "SOURCE_DATE_EPOCH", "TZ",
    }
)  # fmt: skip
"""Variables that change what a build makes; all others are not recorded, by name or by value."""

_SECRET = frozenset(
    {
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        "SIGSTORE_ID_TOKEN",
        "CIRCLE_OIDC_TOKEN",
        "CIRCLE_OIDC_TOKEN_V2",
        "BUILDKITE_AGENT_ACCESS_TOKEN",
        "SYSTEM_OIDCREQUESTURI",
        "SYSTEM_ACCESSTOKEN",
        "COSIGN_PASSWORD",
        "COSIGN_PRIVATE_KEY",
        "VAULT_TOKEN",
    }
)
"""With these somebody could sign in our name; ``PBOM_*`` and ``*_ID_TOKEN`` are added."""


def original_environment() -> dict[str, str]:
    """The environment we were started with, without what the interpreter itself added."""
    environment = dict(os.environ)
    if "LC_CTYPE" in environment and sys.platform == "linux":
        try:
            raw = Path("/proc/self/environ").read_bytes()
        except OSError:
            return environment
        if not any(entry.startswith(b"LC_CTYPE=") for entry in raw.split(b"\0")):
            del environment["LC_CTYPE"]
    return environment


def for_command(environment: Mapping[str, str], *, parent: str) -> dict[str, str]:
    """What the wrapped command sees: everything but signing secrets, and who its parent step is."""
    kept = {
        name: value
        for name, value in environment.items()
        if not name.startswith("PBOM_") and name not in _SECRET and not name.endswith("_ID_TOKEN")
    }
    return kept | {PARENT: parent}


def recorded(
    environment: Mapping[str, str], extra: Iterable[str], redactor: Redactor
) -> tuple[tuple[str, str], ...]:
    """The allow-listed variables, redacted, by name."""
    names = RECORDED | set(extra)
    found = (
        (name, environment[name].encode("utf-8", "backslashreplace").decode("utf-8"))
        for name in sorted(names)
        if name in environment
    )
    return tuple((name, redactor.clean(value)) for name, value in found)
