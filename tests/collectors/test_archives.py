"""What is in archives is known by its digest, and a bomb does not go off."""

import gzip
import hashlib
import io
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pbom.collectors import archives
from pbom.collectors.archives import look_into
from pbom.model.artifact import Artifact
from pbom.model.digest import DigestSet

FILES = {"a.txt": b"a", "d/b.txt": b"b" * 100}


def artifact(path: Path) -> Artifact:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Artifact(name=path.name, digests=DigestSet.sha256(digest))


def inside(path: Path) -> dict[str, str]:
    """The members of an archive by name, each with its SHA-256."""
    found = look_into(bytes(path.parent), [artifact(path)])
    assert found.gaps == ()
    return {member.name: str(member.digests).removeprefix("sha256:") for member in found.members}


def packed(path: Path, mode: str, files: dict[str, bytes] = FILES) -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def zipped(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    return path


def digests(files: dict[str, bytes] = FILES) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_archives(tmp_path: Path, mode: str) -> None:
    assert inside(packed(tmp_path / "a.tar", mode)) == digests()


def test_members_of_the_commit_are_known_by_git_s_name_of_them(tmp_path: Path) -> None:
    committed = frozenset({hashlib.sha1(b"blob 1\0a", usedforsecurity=False).hexdigest()})
    for path in (zipped(tmp_path / "a.zip"), packed(tmp_path / "a.tgz", "w:gz")):
        found = look_into(bytes(tmp_path), [artifact(path)], committed).members
        assert {member.name: member.commit for member in found} == {
            "a.txt": "elsewhere", "d/b.txt": "",
        }  # fmt: skip


def test_zip_archives(tmp_path: Path) -> None:
    assert inside(zipped(tmp_path / "a.whl")) == digests()


def test_a_link_is_known_by_its_target_and_a_hard_link_by_its_content(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.tar", "w")
    with tarfile.open(path, "a") as archive:
        for name, kind in (("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "a.txt"
            archive.addfile(info)
    found = inside(path)
    assert found["soft"] == hashlib.sha256(b"a.txt").hexdigest()
    assert found["hard"] == hashlib.sha256(b"a").hexdigest()


def test_layers_of_an_image_are_looked_into(tmp_path: Path) -> None:
    layer = packed(tmp_path / "layer", "w:gz").read_bytes()
    name = f"blobs/sha256/{hashlib.sha256(layer).hexdigest()}"
    image = {"index.json": b"{}", name: layer, f"blobs/sha256/{'0' * 64}": b"{}"}
    found = inside(packed(tmp_path / "image.tar", "w", image))
    assert set(found) == {*image, f"{name}!a.txt", f"{name}!d/b.txt"}


ODD_LAYERS = {
    "compressed in a way that is not read": b"\x28\xb5\x2f\xfd layer",
    "a layer that is cut": gzip.compress(bytes(range(256)) * 40)[:-9],
    "a text that is none of an image": b'"text"',
}


@pytest.mark.parametrize("blob", ODD_LAYERS.values(), ids=list(ODD_LAYERS))
def test_a_layer_that_cannot_be_looked_into_is_not_taken_for_a_text(
    tmp_path: Path, blob: bytes
) -> None:
    name = f"blobs/sha256/{hashlib.sha256(blob).hexdigest()}"
    found = inside(packed(tmp_path / "image.tar", "w", {"index.json": b"{}", name: blob}))
    assert set(found) == {"index.json", name, f"{name}!"}


def test_archives_in_archives_are_looked_into(tmp_path: Path) -> None:
    jar = zipped(tmp_path / "x.jar").read_bytes()
    war = packed(tmp_path / "war", "w:gz", {"lib/x.jar": jar, "y.txt": b"y"}).read_bytes()
    found = inside(packed(tmp_path / "app.tgz", "w:gz", {"app.war": war}))
    assert set(found) == {
        "app.war", "app.war!lib/x.jar", "app.war!lib/x.jar!a.txt", "app.war!lib/x.jar!d/b.txt",
        "app.war!y.txt",
    }  # fmt: skip


def test_archives_without_end_are_named(tmp_path: Path) -> None:
    content = b"content"
    for _ in range(8):
        content = packed(tmp_path / "part", "w", {"a": content}).read_bytes()
    assert max(inside(packed(tmp_path / "a.tar", "w", {"a": content}))) == "a!a!a!a!a!"


def test_an_archive_behind_what_runs_it(tmp_path: Path) -> None:
    """The honest twin only has the bytes by which the end of such an archive is known."""
    archive = zipped(tmp_path / "a.zip").read_bytes()
    app, program = tmp_path / "app.pyz", tmp_path / "program"
    app.write_bytes(b"#!/usr/bin/env python3\n" + archive)
    program.write_bytes(b"\x7fELF" + bytes(600) + b"PK\x05\x06" + bytes(range(60)))
    assert inside(app) == digests()
    assert inside(program) == {}
    nested = inside(packed(tmp_path / "a.tgz", "w:gz", {"app.pyz": app.read_bytes()}))
    assert set(nested) == {"app.pyz", "app.pyz!a.txt", "app.pyz!d/b.txt"}


def test_an_archive_of_long_ago(tmp_path: Path) -> None:
    """It has no mark, only a sum."""
    path = packed(tmp_path / "a.tar", "w")
    data = bytearray(path.read_bytes())
    for start in (0, 1024):
        block = data[start : start + 512]
        block[257:265], block[148:156] = bytes(8), b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
        data[start : start + 512] = block
    path.write_bytes(bytes(data))
    assert b"ustar" not in data
    assert inside(path) == digests()


def test_a_name_cannot_pretend_to_be_in_another_archive(tmp_path: Path) -> None:
    jar = zipped(tmp_path / "x.jar").read_bytes()
    found = inside(packed(tmp_path / "a.tar", "w", {"x.jar": jar, "x.jar!evil.pth": b"e"}))
    assert set(found) == {"x.jar", "x.jar!a.txt", "x.jar!d/b.txt", "raw:x.jar%21evil.pth"}


def test_two_members_of_one_name_are_two(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.tar", "w", {"a": b"1"})
    with tarfile.open(path, "a") as archive:
        info = tarfile.TarInfo("a")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"2"))
    found = look_into(bytes(tmp_path), [artifact(path)])
    assert [member.name for member in found.members] == ["a", "a"]


def test_names_that_lead_out_or_hide_are_written_so_that_everybody_sees_it(tmp_path: Path) -> None:
    found = inside(packed(tmp_path / "a.tar", "w", {"../../etc/passwd": b"x", "a\nb": b"y"}))
    assert set(found) == {"raw:../../etc/passwd", "raw:a%0Ab"}


def test_what_is_no_archive_has_no_members(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"plain")
    (tmp_path / "packed").write_bytes(gzip.compress(b"plain"))
    assert inside(tmp_path / "plain") == inside(tmp_path / "packed") == {}


def _cut(path: Path) -> None:
    packed(path, "w:gz")
    path.write_bytes(path.read_bytes()[:-20])


def _long_header(path: Path) -> None:
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = b"x", 3 << 30
    with gzip.open(path, "wb", 1) as archive:
        archive.write(info.tobuf())
        for _ in range(64):
            archive.write(bytes(1 << 20))


def _wrong_sum(path: Path) -> None:
    zipped(path)
    data = bytearray(path.read_bytes())
    data[data.index(b"b" * 100)] ^= 1
    path.write_bytes(bytes(data))


def _hidden(path: Path) -> None:
    """A header that is wrong: some readers stop there, and some go on behind it."""
    packed(path, "w", {"a": b"a", "b": b"b", "c": b"c"})
    data = bytearray(path.read_bytes())
    data[1024 + 148 : 1024 + 154] = b"000001"
    path.write_bytes(bytes(data))


def _hidden_first(path: Path) -> None:
    packed(path, "w")
    data = bytearray(path.read_bytes())
    data[148:154] = b"000001"
    path.write_bytes(gzip.compress(bytes(data)))


def _appended(path: Path) -> None:
    one = packed(path, "w").read_bytes()
    path.write_bytes(one + packed(path, "w", {"evil": b"e"}).read_bytes())


BROKEN: dict[str, Callable[[Path], None]] = {
    "it is cut": _cut,
    "a header in the middle is wrong": _hidden,
    "the first header is wrong": _hidden_first,
    "another one is appended": _appended,
    "a header that claims gigabytes": _long_header,
    "a sum that is wrong": _wrong_sum,
}


@pytest.mark.parametrize("make", BROKEN.values(), ids=list(BROKEN))
def test_what_cannot_be_read_is_a_gap(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "a.tgz")
    found = look_into(bytes(tmp_path), [artifact(tmp_path / "a.tgz")])
    assert found.members == ()
    assert [gap.kind for gap in found.gaps] == ["archive-unreadable"]


def _many(path: Path) -> None:
    packed(path, "w", {f"f{number}": b"" for number in range(20)})


def _large(path: Path) -> None:
    packed(path, "w:gz", {"zeros": bytes(1 << 20)})


BOMBS: dict[str, Callable[[Path], None]] = {
    "more members than are looked at": _many,
    "more bytes than are looked at": _large,
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=list(BOMBS))
def test_a_bomb_does_not_go_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 10)
    monkeypatch.setattr(archives, "MAX_BYTES", 1 << 19)
    make(tmp_path / "a.tgz")
    started = time.monotonic()
    found = look_into(bytes(tmp_path), [artifact(tmp_path / "a.tgz")])
    assert time.monotonic() - started < 5
    assert found.members == ()
    assert [gap.kind for gap in found.gaps] == ["archive-limit"]


def test_a_product_that_is_another_one_by_now_has_no_members(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.whl")
    before = artifact(path)
    packed(path, "w")
    assert [gap.kind for gap in look_into(bytes(tmp_path), [before]).gaps] == ["archive-unreadable"]
