"""What a reader finds, as lines that a person can check against the file."""

from collections import Counter

from pbom.ecosystems import LockReader
from pbom.model.dependency import Dependency, Integrity, LockFile, PipelineComponent


def read(reader: type[LockReader], text: str, name: str = "") -> LockFile:
    """The file, read under the first name of its kind."""
    return reader().read(name or reader.names[0], text.encode())


def told(file: LockFile) -> list[str]:
    """A line for each thing, in the order of the file."""
    return [
        _dependency(item) if isinstance(item, Dependency) else _component(item) for item in file
    ]


def problems(file: LockFile) -> list[str]:
    """A line for each problem."""
    return [f"{item.kind} {item.place}: {item.reason}" for item in file.problems]


def lines(reader: type[LockReader], text: str) -> list[str]:
    """What is told of a file without problems."""
    file = read(reader, text)
    assert not file.problems, problems(file)
    return told(file)


def _dependency(item: Dependency) -> str:
    parts = [item.purl, item.scope, item.reach, item.origin.kind]
    parts.extend(_sums(item.integrity))
    if item.scripts != "unknown":
        parts.append(f"scripts:{item.scripts}")
    parts.extend(f"[{group}]" for group in item.groups)
    parts.extend(f"-> {other}" for other in item.requires)
    return " ".join(parts)


def _component(item: PipelineComponent) -> str:
    parts = [item.kind, item.name, item.version or "-", item.use or "-"]
    parts.extend(_sums(item.integrity))
    return " ".join(parts)


def _sums(values: tuple[Integrity, ...]) -> list[str]:
    counts = Counter(f"{item.algorithm}/{item.covers}" for item in values)
    return [f"{name}*{count}" if count > 1 else name for name, count in counts.items()]
