"""A real chain of two steps: one compiles a file, the next one packs it."""

import json
from pathlib import Path
from typing import Any

from tests.edits import payload_of
from tests.workbench import Workbench

PROJECT = {
    "Makefile": (
        "build/shout: src/whisper\n"
        "\tmkdir -p build\n"
        "\ttr a-z A-Z < src/whisper > build/shout\n"
        "dist/shout.gz: build/shout\n"
        "\tmkdir -p dist\n"
        "\tgzip -n -c build/shout > dist/shout.gz\n"
    ),
    ".gitignore": "build/\ndist/\n",
    "src/whisper": "nothing enters from outside\n",
}
COMPILED = "build/shout"
PACKED = "dist/shout.gz"

Table = dict[str, Any]


class Chain:
    """The project, with every bundle that its store holds."""

    def __init__(self, root: Path) -> None:
        self.bench = Workbench(root)
        self.bench.write(PROJECT)
        self.bench.commit("shout: say it loudly")
        self.bench.init("compile", "pack")

    def compile(self) -> None:
        """The first step."""
        self.bench.must("pbom", "run", "--step", "compile", "--", "make", COMPILED)

    def pack(self) -> None:
        """The second step."""
        self.bench.must("pbom", "run", "--step", "pack", "--", "make", PACKED)

    def assemble(self, spec: str) -> None:
        """The PBOM of the packed file; what was assembled before stays in the store."""
        self.bench.must("pbom", "assemble", "--spec", spec, PACKED)

    def bundles(self) -> list[bytes]:
        """Every bundle of the store."""
        objects = sorted((self.bench.project / ".pbom" / "objects" / "sha256").glob("??/*"))
        return [data for path in objects if b'"dsseEnvelope"' in (data := path.read_bytes())]

    def statements(self, predicate_type: str) -> list[Table]:
        """The statements of one kind, as anybody's JSON parser reads them."""
        found: list[Table] = [json.loads(payload_of(bundle)) for bundle in self.bundles()]
        return [item for item in found if item["predicateType"] == predicate_type]
