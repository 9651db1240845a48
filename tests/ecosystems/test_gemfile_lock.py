"""``Gemfile.lock``."""

from pbom.ecosystems.gemfile_lock import GemfileLock
from tests.ecosystems.reading import lines, problems, read, told

A = "a" * 64
SAMPLE = f"""GIT
  remote: https://u:p@example.com/theirs.git
  revision: {"c" * 40}
  branch: main
  specs:
    theirs (0.1.0)
      rack (>= 2)

PATH
  remote: ours
  specs:
    ours (0.2.0)

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.15.4-x86_64-linux)
      racc (~> 1.4)
    racc (1.7.1)
    rack (3.0.8)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  nokogiri
  ours!
  theirs!

CHECKSUMS
  nokogiri (1.15.4-x86_64-linux) sha256={A}
  racc (1.7.1) sha256={A}
  theirs (0.1.0)
  bundler (2.5.0) sha256={A}

BUNDLED WITH
   2.5.0
"""


def test_every_gem() -> None:
    assert lines(GemfileLock, SAMPLE) == [
        "pkg:gem/theirs@0.1.0 unknown direct git gitCommit/git-commit -> pkg:gem/rack@3.0.8",
        "pkg:gem/ours@0.2.0 unknown direct path",
        (
            "pkg:gem/nokogiri@1.15.4?platform=x86_64-linux unknown direct registry sha256/file"
            " [x86_64-linux] -> pkg:gem/racc@1.7.1"
        ),
        "pkg:gem/racc@1.7.1 unknown transitive registry sha256/file",
        "pkg:gem/rack@3.0.8 unknown transitive registry",
        "distribution bundler 2.5.0 bundled with sha256/file",
    ]
    assert read(GemfileLock, SAMPLE).dependencies[0].origin.url == "https://example.com/theirs.git"


def test_a_bad_line_does_not_hide_the_others() -> None:
    file = read(GemfileLock, SAMPLE.replace("racc (1.7.1)\n", "racc 1.7.1\n"))
    assert len(told(file)) == 5
    assert problems(file) == [
        "bad-entry line 19: expected a gem and its version, found 'racc 1.7.1'"
    ]
    assert read(GemfileLock, "hello\n").problems[0].kind == "unreadable"
