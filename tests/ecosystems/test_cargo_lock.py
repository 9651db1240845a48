"""``Cargo.lock``."""

from pbom.ecosystems.cargo_lock import CargoLock
from tests.ecosystems.reading import lines, problems, read, told

A = "a" * 64
INDEX = "registry+https://github.com/rust-lang/crates.io-index"
SAMPLE = f"""version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["rand 0.8.5", "serde"]

[[package]]
name = "rand"
version = "0.7.0"
source = "{INDEX}"
checksum = "{A}"

[[package]]
name = "rand"
version = "0.8.5"
source = "{INDEX}"
checksum = "{A}"
dependencies = ["libc"]

[[package]]
name = "libc"
version = "0.2.0"
source = "sparse+https://crates.example.com/index/"
checksum = "{A}"

[[package]]
name = "serde"
version = "1.0.0"
source = "git+https://u:p@example.com/serde?branch=master#{"c" * 40}"
"""
OLD = f"""[root]
name = "app"
version = "0.1.0"
dependencies = ["libc 0.2.0 ({INDEX})"]

[[package]]
name = "libc"
version = "0.2.0"
source = "{INDEX}"

[metadata]
"checksum libc 0.2.0 ({INDEX})" = "{A}"
"""


def test_every_crate() -> None:
    assert lines(CargoLock, SAMPLE) == [
        (
            "pkg:cargo/app@0.1.0 unknown direct workspace"
            " -> pkg:cargo/rand@0.8.5 -> pkg:cargo/serde@1.0.0"
        ),
        "pkg:cargo/rand@0.7.0 unknown unknown registry sha256/file",
        "pkg:cargo/rand@0.8.5 unknown direct registry sha256/file -> pkg:cargo/libc@0.2.0",
        "pkg:cargo/libc@0.2.0 unknown transitive registry sha256/file",
        "pkg:cargo/serde@1.0.0 unknown direct git gitCommit/git-commit",
    ]
    assert read(CargoLock, SAMPLE).dependencies[4].origin.url == "https://example.com/serde"


def test_the_oldest_form() -> None:
    assert lines(CargoLock, OLD) == [
        "pkg:cargo/libc@0.2.0 unknown direct registry sha256/file",
        "pkg:cargo/app@0.1.0 unknown direct workspace -> pkg:cargo/libc@0.2.0",
    ]


def test_a_bad_entry_does_not_hide_the_others() -> None:
    file = read(CargoLock, SAMPLE.replace('version = "0.7.0"', "version = 7"))
    assert len(told(file)) == 4
    assert problems(file) == ["bad-entry $.package[1].version: expected text, found a number"]
    file = read(CargoLock, SAMPLE.replace(f'checksum = "{A}"', "checksum = [1]", 1))
    assert len(told(file)) == 5
    assert problems(file) == ["bad-entry $.package[1].checksum: expected text, found a list"]
