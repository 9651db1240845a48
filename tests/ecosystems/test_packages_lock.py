"""``packages.lock.json``."""

from pbom.ecosystems.packages_lock import PackagesLock
from tests.ecosystems.reading import lines, problems, read, told

SAMPLE = """{
  "version": 1,
  "dependencies": {
    "net8.0": {
      "Some.Package": {
        "type": "Direct", "requested": "[1.0.0, )", "resolved": "1.0.0",
        "contentHash": "qk1xR9nQ==", "dependencies": {"Other": "2.0.0"}
      },
      "Other": {"type": "Transitive", "resolved": "2.0.0", "contentHash": "abc="},
      "ours": {"type": "Project"}
    },
    "net8.0/linux-x64": {"Other": {"type": "CentralTransitive", "resolved": "2.0.0"}}
  }
}"""


def test_every_package_for_every_framework() -> None:
    assert lines(PackagesLock, SAMPLE) == [
        (
            "pkg:nuget/Some.Package@1.0.0 unknown direct registry sha512/nuget-content [net8.0]"
            " -> pkg:nuget/Other@2.0.0"
        ),
        "pkg:nuget/Other@2.0.0 unknown transitive registry sha512/nuget-content [net8.0]",
        "pkg:nuget/ours unknown unknown workspace [net8.0]",
        "pkg:nuget/Other@2.0.0 unknown transitive registry [net8.0/linux-x64]",
    ]


def test_a_content_hash_is_no_digest_of_a_file() -> None:
    (value,) = read(PackagesLock, SAMPLE).dependencies[0].integrity
    assert value.digest is None
    assert value.value == "qk1xR9nQ=="


def test_a_bad_entry_does_not_hide_the_others() -> None:
    file = read(PackagesLock, SAMPLE.replace('"resolved": "1.0.0"', '"resolved": 1'))
    assert len(told(file)) == 3
    assert problems(file) == [
        "bad-entry $.dependencies.net8.0.Some.Package.resolved: expected text, found a number"
    ]
