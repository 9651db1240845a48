"""Reasons: why each file that a step read may be there."""

import shlex
from collections import defaultdict, deque
from collections.abc import Callable, Iterable

from pbom.model.explanation import CacheOrigin, Explanation, Inputs, Known
from pbom.model.trace import Trace, TracedFile, uses

COMPILED = "compiled from "
"""What a basis begins with where a file was compiled from one that is known."""
DIFFERS = "differs from "
"""What a basis begins with where a package has something else there."""
SHORT = 100
_SYSTEM = frozenset(
    {
        "/etc/group", "/etc/gai.conf", "/etc/host.conf", "/etc/hostname", "/etc/hosts",
        "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/localtime", "/etc/machine-id",
        "/etc/mime.types", "/etc/mtab", "/etc/nsswitch.conf", "/etc/passwd", "/etc/protocols",
        "/etc/resolv.conf", "/etc/services", "/etc/shells", "/etc/ssl/certs/ca-certificates.crt",
        "/etc/timezone", "/usr/lib/locale/locale-archive", "/usr/lib/os-release",
        "/var/lib/dpkg/status",
    }
)  # fmt: skip
"""What every machine makes for itself, so that no package has it; not ``ld.so.preload``."""
_OWN = ".pbom/.gitignore"
"""What keeps the store out of the source; git reads it with the other files of its kind."""
_OWN_CONTENT = "cdbcae15105d6b781e620813c79c7e868740d4e9cc53ce6f5fcbbc12387adf4b"
_SYSTEM_ENDS = ("/gconv/gconv-modules.cache", "/.updated")
_SYSTEM_PLACES = ("/proc/", "/sys/")
_UNKNOWN = {
    "gone": "it was gone before it could be read",
    "changed": "it changed between its use and the look at it",
    "unreadable": "the recorder could not read it",
    "anonymous": "it never had a name, or had lost it",
    "limit": "there were too many files",
}
_NEAREST = (
    ("/site-packages/", "in site-packages, in no RECORD"),
    ("/dist-packages/", "in dist-packages, in no RECORD"),
    ("/node_modules/", "in node_modules, in no lock file"),
    ("/.cache/", "in a cache that nobody attests"),
    ("/.npm/", "in a cache that nobody attests"),
    ("/.cargo/", "in a cache that nobody attests"),
    ("/pkg/mod/", "in the module cache, with no checksum"),
)
_PACKAGED = ("/usr/", "/lib", "/bin/", "/sbin/", "/opt/", "/etc/")


Kept = frozenset[str]


def explain_inputs(trace: Trace, known: Known) -> Inputs:
    """Why each file that was read or executed may be there, by the first reason that fits.

    A file that the step wrote is as good as the processes that wrote it, and a process is as good
    as what it executed and read, what reached it through pipes, and whoever started it. A process
    and a copy of it may share memory, so that each is as good as the other.
    """
    left = (trace.files[index] for index in trace.left)
    kept = frozenset(file.name for file in left if file.commit == "other")
    own = {index: _own(trace.files[index], known, kept) for index in trace.inputs}
    roots = [index for index, item in own.items() if item is not None and item.root]
    tainted = _spread(trace, roots)
    files: dict[int, Explanation] = {}
    for index, item in own.items():
        files[index] = item or _written(trace, trace.files[index], tainted)
    return Inputs(files=files, tainted=tainted)


def said(trace: Trace, number: int) -> str:
    """The command of a process, short."""
    words = shlex.join(trace.command(number))
    return words if len(words) <= SHORT else f"{words[: SHORT - 3]}..."


def _own(file: TracedFile, known: Known, kept: Kept) -> Explanation | None:
    """The reason that lies in the file itself; ``None`` where it is in what wrote it."""
    for reason in _BEFORE:
        found = reason(file, known)
        if found:
            return found
    if file.makers:
        return _rewritten(file, kept)
    for reason in _AFTER:
        found = reason(file, known)
        if found:
            return found
    cache = known.caches.get(_sha256(file))
    if cache:  # whoever made it is not trusted, else it would be explained
        nearest = f"from a less trusted pipeline: {_attested(cache)}"
        return Explanation(kind="unexplained", detail=nearest)
    return Explanation(kind="unexplained", detail=_nearest(file))


def _commit(file: TracedFile, _: Known) -> Explanation | None:
    return Explanation(kind="commit", detail=file.name) if file.commit == "same" else None


def _product(file: TracedFile, known: Known) -> Explanation | None:
    step = known.products.get(_sha256(file))
    return Explanation(kind="product", detail=f"step {step}") if step else None


def _toolchain(file: TracedFile, known: Known) -> Explanation | None:
    digest = file.basis.removeprefix(COMPILED)
    if not (file.package and digest.startswith("sha256:")):
        return None
    if known.toolchains is None or digest in known.toolchains:
        return Explanation(kind="toolchain", detail=f"{file.package} ({file.basis})")
    detail = f"of a toolchain that the policy does not declare, {digest}"
    return Explanation(kind="unexplained", detail=detail)


def _package(file: TracedFile, _: Known) -> Explanation | None:
    if not (file.package or file.basis == f"{COMPILED}the commit"):
        return None
    return Explanation(kind="package", detail=f"{file.package} ({file.basis})".strip())


def _rewritten(file: TracedFile, kept: Kept) -> Explanation | None:
    """A file of the commit may be written over, if it stays so for everybody to see."""
    if file.commit != "other" or file.name in kept:
        return None
    detail = "the same path in the commit, other content: changed, read, and changed back"
    return Explanation(kind="unexplained", detail=detail)


def _cache(file: TracedFile, known: Known) -> Explanation | None:
    cache = known.caches.get(_sha256(file))
    if cache is None:
        return None
    return Explanation(kind="cache", detail=_attested(cache)) if cache.trusted else None


def _attested(cache: CacheOrigin) -> str:
    return f"step {cache.step} of run {cache.run}, signed by {cache.signer or 'somebody'}"


def _system(file: TracedFile, _: Known) -> Explanation | None:
    name = file.name
    listed = name in _SYSTEM or name.endswith(_SYSTEM_ENDS) or name.startswith(_SYSTEM_PLACES)
    return Explanation(kind="system", detail="made by the machine itself") if listed else None


def _repository(file: TracedFile, _: Known) -> Explanation | None:
    """Git's own records; what its hooks are is no part of any commit."""
    if file.name == _OWN and _sha256(file) == _OWN_CONTENT:
        return Explanation(kind="system", detail="the recorder's own")
    folders = f"/{file.name}".rpartition("/")[0].split("/")
    if file.outside or ".git" not in [*folders, file.name] or "hooks" in folders:
        return None
    return Explanation(kind="system", detail="git's own record of the repository")


def _declared(file: TracedFile, known: Known) -> Explanation | None:
    if not known.declared.match(file.name.removeprefix("/")):
        return None
    return Explanation(kind="declared", detail="declared in the policy")


def _elsewhere(file: TracedFile, _: Known) -> Explanation | None:
    if file.commit != "elsewhere":
        return None
    return Explanation(kind="commit", detail="content of another file of the commit")


Reason = Callable[[TracedFile, Known], Explanation | None]
_BEFORE: tuple[Reason, ...] = (_commit, _product, _toolchain, _package)
"""What a file may be although the step wrote it."""
_AFTER: tuple[Reason, ...] = (_cache, _system, _repository, _declared, _elsewhere)
"""What a file may be that the step found."""


def _sha256(file: TracedFile) -> str:
    digest = file.digests.get("sha256") if file.digests else None
    return digest.value if digest else ""


def _written(trace: Trace, file: TracedFile, tainted: dict[int, int]) -> Explanation:
    for maker in file.makers:
        if maker in tainted:
            cause = tainted[maker]
            detail = f"written by {said(trace, maker)}, which {trace.files[cause].name} reached"
            return Explanation(kind="unexplained", detail=detail, cause=cause)
    first = said(trace, file.makers[0]) if file.makers else ""
    instead = ", instead of the commit's" if file.commit == "other" else ""
    return Explanation(kind="written", detail=f"{first}{instead}")


def _spread(trace: Trace, roots: Iterable[int]) -> dict[int, int]:
    """The processes that unexplained files reach, each with the file that reached it first."""
    readers = trace.readers
    made: dict[int, list[int]] = defaultdict(list)
    after: dict[int, list[int]] = defaultdict(list)
    for index, file in enumerate(trace.files):
        for maker in file.makers:
            made[maker].append(index)
    for number, process in enumerate(trace.processes):
        if process.parent >= 0:
            after[process.parent].append(number)
            if process.is_copy:
                after[number].append(process.parent)
        for feeder in process.feeds:
            after[feeder].append(number)
    tainted: dict[int, int] = {}
    todo = deque((number, root) for root in roots for number in readers.get(root, ()))
    while todo:
        number, root = todo.popleft()
        if number in tainted:
            continue
        tainted[number] = root
        todo.extend((other, root) for other in after[number])
        todo.extend((reader, root) for index in made[number] for reader in readers.get(index, ()))
    return tainted


def reached(trace: Trace, makers: Iterable[int]) -> frozenset[int]:
    """Indices of the files that processes read, and of those that went into these, and so on."""
    seen: set[int] = set()
    found: set[int] = set()
    todo = list(makers)
    while todo:
        number = todo.pop()
        if number in seen:
            continue
        seen.add(number)
        process = trace.processes[number]
        todo.extend(process.feeds)
        if process.is_copy:
            todo.append(process.parent)
        for index in uses(process):
            if index not in found:
                found.add(index)
                todo.extend(trace.files[index].makers)
    return frozenset(found)


def _nearest(file: TracedFile) -> str:
    """What comes closest to a reason."""
    if file.basis.startswith(DIFFERS):
        return f"{file.basis.removeprefix(DIFFERS)} has other content there"
    if file.unknown:
        return f"its content is not known: {_UNKNOWN[file.unknown]}"
    if file.commit == "other":
        return "the same path in the commit, other content"
    places = (reason for part, reason in _NEAREST if part in f"/{file.name}")
    return next(places, "") or _by_place(file)


def _by_place(file: TracedFile) -> str:
    if "/.git/hooks/" in f"/{file.name}":
        return "a hook of the repository, which is in no commit"
    if not file.outside:
        return "not in the commit, and no earlier step made it"
    if file.name.startswith(_PACKAGED):
        return "in no installed package"
    return "outside the workspace, in no package"
