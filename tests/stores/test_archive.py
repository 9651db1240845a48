"""Archives: what was put in comes out, or nothing does; hostile ones are refused within limits."""

import io
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from pbom.codec.bundle import MAX_BUNDLE, bundle_digest
from pbom.errors import FormatError, StoreError
from pbom.model.digest import Digest
from pbom.stores import archive
from pbom.stores.archive import BUNDLES, MAX_OBJECT, OBJECTS, Archive, write_archive
from tests.stores import holding
from tests.stores.holding import ASKED, BODY

NAME = f"{BUNDLES}{'0' * 64}.sigstore.json"
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
OPEN = """
import resource, sys
from pathlib import Path
from pbom.errors import FormatError
from pbom.stores.archive import Archive
resource.setrlimit(resource.RLIMIT_AS, (1 << 29, resource.RLIM_INFINITY))
try:
    Archive(Path(sys.argv[1]))
except FormatError as error:
    print(error)
"""

Build = Callable[[zipfile.ZipFile], object]


def made(path: Path, build: Build) -> Path:
    """An archive by somebody else."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        build(file)
    return path


def listing(count: int, size: int = 0) -> bytes:
    """A list of so many members of such a size, none of which is there."""
    entry = b"".join(
        (
            _ENTRY.pack(b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, size, size, 1, 0, 0, 0, 0, 0, 0),
            b"x",
        )
    )
    members = entry * count
    shown = min(count, 0xFFFF)
    return members + _END.pack(b"PK\5\6", 0, 0, shown, shown, len(members), 0, 0)


def contents(path: Path) -> list[bytes]:
    """Everything that an archive says."""
    opened = Archive(path)
    body = opened.body(bundle_digest(BODY))
    return [*(data for _, data in opened.about(ASKED)), body or b"none"]


def test_equal_content_is_an_equal_archive_in_whatever_order(tmp_path: Path) -> None:
    bodies = [BODY, b"two", b"three"]
    made_of = {
        write_archive(bundles, some, b"{}")
        for bundles in permutations(holding.BUNDLES)
        for some in permutations(bodies)
    }
    assert len(made_of) == 1
    path = tmp_path / "x.zip"
    path.write_bytes(made_of.pop())
    assert [Archive(path).body(bundle_digest(body)) for body in bodies] == bodies


def test_a_member_is_never_written_anywhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    names = (
        f"{BUNDLES}../../outside",
        f"{BUNDLES}/{outside}",
        str(outside),
        f"{BUNDLES}..\\outside",
        f"{OBJECTS}../{BUNDLES}x",
    )

    def build(file: zipfile.ZipFile) -> None:
        for name in names:
            file.writestr(name, f"in {name}")

    path = made(tmp_path / "x.zip", build)
    before = sorted(tmp_path.rglob("*"))
    found = dict(Archive(path).about(ASKED))
    assert sorted(found.values()) == sorted(
        f"in {name}".encode() for name in names if name.startswith(BUNDLES)
    )
    assert sorted(tmp_path.rglob("*")) == before


def test_a_member_that_is_a_link_is_its_text(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("what the user would not show")
    info = zipfile.ZipInfo(NAME)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = made(tmp_path / "x.zip", lambda file: file.writestr(info, str(secret)))
    assert [data for _, data in Archive(path).about(ASKED)] == [str(secret).encode()]


def test_a_folder_among_the_members_is_no_bundle(tmp_path: Path) -> None:
    """Whoever packs an unpacked archive again puts folders into it."""

    def build(file: zipfile.ZipFile) -> None:
        file.writestr(BUNDLES, b"")
        file.writestr(OBJECTS, b"")
        file.writestr(NAME, holding.BUNDLES[0])

    path = made(tmp_path / "x.zip", build)
    assert [data for _, data in Archive(path).about(ASKED)] == [holding.BUNDLES[0]]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("twin", [NAME, f"{NAME}\0x"])
def test_a_name_that_comes_twice_is_refused(tmp_path: Path, twin: str) -> None:
    def build(file: zipfile.ZipFile) -> None:
        file.writestr(NAME, holding.BUNDLES[0])
        other = zipfile.ZipInfo(NAME)
        other.filename = twin
        file.writestr(other, holding.BUNDLES[1])

    with pytest.raises(FormatError, match="two members have one name"):
        Archive(made(tmp_path / "x.zip", build))


def test_a_member_that_becomes_much_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "x.zip", lambda file: file.writestr(NAME, bytes(MAX_BUNDLE + 1)))
    assert path.stat().st_size < 200_000
    with pytest.raises(FormatError, match="is larger than the limit"):
        list(Archive(path).about(ASKED))


def test_a_member_as_large_as_a_bundle_may_be_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "x.zip", lambda file: file.writestr(NAME, bytes(MAX_BUNDLE)))
    assert [len(data) for _, data in Archive(path).about(ASKED)] == [MAX_BUNDLE]


def test_an_object_may_be_as_large_as_a_document_and_no_larger(tmp_path: Path) -> None:
    digest = Digest("sha256", "0" * 64)
    name = f"objects/{digest.value}"
    path = made(tmp_path / "x.zip", lambda file: file.writestr(name, bytes(MAX_BUNDLE + 1)))
    assert len(Archive(path).body(digest) or b"") == MAX_BUNDLE + 1
    path = made(tmp_path / "y.zip", lambda file: file.writestr(name, bytes(MAX_OBJECT + 1)))
    with pytest.raises(FormatError, match="is larger than the limit"):
        Archive(path).body(digest)


def test_a_member_that_is_more_than_it_says_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "x.zip", lambda file: file.writestr(NAME, bytes(MAX_BUNDLE + 1)))
    whole = path.read_bytes()
    path.write_bytes(whole.replace(struct.pack("<L", MAX_BUNDLE + 1), struct.pack("<L", 10)))
    with pytest.raises(FormatError, match="cannot read the member"):
        list(Archive(path).about(ASKED))


@pytest.mark.parametrize(
    ("count", "size", "problem"),
    [
        (archive.MAX_MEMBERS + 1, 0, "larger than the limits"),
        (5, 1 << 30, "larger than the limits"),
        (2_000_000, 0, "larger than the limits"),
        (2, 0, "two members have one name"),
    ],
)
def test_a_list_of_members_is_limited_before_it_is_believed(
    tmp_path: Path, count: int, size: int, problem: str
) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(listing(count, size))
    done = subprocess.run((sys.executable, "-c", OPEN, path), capture_output=True, check=False)
    assert problem in done.stdout.decode(), done.stderr[-500:]


def test_a_list_of_one_member_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(listing(1))
    assert list(Archive(path).about(ASKED)) == []


def test_an_encrypted_member_is_an_error(tmp_path: Path) -> None:
    path = made(tmp_path / "x.zip", lambda file: file.writestr(NAME, b"x"))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(FormatError, match="encrypted"):
        list(Archive(path).about(ASKED))


@pytest.mark.parametrize("content", [b"", b"PK", b"{}", bytes(100)])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(FormatError, match="not a zip archive"):
        Archive(path)


def test_an_archive_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot read"):
        Archive(tmp_path / "x.zip")


def test_an_archive_that_is_cut_anywhere_is_refused_as_a_whole(tmp_path: Path) -> None:
    whole = holding.archive(tmp_path / "x.zip").read_bytes()
    path = tmp_path / "cut.zip"
    for end in range(0, len(whole), 7):
        path.write_bytes(whole[:end])
        with pytest.raises(FormatError):
            Archive(path)


def test_with_one_byte_changed_it_says_the_same_or_less_or_is_refused(tmp_path: Path) -> None:
    whole = holding.archive(tmp_path / "x.zip").read_bytes()
    honest = contents(tmp_path / "x.zip")
    path = tmp_path / "changed.zip"
    refused = 0
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        try:
            assert {*contents(path)} <= {*honest, b"none"}
        except FormatError:
            refused += 1
    assert refused > len(whole) // 2


def test_members_may_be_stored_as_they_are(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        file.writestr(NAME, holding.BUNDLES[0])
    (tmp_path / "x.zip").write_bytes(buffer.getvalue())
    assert [data for _, data in Archive(tmp_path / "x.zip").about(ASKED)] == [holding.BUNDLES[0]]
