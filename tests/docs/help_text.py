"""The help of every command, as the page of commands has it."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.docs.markdown import ROOT

FIXED = {"COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
"""What help depends on."""


def commands() -> Iterator[tuple[str, ...]]:
    """Every command and subcommand; the top level's list is read, not imported."""
    main = (ROOT / "pbom" / "cli" / "main.py").read_text("utf-8")
    for name in ast.literal_eval(
        re.findall(r"^COMMANDS = (\(.+?\))", main, re.MULTILINE | re.DOTALL)[0]
    ):
        yield (name,)
        inside = help_of(name).partition("\nCommands:\n")[2]
        yield from ((name, inner) for inner in re.findall(r"^  ([\w-]+)", inside, re.MULTILINE))


def help_of(*command: str) -> str:
    """What a command says of itself."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PBOM_")}
    done = subprocess.run(
        [sys.executable, "-m", "pbom", *command, "--help"],
        env=kept | FIXED,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def section() -> str:
    """The part of the page that is generated."""
    parts = []
    for command in commands():
        name = " ".join(("pbom", *command))
        heading = f"## `{name}`\n\n" if len(command) == 1 else ""
        parts.append(f"{heading}```text\n{help_of(*command)}\n```\n")
    return "\n".join(parts)
