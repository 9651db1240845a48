"""SLSA threat D: the source is changed after checkout, built, and changed back."""

import threading
import time
from pathlib import Path

import pytest

from tests.scenarios.pipeline import Pipeline

FILES = {
    "Makefile": "app: main.c\n\tgcc -O0 -o app main.c\n",
    "main.c": '#include <stdio.h>\nint main(void) { puts("honest"); return 0; }\n',
    "evil.patch": "s/honest/evil/\n",
    ".gitignore": "app\n",
}
EVIL = "sed -f evil.patch main.c > changed; cat changed > main.c; rm changed"
ATTACKS = {
    "git puts it back": f"{EVIL}; make -s; git checkout -q main.c",
    "a copy is put back": f"cp main.c kept; {EVIL}; make -s; mv kept main.c",
    "the bytes are written back": f"cp main.c kept; {EVIL}; make -s; cat kept > main.c; rm kept",
    "its time is put back as well": (
        f"cp -p main.c kept; {EVIL}; make -s; cat kept > main.c; touch -r kept main.c; rm kept"
    ),
    "another file lies over it while it is read": (
        "cp main.c kept; sed -f evil.patch main.c > other; mv other main.c; make -s; mv kept main.c"
    ),
}


FOUND = "the same path in the commit, other content: changed, read, and changed back; read by "


@pytest.mark.parametrize("script", ATTACKS.values(), ids=list(ATTACKS))
def test_what_was_compiled_is_not_what_was_committed(tmp_path: Path, script: str) -> None:
    """``main.c`` is named, more than once where ``git`` reads it again before it puts it back.

    Of that second content it may not be known that it is the first one's.
    """
    pipeline = Pipeline(tmp_path, FILES).demand()
    pipeline.run("sh", "-c", script)
    assert pipeline.bench.must("git", "status", "--porcelain").out == ""
    judged = pipeline.judge("app")
    assert judged.code == 1
    assert judged.rules == {"inputs-explained", "outputs-explained"}
    said = judged.said_by("inputs-explained")
    assert {subject for subject, _ in said} == {"main.c in step build"}
    assert all(found.startswith(FOUND) for _, found in said)


def test_somebody_outside_of_the_step_changes_it_and_changes_it_back(tmp_path: Path) -> None:
    """Nobody who is watched writes it; what the compiler read is known all the same, or is not."""
    pipeline = Pipeline(tmp_path, FILES | {".gitignore": "app\nsign-*\n"}).demand()
    source = pipeline.project / "main.c"
    honest = source.read_text("utf-8")

    def outside() -> None:
        _wait(pipeline.project / "sign-begun")
        source.write_text(honest.replace("honest", "evil"), "utf-8")
        (pipeline.project / "sign-changed").touch()
        _wait(pipeline.project / "sign-built")
        source.write_text(honest, "utf-8")
        (pipeline.project / "sign-restored").touch()

    other = threading.Thread(target=outside)
    other.start()
    wait = "until [ -e sign-{} ]; do sleep 0.02; done"
    pipeline.run(
        "sh", "-c", f"> sign-begun; {wait.format('changed')}; make -s; > sign-built; "
        f"{wait.format('restored')}",
    )  # fmt: skip
    other.join()
    assert source.read_text("utf-8") == honest
    said = pipeline.judge("app").said_by("inputs-explained")
    assert [subject for subject, _ in said] == ["main.c in step build"]


def _wait(sign: Path) -> None:
    deadline = time.monotonic() + 20
    while not sign.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_the_rules_of_a_snapshot_do_not_see_it(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path, FILES)
    pipeline.run("sh", "-c", ATTACKS["git puts it back"])
    assert pipeline.judge("app").complaints == []


def test_the_honest_build_ships(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path, FILES).demand()
    pipeline.run("make", "-s")
    assert pipeline.judge("app").complaints == []


def test_a_build_that_rewrites_its_own_file_and_leaves_it_so_ships(tmp_path: Path) -> None:
    """As ``configure`` does with a header: everybody sees it among the products."""
    files = FILES | {"configure": "#!/bin/sh\necho '/* configured */' >> main.c\n"}
    pipeline = Pipeline(tmp_path, files).demand()
    pipeline.run("sh", "-c", "sh configure; make -s")
    assert pipeline.judge("app").complaints == []
