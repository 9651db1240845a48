"""Commits in the document: who wrote them, on whose word, and what was shipped before."""

import json
from typing import Any

from msgspec.structs import replace

from pbom.codec.cyclonedx.components import SpecVersion
from pbom.codec.cyclonedx.document import write_document
from pbom.codec.cyclonedx.integrity import check_document
from pbom.model.commit import Person
from tests.looks import BY_AGENT, BY_SOMEBODY, CHANGES, Look
from tests.simulator import World, commit, honest, watched

Table = dict[str, Any]


def document(world: World, version: SpecVersion = "1.7") -> Table:
    parsed: Table = json.loads(write_document(world.pbom, version))
    return parsed


def formula(world: World) -> Table:
    found: Table = document(world)["formulation"][0]
    return found


def component(world: World, prefix: str) -> Table:
    (found,) = [item for item in formula(world)["components"] if item["bom-ref"].startswith(prefix)]
    found_table: Table = found
    return found_table


def commits(world: World) -> Table:
    found: Table = formula(world)["workflows"][-1]
    return found


def properties(item: Table) -> list[tuple[str, str]]:
    return [(found["name"], found["value"]) for found in item["properties"]]


def test_agents_and_models_are_components() -> None:
    assert component(watched(), "agent:")["name"] == "claude-code"
    models = [
        item["name"]
        for item in formula(watched())["components"]
        if item["type"] == "machine-learning-model"
    ]
    assert sorted(models) == ["Claude Opus 4.6", "claude-opus-4-6"]


def test_commits_are_the_pedigree_of_the_source_and_what_was_shipped_its_ancestor() -> None:
    pedigree = component(watched(), "source:")["pedigree"]
    assert [item["version"] for item in pedigree["ancestors"]] == [CHANGES.range.base]
    assert [item["uid"] for item in pedigree["commits"]] == [
        change.commit.id for change in CHANGES.changes
    ]
    assert pedigree["commits"][0]["author"]["email"] == "ada@example.com"


def test_a_first_release_has_no_ancestor() -> None:
    changes = replace(CHANGES, range=replace(CHANGES.range, base="", basis="root"))
    pedigree = component(honest().looked(Look(changes=changes)), "source:")["pedigree"]
    assert "ancestors" not in pedigree


def test_only_commits_with_an_agent_s_part_have_a_task() -> None:
    _look, *tasks = commits(watched())["tasks"]
    (task,) = tasks
    assert task["uid"] == BY_AGENT.commit.id
    used = [item["ref"].partition(":")[0] for item in task["resourceReferences"]]
    assert used == ["agent", "model", "model"]
    told = properties(task)
    assert ("pbom:ai:class", "declared") in told
    assert ("pbom:ai:basis", "co-author, declared-by-tool, commit, message line") in told
    assert ("pbom:ai:basis", "author, declared-by-tool, mutable-ref, note") in told
    assert ("pbom:review:state", "claimed") in told


def test_sums_are_on_the_look_and_say_what_was_not_looked_at() -> None:
    look = commits(watched())["tasks"][0]
    told = properties(look)
    assert ("pbom:ai:commits:declared", "1") in told
    assert ("pbom:ai:commits:unknown", "1") in told
    assert ("pbom:ai:lines:agent", "41") in told
    assert ("pbom:ai:pipeline", "workflow M .github/workflows/ci.yml") in told
    assert ("pbom:coverage:gap", "notes-not-fetched (1): refs/notes/ai") in told
    (composition,) = [
        item
        for item in document(watched())["compositions"]
        if item.get("assemblies") == [look["bom-ref"]]
    ]
    assert composition["aggregate"] == "incomplete"


def test_every_commit_s_task_and_agent_is_cited_to_the_look() -> None:
    parsed = document(watched())
    (citation,) = [
        item
        for item in parsed["citations"]
        if item["process"] == commits(watched())["tasks"][0]["bom-ref"]
    ]
    cited = " ".join(citation["expressions"])
    assert component(watched(), "agent:")["bom-ref"] in cited
    assert all(task["bom-ref"] in cited for task in commits(watched())["tasks"])


def test_a_look_at_another_head_is_not_in_the_document() -> None:
    other = Look().of(commit("another"))
    assert write_document(honest().looked(other).pbom, "1.7") == write_document(
        honest().pbom, "1.7"
    )


def test_of_two_looks_at_one_head_the_last_counts() -> None:
    early = Look(changes=replace(CHANGES, changes=(BY_AGENT,)))
    late = replace(Look(), recorded=early.recorded.replace(hour=13))
    both = honest().looked(early, late)
    assert document(both) == document(honest().looked(late))


def test_an_address_that_is_none_is_left_out_and_the_name_stays() -> None:
    bot = Person("evil[bot]", "1+evil[bot]@users.noreply.github.com")
    change = replace(BY_AGENT, commit=BY_AGENT.commit._replace(author=bot))
    world = honest().looked(Look(changes=replace(CHANGES, changes=(change, BY_SOMEBODY))))
    author = component(world, "source:")["pedigree"]["commits"][0]["author"]
    assert author == {"name": "evil[bot]", "timestamp": "2026-03-01T09:00:00.000Z"}
    check_document(write_document(world.pbom, "1.7"), "1.7")


def test_more_than_a_thousand_commits_are_counted_and_not_spelt_out() -> None:
    many = tuple(
        replace(BY_AGENT, commit=BY_AGENT.commit._replace(id=f"{number:040x}"))
        for number in range(1001)
    )
    world = honest().looked(Look(changes=replace(CHANGES, changes=(BY_AGENT, *many))))
    assert len(commits(world)["tasks"]) == 1
    assert "commits" not in component(world, "source:")["pedigree"]
    assert ("pbom:ai:commits:declared", "1002") in properties(commits(world)["tasks"][0])
