"""Authors and committers."""

import pytest

from pbom.model.commit import Person
from tests.signals.commits import ADA, written

FORGE = "users.noreply.github.com"

AUTHORS = {
    Person("Claude", "noreply@anthropic.com"): "claude-code",
    Person("sfgastown/crew/dunks", "noreply@anthropic.com"): "claude-code",
    Person("copilot-swe-agent[bot]", f"198982749+Copilot@{FORGE}"): "copilot",
    Person("Copilot", f"198982749+Copilot@{FORGE}"): "copilot",
    Person("Cursor Agent", "cursoragent@cursor.com"): "cursor",
    Person("Codex", "codex@openai.com"): "codex",
    Person("Ada (aider)", "ada@example.com"): "aider",
    Person("Devin AI", f"158243242+devin-ai-integration[bot]@{FORGE}"): "devin",
    Person("google-labs-jules[bot]", f"161369871+google-labs-jules[bot]@{FORGE}"): "jules",
    Person("roomote[bot]", f"219738659+roomote[bot]@{FORGE}"): "roo-code",
    Person("gpt-engineer-app[bot]", f"159125892+gpt-engineer-app[bot]@{FORGE}"): "lovable",
    Person("renamed", f"198982749+somebody-else@{FORGE}"): "copilot",
}


@pytest.mark.parametrize(("author", "agent"), AUTHORS.items(), ids=[p.name for p in AUTHORS])
def test_an_agent_as_author(author: Person, agent: str) -> None:
    change = written("subject", author=author)
    assert change.kind == "declared"
    assert change.agents == (agent,)
    assert change.markers[0].where == "author"


@pytest.mark.parametrize(
    "author",
    [
        Person("Claude", "claude@example.org"),
        Person("Devin", "devin@example.org"),
        Person("some-app[bot]", f"1234+some-app[bot]@{FORGE}"),
        Person("Ada", "ada@anthropic.com"),
        Person("GitHub", "noreply@github.com"),
    ],
    ids=lambda person: person.email,
)
def test_a_person_or_an_unknown_bot(author: Person) -> None:
    assert written("subject", author=author).markers == ()


def test_a_committer_alone_wrote_nothing() -> None:
    change = written("subject", committer=Person("Claude", "noreply@anthropic.com"))
    assert [marker.role for marker in change.markers] == ["committer-only"]
    assert change.kind == "unknown"


def test_aider_as_committer_of_a_persons_files_wrote_nothing() -> None:
    assert written("subject", committer=Person("Ada (aider)", "ada@example.com")).kind == "unknown"


def test_automation_is_its_own_kind() -> None:
    bot = Person("dependabot[bot]", f"49699333+dependabot[bot]@{FORGE}")
    change = written("bump", author=bot)
    assert [marker.role for marker in change.markers] == ["automation"]
    assert change.kind == "unknown"


def test_an_author_who_commits_is_one_marker() -> None:
    claude = Person("Claude", "noreply@anthropic.com")
    assert len(written("subject", author=claude, committer=claude).markers) == 1


def test_nobody_is_human_by_default() -> None:
    assert written("subject", author=ADA).kind == "unknown"
