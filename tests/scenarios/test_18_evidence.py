"""Attacks on the evidence of a release: each is denied, and says so in its own way."""

from pathlib import Path

import pytest

from pbom.codec.entry import read_entry
from tests.scenarios.releases import Releases

RULES = """
[rules.changes-reviewed]
[rules.pipeline-changes-approved]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Releases:
    """A release that Grace approved and that ships."""
    shop = Releases(tmp_path, RULES)
    shop.commit("a change", {"src.txt": "hello again\n"})
    assert shop.build().rules == {"changes-reviewed"}
    shop.approve()
    assert shop.ask().complaints == []
    return shop


def forget(shop: Releases, kind: str) -> None:
    """The store, and what was packed, lose the bundles of a kind."""
    (shop.project / "app.evidence.zip").unlink()
    store = shop.project / ".pbom"
    for line in (store / "index.jsonl").read_bytes().splitlines(keepends=True):
        entry = read_entry(line)
        if entry and entry.kind == kind:
            value = entry.bundle.value
            (store / "objects" / "sha256" / value[:2] / value[2:]).unlink()


def test_the_approval_is_dropped(shop: Releases) -> None:
    forget(shop, "approval")
    judged = shop.ask()
    assert (judged.code, judged.rules) == (1, {"changes-reviewed"})


def test_the_record_of_the_commits_is_dropped(shop: Releases) -> None:
    forget(shop, "source")
    judged = shop.ask()
    assert judged.code == 3
    assert judged.rules == {"changes-reviewed", "pipeline-changes-approved", "pbom-recomputed"}


def test_a_step_is_dropped(shop: Releases) -> None:
    forget(shop, "step")
    judged = shop.ask()
    assert judged.code == 3
    assert {"step-signed", "artifact-attested", "pbom-recomputed"} <= judged.rules


def test_the_policy_is_relaxed_in_the_range_that_it_judges(shop: Releases) -> None:
    text = shop.bench.policy.read_text("utf-8")
    shop.commit("relax", {"pbom.policy.toml": text.replace('"90d"', '"900d"')})
    unpinned = shop.bench.run("pbom", "verify", "app")
    assert (unpinned.code, "has changed since you pinned it" in unpinned.err) == (2, True)
    shop.bench.must("pbom", "init", "--pin")
    judged = shop.build()
    assert judged.rules == {"changes-reviewed", "pipeline-changes-approved"}
    assert "pbom.policy.toml (policy)" in judged.said_by("pipeline-changes-approved")[0][1]


def test_an_approval_of_the_last_commit_does_not_cover_the_next(shop: Releases) -> None:
    shop.commit("one more", {"src.txt": "hello once more\n"})
    judged = shop.build()
    assert (judged.code, judged.rules) == (1, {"changes-reviewed"})
    [(subject, _)] = judged.said_by("changes-reviewed")
    assert subject == f"commit {shop.head()[:12]}"


def test_artifact_and_pbom_are_swapped_together(shop: Releases) -> None:
    old = {path.name: path.read_bytes() for path in shop.project.glob("app*")}
    shop.commit("one more", {"src.txt": "hello once more\n"})
    shop.build()
    for name in ("app", "app.pbom.cdx.json"):
        (shop.project / name).write_bytes(old[name])
    judged = shop.ask()
    assert judged.code in {3, 4}
    assert "pbom-signed" in judged.rules
