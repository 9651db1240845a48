"""Ultralytics 8.3.41 (December 2024): a poisoned cache was restored by the release workflow."""

from pathlib import Path

from tests.scenarios.pipeline import Pipeline

CACHE = "$HOME/.cache/tool/model.o"
FILES = {
    "build.sh": (
        "#!/bin/sh\nset -e\n"
        f'part=lib.txt; if [ -f "{CACHE}" ]; then part="{CACHE}"; fi\ncat "$part" main.txt > app\n'
    ),
    "lib.txt": "library\n",
    "main.txt": "main\n",
    ".gitignore": "app\n",
}


def test_a_cache_that_nobody_attests_is_named(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path, FILES).demand()
    cached = pipeline.at_home(".cache/tool/model.o", "coin miner\n")
    pipeline.run("sh", "build.sh")
    judged = pipeline.judge("app")
    assert judged.code == 1
    assert judged.rules == {"cache-trusted", "inputs-explained", "outputs-explained"}
    [(subject, found)] = judged.said_by("inputs-explained")
    assert subject == f"{cached} in step build"
    assert found.startswith("in a cache that nobody attests; read by cat ")


def test_a_file_that_was_uploaded_without_a_build_has_no_evidence(tmp_path: Path) -> None:
    """The second pair of versions: a stolen token, and no build at all."""
    pipeline = Pipeline(tmp_path, FILES).demand()
    pipeline.run("sh", "build.sh")
    assert pipeline.judge("app").complaints == []
    pipeline.write("app", "coin miner\n")
    judged = pipeline.ask("app")
    assert judged.code != 0
    assert "artifact-attested" in judged.rules


def test_without_a_cache_the_release_ships(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path, FILES).demand()
    pipeline.run("sh", "build.sh")
    assert pipeline.judge("app").complaints == []
