"""``pnpm-lock.yaml``."""

import pytest

from pbom.ecosystems.pnpm_lock import PnpmLock
from tests.ecosystems.reading import lines, problems, read, told

SHA512 = f"sha512-{'A' * 86}=="
V5 = f"""lockfileVersion: 5.4
specifiers:
  a: ^1.0.0
dependencies:
  a: 1.0.0_peer@2.0.0
devDependencies:
  '@s/b': 2.0.0
packages:
  /a/1.0.0_peer@2.0.0:
    resolution: {{integrity: {SHA512}}}
    requiresBuild: true
    dependencies:
      '@s/b': 2.0.0
    dev: false
  /@s/b/2.0.0:
    resolution: {{integrity: {SHA512}}}
    dev: true
  github.com/x/y/{"c" * 40}:
    resolution: {{tarball: https://codeload.github.com/x/y/tar.gz/{"c" * 40}}}
    name: y
    version: 3.0.0
    dev: false
"""
V6 = f"""lockfileVersion: '6.0'
dependencies:
  a:
    specifier: ^1.0.0
    version: 1.0.0(peer@2.0.0)
packages:
  /a@1.0.0(peer@2.0.0):
    resolution: {{integrity: {SHA512}}}
    dependencies:
      '@s/b': 2.0.0
    dev: false
  /@s/b@2.0.0:
    resolution: {{integrity: {SHA512}, tarball: https://u:p@npm.example.com/b/-/b.tgz}}
    optional: true
    dev: false
"""
V9 = f"""lockfileVersion: '9.0'
settings:
  autoInstallPeers: true
importers:
  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(peer@2.0.0)
      alias:
        specifier: npm:peer@2
        version: peer@2.0.0
    devDependencies:
      git:
        specifier: github:x/git
        version: https://codeload.github.com/x/git/tar.gz/{"c" * 40}
  packages/inner:
    dependencies:
      near:
        specifier: link:../near
        version: link:../near
packages:
  a@1.0.0:
    resolution: {{integrity: {SHA512}}}
    peerDependencies:
      peer: '*'
  peer@2.0.0:
    resolution: {{integrity: {SHA512}}}
  git@https://codeload.github.com/x/git/tar.gz/{"c" * 40}:
    resolution: {{tarball: https://codeload.github.com/x/git/tar.gz/{"c" * 40}}}
    version: 0.1.0
  d@1.0.0:
    resolution: {{integrity: {SHA512}}}
snapshots:
  a@1.0.0(peer@2.0.0):
    dependencies:
      peer: 2.0.0
  peer@2.0.0: {{}}
  git@https://codeload.github.com/x/git/tar.gz/{"c" * 40}:
    dependencies:
      d: 1.0.0
  d@1.0.0: {{}}
"""


def test_version_5() -> None:
    assert lines(PnpmLock, V5) == [
        "pkg:npm/a@1.0.0 required direct registry sha512/file scripts:yes -> pkg:npm/%40s/b@2.0.0",
        "pkg:npm/%40s/b@2.0.0 development direct registry sha512/file scripts:no",
        "pkg:npm/y@3.0.0 required unknown git gitCommit/git-commit scripts:no",
    ]


def test_version_6() -> None:
    assert lines(PnpmLock, V6) == [
        "pkg:npm/a@1.0.0 required direct registry sha512/file scripts:no -> pkg:npm/%40s/b@2.0.0",
        "pkg:npm/%40s/b@2.0.0 optional transitive registry sha512/file scripts:no",
    ]
    assert read(PnpmLock, V6).dependencies[1].origin.url == "https://npm.example.com/b/-/b.tgz"


def test_version_9() -> None:
    assert lines(PnpmLock, V9) == [
        "pkg:npm/a@1.0.0 required direct registry sha512/file -> pkg:npm/peer@2.0.0",
        "pkg:npm/peer@2.0.0 required direct registry sha512/file",
        "pkg:npm/git@0.1.0 development direct git gitCommit/git-commit -> pkg:npm/d@1.0.0",
        "pkg:npm/d@1.0.0 development transitive registry sha512/file",
    ]


@pytest.mark.parametrize("text", [V5, V6, V9], ids=["5", "6", "9"])
def test_a_bad_entry_does_not_hide_the_others(text: str) -> None:
    broken = text.replace(f"    resolution: {{integrity: {SHA512}}}\n", "    resolution: x\n", 1)
    file = read(PnpmLock, broken)
    assert len(told(file)) == len(told(read(PnpmLock, text))) - 1
    (problem,) = problems(file)
    assert problem.endswith(".resolution: expected an object, found text")


def test_a_bomb_of_aliases() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    (problem,) = problems(read(PnpmLock, "\n".join(rows)))
    assert problem.endswith("aliases that stand for too much")
