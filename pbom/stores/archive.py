"""``*.evidence.zip``: everything that a verifier without network needs, in one file.

Members: ``attestations/<sha256>.sigstore.json``, ``objects/<sha256>``, and ``pbom.cdx.json``, which
is the document once more, if people can read that much.
"""

import io
import os
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from pbom.atomic import open_whole
from pbom.codec.bundle import MAX_BUNDLE, bundle_digest
from pbom.codec.strict_json import MAX_BYTES
from pbom.errors import FormatError, StoreError
from pbom.model.digest import Digest
from pbom.stores import Evidence

MAX_MEMBERS = 200_000
MAX_TOTAL = 4 * 1024**3
MAX_OBJECT = MAX_BYTES
"""As large as a document that is read at all: a PBOM of 100,000 packages has 140 MB."""
MAX_READ = 160 * MAX_MEMBERS
"""Of the list of members: nobody has counted them yet when it is read; ours take 150 bytes."""
BUNDLES = "attestations/"
OBJECTS = "objects/"
_LARGE, _FAST = 8 * 1024 * 1024, 1
"""Of larger members the last tenth that could be saved would take most of the time."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_archive(bundles: Iterable[bytes], bodies: Iterable[bytes], document: bytes) -> bytes:
    """An evidence archive; equal content gives equal members in equal order."""
    members = {"pbom.cdx.json": document} if len(document) <= _LARGE else {}
    members |= {f"{BUNDLES}{bundle_digest(data).value}.sigstore.json": data for data in bundles}
    members |= {f"{OBJECTS}{bundle_digest(data).value}": data for data in bodies}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            level = _FAST if len(members[name]) > _LARGE else None
            archive.writestr(info, members[name], compresslevel=level)
    return buffer.getvalue()


class _Bounded(io.BufferedReader):
    """A file of which never much is read at once, such as a directory of a million members."""

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes, or all that are left.

        Raises:
            FormatError: They are too many.
        """
        left = os.fstat(self.fileno()).st_size - self.tell()
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted > MAX_READ:
            raise FormatError("larger than the limits")
        return super().read(wanted)

    def __del__(self) -> None:
        self.close()


class Archive:
    """An evidence archive, read member by member within limits."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            FormatError: It is no archive, or larger than the limits.
            StoreError: It cannot be read.
        """
        try:
            self._zip = zipfile.ZipFile(_Bounded(open_whole(path).detach()))
        except OSError as error:
            raise StoreError(f"cannot read {path}: {error.strerror}") from error
        except Exception as error:  # a broken list of members ends in many ways
            raise FormatError(f"not a zip archive: {error}", document=str(path)) from error
        self._path = path
        infos = self._zip.infolist()
        self._names = {info.filename for info in infos}
        if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_TOTAL:
            raise FormatError("larger than the limits", document=str(path))
        if len(self._names) != len(infos):
            raise FormatError("two members have one name", document=str(path))

    def about(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """Every bundle of the archive.

        Raises:
            FormatError: A member cannot be read.
        """
        del digests
        for name in sorted(self._names):
            if name.startswith(BUNDLES) and not name.endswith("/"):
                yield f"{self._path.name}: {name}", self._read(name, MAX_BUNDLE)

    def body(self, digest: Digest) -> bytes | None:
        """An object of the archive.

        Raises:
            FormatError: It cannot be read.
        """
        name = f"{OBJECTS}{digest.value}"
        return self._read(name, MAX_OBJECT) if name in self._names else None

    def _read(self, name: str, limit: int) -> bytes:
        try:
            with self._zip.open(name) as member:
                data = member.read(limit + 1)
        except Exception as error:  # zlib's has no base of its own
            raise FormatError(
                f"cannot read the member {name}: {error}", document=str(self._path)
            ) from error
        if len(data) > limit:
            raise FormatError(
                f"the member {name} is larger than the limit", document=str(self._path)
            )
        return data


plugin: type[Evidence] = Archive
