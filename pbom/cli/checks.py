"""The checks of ``pbom doctor``."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct

from pbom.cli.signing import OWN_CHOICE, VARIABLE, open_signer
from pbom.cli.trust import POLICY, is_pinned, load_policy, policy_path, was_pinned
from pbom.collectors import Workspace
from pbom.collectors.git import GitWorkspace
from pbom.collectors.workspace import STATE, find_workspace, workspace_root
from pbom.errors import PbomError, RecordingError, StoreError
from pbom.model.pattern import Patterns
from pbom.signers.key_file import PASSWORD, key_path
from pbom.stores.objects import ObjectStore

BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No honest clock shows a time before this code was written."""


class Check(Struct, frozen=True):
    """One thing that was looked at.

    Attributes:
        state: How it is.
        about: What it is.
        found: What was seen.
        fix: The command that mends it; empty where nothing needs mending.
    """

    state: Literal["ok", "warn", "fail"]
    about: str
    found: str
    fix: str = ""


def rebuild() -> int:
    """Write the index of the store anew; how many bundles it knows.

    Raises:
        StoreError: There is no store, or it cannot be read or written.
    """
    state = workspace_root(Path.cwd()) / STATE
    if not state.is_dir():
        raise StoreError(f"there is no store at {state}", hint="make one with `pbom init`")
    return ObjectStore(state).rebuild()


def examine() -> tuple[Check, ...]:
    """Every check, in the order in which problems should be mended."""
    try:
        workspace = find_workspace(Path.cwd())
    except RecordingError as error:
        return (Check("fail", "git", str(error), "git status"), _clock(), _key(), *_tools())
    return (
        *_git(workspace),
        _clock(),
        _store(workspace.root / STATE),
        _key(),
        _policy(),
        *_tools(),
    )


def _git(workspace: Workspace) -> Iterator[Check]:
    if shutil.which("git") is None:
        yield Check("fail", "git", "not installed", "install git")
        return
    if not isinstance(workspace, GitWorkspace):
        yield Check(
            "warn",
            "git",
            "not a checkout with a commit: no step can name its source",
            "git init && git add -A && git commit",
        )
        return
    try:
        seen = workspace.snapshot(Patterns())
    except PbomError as error:
        yield Check("fail", "git", str(error), "git status")
        return
    if seen.source:
        yield Check(
            "ok",
            "git",
            f"commit {seen.source.commit[:12]} of "
            f"{seen.source.repository or 'a repository without remote'}",
        )
    if any(gap.kind == "shallow-clone" for gap in seen.gaps):
        yield Check(
            "warn", "git", "the clone is shallow: history is missing", "git fetch --unshallow"
        )
    if seen.materials:
        names = ", ".join(item.artifact.name for item in seen.materials[:3])
        yield Check(
            "warn",
            "git",
            f"{len(seen.materials)} files differ from the commit: {names}",
            "git status",
        )


def _clock() -> Check:
    now = datetime.now(UTC)
    if now < BUILT:
        return Check("fail", "clock", f"shows {now:%Y-%m-%d}", "timedatectl set-ntp true")
    return Check("ok", "clock", f"{now:%Y-%m-%dT%H:%M:%SZ}")


def _store(state: Path) -> Check:
    if not state.is_dir():
        return Check("warn", "store", f"none at {state}", "pbom init")
    if not os.access(state, os.W_OK):
        return Check("fail", "store", f"{state} is not writable", f"chmod u+w {state}")
    missing = ObjectStore(state).unindexed()
    if missing:
        return Check(
            "fail",
            "store",
            f"the index does not know {missing} bundles",
            "pbom doctor --rebuild-index",
        )
    return Check("ok", "store", str(state))


def _key() -> Check:
    uri = os.environ.get(VARIABLE, "")
    return _signer(uri) if uri else _key_file()


def _signer(uri: str) -> Check:
    try:
        key = open_signer(os.environ, OWN_CHOICE).public_key
    except PbomError as error:
        return Check("fail", "key", str(error), error.hint or f"set {VARIABLE} to another signer")
    return Check("ok", "key", f"{uri} signs, with {key.kind}")


def _key_file() -> Check:
    path = key_path(os.environ)
    if os.environ.get("PBOM_KEY", "").startswith("-----BEGIN"):
        return Check("ok", "key", "in PBOM_KEY")
    if not path.is_file():
        return Check("fail", "key", f"none at {path}", "pbom init")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Check("fail", "key", f"others may read {path}", f"chmod 600 {path}")
    if not os.environ.get(PASSWORD):
        return Check("ok", "key", f"{path}; its password will be asked for")
    try:
        open_signer(os.environ, OWN_CHOICE)
    except PbomError as error:
        return Check("fail", "key", str(error), f"set {PASSWORD} to the right password")
    return Check("ok", "key", f"{path} opens")


def _policy() -> Check:
    path = policy_path()
    if not path.is_file() and was_pinned(path, os.environ):
        return Check("fail", "policy", f"{POLICY} was pinned and is gone", f"git checkout {POLICY}")
    if not path.is_file():
        return Check(
            "warn", "policy", f"no {POLICY} here: the built-in strict one applies", "pbom init"
        )
    try:
        load_policy(path)
        pinned = is_pinned(path, os.environ)
    except PbomError as error:
        return Check("fail", "policy", str(error), f"edit {POLICY}")
    if not pinned:
        return Check(
            "warn", "policy", "not pinned, so it must be named with --policy", "pbom init --pin"
        )
    return Check("ok", "policy", f"{POLICY}, pinned")


def _tools() -> Iterator[Check]:
    for tool, use in (("strace", "tracing what a build reads"),):
        found = shutil.which(tool)
        state: Literal["ok", "warn"] = "ok" if found else "warn"
        yield Check(
            state,
            "tools",
            f"{tool}: {found or 'not installed'} ({use})",
            "" if found else f"install {tool}",
        )
