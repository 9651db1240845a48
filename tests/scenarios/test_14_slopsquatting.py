"""The demo of the project: an agent's commit adds a dependency, and a person answers for it."""

from pathlib import Path

from tests.scenarios.releases import Releases, lock

RULES = """
[rules.dependency-introduced]
[rules.changes-reviewed]
unknown = "free"
classes = ["declared", "inferred"]
"""
BOTH = {"dependency-introduced", "changes-reviewed"}
BY_AGENT = "add a helper\n\nCo-authored-by: Claude <noreply@anthropic.com>"


def test_an_agent_s_dependency_ships_when_a_person_approves_and_not_when_it_is_amended(
    tmp_path: Path,
) -> None:
    shop = Releases(tmp_path, RULES)
    commit = shop.commit(BY_AGENT, {"uv.lock": lock("requests-helper")})

    judged = shop.build()
    assert (judged.code, judged.rules) == (1, BOTH)
    [(subject, found)] = judged.said_by("dependency-introduced")
    assert subject == f"commit {commit[:12]}"
    assert "pypi requests-helper 1.0" in found
    assert found.endswith("no approval of it")

    shop.approve()
    assert shop.ask().complaints == []

    shop.bench.must("git", "commit", "--quiet", "--amend", "--message", f"{BY_AGENT}\n\nagain")
    judged = shop.build()
    assert (judged.code, judged.rules) == (1, BOTH)
    [(subject, found)] = judged.said_by("dependency-introduced")
    assert subject == f"commit {shop.head()[:12]}"
    assert f"grace approved commit {commit[:12]}, which is not in this release" in found


def test_the_author_cannot_approve_her_own_agent_s_commit(tmp_path: Path) -> None:
    shop = Releases(tmp_path, RULES)
    shop.bench.environment["GIT_AUTHOR_EMAIL"] = "grace@example.com"
    shop.commit(BY_AGENT, {"uv.lock": lock("requests-helper")})
    assert shop.build().rules == BOTH
    shop.approve()
    judged = shop.ask()
    assert (judged.code, judged.rules) == (1, BOTH)
    assert "the same address wrote it" in judged.said_by("changes-reviewed")[0][1]


def test_a_person_s_dependency_is_not_asked_for_where_the_policy_takes_it_for_hers(
    tmp_path: Path,
) -> None:
    rules = RULES.replace("introduced]", 'introduced]\nunknown = "person"')
    shop = Releases(tmp_path, rules)
    shop.commit("add a helper", {"uv.lock": lock("requests-helper")})
    assert shop.build().complaints == []
