"""Two releases of a real build, and what can be told of them, held against git's own answers."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.builds import BUILDS
from tests.workbench import Workbench, require

C = next(build for build in BUILDS if build.name == "C program")
TAGS = ("v1.0.0", "v1.1.0")
CLAUDE = "Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>"


def ship(bench: Workbench, tag: str, place: str) -> Path:
    """Build, assemble, judge and deploy what a tag has; the artifact, put aside."""
    bench.must("git", "checkout", "--quiet", tag)
    bench.must("pbom", "run", "--step=build", "--output=build/sum", "--", "make")
    bench.must("pbom", "assemble", "build/sum")
    bench.must("pbom", "verify", "build/sum")
    bench.must("pbom", "deploy", "record", "build/sum", f"--env={place}")
    kept = bench.home / tag
    kept.mkdir()
    for path in (bench.project / "build").glob("sum*"):
        path.rename(kept / path.name)
    shutil.rmtree(bench.project / "build")
    return kept / "sum"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A C program with two tags, an agent's commit on a merged branch between them."""
    require(*C.programs)
    found = Workbench(tmp_path_factory.mktemp("lineage"))
    C.prepare(found)
    found.init("build")
    found.must("git", "tag", TAGS[0])
    found.must("git", "checkout", "--quiet", "-b", "topic")
    source = (found.project / "src/sum.c").read_text("utf-8")
    found.write({"src/sum.c": source.replace("a + b", "b + a + 0 * a")})
    found.commit(f"sum: the other way round\n\n{CLAUDE}")
    found.must("git", "checkout", "--quiet", "main")
    found.write({"README": "adds two numbers\n"})
    found.commit("say what it does")
    found.must("git", "merge", "--quiet", "--no-ff", "--message", "merge the topic", "topic")
    found.must("git", "tag", TAGS[1])
    for tag, place in zip(TAGS, ("staging", "production"), strict=True):
        ship(found, tag, place)
    return found


def ids(bench: Workbench, *words: str) -> set[str]:
    return set(bench.must("git", "rev-list", *words).out.split())


def told(bench: Workbench, *words: str) -> dict[str, Any]:
    done = bench.run("pbom", *words, "--format=json")
    assert done.code in {0, 1}, done
    found: dict[str, Any] = json.loads(done.out)
    return found


def digests(bench: Workbench) -> dict[str, str]:
    """What each tag shipped."""
    asked = {tag: ("trace", str(bench.home / tag / "sum")) for tag in TAGS}
    return {told(bench, *words)["focus"][0]: tag for tag, words in asked.items()}


def test_the_differences_are_those_of_the_history_and_no_others(bench: Workbench) -> None:
    paths = [str(bench.home / tag / "sum.pbom.cdx.json") for tag in TAGS]
    found = told(bench, "diff", *paths, "--policy=pbom.policy.toml")
    assert found["verified"] is True
    changed = {(item["kind"], item["change"], item["subject"]) for item in found["differences"]}
    commits = {subject.split()[1] for kind, change, subject in changed if kind == "commits"}
    assert commits - {"source"} == ids(bench, f"{TAGS[0]}..{TAGS[1]}")
    assert ("agents", "added", "agent claude-code") in changed
    assert ("artifacts", "changed", "sum") in changed
    assert {kind for kind, _, _ in changed} <= {"commits", "agents", "artifacts", "coverage"}
    page = bench.must("pbom", "diff", *paths, "--format=html").out
    assert page.startswith("<!DOCTYPE html>")


def test_every_commit_reached_just_the_releases_that_git_says(bench: Workbench) -> None:
    releases = digests(bench)
    assert len(releases) == 2
    for commit in ids(bench, "--all"):
        found = told(bench, "incident", f"--commit={commit}")
        affected = {releases[f"digest:{item['digest']}"] for item in found["affected"]}
        clear = {releases[f"digest:{item['digest']}"] for item in found["clear"]}
        assert affected == {tag for tag in TAGS if commit in ids(bench, tag)}
        assert clear == set(TAGS) - affected
        assert found["certain"] is True


def test_the_agent_is_in_the_second_release_and_the_first_is_not_cleared(
    bench: Workbench,
) -> None:
    releases = digests(bench)
    found = told(bench, "incident", "--agent=claude-code")
    assert {releases[f"digest:{item['digest']}"] for item in found["affected"]} == {TAGS[1]}
    assert {releases[f"digest:{item['digest']}"] for item in found["unclear"]} == {TAGS[0]}
    assert found["environments"] == ["production"]
    assert [item["class"] for item in found["commits"]] == ["declared"]


def test_the_chain_of_the_second_release_is_whole(bench: Workbench) -> None:
    done = bench.must("pbom", "trace", str(bench.home / TAGS[1] / "sum"))
    assert "signatures are checked by the policy" in done.out
    assert done.out.endswith("no gaps\n")
    for word in ("step build", "verdict PASSED", "deployment to production", "claude-code"):
        assert word in done.out
    graph = bench.must("pbom", "graph", str(bench.home / TAGS[1] / "sum.pbom.cdx.json")).out
    assert graph.startswith("<svg")
