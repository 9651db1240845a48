"""Trusted roots of the user's own: each a file that was read once and pinned by its digest.

Nobody else's choice is ever used: no root comes from the cache of another tool, from the package of
a library, or from a server that nobody asked for.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pbom.atomic import read_whole, write_whole
from pbom.codec.fields import Fields
from pbom.codec.moment import write_moment
from pbom.codec.policy_identity import no_roots
from pbom.codec.strict_json import read_json
from pbom.codec.trusted_root import MAX_ROOT, check_trusted_root
from pbom.errors import FormatError, PolicyError, UsageError
from pbom.model.digest import Digest
from pbom.signers.key_file import key_folder

TRUSTED_ROOT = "PBOM_TRUSTED_ROOT"
"""The variable that names a file to go by instead of what is pinned."""
MAIN = "main"
"""The name of the pinned root that policies go by which name none themselves."""


class Pinned(NamedTuple):
    """A trusted root that the user has pinned.

    Attributes:
        name: The user's name for it.
        digest: Of its bytes.
        added: When it was pinned.
        source: Where it came from.
    """

    name: str
    digest: Digest
    added: datetime
    source: str


class Roots:
    """Finds the trusted roots that a policy needs."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Look for files beside the policy, which is in a folder."""
        self._folder, self._environment = folder, environment

    def find(self, name: str, digest: Digest | None) -> bytes:
        """The bytes of a root that a policy names; what the user goes by where it names none.

        Raises:
            PolicyError: There is none, or the user named another than the policy pins.
        """
        given = self._environment.get(TRUSTED_ROOT, "")
        if given:
            document = _read(Path(given))
            if digest is not None and _digest(document) != digest:
                raise PolicyError(
                    f"{given} is not the trusted root that the policy pins as {name}: expected "
                    f"{digest}, found {_digest(document)}"
                )
            return document
        if name:
            return _read(self._folder / name)
        return self._pinned(digest)

    def _pinned(self, digest: Digest | None) -> bytes:
        pinned = next((item for item in list_roots(self._environment) if item.name == MAIN), None)
        if pinned is None:
            return no_roots("", digest)
        return read_root(pinned, self._environment)


def going_by(given: Path | None, environment: Mapping[str, str]) -> Mapping[str, str]:
    """The environment in which a command goes by the trusted root that it was given."""
    return {**environment, TRUSTED_ROOT: str(given)} if given else environment


def list_roots(environment: Mapping[str, str]) -> tuple[Pinned, ...]:
    """The roots that the user has pinned, by name.

    Raises:
        UsageError: The file that remembers them is broken.
    """
    path = _index(environment)
    try:
        fields = Fields(read_json(read_whole(path, MAX_ROOT)))
        found = [(name, entry) for name, entry in fields.named_tables()]
        return tuple(sorted(_entry(name, entry) for name, entry in found))
    except FileNotFoundError:
        return ()
    except FormatError as error:
        raise UsageError(str(error.within(str(path)))) from error


def read_root(pinned: Pinned, environment: Mapping[str, str]) -> bytes:
    """The bytes of a pinned root.

    Raises:
        PolicyError: They are gone, or others than were pinned.
    """
    path = _file(pinned.digest, environment)
    document = _read(path)
    if _digest(document) != pinned.digest:
        raise PolicyError(
            f"{path} has changed since you pinned it as {pinned.name}",
            hint="pin it again: `pbom trust add FILE`",
        )
    return document


def add_root(pinned: Pinned, document: bytes, environment: Mapping[str, str]) -> None:
    """Pin a root; one of the same name is replaced.

    Raises:
        FormatError: It is no trusted root.
        UsageError: The file that remembers them is broken.
        StoreError: It cannot be written.
    """
    check_trusted_root(document)
    kept = {item.name: item for item in list_roots(environment)} | {pinned.name: pinned}
    write_whole(_file(pinned.digest, environment), document)
    table = {
        item.name: {
            "sha256": item.digest.value,
            "added": write_moment(item.added),
            "source": item.source,
        }
        for item in kept.values()
    }
    text = json.dumps(table, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_whole(_index(environment), text.encode("utf-8"))


def _entry(name: str, entry: Fields) -> Pinned:
    value = entry.text("sha256")
    try:
        digest = Digest("sha256", value)
    except ValueError as error:
        raise entry.error("sha256", str(error)) from error
    return Pinned(name, digest, entry.moment("added"), entry.text("source"))


def _read(path: Path) -> bytes:
    try:
        return read_whole(path, MAX_ROOT)
    except OSError as error:
        raise PolicyError(f"cannot read the trusted root {path}: {error.strerror}") from error


def _digest(document: bytes) -> Digest:
    return Digest("sha256", hashlib.sha256(document).hexdigest())


def _index(environment: Mapping[str, str]) -> Path:
    return key_folder(environment) / "roots.json"


def _file(digest: Digest, environment: Mapping[str, str]) -> Path:
    return key_folder(environment) / "roots" / f"{digest.value}.json"
