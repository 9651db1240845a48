"""Pipes and devices in place of files are refused at once: nothing waits, nothing never ends."""

import os
import shutil

import pytest

from tests.cli.session import DOCUMENT, Sandbox

COMMANDS: dict[str, tuple[str, ...]] = {
    "an artifact": ("verify", "X"),
    "a policy": ("verify", "out.bin", "--policy=X"),
    "a document": ("verify", "out.bin", "--pbom=X"),
    "evidence": ("verify", "out.bin", "--evidence=X"),
    "the artifact that is assembled": ("assemble", "X"),
    "one side of a diff": ("diff", DOCUMENT, "X"),
    "the policy of a diff": ("diff", DOCUMENT, DOCUMENT, "--policy=X"),
    "what is imported": ("import", "X"),
    "what an import is about": ("import", "report.xml", "--about=X"),
    "what is approved": ("approve", "X", "--role=reviewer", "--reason=y"),
    "what a rule is waived for": (
        "waive", "fresh", "--for=X", "--role=a", "--reason=y", "--expires=1d",
    ),
    "what is shown": ("show", "X"),
    "a policy that is checked": ("policy", "check", "X"),
    "a policy that is shown": ("policy", "show", "X"),
    "cases": ("policy", "test", "X"),
    "the policy of cases": ("policy", "test", "cases.toml", "--policy=X"),
    "a report": ("explain", "fresh", "--report=X"),
}  # fmt: skip
REFUSED = (2, 3, 4, 5)


def told(sandbox: Sandbox, name: str, file: str) -> str:
    """What a command complains of that is given a file."""
    sandbox.write("report.xml", '<testsuite name="a"><testcase name="b"/></testsuite>')
    sandbox.write("cases.toml", '[[case]]\nname = "a"\nartifact = "out.bin"\nexpect = "passed"\n')
    done = sandbox.pbom(*(word.replace("X", file) for word in COMMANDS[name]))
    assert done.code in REFUSED, done
    return done.complaint


@pytest.mark.parametrize("name", list(COMMANDS))
def test_a_pipe_is_refused_at_once(shipped: Sandbox, name: str) -> None:
    os.mkfifo(shipped.project / "pipe")
    complaint = told(shipped, name, "pipe")
    assert "pipe" in complaint
    assert "Traceback" not in complaint


@pytest.mark.parametrize("name", ["an artifact", "a policy", "a document", "what is imported"])
def test_a_device_that_never_ends_is_refused(shipped: Sandbox, name: str) -> None:
    assert "not an ordinary file" in told(shipped, name, "/dev/zero")


def test_an_ordinary_file_behind_a_link_is_read(shipped: Sandbox) -> None:
    shutil.copy(shipped.project / "out.bin", shipped.base / "elsewhere.bin")
    (shipped.project / "link.bin").symlink_to(shipped.base / "elsewhere.bin")
    assert shipped.pbom("verify", "link.bin").code == 0
