"""Requirements files."""

import pytest

from pbom.ecosystems.requirements import Requirements
from tests.ecosystems.reading import lines, problems, read, told

A, B, C = "a" * 64, "b" * 64, "c" * 40
SAMPLE = f"""--index-url https://me:secret@index.example.com/simple
# a comment
requests[socks]==2.32.0 ; python_version >= "3.8" \\
    --hash=sha256:{A} \\
    --hash=sha256:{B}
    # via somebody
Flask_Login==0.6.3  # why not
-r other-requirements.txt
theirs @ git+https://user:token@example.com/theirs.git@{C}
git+ssh://git@example.com/more.git@main#egg=more
https://example.com/whl/nice-1.0-py3-none-any.whl --hash=sha256:{A}
-e ./ours
"""


def test_every_requirement() -> None:
    assert lines(Requirements, SAMPLE) == [
        "pkg:pypi/requests@2.32.0 unknown unknown registry sha256/file*2",
        "pkg:pypi/flask-login@0.6.3 unknown unknown registry",
        "pkg:pypi/theirs unknown unknown git gitCommit/git-commit",
        "pkg:pypi/more unknown unknown git",
        "pkg:pypi/nice@1.0 unknown unknown url sha256/file",
        "pkg:pypi/ours unknown unknown path",
    ]
    found = read(Requirements, SAMPLE).dependencies
    assert found[0].place == "line 3"
    assert found[0].origin.url == "https://index.example.com/simple"
    assert found[2].origin.url == "https://example.com/theirs.git"
    assert found[4].integrity[0].file == "https://example.com/whl/nice-1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("flask", "flask: any version"),
        ("flask>=2", "flask: not one exact version: '>=2'"),
        ("flask==2.*", "flask: not one exact version: '==2.*'"),
        ("flask==1,!=2", "flask: not one exact version: '==1,!=2'"),
    ],
)
def test_a_range_is_no_version(line: str, reason: str) -> None:
    file = read(Requirements, line)
    assert told(file) == ["pkg:pypi/flask unknown unknown registry"]
    assert problems(file) == [f"unresolved line 1: {reason}"]


def test_what_it_includes_under_a_name_that_nobody_reads() -> None:
    file = read(Requirements, "-r base.in\na==1\n")
    assert problems(file) == ["unresolved line 1: what it includes is not read: base.in"]


def test_a_bad_line_does_not_hide_the_others() -> None:
    file = read(Requirements, f"!!\na==1 --hash=md4:1\nb==2 --hash=sha256:{A}\n")
    assert told(file) == [
        "pkg:pypi/a@1 unknown unknown registry",
        "pkg:pypi/b@2 unknown unknown registry sha256/file",
    ]
    assert problems(file) == [
        "bad-entry line 1: no requirement: '!!'",
        "bad-entry line 2: unknown algorithm 'md4'",
    ]
