"""The tools that write lock files, asked what is in them: no package and no hash is lost."""

import base64
import hashlib
import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.workbench import Workbench, require

Table = dict[str, Any]
Known = dict[tuple[str, str], set[str]]
"""Name and version of each package, with the digests of its files."""


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    bench = Workbench(tmp_path)
    bench.must("git", "init", "-q")
    return bench


def ours(bench: Workbench, format_: str) -> list[Table]:
    """The packages of the one file of a format, as ``pbom deps`` tells them."""
    told = json.loads(bench.must("pbom", "deps", "--format=json").out)
    (file,) = [item for item in told["files"] if item["format"] == format_]
    assert file["problems"] == []
    listed: list[Table] = file["dependencies"]
    return listed


def known(listed: list[Table]) -> Known:
    """The same as a table, with what are digests of files."""
    found: Known = {}
    for item in listed:
        values = {one["value"] for one in item.get("integrity", []) if "covers" not in one}
        found.setdefault((item["name"], item["version"]), set()).update(values)
    return found


def sha(text: str, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, text.encode()).hexdigest()


def sri(text: str) -> str:
    digest = base64.b64encode(hashlib.sha512(text.encode()).digest()).decode()
    return f"sha512-{digest}"


def test_npm(bench: Workbench) -> None:
    require("npm")

    def at(name: str, version: str, **more: object) -> Table:
        url = f"https://registry.npmjs.org/{name}/-/{name.rpartition('/')[2]}-{version}.tgz"
        return {"version": version, "resolved": url, "integrity": sri(name + version), **more}

    wanted = {"left": "^1.0.0", "@s/right": "^2.0.0"}
    root = {"name": "app", "version": "1.0.0", "dependencies": wanted}
    root |= {"devDependencies": {"tool": "*"}, "optionalDependencies": {"maybe": "*"}}
    packages = {
        "": root,
        "node_modules/left": at("left", "1.0.0", dependencies={"deep": "^1.0.0"}),
        "node_modules/left/node_modules/deep": at("deep", "1.5.0"),
        "node_modules/deep": at("deep", "2.0.0"),
        "node_modules/@s/right": at("@s/right", "2.0.0", dependencies={"deep": "^2.0.0"}),
        "node_modules/tool": at("tool", "0.1.0", dev=True, hasInstallScript=True),
        "node_modules/maybe": at("maybe", "3.0.0-rc.1+x", optional=True),
    }
    lock = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    bench.write({"package.json": json.dumps(root), "package-lock.json": json.dumps(lock)})
    line = ("npm", "sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--offline")
    theirs: Known = {}
    for item in json.loads(bench.must(*line).out)["components"]:
        hashes = {one["content"] for one in item.get("hashes", [])}
        for reference in item.get("externalReferences", []):
            hashes |= {one["content"] for one in reference.get("hashes", [])}
        group = f"{item['group']}/" if item.get("group") else ""
        theirs.setdefault((group + item["name"], item["version"]), set()).update(hashes)
    assert known(ours(bench, "package-lock")) == theirs
    assert len(theirs) == len(packages) - 1


def test_uv(bench: Workbench) -> None:
    def package(name: str, version: str, *requires: str) -> str:
        source = 'source = { registry = "https://pypi.org/simple" }'
        url = f"https://files.pythonhosted.org/packages/{name}-{version}"
        wanted = ", ".join(f'{{ name = "{one}" }}' for one in requires)
        files = [(f"{url}.tar.gz", "s"), (f"{url}-py3-none-any.whl", "w")]
        sdist, wheel = (
            f'{{ url = "{place}", hash = "sha256:{sha(name + version + kind)}", size = 1 }}'
            for place, kind in files
        )
        return (
            f'[[package]]\nname = "{name}"\nversion = "{version}"\n{source}\n'
            f"dependencies = [{wanted}]\nsdist = {sdist}\nwheels = [{wheel}]\n"
        )

    project = (
        '[project]\nname = "app"\nversion = "1.0"\nrequires-python = ">=3.9"\n'
        'dependencies = ["left", "right"]\n[dependency-groups]\ndev = ["tool"]\n'
    )
    own = (
        '[[package]]\nname = "app"\nversion = "1.0"\nsource = { virtual = "." }\n'
        'dependencies = [{ name = "left" }, { name = "right" }]\n'
        '[package.dev-dependencies]\ndev = [{ name = "tool" }]\n'
        '[package.metadata]\nrequires-dist = [{ name = "left" }, { name = "right" }]\n'
        '[package.metadata.requires-dev]\ndev = [{ name = "tool" }]\n'
    )
    listed = [
        package("deep", "2.0"), package("left", "1.0", "deep"), package("right", "1.1"),
        package("tool", "0.1"),
    ]  # fmt: skip
    head = 'version = 1\nrevision = 3\nrequires-python = ">=3.9"\n'
    bench.write({"pyproject.toml": project, "uv.lock": "\n".join([head, own, *listed])})
    line = ("uv", "export", "--frozen", "--offline", "--all-groups", "--format", "pylock.toml")
    exported = bench.must(*line, "--quiet", "--no-python-downloads").out
    theirs: Known = {}
    for item in tomllib.loads(exported)["packages"]:
        files = [*item["wheels"], item["sdist"]]
        theirs[item["name"], item["version"]] = {file["hashes"]["sha256"] for file in files}
    found = known(ours(bench, "uv-lock"))
    assert found.pop(("app", "1.0")) == set()  # the project itself, which they leave out
    assert found == theirs
    assert len(theirs) == len(listed)
    bench.write({"pylock.toml": exported})
    assert known(ours(bench, "pylock")) == theirs


def test_go(bench: Workbench) -> None:
    require("go")
    bench.environment |= {"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod"}
    text = """module example.com/app
go 1.21
require example.com/one v1.2.3
require (
    example.com/two/v2 v2.0.0 // indirect
    example.com/Three v0.0.0-20260102030405-abcdefabcdef
    "example.com/four" v4.0.0+incompatible
)
replace example.com/one => example.com/fork v1.2.4
exclude example.com/two/v2 v2.0.1
"""
    bench.write({"go.mod": text})
    edited = json.loads(bench.must("go", "mod", "edit", "-json").out)
    replaced = {item["Old"]["Path"]: item["New"] for item in edited["Replace"]}
    theirs = set()
    for item in edited["Require"]:
        new = replaced.get(item["Path"], item)
        theirs.add((new["Path"], new["Version"]))
    assert set(known(ours(bench, "go-mod"))) - {("stdlib", "1.21")} == theirs
    assert len(theirs) == 4


def test_cargo(bench: Workbench) -> None:
    """With crates in a vendored directory, for there is no network."""
    require("cargo")
    bench.environment |= {
        "CARGO_HOME": str(bench.home / "cargo"),
        "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(Path.home() / ".rustup")),
    }
    crates = {("left", "1.0.0"): "deep", ("deep", "2.0.0"): "", ("deep", "1.5.0"): ""}
    index = "registry+https://github.com/rust-lang/crates.io-index"
    lock = ['version = 3\n[[package]]\nname = "app"\nversion = "0.1.0"']
    lock.append('dependencies = ["deep 1.5.0", "left"]')
    files = {
        "src/lib.rs": "",
        "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n'
        '[dependencies]\nleft = "1"\ndeep = "1"\n',
        ".cargo/config.toml": '[source.crates-io]\nreplace-with = "near"\n'
        '[source.near]\ndirectory = "vendor"\n',
    }
    for (name, version), needs in sorted(crates.items()):
        wanted = f'[dependencies]\n{needs} = "2"\n' if needs else ""
        folder, digest = f"vendor/{name}-{version}", sha(name + version)
        files[f"{folder}/Cargo.toml"] = (
            f'[package]\nname = "{name}"\nversion = "{version}"\n{wanted}'
        )
        files[f"{folder}/src/lib.rs"] = ""
        files[f"{folder}/.cargo-checksum.json"] = json.dumps({"files": {}, "package": digest})
        lock.append(f'[[package]]\nname = "{name}"\nversion = "{version}"')
        lock.append(f'source = "{index}"\nchecksum = "{digest}"')
        lock.append(f'dependencies = ["{needs} 2.0.0"]' if needs else "")
    files["Cargo.lock"] = "\n".join(lock)
    bench.write(files)
    line = ("cargo", "metadata", "--offline", "--locked", "--format-version=1", "--quiet")
    read = json.loads(bench.must(*line).out)
    theirs = {(item["name"], item["version"]) for item in read["packages"]}
    listed = ours(bench, "cargo-lock")
    found = known(listed)
    assert set(found) == theirs == {*crates, ("app", "0.1.0")}
    assert all(found[name, version] == {sha(name + version)} for name, version in crates)
    names = {item["id"]: (item["name"], item["version"]) for item in read["packages"]}
    edges = {names[node["id"]]: {names[one] for one in node["dependencies"]}
             for node in read["resolve"]["nodes"]}  # fmt: skip
    urls = {item["purl"]: (item["name"], item["version"]) for item in listed}
    told = {
        (item["name"], item["version"]): {urls[one] for one in item.get("requires", [])}
        for item in listed
    }
    assert told == edges


def test_pip(bench: Workbench) -> None:
    """What is installed, by pip's own report of the environment that this test runs in."""
    bench.must("python", "-m", "venv", "--without-pip", str(bench.project / ".venv"))
    (real,) = (bench.project / ".venv/lib").glob("python3*/site-packages")
    for name, version in {"left": "1.0", "Up_per.name": "2.0.post1"}.items():
        info = real / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (info / "RECORD").write_text("")
    line = ("python", "-m", "pip", "--python", str(bench.project / ".venv"), "inspect", "--local")
    report = json.loads(bench.must(*line).out)["installed"]
    theirs = {(item["metadata"]["name"], item["metadata"]["version"]) for item in report}
    assert len(theirs) == 2
    bench.write({"requirements.txt": "other==1\n"})
    told = json.loads(bench.must("pbom", "deps", "--installed", "--format=json").out)
    purls = {f"pkg:pypi/{normal(name)}@{version}" for name, version in theirs}
    assert set(told["installedNotLocked"]) == purls


def normal(name: str) -> str:
    """A name as the Python index compares names."""
    return name.lower().replace("_", "-").replace(".", "-")
