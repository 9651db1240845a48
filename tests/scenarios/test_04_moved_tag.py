"""tj-actions/changed-files (March 2025): a tag was moved, and 23,000 pipelines ran other code."""

from pathlib import Path

import pytest

from tests.scenarios.releases import Releases

WORKFLOW = """\
on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: tj-actions/changed-files@%s
      - run: make
"""
NAME = ".github/workflows/ci.yml"


@pytest.mark.parametrize("ref", ["v35", "main", "a" * 39])
def test_an_action_that_is_named_by_what_can_move_is_denied(tmp_path: Path, ref: str) -> None:
    shop = Releases(tmp_path, "[rules.pipeline-pinned]\n", {NAME: WORKFLOW % ref})
    judged = shop.build()
    assert (judged.code, judged.rules) == (1, {"pipeline-pinned"})
    [(subject, found)] = judged.said_by("pipeline-pinned")
    assert subject == "tj-actions/changed-files"
    assert found.startswith(f"action named by {ref} ({NAME} ")


def test_an_action_that_is_named_by_its_commit_cannot_become_another(tmp_path: Path) -> None:
    shop = Releases(tmp_path, "[rules.pipeline-pinned]\n", {NAME: WORKFLOW % ("a" * 40)})
    assert shop.build().complaints == []
