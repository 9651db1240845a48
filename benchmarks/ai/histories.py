"""Real histories: bare repositories in one directory, some to develop on and some kept apart."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

VARIABLE = "PBOM_HISTORIES"
DEVELOPED_ON = (
    "git/git",
    "vim/vim",
    "curl/curl",
    "apache/calcite",
    "kyverno/kyverno",
    "git-ai-project/git-ai",
    "entireio/cli",
    "steveyegge/beads",
    "charmbracelet/crush",
    "simonw/tools",
    "github/spec-kit",
    "Aider-AI/aider",
    "flightctl/flightctl",
    "All-Hands-AI/OpenHands",
    "google-gemini/gemini-cli",
)
KEPT_APART = (
    "apache/pinot",
    "modelcontextprotocol/csharp-sdk",
    "objectstack-ai/objectui",
    "astral-sh/uv",
    "ghostty-org/ghostty",
    "RooCodeInc/Roo-Code",
    "cli/cli",
    "cline/cline",
    "continuedev/continue",
    "bpftrace/bpftrace",
    "systemd/mkosi",
    "chainloop-dev/chainloop",
    "block/aittributor",
)
"""Nobody looked at these before the rules were done."""

HOW = f"""\
{VARIABLE} is not set. Let it name a directory with bare clones, such as
    git clone --bare --filter=tree:0 URL-OF-vim/vim "${VARIABLE}/vim+vim"
developed on: {", ".join(DEVELOPED_ON)}
kept apart:   {", ".join(KEPT_APART)}
For the comparison, pip install no-ai-marks into this environment."""


class History(NamedTuple):
    """A repository.

    Attributes:
        name: Owner and name, or the name of its directory.
        folder: The git directory.
    """

    name: str
    folder: Path

    @property
    def apart(self) -> bool:
        """Whether nobody looked at it before the rules were done."""
        return self.name not in DEVELOPED_ON


def histories(wanted: list[str]) -> Iterator[History]:
    """The histories in the directory that the environment names; of these names, if any are."""
    root = os.environ.get(VARIABLE)
    if not root:
        print(HOW)
        return
    for folder in sorted(Path(root).iterdir()):
        name = folder.name.removesuffix(".git").replace("+", "/")
        found = next(filter(_is_git, (folder, folder / "repo", folder / ".git")), None)
        if found and (not wanted or name in wanted):
            yield History(name, found)


def _is_git(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir()
