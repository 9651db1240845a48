"""What ``pbom trust`` does."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from pbom.atomic import read_whole
from pbom.cli.trusted_roots import Pinned, add_root, list_roots, read_root
from pbom.codec.trusted_root import MAX_ROOT, spans
from pbom.errors import PbomError, StoreError, UsageError
from pbom.model.digest import Digest
from pbom.model.printable import printable
from pbom.signers.key_file import key_folder

PUBLIC = "https://tuf-repo-cdn.sigstore.dev"
TARGET = "trusted_root.json"
OLD = 90
"""Days after which a root deserves a look: logs and authorities are changed a few times a year."""


def add_file(
    file: Path | None, name: str, sha256: str, environment: Mapping[str, str]
) -> Iterator[str]:
    """Pin a root from a file, or the one in the package of the library.

    Raises:
        UsageError: It cannot be read, or is another one.
        FormatError: It is no trusted root.
    """
    if file is None:
        document = _of_library(TARGET)
        source = f"sigstore {version('sigstore')}"
    else:
        document, source = _read(file), str(file)
    digest = hashlib.sha256(document).hexdigest()
    if sha256 and digest != sha256.removeprefix("sha256:").lower():
        raise UsageError(f"{source} is another one: its sha256 is {digest}")
    yield from _pin(name, document, source, environment)


def update_root(
    name: str, url: str, bootstrap: Path | None, environment: Mapping[str, str]
) -> Iterator[str]:
    """Pin what a TUF repository has at present.

    Raises:
        UsageError: Nothing says which repository, or by which first root.
        StoreError: The repository does not answer, or is not to be believed.
        FormatError: What it has is no trusted root.
    """
    pinned = next((item for item in list_roots(environment) if item.name == name), None)
    known = pinned.source if pinned and pinned.source.startswith("https://") else PUBLIC
    address = (url or known).rstrip("/")
    folder = key_folder(environment) / "tuf" / quote(address, safe="")
    first = folder / "bootstrap.json"
    if bootstrap is not None:
        root = _read(bootstrap)
    elif address == PUBLIC:
        root = _of_library("root.json")
    elif first.exists():
        root = _read(first)
    else:
        raise UsageError(
            f"nothing says whom to believe at {address}", hint="--bootstrap FILE, its root.json"
        )
    document = _fetch(address, root, folder)
    if bootstrap is not None:
        first.write_bytes(root)
    yield from _pin(name, document, address, environment)


def show_roots(environment: Mapping[str, str]) -> Iterator[str]:
    """Each pinned root, with what it holds.

    Raises:
        UsageError: The file that remembers them is broken.
    """
    found = list_roots(environment)
    if not found:
        yield "no trusted root is pinned; `pbom trust add` pins one"
    for pinned in found:
        days = (datetime.now(UTC) - pinned.added).days
        yield f"{printable(pinned.name)}  {pinned.digest}"
        yield f"  from {printable(pinned.source)}, {days} days ago"
        if days > OLD:
            yield "  that is long; have a look at `pbom trust update`"
        try:
            for line in spans(read_root(pinned, environment)):
                yield f"  {printable(line)}"
        except PbomError as error:
            yield f"  NOT USABLE: {printable(str(error))}"


def _pin(name: str, document: bytes, source: str, environment: Mapping[str, str]) -> Iterator[str]:
    digest = Digest("sha256", hashlib.sha256(document).hexdigest())
    before = next((item for item in list_roots(environment) if item.name == name), None)
    if before and before.digest == digest:
        yield f"{printable(name)}  {digest}, as before"
    add_root(Pinned(name, digest, datetime.now(UTC), source), document, environment)
    if before and before.digest == digest:
        return
    yield f"{printable(name)}  {digest}"
    if before:
        yield f"  instead of {before.digest}"
    for line in spans(document):
        yield f"  {printable(line)}"
    yield f'  to pin it in a policy: [trust] root = "FILE", sha256 = "{digest.value}"'


def _of_library(name: str) -> bytes:
    """A file in the package of the Sigstore library; its code is not loaded."""
    try:
        return (resources.files("sigstore") / "_store" / quote(PUBLIC, safe="") / name).read_bytes()
    except (OSError, ModuleNotFoundError) as error:
        raise UsageError("the Sigstore library brings no root", hint="name a FILE") from error


def _fetch(url: str, root: bytes, folder: Path) -> bytes:
    """The target of a TUF repository; what was seen of it before guards against older answers."""
    from tuf.ngclient import Updater  # noqa: PLC0415 - only to ask a server

    targets = folder / "targets"
    try:
        targets.mkdir(parents=True, exist_ok=True)
        updater = Updater(
            metadata_dir=str(folder),
            metadata_base_url=url,
            target_dir=str(targets),
            target_base_url=f"{url}/targets/",
            bootstrap=root,
        )
        info = updater.get_targetinfo(TARGET)
        cached = info and (updater.find_cached_target(info) or updater.download_target(info))
    except Exception as error:  # of three libraries
        said = printable(f"{type(error).__name__}: {error}")[:300]
        raise StoreError(f"cannot update from {url}: {said}") from error
    if not cached:
        raise StoreError(f"{url} has no {TARGET}")
    return _read(Path(cached))


def _read(path: Path) -> bytes:
    try:
        return read_whole(path, MAX_ROOT)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
