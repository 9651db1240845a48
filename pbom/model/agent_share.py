"""What an agent wrote of an artifact: its lines in the files that really went into it."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pbom.model.artifact import Artifact
from pbom.model.attestation import StepAttestation
from pbom.model.change import Changes
from pbom.model.digest import DigestSet
from pbom.model.pbom import Pbom
from pbom.model.reasons import reached
from pbom.model.trace import Trace, TracedFile


class SharedFile(Struct, frozen=True, order=True, kw_only=True):
    """A file of the commit that went into an artifact, and that an agent's commit touched.

    Attributes:
        name: Its name.
        lines: How many lines it has.
        agent: How many of them verified ranges give to an agent: at least so many.
    """

    name: str
    lines: int
    agent: int


class AgentShare(Struct, frozen=True, kw_only=True):
    """What went into one artifact, as far as traces tell.

    Attributes:
        artifact: The artifact.
        files: How many files of the commit went into it.
        lines: How many lines these have.
        touched: Those of them that commits with an agent's part in them touched.
        known: Whether the commits were looked at.
    """

    artifact: Artifact
    files: int
    lines: int
    touched: tuple[SharedFile, ...]
    known: bool

    @property
    def agent_lines(self) -> int:
        """How many lines an agent wrote, at least."""
        return sum(item.agent for item in self.touched)

    @property
    def in_words(self) -> str:
        """The sum of it, for people."""
        if not self.known:
            return f"{self.files} files, {self.lines} lines read; commits not looked at"
        folders = {item.name.partition("/")[0] for item in self.touched if "/" in item.name}
        places = [f"{folder}/" for folder in sorted(folders)]
        where = f", under {', '.join(places[:5])}" if places else ""
        return (
            f"{len(self.touched)} agent-touched files of {self.files}, at least "
            f"{self.agent_lines} agent lines of {self.lines} read{where}"
        )


def agent_shares(pbom: Pbom) -> Iterator[AgentShare]:
    """For each artifact that a traced step made, what went into it."""
    for artifact in pbom.artifacts:
        sources = tuple(_sources(artifact.digests, pbom, frozenset()))
        if not sources:
            continue
        files = {file.name: file for _, listed in sources for file in listed}
        heads = {item.statement.source.commit for item, _ in sources if item.statement.source}
        changes = [
            item.statement.changes
            for item in pbom.sources
            if item.statement.changes.range.head in heads
        ]
        yield AgentShare(
            artifact=artifact,
            files=len(files),
            lines=sum(file.lines for file in files.values()),
            touched=tuple(sorted(_touched(files, changes))),
            known=bool(changes),
        )


def _touched(files: dict[str, TracedFile], changes: Iterable[Changes]) -> Iterator[SharedFile]:
    for item in changes:
        written = {line.path: line.agent for line in item.lines}
        for name in sorted({*item.agent_paths, *written} & files.keys()):
            if name in item.agent_paths or written[name]:
                file = files[name]
                yield SharedFile(name=name, lines=file.lines, agent=written.get(name, 0))


def _sources(
    digests: DigestSet, pbom: Pbom, seen: frozenset[str]
) -> Iterator[tuple[StepAttestation, tuple[TracedFile, ...]]]:
    """The commit's files that went into something, step by step back to the first."""
    for item in pbom.attestations:
        trace = item.statement.trace
        if trace is None or item.bundle.value in seen or not item.statement.made(digests):
            continue
        makers = [
            maker
            for index in trace.left
            if (made := trace.files[index].digests) and made.matches(digests)
            for maker in trace.files[index].makers
        ]
        indices = reached(trace, makers)
        yield item, tuple(file for file in _files(trace, indices) if file.commit == "same")
        earlier = seen | {item.bundle.value}
        for file in _files(trace, indices):
            if file.digests and file.commit != "same" and not (file.package or file.makers):
                yield from _sources(file.digests, pbom, earlier)


def _files(trace: Trace, indices: Iterable[int]) -> Iterator[TracedFile]:
    return (trace.files[index] for index in indices)
