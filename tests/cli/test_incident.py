"""``pbom incident`` over the real releases of a project."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.session import Sandbox
from tests.ecosystems import test_uv_lock

CLAUDE = "Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>"


def ship(sandbox: Sandbox, name: str, env: str) -> None:
    """Build, assemble, verify and deploy what is committed, as an artifact of that name."""
    sandbox.write("Makefile", f"{name}: src.txt\n\tcp src.txt {name}; echo {name} >> {name}\n")
    sandbox.commit(f"call it {name}")
    for words in (
        ("run", f"--output={name}", "--", "make", "-s", name),
        ("assemble", name),
        ("verify", name),
        ("deploy", "record", name, f"--env={env}"),
    ):
        done = sandbox.pbom(*words)
        assert done.code == 0, done
    for path in sandbox.project.glob(f"{name}*"):
        path.rename(sandbox.base / path.name)


@pytest.fixture(scope="module")
def line(prepared: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """Three releases: an agent's commit with a package comes with the second; not to be changed."""
    sandbox = prepared.copy(tmp_path_factory.mktemp("line") / "copy")
    ship(sandbox, "one.bin", "production")
    sandbox.write("uv.lock", test_uv_lock.SAMPLE)
    sandbox.commit(f"use rich\n\n{CLAUDE}")
    ship(sandbox, "two.bin", "staging")
    sandbox.write("src.txt", "changed\n")
    sandbox.commit("change it")
    ship(sandbox, "three.bin", "production")
    return sandbox


def ask(sandbox: Sandbox, *words: str, code: int) -> dict[str, Any]:
    done = sandbox.pbom("incident", *words, "--format=json")
    assert done.code == code, done
    found: dict[str, Any] = json.loads(done.text)
    return found


def names(items: list[dict[str, Any]]) -> set[str]:
    return {item["name"] for item in items}


def test_the_blast_radius_of_a_commit(line: Sandbox) -> None:
    bad = line.git("log", "--format=%H", "--grep=use rich").strip()
    found = ask(line, "--commit", bad[:10], code=1)
    assert names(found["affected"]) == {"two.bin", "three.bin"}
    assert names(found["clear"]) == {"one.bin"}
    assert found["environments"] == ["production", "staging"]
    (commit,) = found["commits"]
    assert (commit["commit"], commit["class"]) == (bad, "declared")
    assert commit["agents"] == ["claude-code"]
    assert (commit["review"], commit["standing"]) == ("none-visible", "verified")
    assert found["certain"] is True


def test_the_blast_radius_of_a_component_and_who_brought_it(line: Sandbox) -> None:
    bad = line.git("log", "--format=%H", "--grep=use rich").strip()
    for purl in ("pkg:pypi/rich", "pkg:pypi/rich@13.0"):
        found = ask(line, "--component", purl, code=1)
        assert names(found["affected"]) == {"two.bin", "three.bin"}
        assert [item["commit"] for item in found["commits"]] == [bad]
        assert names(found["unclear"]) == {"one.bin"}, "it has no lock file: nobody can tell"


def test_an_agent_a_file_and_a_key(line: Sandbox) -> None:
    found = ask(line, "--agent=claude-code", code=1)
    assert names(found["affected"]) == {"two.bin", "three.bin"}
    assert names(found["unclear"]) == {"one.bin"}
    found = ask(line, f"--digest={line.base / 'two.bin'}", code=1)
    assert names(found["affected"]) == {"two.bin"}
    assert names(found["unclear"]) == {"one.bin", "three.bin"}, "nobody traced what they read"
    found = ask(line, "--key=me", code=1)
    assert names(found["affected"]) == {"one.bin", "two.bin", "three.bin"}


def test_what_never_shipped_reached_nothing_for_certain_unless_an_object_is_broken(
    line: Sandbox, tmp_path: Path
) -> None:
    line = line.copy(tmp_path / "copy")
    line.write("more.txt", "x")
    line.commit("never shipped")
    assert line.pbom("source").code == 0
    head = line.git("rev-parse", "HEAD").strip()
    found = ask(line, "--commit", head, code=0)
    assert names(found["clear"]) == {"one.bin", "two.bin", "three.bin"}
    assert found["certain"] is True
    path = line.state / "objects/sha256/ab" / ("0" * 62)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"not what the name says")
    found = ask(line, "--commit", head, code=3)
    assert "not understood" in found["untold"][0]


def test_text_and_markdown(line: Sandbox) -> None:
    bad = line.git("log", "--format=%H", "--grep=use rich").strip()
    done = line.pbom("incident", f"--commit={bad}")
    assert done.text.startswith("signatures are checked by the policy sha256:")
    assert "2 artifacts affected, in 2 environments; 1 not affected" in done.text
    done = line.pbom("incident", f"--commit={bad}", "--format=markdown")
    assert "* **affected: three.bin" in done.text


@pytest.mark.parametrize(
    "words",
    [(), ("--commit=abcd", "--agent=x"), ("--agent=claude-code", "--format=xml"),
     ("--digest=no such thing",), ("--agent=claude-code", "--policy=nowhere.toml")],
    ids=str,
)  # fmt: skip
def test_what_is_asked_wrongly(line: Sandbox, words: tuple[str, ...]) -> None:
    assert line.pbom("incident", *words).code == 2


def test_what_nobody_knows_is_no_all_clear(line: Sandbox) -> None:
    for words in ("--commit=00000000", "--component=pkg:npm/none", "--agent=none", "--key=none"):
        done = line.pbom("incident", words)
        assert done.code == 3
        assert "nothing in the evidence has the" in done.complaint
