"""``poetry.lock``."""

from pbom.ecosystems.poetry_lock import PoetryLock
from tests.ecosystems.reading import lines, problems, read

A = "a" * 64
SAMPLE = f"""
[[package]]
name = "requests"
version = "2.32.0"
optional = false
groups = ["main", "dev"]
files = [
    {{file = "requests-2.32.0-py3-none-any.whl", hash = "sha256:{A}"}},
    {{file = "requests-2.32.0.tar.gz", hash = "sha256:{"b" * 64}"}},
]

[package.dependencies]
Charset = ">=2,<4"
idna = [{{version = ">=2.5"}}]

[[package]]
name = "charset"
version = "3.3.2"
optional = true
groups = ["main"]
files = [{{file = "charset-3.3.2.tar.gz", hash = "sha256:{A}"}}]

[[package]]
name = "idna"
version = "3.7"
groups = ["dev"]
files = [{{file = "idna-3.7-py3-none-any.whl", hash = "sha256:{A}"}}]

[package.source]
type = "legacy"
url = "https://me:secret@index.example.com/simple"
reference = "own"

[[package]]
name = "here"
version = "0.1"
files = []

[package.source]
type = "git"
url = "https://example.com/here.git"
reference = "main"
resolved_reference = "{"c" * 40}"
"""
OLD = f"""
[[package]]
name = "attrs"
version = "19.1.0"
category = "main"
optional = false
python-versions = "*"

[[package]]
name = "attrs"
version = "19.2.0"
category = "dev"
optional = false

[metadata.files]
attrs = [
    {{file = "attrs-19.1.0-py2.py3-none-any.whl", hash = "sha256:{A}"}},
    {{file = "attrs-19.2.0.tar.gz", hash = "sha256:{"b" * 64}"}},
]
"""


def test_every_package_with_all_its_files() -> None:
    assert lines(PoetryLock, SAMPLE) == [
        (
            "pkg:pypi/requests@2.32.0 required direct registry sha256/file*2 [dev] [main]"
            " -> pkg:pypi/charset@3.3.2 -> pkg:pypi/idna@3.7"
        ),
        "pkg:pypi/charset@3.3.2 optional unknown registry sha256/file scripts:yes [main]",
        "pkg:pypi/idna@3.7 development unknown registry sha256/file [dev]",
        "pkg:pypi/here@0.1 unknown direct git gitCommit/git-commit",
    ]


def test_the_index_is_kept_without_its_password() -> None:
    idna = read(PoetryLock, SAMPLE).dependencies[2]
    assert idna.origin.url == "https://index.example.com/simple"


def test_an_old_list_of_files_is_dealt_out_by_version() -> None:
    assert lines(PoetryLock, OLD) == [
        "pkg:pypi/attrs@19.1.0 required direct registry sha256/file [main]",
        "pkg:pypi/attrs@19.2.0 development direct registry sha256/file scripts:yes [dev]",
    ]
    first, second = read(PoetryLock, OLD).dependencies
    assert (first.integrity[0].value, second.integrity[0].value) == (A, "b" * 64)


def test_hashes_of_the_oldest_form_have_no_file() -> None:
    text = f"""
[[package]]
name = "a"
version = "1"

[metadata.hashes]
a = ["{A}"]
"""
    assert lines(PoetryLock, text) == ["pkg:pypi/a@1 unknown direct registry sha256/file"]


def test_a_bad_entry_does_not_hide_the_others() -> None:
    file = read(PoetryLock, SAMPLE.replace('version = "3.3.2"', "version = 3"))
    assert len(file.dependencies) == 3
    assert problems(file) == ["bad-entry $.package[1].version: expected text, found a number"]
