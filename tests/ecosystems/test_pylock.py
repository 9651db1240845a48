"""``pylock.toml``."""

from pbom.ecosystems.pylock import Pylock
from tests.ecosystems.reading import lines, problems, read

A, B = "a" * 64, "b" * 128
SAMPLE = f"""
lock-version = "1.0"
created-by = "somebody"

[[packages]]
name = "attrs"
version = "25.1.0"
index = "https://pypi.org/simple"
dependencies = [{{ name = "cattrs" }}]

[[packages.wheels]]
name = "attrs-25.1.0-py3-none-any.whl"
url = "https://files.pythonhosted.org/attrs-25.1.0-py3-none-any.whl"
hashes = {{ sha256 = "{A}", sha512 = "{B}" }}

[[packages]]
name = "Cattrs"
version = "24.1.2"
archive = {{ url = "https://example.com/cattrs.tar.gz", hashes = {{ sha256 = "{A}" }} }}

[[packages]]
name = "ours"
directory = {{ path = "packages/ours", editable = true }}

[[packages]]
name = "numpy"
version = "2.2.3"
vcs = {{ type = "git", url = "https://example.com/numpy", commit-id = "{"c" * 40}" }}
sdist = {{ name = "numpy-2.2.3.tar.gz", hashes = {{ sha256 = "{A}" }} }}
"""


def test_every_package_with_all_its_files() -> None:
    assert lines(Pylock, SAMPLE) == [
        (
            "pkg:pypi/attrs@25.1.0 unknown unknown registry sha256/file sha512/file"
            " -> pkg:pypi/cattrs@24.1.2"
        ),
        "pkg:pypi/cattrs@24.1.2 unknown unknown url sha256/file",
        "pkg:pypi/ours unknown unknown path",
        "pkg:pypi/numpy@2.2.3 unknown unknown git sha256/file gitCommit/git-commit",
    ]


def test_a_package_of_a_registry_without_a_hash_breaks_the_format() -> None:
    file = read(Pylock, '[[packages]]\nname = "a"\nversion = "1"\n')
    assert len(file.dependencies) == 1
    assert problems(file) == ["bad-entry $.packages[0]: no file of it has a hash"]
