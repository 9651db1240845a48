"""Which installed package owns a file: Debian's package database, and the records of wheels."""

import base64
import csv
import os
import re
import signal
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from pbom.model.digest import Digest, DigestSet
from pbom.model.installed import InstalledFile

DPKG = Path("/var/lib/dpkg")
MD5SUMS = "dpkg md5sums"
CONFFILES = "dpkg conffiles"
RECORD = "RECORD"
MAX_RECORD = 32 * 1024 * 1024
_MERGED = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
"""Directories that are links into ``/usr``, where the database has their old names."""
_MD5 = re.compile(rb"[0-9a-f]{32}")
_SITE = re.compile(r"(?P<site>/.+?/(?:site|dist)-packages)/(?P<rest>.+)")


class Owners:
    """The installed packages of this machine; reading them takes as long as a small build."""

    def __init__(self, dpkg: Path = DPKG) -> None:
        """The packages in Debian's database there, and those beside each file that is asked for."""
        self._dpkg = dpkg
        self._files: dict[bytes, tuple[str, bytes, str]] = {}
        self._stanzas: dict[str, bytes] = {}
        self._reader: threading.Thread | None = None

    def prepare(self) -> None:
        """Begin to read the database, while something else is to be waited for."""
        self._reader = threading.Thread(target=self._read_database, daemon=True)
        everything = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:  # a new thread has the mask of whoever starts it: signals are for the others
            self._reader.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, everything)

    def of(self, paths: Iterable[str]) -> Iterator[InstalledFile]:
        """Those of the files that a package owns; absolute paths without links in them."""
        if self._reader is None:
            self._read_database()
        else:
            self._reader.join()
        wanted = set(paths)
        for name, path in _database_names(wanted).items():
            if name in self._files:
                package, md5, basis = self._files[name]
                stanza = self._stanzas.get(package, b"")
                if stanza and _MD5.fullmatch(md5):
                    digests = DigestSet.of((Digest("md5", md5.decode("ascii")),))
                    yield InstalledFile(
                        path=path, package=_purl(stanza), digests=digests, basis=basis
                    )
        yield from _of_wheels(wanted)

    def _read_database(self) -> None:
        for stanza in _read(self._dpkg / "status").split(b"\n\n"):
            package = _field(stanza, b"Package")
            self._stanzas.setdefault(package, stanza)
            self._stanzas[f"{package}:{_field(stanza, b'Architecture')}"] = stanza
            _, _, conffiles = stanza.partition(b"\nConffiles:\n")
            for line in conffiles.split(b"\n") if conffiles else ():
                path, _, md5 = line.strip().partition(b" ")
                self._files[path[1:]] = (package, md5[:32], CONFFILES)
        for file in sorted((self._dpkg / "info").glob("*.md5sums")):
            package = file.name.removesuffix(".md5sums")
            lines = _read(file).split(b"\n")
            self._files.update((line[34:], (package, line[:32], MD5SUMS)) for line in lines)


def _database_names(wanted: Iterable[str]) -> dict[bytes, str]:
    names = {os.fsencode(path[1:]): path for path in wanted}
    merged = [name for name in _MERGED if Path(f"/{name}").is_symlink()]
    prefixes = tuple(f"/usr/{name}/" for name in merged)
    names.update({os.fsencode(path[5:]): path for path in wanted if path.startswith(prefixes)})
    return names


def _field(stanza: bytes, name: bytes) -> str:
    start = stanza.find(b"\n" + name + b": ") + 1
    if not start and not stanza.startswith(name + b": "):
        return ""
    line = stanza[start : stanza.find(b"\n", start)]
    return line.partition(b": ")[2].decode("utf-8", "replace")


def _purl(stanza: bytes) -> str:
    name, version, arch = (_field(stanza, key) for key in (b"Package", b"Version", b"Architecture"))
    return f"pkg:deb/debian/{quote(name, safe='+')}@{quote(version, safe='+~')}?arch={quote(arch)}"


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _of_wheels(wanted: Iterable[str]) -> Iterator[InstalledFile]:
    sites: dict[str, set[str]] = {}
    for path in wanted:
        match = _SITE.fullmatch(path)
        if match:
            sites.setdefault(match["site"], set()).add(path)
    for site, paths in sorted(sites.items()):
        for info in sorted(Path(site).glob("*.dist-info")):
            yield from _of_record(site, info, paths)


def _of_record(site: str, info: Path, paths: set[str]) -> Iterator[InstalledFile]:
    name, _, version = info.name.removesuffix(".dist-info").rpartition("-")
    package = f"pkg:pypi/{quote(re.sub(r'[-_.]+', '-', name).lower())}@{quote(version)}"
    try:
        if (info / "RECORD").stat().st_size > MAX_RECORD:
            return
        text = _read(info / "RECORD").decode("utf-8", "replace")
        rows = list(csv.reader(text.splitlines()))
    except (OSError, csv.Error):
        return
    for row in rows:
        path = os.path.normpath(os.path.join(site, row[0])) if row else ""
        if path in paths:
            digests = _record_digest(row[1] if len(row) > 1 else "")
            yield InstalledFile(path=path, package=package, digests=digests, basis=RECORD)


def _record_digest(text: str) -> DigestSet | None:
    algorithm, _, value = text.partition("=")
    if algorithm != "sha256":
        return None
    try:
        raw = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        return DigestSet.sha256(raw.hex())
    except ValueError:
        return None
