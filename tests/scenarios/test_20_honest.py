"""Honest releases under the built-in rules: none is denied, and the count of complaints stays 0."""

from pathlib import Path

import pytest

from pbom import plugins
from tests.inventories import FILES
from tests.scenarios.releases import Releases

ECOSYSTEMS = {
    "python": ("uv.lock",),
    "node": ("package-lock.json",),
    "go": ("go.sum",),
}


@pytest.mark.parametrize("name", ["starter", "team"])
@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
def test_a_release_that_was_read_ships(tmp_path: Path, ecosystem: str, name: str) -> None:
    files = {file: FILES[file][1] for file in ECOSYSTEMS[ecosystem]}
    shop = Releases(tmp_path, plugins.policy_rules(name), files)
    shop.commit("say hello\n\nAssisted-by: none", {"src.txt": "hello again\n"})
    shop.commit("generate\n\nCo-authored-by: Claude <noreply@anthropic.com>", {"gen.txt": "1\n"})
    shop.build()
    shop.approve()
    judged = shop.ask()
    assert judged.code == 0, judged.complaints
    assert judged.rules == set()
