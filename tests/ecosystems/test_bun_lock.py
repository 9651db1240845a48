"""``bun.lock``."""

from pbom.ecosystems.bun_lock import BunLock
from tests.ecosystems.reading import lines, problems, read, told

SHA512 = f"sha512-{'A' * 86}=="
SAMPLE = f"""{{
  "lockfileVersion": 1,
  "workspaces": {{
    "": {{
      "name": "app", "dependencies": {{ "a": "^1.0.0", }}, "devDependencies": {{ "@s/d": "1", }},
    }},
    "packages/inner": {{ "name": "inner", "version": "0.0.1", "dependencies": {{ "g": "x", }}, }},
  }},
  "packages": {{
    "a": ["a@1.0.0", "", {{ "dependencies": {{ "b": "^1", }} }}, "{SHA512}"],

    "a/b": ["b@1.1.0", "https://npm.example.com/b/-/b-1.1.0.tgz", {{}}, "{SHA512}"],

    "b": ["b@2.0.0", "", {{}}, "{SHA512}"],

    "@s/d": ["@s/d@1.0.0", "", {{ "dependencies": {{ "b": "2" }} }}, "{SHA512}"],

    "g": ["g@github:x/g#abcdef0", {{}}, "x-g-abcdef0"],

    "inner": ["inner@workspace:packages/inner"],
  }}
}}
"""


def test_every_package_at_every_place() -> None:
    assert lines(BunLock, SAMPLE) == [
        "pkg:npm/a@1.0.0 required direct registry sha512/file -> pkg:npm/b@1.1.0",
        "pkg:npm/b@1.1.0 required transitive registry sha512/file",
        "pkg:npm/b@2.0.0 development transitive registry sha512/file",
        "pkg:npm/%40s/d@1.0.0 development direct registry sha512/file -> pkg:npm/b@2.0.0",
        "pkg:npm/g required direct git",
        "pkg:npm/inner unknown unknown workspace",
    ]


def test_a_bad_entry_does_not_hide_the_others() -> None:
    file = read(BunLock, SAMPLE.replace('["b@2.0.0", "", {}, "', '[7, "", {}, "'))
    assert len(told(file)) == 5
    assert problems(file) == ["bad-entry $.packages.b[0]: expected text, found a number"]


def test_the_binary_form_is_not_read_and_said_so() -> None:
    (problem,) = read(BunLock, "#!/usr/bin/env bun\n\0", name="bun.lockb").problems
    assert problem.kind == "unsupported"


def test_a_comma_in_a_text_stays() -> None:
    file = read(BunLock, '{"lockfileVersion": 1, "packages": {"a": ["a@1,]", "",],},}')
    assert file.dependencies[0].version == "1,]"
