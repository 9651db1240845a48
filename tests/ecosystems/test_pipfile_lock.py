"""``Pipfile.lock``."""

from pbom.ecosystems.pipfile_lock import PipfileLock
from tests.ecosystems.reading import lines, problems, read

A, B = "a" * 64, "b" * 64
SAMPLE = f"""{{
  "_meta": {{
    "hash": {{"sha256": "{"f" * 64}"}},
    "pipfile-spec": 6,
    "sources": [{{"name": "own", "url": "https://u:p@index.example.com/simple"}}]
  }},
  "default": {{
    "Requests": {{"hashes": ["sha256:{A}", "sha256:{B}"], "index": "own", "version": "==2.32.0"}},
    "ours": {{"editable": true, "path": "."}},
    "theirs": {{"git": "https://example.com/theirs.git", "ref": "{"c" * 40}"}}
  }},
  "develop": {{"pytest": {{"hashes": ["sha256:{A}"], "version": "==8.0"}}}}
}}"""


def test_every_package_with_its_hashes() -> None:
    assert lines(PipfileLock, SAMPLE) == [
        "pkg:pypi/requests@2.32.0 required unknown registry sha256/file*2 [default]",
        "pkg:pypi/ours required unknown path [default]",
        "pkg:pypi/theirs required unknown git gitCommit/git-commit [default]",
        "pkg:pypi/pytest@8.0 development unknown registry sha256/file [develop]",
    ]
    requests = read(PipfileLock, SAMPLE).dependencies[0]
    assert requests.origin.url == "https://index.example.com/simple"


def test_a_key_that_comes_twice_does_not_hide_the_others() -> None:
    file = read(PipfileLock, SAMPLE.replace('"ours"', '"theirs"'))
    assert len(file.dependencies) == 3
    assert problems(file) == ["bad-entry $: duplicate key 'theirs': the last one counts"]


def test_a_package_without_a_version_is_not_locked() -> None:
    file = read(PipfileLock, SAMPLE.replace('"version": "==8.0"', '"version": "*"'))
    assert problems(file) == ["unresolved $.develop.pytest: no version is locked"]
