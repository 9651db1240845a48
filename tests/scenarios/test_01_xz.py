"""xz 5.6.0 (March 2024): a macro that only the release tarball had ran at build time."""

from pathlib import Path

from tests.scenarios.pipeline import Pipeline

FILES = {
    "build.sh": "#!/bin/sh\ncat m4/*.m4 > configure.out\ncat configure.out lib.txt > lib.out\n",
    "m4/ax.m4": "honest macro\n",
    "lib.txt": "library\n",
    ".gitignore": "*.out\n/m4/build-to-host.m4\n",
}
EXTRA = "m4/build-to-host.m4"
DECLARED = 'materials = ["m4/"]\n'
"""What a maintainer writes who is tired of the complaints about generated macros."""


def test_a_macro_that_is_not_in_the_commit_is_named(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path, FILES).demand()
    pipeline.write(EXTRA, "payload\n")
    pipeline.run("sh", "build.sh")
    judged = pipeline.judge("lib.out")
    assert judged.code != 0
    [(subject, found)] = judged.said_by("inputs-explained")
    assert subject == f"{EXTRA} in step build"
    assert found.startswith("not in the commit, and no earlier step made it; read by cat m4/")


def test_a_macro_outside_of_the_tree_is_named_too(tmp_path: Path) -> None:
    """No snapshot of the workspace has it."""
    pipeline = Pipeline(tmp_path, FILES).demand()
    outside = tmp_path / "payload.m4"
    outside.write_text("payload\n", "utf-8")
    pipeline.run("sh", "-c", f"sh build.sh; cat {outside} >> lib.out")
    judged = pipeline.judge("lib.out")
    assert judged.rules == {"inputs-explained", "outputs-explained"}
    [(subject, found)] = judged.said_by("inputs-explained")
    assert subject == f"{outside} in step build"
    assert found.startswith("outside the workspace, in no package; read by cat ")


def test_the_clean_tarball_ships(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path, FILES).demand()
    pipeline.run("sh", "build.sh")
    assert pipeline.judge("lib.out").complaints == []
