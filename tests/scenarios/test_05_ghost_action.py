"""GhostAction (2025) and Megalodon (2026): a forged bot adds a workflow that sends secrets away."""

from pathlib import Path

from tests.scenarios.releases import Releases
from tests.signing import SshKey
from tests.workbench import require

RULES = """
[rules.pipeline-changes-approved]
[rules.commits-signed]
"""
NAME = ".github/workflows/discussion.yml"
WORKFLOW = "on: discussion\njobs:\n  a:\n    runs-on: self-hosted\n    steps:\n      - run: env\n"


def releases(root: Path) -> tuple[Releases, SshKey]:
    """Ada signs what she writes, and the policy's keys lie where no author can write."""
    require("ssh-keygen")
    key = SshKey.make(root, "ada")
    (root / "allowed").write_text(f"ada@example.com {key.public}\n")
    config = '[commits]\nallowed-signers = "../allowed"\n'
    shop = Releases(root, RULES, {"pbom.toml": config})
    return shop, key


def test_a_workflow_by_a_bot_that_nobody_knows_is_denied_twice(tmp_path: Path) -> None:
    shop, _ = releases(tmp_path)
    shop.bench.environment |= {
        "GIT_AUTHOR_NAME": "build-bot", "GIT_AUTHOR_EMAIL": "build-bot@users.example",
    }  # fmt: skip
    commit = shop.commit("ci: update", {NAME: WORKFLOW})
    judged = shop.build()
    assert (judged.code, judged.rules) == (1, {"pipeline-changes-approved", "commits-signed"})
    [(subject, found)] = judged.said_by("pipeline-changes-approved")
    assert subject == f"commit {commit[:12]}"
    assert f"touched {NAME} (workflow): no approval of it" in found
    assert "build-bot" in found


def test_the_same_change_signed_and_approved_ships(tmp_path: Path) -> None:
    shop, key = releases(tmp_path)
    shop.bench.write({NAME: WORKFLOW})
    shop.bench.must("git", "add", "--all")
    shop.bench.must("git", *key.options, "commit", "-q", "-S", "-m", "ci: discuss")
    assert shop.build().rules == {"pipeline-changes-approved"}
    shop.approve()
    assert shop.ask().complaints == []
