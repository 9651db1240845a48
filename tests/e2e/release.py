"""A recorded build, what is handed over of it, and how the gate judges that elsewhere."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from tests.e2e.builds import Build
from tests.edits import payload_of
from tests.workbench import Workbench

Table = dict[str, Any]


class Judgement(Struct, frozen=True):
    """What the gate said.

    Attributes:
        code: Its exit code.
        report: Its report, as JSON.
        err: What it wrote to standard error.
    """

    code: int
    report: Table
    err: str

    @property
    def rules(self) -> frozenset[str]:
        """The rules that found something."""
        return frozenset(finding["rule"] for finding in self.report["findings"])


class Delivery(Struct, frozen=True):
    """A directory with an artifact, its PBOM, the signature, the evidence and a policy."""

    bench: Workbench
    folder: Path
    name: str

    @property
    def artifact(self) -> Path:
        """The file that wants to ship."""
        return self.folder / self.name

    @property
    def document(self) -> Path:
        """The PBOM."""
        return self.folder / f"{self.name}.pbom.cdx.json"

    @property
    def signature(self) -> Path:
        """The PBOM's signature bundle."""
        return self.folder / f"{self.name}.pbom.sigstore.json"

    @property
    def archive(self) -> Path:
        """The evidence."""
        return self.folder / f"{self.name}.evidence.zip"

    @property
    def unpacked(self) -> Path:
        """The evidence, once it is unpacked."""
        return self.folder / "evidence"

    def unpack(self) -> None:
        """Turn the archive into a directory."""
        with zipfile.ZipFile(self.archive) as archive:
            archive.extractall(self.unpacked)
        self.archive.unlink()

    def bundle_of(self, step: str) -> Path:
        """The bundle that records a step, in the unpacked evidence."""
        found = []
        for path in (self.unpacked / "attestations").iterdir():
            statement: Table = json.loads(payload_of(path.read_bytes()))
            if statement["predicate"].get("name") == step:
                found.append(path)
        (only,) = found
        return only

    def verify(self) -> Judgement:
        """Ask the gate, away from the project."""
        evidence = ("--evidence", str(self.unpacked)) if self.unpacked.exists() else ()
        done = self.bench.run(
            "pbom", "verify", self.name, "--policy", "policy.toml", "--format", "json", *evidence,
            folder=self.folder,
        )  # fmt: skip
        return Judgement(done.code, json.loads(done.out), done.err)


class Release(Struct):
    """A build that was recorded and assembled.

    Attributes:
        build: Which.
        bench: Where.
        times: What each command took, in seconds.
        denied: Changes that the gate was seen to deny.
    """

    build: Build
    bench: Workbench
    times: dict[str, float] = field(default_factory=dict)
    denied: list[str] = field(default_factory=list)

    @property
    def document(self) -> Table:
        """The PBOM, as anybody's JSON parser reads it."""
        path = self.bench.project / f"{self.build.artifact}.pbom.cdx.json"
        document: Table = json.loads(path.read_bytes())
        return document

    def make(self) -> None:
        """The whole session, from `git init` to the PBOM."""
        bench, build = self.bench, self.build
        build.prepare(bench)
        self.times["init"] = bench.init(*(step for step, _ in build.steps)).seconds
        for step, command in build.steps:
            self.times[step] = bench.must("pbom", "run", "--step", step, "--", *command).seconds
        done = bench.must("pbom", "assemble", "--spec", build.spec, build.artifact)
        self.times["assemble"] = done.seconds

    def deliver(self, folder: Path) -> Delivery:
        """Copy what is handed over, and the policy, into a directory that knows nothing else."""
        artifact = self.bench.project / self.build.artifact
        folder.mkdir()
        for path in artifact.parent.glob(f"{artifact.name}*"):
            shutil.copy2(path, folder)
        shutil.copyfile(self.bench.policy, folder / "policy.toml")
        return Delivery(self.bench, folder, artifact.name)

    def summary(self) -> str:
        """One line with what was done and how long it took."""
        times = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in self.times.items())
        denied = (
            f"; denied after one changed byte in: {', '.join(self.denied)}" if self.denied else ""
        )
        return f"{self.build.name}: {times}{denied}"


def flip(path: Path, place: Callable[[bytes], int]) -> None:
    """Change one bit of one byte of a file."""
    content = bytearray(path.read_bytes())
    content[place(bytes(content))] ^= 1
    path.write_bytes(content)
