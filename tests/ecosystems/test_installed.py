"""Installed packages: real environments, and small ones that lie."""

import base64
import hashlib
import os
import shutil
import subprocess
import sysconfig
from importlib.metadata import distributions
from pathlib import Path

import pytest

from pbom import plugins
from pbom.collectors.machine import Machine, installed_files, look_at_installed
from pbom.ecosystems.installed_apk import InstalledApk
from pbom.ecosystems.installed_dpkg import InstalledDpkg
from pbom.ecosystems.installed_node import InstalledNode
from pbom.ecosystems.installed_python import InstalledPython
from pbom.model.installed import Installed
from pbom.model.purl import python_name

MACHINE = Machine()
SHA1 = base64.b64encode(hashlib.sha1(b"x", usedforsecurity=False).digest()).decode()


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def names(found: Installed) -> list[str]:
    return [item.purl for item in found.dependencies]


def test_this_very_environment() -> None:
    """Against the interpreter's own list, and every RECORD against the files that are there."""
    place = sysconfig.get_path("purelib")
    found = InstalledPython().read(MACHINE, place)
    known = {python_name(item.metadata["Name"]) for item in distributions(path=[place])}
    assert {item.name for item in found.dependencies} == known
    files = [item for item in InstalledPython().installed_files(MACHINE, place) if item.digests]
    assert len(files) > 1000
    for item in files[::97]:
        assert item.digests
        (digest,) = item.digests
        content = Path(item.path).read_bytes()
        assert hashlib.new(digest.algorithm, content).hexdigest() == digest.value, item.path


def test_environments_are_found(tmp_path: Path) -> None:
    package = "lib/python3.12/site-packages/a-1.0.dist-info/METADATA"
    write(tmp_path, {f".venv/{package}": "Name: A\nVersion: 1.0\n\nName: b\n", "src/x.py": ""})
    (tmp_path / ".venv" / "lib64").symlink_to("lib")
    (place,) = InstalledPython().places(MACHINE, str(tmp_path))
    assert place == f"{tmp_path}/.venv/lib/python3.12/site-packages"
    assert names(InstalledPython().read(MACHINE, place)) == ["pkg:pypi/a@1.0"]


def test_a_record_owns_nothing_outside_of_its_environment(tmp_path: Path) -> None:
    site = "lib/python3.12/site-packages"
    good = base64.urlsafe_b64encode(hashlib.sha256(b"x").digest()).decode().rstrip("=")
    rows = [
        f"a.py,sha256={good},1",
        "../../../bin/a,sha256=short,1",
        "../../../../../../etc/passwd,,",
        "/etc/shadow,,",
        '"with, comma.py",md5=abc,1',
        "nonsense",
    ]
    write(
        tmp_path,
        {
            f"{site}/a-1.dist-info/METADATA": "Name: a\nVersion: 1\n",
            f"{site}/a-1.dist-info/RECORD": "\n".join(rows),
        },
    )
    found = list(InstalledPython().installed_files(MACHINE, f"{tmp_path}/{site}"))
    assert [Path(item.path).relative_to(tmp_path).as_posix() for item in found] == [
        f"{site}/a.py",
        "bin/a",
        f"{site}/with, comma.py",
    ]
    assert [bool(item.digests) for item in found] == [True, False, False]
    assert str(found[0].digests) == f"sha256:{hashlib.sha256(b'x').hexdigest()}"


def test_a_broken_package_does_not_hide_the_others(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a-1.dist-info/METADATA": "nothing",
            "b-1.dist-info/METADATA": "Name: b\nVersion: 1\n",
            "b-1.dist-info/direct_url.json": '{"url": "https://u:p@x.example/b", "vcs_info": '
            f'{{"vcs": "git", "commit_id": "{"c" * 40}"}}}}',
            "c-1.dist-info/METADATA": "Name: c\nVersion: 1\n",
            "c-1.dist-info/direct_url.json": "[",
        },
    )
    found = InstalledPython().read(MACHINE, str(tmp_path))
    assert names(found) == ["pkg:pypi/b@1"]
    assert found.dependencies[0].origin == ("git", "https://x.example/b", "c" * 40)
    assert [problem.place for problem in found.problems] == ["a-1.dist-info", "c-1.dist-info"]


def test_node_modules(tmp_path: Path) -> None:
    sri = f"sha512-{'A' * 86}=="
    write(
        tmp_path,
        {
            "node_modules/a/package.json": '{"name": "a", "version": "1.0.0"}',
            "node_modules/a/node_modules/b/package.json": '{"name": "b", "version": "2.0.0"}',
            "node_modules/@s/c/package.json": '{"version": "3.0.0", "scripts": {"install": "x"}}',
            "node_modules/bad/package.json": "{",
            "node_modules/.bin/tool": "",
            "node_modules/.pnpm/d@1.0.0/node_modules/d/package.json": '{"name":"d","version":"1"}',
            "node_modules/.package-lock.json": '{"packages": {"node_modules/a": '
            f'{{"version": "1.0.0", "integrity": "{sri}"}}}}}}',
            "apps/web/node_modules/e/package.json": '{"name": "e", "version": "1"}',
        },
    )
    (tmp_path / "node_modules" / "linked").symlink_to("../apps")
    places = list(InstalledNode().places(MACHINE, str(tmp_path)))
    assert places == [f"{tmp_path}/node_modules", f"{tmp_path}/apps/web/node_modules"]
    found = InstalledNode().read(MACHINE, places[0])
    assert {(item.place, item.purl, item.scripts) for item in found.dependencies} == {
        ("a", "pkg:npm/a@1.0.0", "no"),
        ("a/node_modules/b", "pkg:npm/b@2.0.0", "no"),
        ("@s/c", "pkg:npm/%40s/c@3.0.0", "yes"),
        (".pnpm/d@1.0.0/node_modules/d", "pkg:npm/d@1", "no"),
    }
    assert [problem.place for problem in found.problems] == ["bad"]
    assert [len(item.integrity) for item in found.dependencies if item.name == "a"] == [1]
    owned = {item.path for item in InstalledNode().installed_files(MACHINE, places[0])}
    assert f"{tmp_path}/node_modules/a/" in owned


STATUS = """Package: curl
Status: install ok installed
Architecture: amd64
Version: 7.88.1-10
Description: tool
 with more lines
 Package: not-this

Package: gone
Status: deinstall ok config-files
Version: 1

Package: ../evil
Status: install ok installed
Version: 1
"""


def test_dpkg(tmp_path: Path) -> None:
    sums = f"{hashlib.md5(b'x', usedforsecurity=False).hexdigest()}  bin/curl\nnonsense\n"
    write(
        tmp_path,
        {
            "etc/os-release": 'NAME="x"\nID="ubuntu"\n',
            "usr/bin/curl": "x",
            "var/lib/dpkg/status": STATUS,
            "var/lib/dpkg/info/curl.list": "/.\n/bin\n/bin/curl\n/etc/curlrc\n",
            "var/lib/dpkg/info/curl.md5sums": sums,
        },
    )
    (tmp_path / "bin").symlink_to("usr/bin")
    (place,) = InstalledDpkg().places(MACHINE, str(tmp_path))
    found = InstalledDpkg().read(MACHINE, place)
    assert names(found) == ["pkg:deb/ubuntu/curl@7.88.1-10?arch=amd64"]
    files = {item.path: item.digests for item in InstalledDpkg().installed_files(MACHINE, place)}
    assert files[f"{tmp_path}/etc/curlrc"] is None
    curl = files[f"{tmp_path}/usr/bin/curl"]
    assert curl
    assert not curl.strong


def test_the_real_dpkg() -> None:
    if shutil.which("dpkg-query") is None:
        pytest.skip("dpkg is not installed")
    told = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${Version}\n"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    known = {tuple(line.split()[1:]) for line in told if line.startswith("installed ")}
    (place,) = InstalledDpkg().places(MACHINE, "/")
    found = InstalledDpkg().read(MACHINE, place).dependencies
    assert {(item.name, item.version) for item in found} == known


def test_apk(tmp_path: Path) -> None:
    text = (
        f"C:Q1{SHA1}\nP:musl\nV:1.2.3-r0\nA:x86_64\nF:lib\nR:ld-musl.so\nZ:Q1{SHA1}\nR:x\nZ:Q1!\n"
    )
    write(
        tmp_path, {"lib/apk/db/installed": f"{text}\nP:busybox\nV:1.36\nA:x86_64\nF:\nR:init\n\n"}
    )
    (place,) = InstalledApk().places(MACHINE, str(tmp_path))
    assert names(InstalledApk().read(MACHINE, place)) == [
        "pkg:apk/alpine/musl@1.2.3-r0?arch=x86_64",
        "pkg:apk/alpine/busybox@1.36?arch=x86_64",
    ]
    found = list(InstalledApk().installed_files(MACHINE, place))
    assert [(item.path.removeprefix(f"{tmp_path}/"), bool(item.digests)) for item in found] == [
        ("lib/ld-musl.so", True),
        ("lib/x", False),
        ("init", False),
    ]


def test_nothing_is_there(tmp_path: Path) -> None:
    for reader in plugins.installed_readers():
        assert list(reader.places(MACHINE, str(tmp_path))) == []
        assert reader.read(MACHINE, str(tmp_path / "none")).dependencies == ()
    assert look_at_installed([str(tmp_path)], plugins.installed_readers()) == ()
    assert list(installed_files([str(tmp_path)], plugins.installed_readers())) == []


def test_a_fifo_and_a_link_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to("/etc/passwd")
    assert MACHINE.read(f"{tmp_path}/fifo") is None
    assert MACHINE.read(f"{tmp_path}/link") is None
    assert MACHINE.read("with\0zero") is None
    assert [entry.kind for entry in MACHINE.entries(str(tmp_path))] == ["other", "link"]
