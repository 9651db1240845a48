"""One view over all lock files."""

from pbom.model.inventory import Inventory, Package, join
from tests.ecosystems import test_go_mod, test_go_sum
from tests.inventories import inventory, locked

SHA512 = f"sha512-{'A' * 86}=="
OTHER = f"sha512-{'B' * 85}A=="
LOCK = '{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1", "integrity": "%s"}}}'


def of(*files: tuple[str, str, str]) -> Inventory:
    """An inventory of files: name, reader, text."""
    return Inventory(locks=tuple(locked(name, text, reader) for name, reader, text in files))


def package(found: Inventory, purl: str) -> Package:
    """The one package of that name."""
    (only,) = [item for item in found.packages if item.known.purl == purl]
    return only


def test_files_complete_each_other() -> None:
    text = test_go_sum.SAMPLE.replace("golang.org/x/text v0.3.0/go.mod", "golang.org/x/text v0.3.0")
    found = of(("go.mod", "go_mod", test_go_mod.SAMPLE), ("go.sum", "go_sum", text))
    both = package(found, "pkg:golang/golang.org/x/text@v0.3.0")
    assert both.known.reach == "transitive"
    assert [value.covers for value in both.known.integrity] == ["go-module"]
    assert [str(place) for place in both.places] == ["go.mod line 8", "go.sum line 3"]


def test_a_package_that_is_needed_anywhere_is_needed() -> None:
    found = of(
        ("a/package-lock.json", "package_lock", LOCK % SHA512),
        (
            "b/package-lock.json",
            "package_lock",
            LOCK.replace('"version"', '"dev":true,"version"') % SHA512,
        ),
    )
    assert package(found, "pkg:npm/a@1").known.scope == "required"
    assert len(package(found, "pkg:npm/a@1").places) == 2


def test_one_name_with_two_contents_stays_two() -> None:
    found = of(
        ("a/package-lock.json", "package_lock", LOCK % SHA512),
        ("b/package-lock.json", "package_lock", LOCK % OTHER),
    )
    assert [item.places[0].file for item in found.packages] == [
        "a/package-lock.json",
        "b/package-lock.json",
    ]


def test_several_files_of_one_python_package_are_one_package() -> None:
    one, other = "a" * 64, "b" * 64
    found = of(
        ("requirements.txt", "requirements", f"x==1 --hash=sha256:{one}\n"),
        ("sub/requirements.txt", "requirements", f"x==1 --hash=sha256:{other}\n"),
    )
    assert {value.value for value in package(found, "pkg:pypi/x@1").known.integrity} == {one, other}


def test_components_once_each() -> None:
    found = inventory()
    names = [(item.known.name, item.known.version) for item in found.components]
    assert len(names) == len(set(names))
    assert found.count == sum(len(list(lock.file)) for lock in found.locks)


def test_joined_files_that_are_equal_are_one() -> None:
    both = join([inventory(), inventory(), inventory(go__sum="")])
    assert len(both.locks) == len(inventory().locks) + 1
