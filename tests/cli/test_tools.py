"""The tools that a traced step executed, with their contents: in the PBOM, and for people."""

import hashlib
import json
import shutil
from pathlib import Path

from tests.cli.session import DOCUMENT, Sandbox
from tests.tracing import needs_strace

TOOL = "#!/bin/sh\ncp src.txt out.bin\n"
SCRIPT = "printf '#!/bin/sh\\n:\\n' > made.sh; chmod +x made.sh; ./made.sh; ./tool.sh"


def tools(sandbox: Sandbox) -> dict[str, str]:
    """Digests of the tools that the PBOM lists, by name."""
    done = sandbox.pbom("run", "--trace=all", "--output=out.bin", "--", "sh", "-c", SCRIPT)
    assert done.code == 0, done
    assert sandbox.pbom("assemble", "out.bin").code == 0
    document = json.loads((sandbox.project / DOCUMENT).read_bytes())
    listed = [
        item["value"].rsplit(" ", 2)
        for workflow in document["formulation"][0]["workflows"]
        for task in workflow["tasks"]
        for item in task.get("properties", ())
        if item["name"] == "pbom:trace:tool"
    ]
    return {name: digest for name, digest, _ in listed}


def with_tool(sandbox: Sandbox, text: str) -> Sandbox:
    """A tool of the project's own, committed."""
    sandbox.write("tool.sh", text).chmod(0o755)
    sandbox.commit("tool")
    return sandbox


def test_each_has_the_digest_of_what_was_executed(sandbox: Sandbox) -> None:
    needs_strace()
    found = tools(with_tool(sandbox, TOOL))
    copy = Path(shutil.which("cp") or "").resolve()
    assert found[str(copy)] == f"sha256:{hashlib.sha256(copy.read_bytes()).hexdigest()}"
    assert found["tool.sh"] == f"sha256:{hashlib.sha256(TOOL.encode()).hexdigest()}"
    assert "made.sh" not in found  # the step made it itself
    shown = sandbox.pbom("show", "trace").text
    assert f"tool        tool.sh  {found['tool.sh'][:19]}  -" in shown
    assert f"tool        tool.sh {found['tool.sh']} -" in sandbox.pbom("show", DOCUMENT).text


def test_the_same_name_with_another_content_is_a_difference(
    sandbox: Sandbox, prepared: Sandbox, tmp_path: Path
) -> None:
    needs_strace()
    before = tools(with_tool(sandbox, TOOL))
    same = tools(with_tool(prepared.copy(tmp_path / "same"), TOOL))
    other = tools(with_tool(prepared.copy(tmp_path / "other"), TOOL + "# poisoned\n"))
    assert before == same
    assert {name for name in before if before[name] != other[name]} == {"tool.sh"}
