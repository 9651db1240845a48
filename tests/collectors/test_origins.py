"""Where files come from: the commit, Debian's database, a wheel's record, a declared toolchain."""

import base64
import hashlib
import os
import py_compile
from pathlib import Path

import pytest
from msgspec import Struct

from pbom.collectors.contents import Contents
from pbom.collectors.git_blobs import committed_blobs
from pbom.collectors.origins import Ground, with_origins
from pbom.collectors.owners import Owners
from pbom.collectors.toolchains import toolchain_files
from pbom.model.artifact import Artifact
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Material
from pbom.model.toolchain import Toolchain
from pbom.model.trace import FileChange, Trace, TracedFile, TracedProcess
from tests.workbench import Workbench


class Place(Struct):
    """A checkout, and what its files are known by."""

    bench: Workbench

    @property
    def root(self) -> bytes:
        return os.fsencode(self.bench.project.resolve())

    @property
    def commit(self) -> str:
        return self.bench.must("git", "rev-parse", "HEAD").out.strip()

    def of(
        self, path: Path, *, materials: tuple[Material, ...] = (), unknown: str = "",
        toolchains: tuple[Toolchain, ...] = (), changes: tuple[FileChange, ...] = (),
    ) -> TracedFile:  # fmt: skip
        """A file that was read, with its origins."""
        eyes = Contents(self.root, "sha1")
        looked = eyes.look(os.fsencode(path))
        inside = path.is_relative_to(self.bench.project)
        name = str(path.relative_to(self.bench.project)) if inside else str(path)
        found = [Digest("sha256", looked.sha256)]
        if looked.blob:
            found.append(Digest("gitBlob", looked.blob))
        file = TracedFile(name=name, digests=DigestSet.of(found))
        if unknown:
            file = TracedFile(name=name, unknown=unknown)  # type: ignore[arg-type]
        process = TracedProcess(parent=-1, pid=1, reads=(0,))
        trace = Trace(
            monitor="m", scope="all", processes=(process,), files=(file,), changes=changes
        )
        ground = Ground(
            root=self.root,
            blobs=committed_blobs(self.bench.project, self.commit),
            materials=materials,
            toolchains=toolchains,
        )
        (only,) = with_origins(trace, ground, eyes).files
        return only


@pytest.fixture
def place(tmp_path: Path) -> Place:
    bench = Workbench(tmp_path)
    bench.write({"a.py": "a = 1\n", "sub/b.py": "b = 2\n"})
    bench.commit("first")
    return Place(bench)


def test_the_commit_s_own_content(place: Place) -> None:
    assert place.of(place.bench.project / "sub/b.py").commit == "same"


def test_other_content_than_the_commit_s(place: Place) -> None:
    place.bench.write({"a.py": "changed\n"})
    assert place.of(place.bench.project / "a.py").commit == "other"


def test_content_that_the_commit_has_elsewhere(place: Place, tmp_path: Path) -> None:
    copy = tmp_path / "copy.py"
    copy.write_text("a = 1\n", "utf-8")
    place.bench.write({"build/c.py": "b = 2\n"})
    assert place.of(place.bench.project / "build/c.py").commit == "elsewhere"
    assert place.of(copy).commit == "elsewhere"


def test_content_that_nobody_has(place: Place, tmp_path: Path) -> None:
    place.bench.write({"new.py": "c = 3\n"})
    (tmp_path / "new.py").write_text("d = 4\n", "utf-8")
    assert place.of(place.bench.project / "new.py").commit == "absent"
    assert place.of(tmp_path / "new.py").commit == ""


REPLACED = {
    "written": FileChange(process=0, verb="write", name="sub/b.py"),
    "deleted": FileChange(process=0, verb="delete", name="sub/b.py"),
    "put in its place": FileChange(process=0, verb="rename", name="t", other="sub/b.py"),
    "its directory moved": FileChange(process=0, verb="rename", name="sub", other="t"),
}


@pytest.mark.parametrize("change", REPLACED.values(), ids=list(REPLACED))
def test_a_clean_file_that_was_replaced_before_anybody_could_look(
    place: Place, change: FileChange
) -> None:
    """It was the commit's; of one that was not clean when the step began, nobody knows."""
    b = place.bench.project / "sub/b.py"
    for unknown in ("gone", "changed"):
        assert place.of(b, unknown=unknown, changes=(change,)).commit == "same"
    artifact = Artifact(name="sub/b.py", digests=DigestSet.sha256("0" * 64))
    dirty = (Material(artifact=artifact, state="modified"),)
    found = place.of(b, unknown="changed", materials=dirty, changes=(change,))
    assert found.commit == "other"
    assert place.of(b, unknown="unreadable", changes=(change,)).commit == "other"


def test_a_clean_file_that_somebody_else_changed_is_not_known(place: Place) -> None:
    """Who is not part of the step may have changed it before it was read, too."""
    b = place.bench.project / "sub/b.py"
    elsewhere = FileChange(process=0, verb="write", name="sub/b.py.old")
    for changes in ((), (elsewhere,)):
        assert place.of(b, unknown="changed", changes=changes).commit == "other"


def test_a_submodule_s_files_are_those_of_its_commit(place: Place, tmp_path: Path) -> None:
    inner = Workbench(tmp_path / "inner")
    inner.write({"lib.py": "lib = 1\n"})
    inner.commit("lib")
    place.bench.must(
        "git", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
        str(inner.project), "vendor",
    )  # fmt: skip
    place.bench.commit("vendor lib")
    assert place.of(place.bench.project / "vendor/lib.py").commit == "same"


def site(root: Path, *, honest: bool = True) -> Path:
    """An installed wheel, with its record."""
    packages = root / "venv/lib/python3.11/site-packages"
    info = packages / "dep-1.0.dist-info"
    info.mkdir(parents=True)
    content = b"dep = 1\n"
    (packages / "dep.py").write_bytes(content)
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    (info / "RECORD").write_text(f"dep.py,sha256={digest},8\n", "utf-8")
    if not honest:
        (packages / "dep.py").write_text("evil = 1\n", "utf-8")
    return packages


def test_a_file_of_a_wheel_is_known_by_its_record(place: Place, tmp_path: Path) -> None:
    file = place.of(site(tmp_path) / "dep.py")
    assert (file.package, file.basis) == ("pkg:pypi/dep@1.0", "RECORD")


def test_a_file_of_a_wheel_with_other_content_is_not(place: Place, tmp_path: Path) -> None:
    file = place.of(site(tmp_path, honest=False) / "dep.py")
    assert (file.package, file.basis) == ("", "differs from pkg:pypi/dep@1.0")


def test_what_python_compiled_is_known_by_its_source(place: Place, tmp_path: Path) -> None:
    packages = site(tmp_path)
    compiled = Path(str(py_compile.compile(str(packages / "dep.py"))))
    assert place.of(compiled).basis == "compiled from RECORD"
    (packages / "dep.py").write_text("evil = 22\n", "utf-8")
    assert place.of(compiled).basis == ""


def debian(root: Path, name: str, content: bytes) -> Path:
    """Debian's database, with one package that has one file."""
    dpkg = root / "dpkg"
    (dpkg / "info").mkdir(parents=True)
    (dpkg / "status").write_text(
        "Package: other\nVersion: 1\nArchitecture: all\n\n"
        "Package: tool\nStatus: install ok installed\nVersion: 1:2.0-3\nArchitecture: amd64\n"
        "Conffiles:\n /etc/tool.conf 0cc175b9c0f1b6a831c399e269772661\n\n",
        "utf-8",
    )
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    (dpkg / "info/tool:amd64.md5sums").write_text(f"{md5}  {name}\n", "utf-8")
    return dpkg


def test_debian_s_database_names_package_version_and_digest(tmp_path: Path) -> None:
    dpkg = debian(tmp_path, "usr/bin/tool", b"tool")
    (tool, config) = sorted(
        Owners(dpkg).of(["/usr/bin/tool", "/etc/tool.conf", "/usr/bin/unknown"]),
        key=lambda item: item.basis, reverse=True,
    )  # fmt: skip
    assert tool.package == "pkg:deb/debian/tool@1%3A2.0-3?arch=amd64"
    assert (tool.path, tool.basis) == ("/usr/bin/tool", "dpkg md5sums")
    assert str(tool.digests) == f"md5:{hashlib.md5(b'tool', usedforsecurity=False).hexdigest()}"
    assert (config.path, config.basis) == ("/etc/tool.conf", "dpkg conffiles")


def test_without_a_database_nobody_owns_anything(tmp_path: Path) -> None:
    assert list(Owners(tmp_path).of(["/usr/bin/tool"])) == []


def test_a_declared_toolchain_is_known_by_name_and_content(place: Place, tmp_path: Path) -> None:
    tool = tmp_path / "opt/tool"
    tool.parent.mkdir()
    tool.write_text("tool", "utf-8")
    files = toolchain_files([tool.parent])
    assert list(files) == [str(tool)]
    declared = Toolchain(
        name="my tool", digest=Digest("sha256", "1" * 64), files=frozenset(files.items())
    )
    known = place.of(tool, toolchains=(declared,))
    assert (known.package, known.basis) == ("pkg:generic/my%20tool", f"sha256:{'1' * 64}")
    tool.write_text("evil", "utf-8")
    assert place.of(tool, toolchains=(declared,)).package == ""
