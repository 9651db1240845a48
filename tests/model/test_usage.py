"""Packages that a step used."""

import pytest
from msgspec.structs import replace

from pbom.model.dependency import Dependency, LockFile
from pbom.model.installed import Installed
from pbom.model.inventory import Inventory, RecordedLock
from pbom.model.purl import package_url
from pbom.model.trace import Trace, TracedFile
from pbom.model.usage import Named, Usage, compare_usage, package_at, used_packages
from tests.simulator import REPORT
from tests.traces import found, packaged, source, trace_of

PLACES = {
    "node_modules/left-pad/index.js": Named("npm", "left-pad"),
    "app/node_modules/@types/node/index.d.ts": Named("npm", "@types/node"),
    "/x/node_modules/a/node_modules/b/c.js": Named("npm", "b"),
    "node_modules/.pnpm/@babel+core@7.1.0_x@1/node_modules/@babel/core/a.js": Named(
        "npm", "@babel/core", "7.1.0"
    ),
    "/h/.cargo/registry/src/index.crates.io-1949/serde_json-1.0.9/src/lib.rs": Named(
        "cargo", "serde_json", "1.0.9"
    ),
    "/h/.cargo/registry/src/x/wasi-0.11.0+wasi-snapshot-preview1/src/lib.rs": Named(
        "cargo", "wasi", "0.11.0+wasi-snapshot-preview1"
    ),
    "/h/go/pkg/mod/github.com/!burnt!sushi/toml@v1.2.0/decode.go": Named(
        "golang", "github.com/BurntSushi/toml", "v1.2.0"
    ),
    "/g/gems/rack-test-2.1.0/lib/rack.rb": Named("gem", "rack-test", "2.1.0"),
    "/h/.m2/repository/org/apache/commons/commons-io/2.1/commons-io-2.1.jar": Named(
        "maven", "org.apache.commons/commons-io", "2.1"
    ),
    "/h/caches/modules-2/files-2.1/com.x/y/1.0/0a1b/y-1.0.jar": Named("maven", "com.x/y", "1.0"),
    "/v/lib/python3.12/site-packages/Foo_Bar-1.0.dist-info/METADATA": Named(
        "pypi", "foo-bar", "1.0"
    ),
}
NO_PLACES = (
    "node_modules/.bin/tsc",
    "node_modules/.package-lock.json",
    "node_modules",
    "src/node_modules.js",
    "/h/go/pkg/mod/cache/download/x/@v/v1.zip",
    "/v/lib/python3.12/site-packages/foo/__init__.py",
    "gems.rb",
)


@pytest.mark.parametrize(("name", "package"), PLACES.items())
def test_the_package_that_a_place_belongs_to(name: str, package: Named) -> None:
    assert package_at(name) == package


@pytest.mark.parametrize("name", NO_PLACES)
def test_a_place_that_says_nothing(name: str) -> None:
    assert package_at(name) is None


def dependency(ecosystem: str, name: str, version: str) -> Dependency:
    purl = package_url(ecosystem, name, version)
    return Dependency(ecosystem=ecosystem, name=name, version=version, purl=purl, place="x")


LOCKED = Inventory(
    locks=(
        RecordedLock(
            digests=None,
            file=LockFile(
                name="lock",
                format="x",
                dependencies=(
                    dependency("npm", "left-pad", "1.0.0"),
                    dependency("npm", "unread", "1.0.0"),
                    dependency("pypi", "idna", "3.7"),
                    dependency("cargo", "untouched", "1.0.0"),
                ),
            ),
        ),
    )
)
INSTALLED = Installed(
    root="/w",
    format="x",
    dependencies=(dependency("npm", "left-pad", "1.0.0"), dependency("npm", "extra", "2")),
)


def usage(*files: TracedFile) -> Usage:
    return compare_usage(trace_of(REPORT, *files), LOCKED, [INSTALLED])


def names(*items: object) -> list[str]:
    return [str(item) for item in items]


def test_what_is_used_as_it_was_locked() -> None:
    idna = packaged("/v/site-packages/idna/core.py", "pkg:pypi/idna@3.7")
    told = usage(found("node_modules/left-pad/index.js"), found("node_modules/left-pad/a"), idna)
    assert [(str(item.package), item.files, item.basis) for item in told.used] == [
        ("npm left-pad", 2, "place"),
        ("pypi idna 3.7", 1, "content"),
    ]
    assert (told.strangers, told.unlocked, told.ownerless) == ((), (), ())
    assert names(*(item.name for item in told.unread)) == ["unread"]  # nobody used cargo
    assert told.machine == 1  # the compiler, the linker and the shell are of one package


def test_what_is_used_and_in_neither_set() -> None:
    other = packaged("/usr/lib/python3/dist-packages/idna/core.py", "pkg:pypi/idna@2.0")
    told = usage(found("/elsewhere/node_modules/evil/index.js"), other)
    assert names(*(item.package for item in told.strangers)) == ["npm evil", "pypi idna 2.0"]
    assert told.strangers[0].example == "/elsewhere/node_modules/evil/index.js"


def test_what_is_used_and_installed_but_not_locked() -> None:
    told = usage(found("node_modules/extra/index.js"))
    assert names(*(item.package for item in told.unlocked)) == ["npm extra"]
    assert told.strangers == ()


def test_files_in_the_midst_of_packages_that_belong_to_none() -> None:
    place = "/v/lib/python3.12/site-packages"
    planted, ours = found(f"{place}/evil.pth"), source("src/site-packages/own.py")
    compiled = replace(found(f"{place}/a/__pycache__/b.cpython-312.pyc"), basis="compiled from x")
    changed = replace(found(f"{place}/idna/core.py"), basis="differs from pkg:pypi/idna@3.7")
    told = usage(planted, ours, compiled, changed)
    assert told.ownerless == (f"{place}/evil.pth", f"{place}/idna/core.py")


def test_a_step_that_read_nothing_used_nothing() -> None:
    assert used_packages(Trace(monitor="x", scope="all", processes=())) == ()
