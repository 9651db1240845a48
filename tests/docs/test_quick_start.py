"""What the README tells a newcomer to type really ends as it says."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

from tests.docs.markdown import README, blocks, read
from tests.workbench import Done, Workbench

_ENDS = re.compile(r"^(?P<command>.+?)\s+# exit code (?P<code>\d+)$")
_CUT = "..."
_MARK = "=== block"


class Scene(NamedTuple):
    """Commands of the README, and what it shows of their output."""

    script: str
    shown: tuple[str, ...]


def scenes() -> tuple[Scene, ...]:
    """The quick start, block by block."""
    found: list[Scene] = []
    for block in blocks(read(README)):
        if block.mark == "run":
            found.append(Scene(block.text, ()))
        elif block.mark == "output":
            lines = tuple(line for line in block.text.splitlines() if line.strip())
            found[-1] = found[-1]._replace(shown=lines)
    return tuple(found)


def line_of(line: str) -> str:
    """A line of shell that stops the script where it does not end as the text says."""
    match = _ENDS.fullmatch(line)
    if match is None:
        return line
    told = f"the README says {match['code']} of {match['command']}"
    return (
        f"{match['command']} && code=0 || code=$?\n"
        f"test $code = {match['code']} || {{ echo exit code $code, {shlex.quote(told)}; exit 99; }}"
    )


def play(bench: Workbench, *scripts: str) -> Done:
    """The scripts one after the other in one shell, everything on standard output."""
    lines = ["set -eu", "exec 2>&1"]
    for script in scripts:
        lines += [f"echo '{_MARK}'", *map(line_of, script.splitlines())]
    return bench.run("bash", "-c", "\n".join(lines))


def shows(output: str, line: str) -> bool:
    """Whether a line is in an output; an ellipsis stands for anything."""
    pattern = ".*".join(re.escape(part) for part in line.split(_CUT))
    return re.search(f"^{pattern}$", output, re.MULTILINE) is not None


def test_the_quick_start_says_no_for_two_reasons_then_yes_then_no() -> None:
    assert re.findall(r"# exit code (\d+)$", read(README), re.MULTILINE) == ["3", "1", "0", "4"]


def test_the_quick_start_goes_as_the_text_says(tmp_path: Path) -> None:
    done = play(Workbench(tmp_path / "quick start"), *(scene.script for scene in scenes()))
    assert done.code == 0, done.out
    outputs = done.out.split(f"{_MARK}\n")[1:]
    for scene, output in zip(scenes(), outputs, strict=True):
        assert [line for line in scene.shown if not shows(output, line)] == [], output


def test_output_is_shown_of_each_answer_of_the_gate() -> None:
    for scene in scenes():
        assert bool(scene.shown) == ("pbom verify" in scene.script)


def test_another_exit_code_would_be_noticed(tmp_path: Path) -> None:
    done = play(Workbench(tmp_path), "true   # exit code 1")
    assert (done.code, "the README says 1" in done.out) == (99, True)


def test_the_lines_for_ci_work_in_a_fresh_clone(tmp_path: Path) -> None:
    local = Workbench(tmp_path / "local")
    begun = play(local, *(scene.script for scene in scenes()[:2]))
    assert begun.code == 0, begun.out
    ci = Workbench(tmp_path / "ci")
    ci.environment["PBOM_KEY"] = (local.keys / "key.pem").read_text("ascii")
    script = next(block.text for block in blocks(read(README)) if block.mark == "run: ci")
    clone = shlex.join(["git", "clone", "-q", str(local.project / "hello"), "hello"])
    done = play(ci, f"{clone}\ncd hello", script)
    assert done.code == 0, done.out
    assert "SHIP  hello" in done.out
    assert not ci.keys.exists(), "nothing may come from the user's own configuration"
    for name in ("verdict.json", "verdict.sigstore.json"):
        assert (ci.project / "hello" / name).is_file()
