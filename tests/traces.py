"""Simulated traces: a step that read, ran and wrote what it should, and ways to spoil it."""

from hashlib import sha256

from msgspec.structs import replace

from pbom.model.artifact import Artifact
from pbom.model.digest import Digest, DigestSet
from pbom.model.trace import (
    Connection,
    FileChange,
    Member,
    Trace,
    TracedFile,
    TracedProcess,
)
from tests.takes import digest_of, file

SHELL, COMPILER, LINKER = 0, 1, 2
"""The processes of the honest trace, by number."""


def source(name: str, content: str = "", lines: int = 1) -> TracedFile:
    """A file of the commit, read as the commit has it."""
    return replace(found(name, content), commit="same", lines=lines)


def found(name: str, content: str = "") -> TracedFile:
    """A file that is there for no reason."""
    digests = DigestSet.of((*digest_of(content or name), blob(content or name)))
    standing = "" if name.startswith("/") else "absent"
    return TracedFile(name=name, digests=digests, commit=standing)  # type: ignore[arg-type]


def blob(content: str) -> Digest:
    """A git object id that follows from the content."""
    return Digest("gitBlob", sha256(f"blob {content}".encode()).hexdigest()[:40])


def packaged(name: str, package: str = "pkg:deb/debian/gcc@12") -> TracedFile:
    """A file of an installed package."""
    return TracedFile(
        name=name, digests=digest_of(name), package=package, basis="dpkg md5sums", form="program"
    )


def made(product: Artifact, *makers: int) -> TracedFile:
    """A file that the step wrote."""
    return TracedFile(
        name=product.name, digests=product.digests, commit="absent", makers=tuple(makers)
    )


def trace_of(
    product: Artifact, *sources: TracedFile, **more: tuple[Connection, ...] | tuple[Member, ...]
) -> Trace:
    """A shell starts a compiler, which reads the sources, and a linker, which makes the product."""
    tools = (packaged("/usr/bin/cc"), packaged("/usr/bin/ld"), packaged("/usr/bin/sh"))
    part = TracedFile(name="/var/part.o", unknown="gone", makers=(COMPILER,))
    files = (*sources, made(product, LINKER), part, *tools)
    index = {item: number for number, item in enumerate(files)}
    read = tuple(range(len(sources)))
    return Trace(
        monitor="strace 6.1",
        scope="all",
        processes=(
            TracedProcess(
                parent=-1, pid=10, argv=("sh", "-c", "make"), program=index[tools[2]], exit_code=0
            ),
            TracedProcess(
                parent=SHELL, pid=11, argv=("cc",), program=index[tools[0]], exit_code=0, reads=read
            ),
            TracedProcess(
                parent=SHELL,
                pid=12,
                argv=("ld",),
                program=index[tools[1]],
                exit_code=0,
                reads=(index[part],),
                feeds=(COMPILER,),
            ),
        ),
        files=files,
        left=(index[files[len(sources)]],),
        changes=(
            FileChange(process=COMPILER, verb="write", name="/var/part.o"),
            FileChange(process=LINKER, verb="write", name=product.name),
            FileChange(process=SHELL, verb="rename", name="a", other="b"),
        ),
        connections=more.get("connections", ()),  # type: ignore[arg-type]
        members=more.get("members", ()),  # type: ignore[arg-type]
        events=100,
    )


CONNECTION = Connection(
    process=COMPILER, family="inet", reach="connect", address="203.0.113.7", port=443
)
LOOKUP = Connection(
    process=COMPILER, family="other", reach="lookup", address="", host="example.com"
)
SOURCE = source("src/shop.py", lines=40)
OTHER = file("dist/other.bin", "other")
