"""Commit objects, byte by byte, and what is read in them."""

import pytest

from pbom.codec.git_commit import read_commit

ROBOT = "copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>"
LINE = "Co-authored-by: Claude <noreply@anthropic.com>"
OBJECT = """tree {tree}
author {robot} 1750000000 +0000
committer Ada <ada@example.com> 1750000000 +0000
encoding {encoding}

caf{accent} 100%

{line}
"""


def written(encoding: str, codec: str) -> bytes:
    text = OBJECT.format(tree="1" * 40, robot=ROBOT, encoding=encoding, accent="\xe9", line=LINE)
    return text.encode(codec)


@pytest.mark.parametrize("encoding", ["cp037", "CP500", "cp1026", "cp1140", "cp273", "cp864"])
def test_an_encoding_in_which_ascii_is_something_else_is_not_followed(encoding: str) -> None:
    commit = read_commit("2" * 40, written(encoding, "utf-8"))
    assert str(commit.header.author) == ROBOT
    assert commit.header.subject == "caf\xe9 100%"
    assert LINE in commit.body


@pytest.mark.parametrize("encoding", ["iso-8859-1", "latin1", "windows-1252", "cp1252", "cp850"])
def test_an_encoding_that_keeps_ascii_is_followed(encoding: str) -> None:
    commit = read_commit("2" * 40, written(encoding, encoding))
    assert str(commit.header.author) == ROBOT
    assert commit.header.subject == "caf\xe9 100%"
    assert LINE in commit.body
