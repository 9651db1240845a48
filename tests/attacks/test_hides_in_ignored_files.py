"""The attacker leaves a file where git does not look, and the build picks it up."""

import json
from pathlib import Path

from tests.workbench import Workbench

MAKEFILE = "dist/app: src.txt\n\tmkdir -p dist\n\tcat src.txt $(wildcard cache/*.o) > dist/app\n"
APP = "dist/app"


def project(root: Path) -> Workbench:
    """A project whose build takes what lies in a directory that git ignores."""
    bench = Workbench(root)
    bench.write({"Makefile": MAKEFILE, "src.txt": "good\n", ".gitignore": "/cache/\n/dist/\n"})
    bench.commit("one")
    bench.init("build")
    return bench


def judge(bench: Workbench) -> tuple[int, list[tuple[str, str]]]:
    """The gate's answer on a build from here: its exit code, and each rule with what it found."""
    bench.must("pbom", "run", "--", "make", "--silent")
    bench.must("pbom", "assemble", APP)
    done = bench.run("pbom", "verify", APP, "--policy", str(bench.policy), "--format", "json")
    report = json.loads(done.out)
    return done.code, [(item["rule"], item["found"]) for item in report["findings"]]


def test_a_poisoned_cache_is_an_input_that_nobody_explained(tmp_path: Path) -> None:
    bench = project(tmp_path)
    bench.write({"cache/extra.o": "evil\n"})
    code, findings = judge(bench)
    assert (bench.project / APP).read_text("utf-8") == "good\nevil\n"
    assert code == 1
    assert [rule for rule, _ in findings] == ["steps-chained"]
    assert "cache/ (1)" in findings[0][1]


def test_the_same_build_without_the_cache_ships(tmp_path: Path) -> None:
    assert judge(project(tmp_path)) == (0, [])


def test_who_trusts_the_cache_can_say_so(tmp_path: Path) -> None:
    bench = project(tmp_path)
    bench.write({"cache/extra.o": "fast\n"})
    policy = bench.policy.read_text("utf-8")
    step = '[steps."build"]\n'
    assert step in policy
    bench.policy.write_text(policy.replace(step, f'{step}materials = ["/cache/"]\n'), "utf-8")
    bench.must("pbom", "init", "--pin")
    bench.amend()
    assert judge(bench) == (0, [])


def test_an_artifact_of_an_earlier_build_is_named_too(tmp_path: Path) -> None:
    bench = project(tmp_path)
    bench.write({"dist/app": "stale\n"})
    bench.must("touch", "-d", "2001-01-01", APP)
    code, findings = judge(bench)
    assert code == 1
    assert [rule for rule, _ in findings] == ["steps-chained"]
    assert "dist/ (1)" in findings[0][1]
