"""TanStack (May 2026): a pull request filled the cache that a later release restored.

Every signature was valid, and the provenance was true: it named a workflow that ran as it should.
"""

from pathlib import Path

import pytest

from tests.scenarios.pipeline import STRICT, Pipeline

FILES = {
    "Makefile": (
        "app: cache/lib.o main.txt\n\tcat cache/lib.o main.txt > app\n"
        "cache/lib.o: lib.txt\n\tmkdir -p cache\n\tcp lib.txt cache/lib.o\n"
    ),
    "lib.txt": "honest library\n",
    "main.txt": "main\n",
    ".gitignore": "app\ncache/\n",
}
NAIVE = ""
"""Who signed, and that it was one of us: the rules that apply without a trace."""
CACHE = 'materials = ["cache/"]\n'


def _pipeline(root: Path, rules: str, materials: str = CACHE) -> Pipeline:
    """Two functionaries: one for pull requests, whose key cannot sign a release."""
    pipeline = Pipeline(root, FILES)
    bench = pipeline.bench
    visitor = root / "visitor"
    visitor.mkdir()
    bench.environment["XDG_CONFIG_HOME"] = str(visitor)
    bench.must("pbom", "init")
    key = (visitor / "pbom" / "key.pub.pem").read_text("utf-8")
    bench.environment["XDG_CONFIG_HOME"] = str(bench.home / "config")
    return pipeline.demand(rules + f'\n[functionaries.pr]\npublic-key = """\n{key}"""\n', materials)


def _pull_request(pipeline: Pipeline, root: Path) -> None:
    """The pipeline of a pull request, with its own key, fills the cache and is gone."""
    bench = pipeline.bench
    bench.must("git", "checkout", "-q", "-b", "fork")
    pipeline.write("lib.txt", "poisoned library\n")
    bench.commit("improve the library")
    _fill(pipeline, run="pr-1", keys=root / "visitor")
    bench.must("git", "checkout", "-q", "main")


def _fill(pipeline: Pipeline, *, run: str, keys: Path) -> None:
    environment = dict(pipeline.bench.environment)
    pipeline.bench.environment |= {"PBOM_RUN_ID": run, "XDG_CONFIG_HOME": str(keys)}
    pipeline.run("make", "-s", "cache/lib.o", step="test")
    pipeline.bench.environment = environment


def _release(pipeline: Pipeline) -> None:
    pipeline.bench.environment["PBOM_RUN_ID"] = "release-1"
    # a restored cache is newer than the checkout
    (pipeline.project / "cache" / "lib.o").touch()
    pipeline.run("make", "-s")


def test_signature_and_identity_alone_let_the_poisoned_release_ship(tmp_path: Path) -> None:
    pipeline = _pipeline(tmp_path, NAIVE)
    _pull_request(pipeline, tmp_path)
    _release(pipeline)
    assert (pipeline.project / "app").read_text("utf-8") == "poisoned library\nmain\n"
    assert pipeline.judge("app").complaints == []


def test_a_cache_of_a_less_trusted_pipeline_is_a_finding_of_its_own(tmp_path: Path) -> None:
    pipeline = _pipeline(tmp_path, "[rules.cache-trusted]\n")
    _pull_request(pipeline, tmp_path)
    _release(pipeline)
    judged = pipeline.judge("app")
    assert (judged.code, judged.rules) == (1, {"cache-trusted"})
    assert judged.said_by("cache-trusted") == [
        (
            "cache/lib.o in step build",
            "made by step test of run pr-1, signed by pr, who may not sign step build",
        )
    ]


def test_where_it_is_not_even_declared_all_rules_name_it(tmp_path: Path) -> None:
    pipeline = _pipeline(tmp_path, STRICT, materials="")
    _pull_request(pipeline, tmp_path)
    _release(pipeline)
    judged = pipeline.judge("app")
    assert judged.rules == {
        "steps-chained", "cache-trusted", "inputs-explained", "outputs-explained",
    }  # fmt: skip
    [(subject, found)] = judged.said_by("inputs-explained")
    assert subject == "cache/lib.o in step build"
    assert found.startswith("from a less trusted pipeline: step test of run pr-1, signed by pr;")


def test_without_the_evidence_of_the_pull_request_it_does_not_ship_either(tmp_path: Path) -> None:
    """Whoever fills a cache cannot gain by hiding who did: it has to be attested."""
    pipeline = _pipeline(tmp_path, "[rules.cache-trusted]\n")
    (pipeline.project / "cache").mkdir()
    pipeline.write("cache/lib.o", "poisoned library\n")
    _release(pipeline)
    judged = pipeline.judge("app")
    assert judged.said_by("cache-trusted") == [
        ("cache/lib.o in step build", "nobody who is trusted says who made it")
    ]


@pytest.mark.parametrize("rules", [STRICT, STRICT + 'places = ["cache/"]\n'])
def test_a_cache_of_the_release_s_own_pipeline_ships(tmp_path: Path, rules: str) -> None:
    pipeline = _pipeline(tmp_path, rules)
    _fill(pipeline, run="nightly-1", keys=pipeline.bench.home / "config")
    _release(pipeline)
    assert pipeline.judge("app").complaints == []
