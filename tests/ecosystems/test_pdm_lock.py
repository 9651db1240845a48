"""``pdm.lock``."""

from pbom.ecosystems.pdm_lock import PdmLock
from tests.ecosystems.reading import lines, problems, read

A = "a" * 64
SAMPLE = f"""
[metadata]
groups = ["default", "dev"]
content_hash = "sha256:{"f" * 64}"

[[package]]
name = "toml"
version = "0.10.2"
groups = ["default", "dev"]
dependencies = ["Zipp>=1; python_version < '3.12'", "colorama"]
files = [
    {{url = "https://files.pythonhosted.org/toml-0.10.2-py3-none-any.whl", hash = "sha256:{A}"}},
    {{file = "toml-0.10.2.tar.gz", hash = "sha256:{"b" * 64}"}},
]

[[package]]
name = "zipp"
version = "3.0"
groups = ["dev"]
files = [{{file = "zipp-3.0.tar.gz", hash = "sha256:{A}"}}]

[[package]]
name = "ours"
version = "0.1"
path = "./ours"
groups = ["default"]

[[package]]
name = "theirs"
version = "0.2"
git = "https://example.com/theirs.git"
revision = "{"c" * 40}"
"""


def test_every_package_with_all_its_files() -> None:
    assert lines(PdmLock, SAMPLE) == [
        (
            "pkg:pypi/toml@0.10.2 required unknown registry sha256/file*2 [default] [dev]"
            " -> pkg:pypi/zipp@3.0"
        ),
        "pkg:pypi/zipp@3.0 unknown unknown registry sha256/file scripts:yes [dev]",
        "pkg:pypi/ours@0.1 required unknown path [default]",
        "pkg:pypi/theirs@0.2 unknown unknown git gitCommit/git-commit",
    ]


def test_the_older_list_of_files() -> None:
    text = f"""
[[package]]
name = "toml"
version = "0.10.2"

[metadata.files]
"toml 0.10.2" = [{{file = "toml-0.10.2-py3-none-any.whl", hash = "sha256:{A}"}}]
"""
    assert lines(PdmLock, text) == ["pkg:pypi/toml@0.10.2 unknown unknown registry sha256/file"]


def test_a_bad_hash_does_not_hide_its_package() -> None:
    file = read(PdmLock, SAMPLE.replace(f"sha256:{'b' * 64}", "sha256"))
    assert len(file.dependencies) == 4
    assert problems(file) == [
        "bad-entry $.package[0].files[1].hash: expected algorithm:hex, found 'sha256'"
    ]
