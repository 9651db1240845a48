"""``lockfile.json`` of the Maven plugin."""

from pbom.ecosystems.maven_lock import MavenLock
from tests.ecosystems.reading import lines, problems, read, told

A = "a" * 64
SAMPLE = f"""{{
  "artifactID": "app", "groupID": "com.example", "version": "1", "lockFileVersion": 1,
  "dependencies": [
    {{"groupId": "org.x", "artifactId": "y", "version": "1.0", "checksumAlgorithm": "SHA-256",
      "checksum": "{A}", "scope": "compile", "resolved": "https://repo.example.com/y-1.0.jar",
      "children": [
        {{"groupId": "org.x", "artifactId": "z", "version": "2.0", "checksumAlgorithm": "SHA-256",
          "checksum": "{A}", "scope": "test", "children": []}}
      ]}}
  ],
  "mavenPlugins": [
    {{"groupId": "org.p", "artifactId": "plugin", "version": "3.0",
      "checksumAlgorithm": "SHA-256", "checksum": "{A}"}}
  ]
}}"""


def test_every_artifact_of_the_tree() -> None:
    assert lines(MavenLock, SAMPLE) == [
        (
            "pkg:maven/org.x/y@1.0 required direct registry sha256/file scripts:no"
            " -> pkg:maven/org.x/z@2.0"
        ),
        "pkg:maven/org.x/z@2.0 development transitive registry sha256/file scripts:no",
        "pkg:maven/org.p/plugin@3.0 unknown direct registry sha256/file scripts:yes [plugin]",
    ]


def test_a_bad_entry_does_not_hide_the_others() -> None:
    file = read(MavenLock, SAMPLE.replace('"artifactId": "plugin"', '"artifactId": 1'))
    assert len(told(file)) == 2
    assert problems(file) == [
        "bad-entry $.mavenPlugins[0].artifactId: expected text, found a number"
    ]
    assert read(MavenLock, "{}").problems[0].kind == "unreadable"
