"""npm's lock files."""

from pbom.ecosystems.package_lock import PackageLock
from tests.ecosystems.reading import lines, problems, read, told

SHA512 = f"sha512-{'A' * 86}=="
SHA1 = f"sha1-{'A' * 27}="
SAMPLE = f"""{{
  "name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
  "packages": {{
    "": {{
      "name": "app", "version": "1.0.0", "workspaces": ["packages/*"],
      "dependencies": {{"a": "^1.0.0", "alias": "npm:real@1"}}, "devDependencies": {{"d": "*"}}
    }},
    "node_modules/a": {{
      "version": "1.0.0", "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",
      "integrity": "{SHA512}", "hasInstallScript": true, "dependencies": {{"b": "1", "@s/c": "2"}}
    }},
    "node_modules/a/node_modules/b": {{"version": "1.1.0", "integrity": "{SHA1} {SHA512}"}},
    "node_modules/b": {{"version": "2.0.0", "dev": true,
      "resolved": "https://u:p@npm.example.com/b/-/b-2.0.0.tgz"}},
    "node_modules/@s/c": {{"version": "3.0.0", "optional": true,
      "resolved": "git+ssh://git@example.com/c.git#{"c" * 40}"}},
    "node_modules/alias": {{"name": "real", "version": "1.2.3", "integrity": "{SHA512}"}},
    "node_modules/d": {{"version": "0.1.0", "dev": true, "dependencies": {{"b": "2"}}}},
    "node_modules/inner": {{"resolved": "packages/inner", "link": true}},
    "packages/inner": {{"version": "0.0.1", "dependencies": {{"a": "1"}}}}
  }}
}}"""
OLD = f"""{{
  "lockfileVersion": 1, "requires": true,
  "dependencies": {{
    "a": {{
      "version": "1.0.0", "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",
      "integrity": "{SHA512}", "requires": {{"b": "1"}},
      "dependencies": {{"b": {{"version": "1.1.0", "integrity": "{SHA1}", "dev": true}}}}
    }},
    "b": {{"version": "2.0.0", "optional": true}},
    "g": {{"version": "git+https://example.com/g.git#{"d" * 40}", "from": "g"}},
    "x": {{"version": "npm:@s/real@4.0.0", "integrity": "{SHA512}"}}
  }}
}}"""


def test_every_package_at_every_place() -> None:
    assert lines(PackageLock, SAMPLE) == [
        (
            "pkg:npm/a@1.0.0 required direct registry sha512/file scripts:yes"
            " -> pkg:npm/%40s/c@3.0.0 -> pkg:npm/b@1.1.0"
        ),
        "pkg:npm/b@1.1.0 required transitive registry sha1/file sha512/file scripts:no",
        "pkg:npm/b@2.0.0 development transitive registry scripts:no",
        "pkg:npm/%40s/c@3.0.0 optional transitive git gitCommit/git-commit scripts:no",
        "pkg:npm/real@1.2.3 required direct registry sha512/file scripts:no",
        "pkg:npm/d@0.1.0 development direct registry scripts:no -> pkg:npm/b@2.0.0",
        "pkg:npm/inner@0.0.1 required direct workspace scripts:no -> pkg:npm/a@1.0.0",
    ]


def test_the_hash_is_decoded_and_kept_as_written() -> None:
    (value,) = read(PackageLock, SAMPLE).dependencies[0].integrity
    assert (value.algorithm, value.value, value.raw) == ("sha512", "0" * 128, SHA512)
    assert str(value.digest) == f"sha512:{'0' * 128}"


def test_credentials_are_left_behind() -> None:
    found = read(PackageLock, SAMPLE).dependencies
    assert found[2].origin.url == "https://npm.example.com/b/-/b-2.0.0.tgz"


def test_version_1() -> None:
    assert lines(PackageLock, OLD) == [
        "pkg:npm/a@1.0.0 required direct registry sha512/file -> pkg:npm/b@1.1.0",
        "pkg:npm/b@1.1.0 development transitive registry sha1/file",
        "pkg:npm/b@2.0.0 optional unknown registry",
        "pkg:npm/g required direct git gitCommit/git-commit",
        "pkg:npm/%40s/real@4.0.0 required direct registry sha512/file",
    ]


def test_a_bad_entry_does_not_hide_the_others() -> None:
    text = SAMPLE.replace('{"version": "0.1.0", "dev": true, "dependencies": {"b": "2"}}', "7")
    file = read(PackageLock, text)
    assert len(told(file)) == 6
    assert problems(file) == [
        "bad-entry $.packages.node_modules/d: expected an object, found a number"
    ]


def test_a_bad_hash_does_not_hide_its_package() -> None:
    file = read(PackageLock, SAMPLE.replace(f"{SHA1} {SHA512}", f"{SHA1} sha512-AAAA"))
    assert told(file)[1] == "pkg:npm/b@1.1.0 required transitive registry sha1/file scripts:no"
    assert problems(file) == [
        "bad-entry $.packages.node_modules/a/node_modules/b: 3 bytes are no sha512"
    ]


def test_nothing_is_a_problem() -> None:
    assert problems(read(PackageLock, '{"lockfileVersion": 3, "packages": {"": {}}}')) == [
        "nothing-found $: the file names nothing"
    ]
    assert read(PackageLock, "{}").problems[0].kind == "unreadable"
