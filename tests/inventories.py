"""Inventories of lock files in memory."""

import hashlib
import importlib

from pbom.model.digest import DigestSet
from pbom.model.inventory import Inventory, RecordedLock
from tests.ecosystems import (
    test_dockerfile,
    test_github_workflow,
    test_go_sum,
    test_package_lock,
    test_uv_lock,
)

FILES = {
    ".github/workflows/ci.yml": ("github_workflow", test_github_workflow.SAMPLE),
    "Dockerfile": ("dockerfile", test_dockerfile.SAMPLE),
    "go.sum": ("go_sum", test_go_sum.SAMPLE),
    "package-lock.json": ("package_lock", test_package_lock.SAMPLE),
    "uv.lock": ("uv_lock", test_uv_lock.SAMPLE),
}


def inventory(**texts: str) -> Inventory:
    """What these files say; a file's name has ``__`` for a dot."""
    named = {name.replace("__", "."): text for name, text in texts.items()}
    return Inventory(locks=tuple(locked(name, named.get(name)) for name in sorted(FILES)))


def locked(name: str, text: str | None = None, reader: str = "") -> RecordedLock:
    """One file, as it is in the samples or with another text."""
    known, sample = FILES.get(name, (reader, ""))
    data = (sample if text is None else text).encode()
    plugin = importlib.import_module(f"pbom.ecosystems.{reader or known}").plugin
    digest = DigestSet.sha256(hashlib.sha256(data).hexdigest())
    return RecordedLock(digests=digest, file=plugin().read(name, data))
