"""``uv.lock``."""

from pbom.ecosystems.uv_lock import UvLock
from tests.ecosystems.reading import lines, problems, read, told

A, B = "a" * 64, "b" * 64
SAMPLE = f"""
version = 1
requires-python = ">=3.12"

[manifest]
members = ["app", "inner"]

[[package]]
name = "app"
version = "1.0"
source = {{ editable = "." }}
dependencies = [
    {{ name = "Idna" }},
    {{ name = "inner" }},
]

[package.optional-dependencies]
extra = [{{ name = "rich", version = "13.0" }}]

[package.dev-dependencies]
dev = [{{ name = "pytest" }}]

[[package]]
name = "inner"
source = {{ editable = "inner" }}

[[package]]
name = "idna"
version = "3.7"
source = {{ registry = "https://pypi.org/simple" }}
sdist = {{ url = "https://files.pythonhosted.org/idna-3.7.tar.gz", hash = "sha256:{A}", size = 1 }}
wheels = [
    {{ url = "https://files.pythonhosted.org/idna-3.7-py3-none-any.whl", hash = "sha256:{B}" }},
]

[[package]]
name = "rich"
version = "13.0"
source = {{ url = "https://user:secret@example.com/rich-13.0.tar.gz" }}
sdist = {{ hash = "sha256:{A}" }}
dependencies = [{{ name = "idna" }}]

[[package]]
name = "rich"
version = "12.0"
source = {{ git = "https://example.com/rich?rev=v12#{"c" * 40}" }}

[[package]]
name = "pytest"
version = "8.0"
source = {{ registry = "https://pypi.org/simple" }}
sdist = {{ url = "https://files.pythonhosted.org/pytest-8.0.tar.gz", hash = "sha256:{A}" }}
"""


def test_every_package_with_all_its_files() -> None:
    assert lines(UvLock, SAMPLE) == [
        (
            "pkg:pypi/app@1.0 unknown unknown workspace"
            " -> pkg:pypi/idna@3.7 -> pkg:pypi/inner -> pkg:pypi/pytest@8.0 -> pkg:pypi/rich@13.0"
        ),
        "pkg:pypi/inner required direct workspace",
        "pkg:pypi/idna@3.7 required direct registry sha256/file*2",
        "pkg:pypi/rich@13.0 optional direct url sha256/file -> pkg:pypi/idna@3.7",
        "pkg:pypi/rich@12.0 unknown unknown git gitCommit/git-commit",
        "pkg:pypi/pytest@8.0 development direct registry sha256/file scripts:yes",
    ]


def test_each_hash_keeps_its_file() -> None:
    idna = read(UvLock, SAMPLE).dependencies[2]
    assert [(item.value, item.file) for item in idna.integrity] == [
        (A, "https://files.pythonhosted.org/idna-3.7.tar.gz"),
        (B, "https://files.pythonhosted.org/idna-3.7-py3-none-any.whl"),
    ]


def test_credentials_are_left_behind() -> None:
    rich = read(UvLock, SAMPLE).dependencies[3]
    assert rich.origin.url == "https://example.com/rich-13.0.tar.gz"


def test_a_bad_entry_does_not_hide_the_others() -> None:
    text = SAMPLE.replace('name = "idna"\nversion = "3.7"', "name = 3").replace(f"sha256:{B}", "x")
    file = read(UvLock, text)
    assert len(told(file)) == 5
    assert problems(file) == ["bad-entry $.package[2].name: expected text, found a number"]


def test_a_bad_hash_does_not_hide_its_package() -> None:
    file = read(UvLock, SAMPLE.replace(f"sha256:{B}", "sha256:123"))
    assert told(file)[2] == "pkg:pypi/idna@3.7 required direct registry sha256/file"
    assert problems(file) == [
        "bad-entry $.package[2].wheels[0].hash: '123' is no sha256 in hexadecimal"
    ]


def test_nothing_is_a_problem() -> None:
    assert problems(read(UvLock, "version = 1\n")) == ["nothing-found $: the file names nothing"]


def test_what_is_not_toml_is_a_problem() -> None:
    (problem,) = read(UvLock, "[[package").problems
    assert problem.kind == "unreadable"
