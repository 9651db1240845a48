"""Documents of other tools: told apart and counted, entry by entry; their bytes are never changed.

A document is kept by its digest, so nothing of it is lost that is not understood here. What is
counted is what a person checks an import by.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from pbom.codec.entries import MAX_PROBLEMS, bad_entry, optional_text, tables
from pbom.codec.fields import Fields
from pbom.codec.strict_json import MAX_BYTES, read_json
from pbom.codec.xml import Element, read_xml
from pbom.errors import FormatError
from pbom.model.dependency import Problem
from pbom.model.imported import Imported, ImportFormat

_STATEMENT = "https://in-toto.io/Statement/"
_BUNDLE = "application/vnd.dev.sigstore.bundle"
_SPDX_3 = "https://spdx.org/rdf/3"
_LEVELS = ("error", "warning", "note", "none")

Finding = str | Problem
"""What was found once, by name, or what could not be read."""


def read_imported(data: bytes) -> Imported:
    """What a document is, and how much is in it.

    Raises:
        FormatError: It is of no kind that is known, or cannot be read at all.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"larger than the limit of {MAX_BYTES:,} bytes ({len(data):,})")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _junit(read_xml(data))
    root = Fields(read_json(data))
    for belongs, read in _KINDS:
        if belongs(root):
            return read(root)
    raise FormatError("of no kind that is known: CycloneDX, SPDX, SARIF, JUnit, in-toto")


def _told(format_: ImportFormat, version: str, tool: str, found: Iterable[Finding]) -> Imported:
    counts: Counter[str] = Counter()
    problems: list[Problem] = []
    for item in found:
        if isinstance(item, str):
            counts[item] += 1
        elif len(problems) < MAX_PROBLEMS:
            problems.append(item)
        else:
            counts["more problems"] += 1
    return Imported(
        format=format_,
        version=version,
        tool=tool[:300],
        counts=tuple(sorted(counts.items())),
        problems=tuple(problems),
    )


def _cyclonedx(root: Fields) -> Imported:
    found = (
        *_components(root),
        *_each(root, "services", "services", "name"),
        *_each(root, "vulnerabilities", "vulnerabilities", ""),
    )
    return _told("cyclonedx", root.text("specVersion", ""), _cyclonedx_tool(root), found)


def _components(root: Fields) -> Iterator[Finding]:
    """Components, those inside of others included."""
    todo = [root]
    while todo:
        at = todo.pop()
        try:
            listed = list(tables(at, "components"))
        except FormatError as error:
            yield bad_entry(error)
            continue
        for item in listed:
            if isinstance(item, Problem):
                yield item
                continue
            todo.append(item)
            yield _named(item, "components", "name")


def _cyclonedx_tool(root: Fields) -> str:
    """The first tool, in the new form or in the one before version 1.5."""
    try:
        metadata = root.present_table("metadata")
        if metadata is None:
            return ""
        tools = metadata.maybe("tools")
        holder = metadata.table("tools") if isinstance(tools, dict) else metadata
        listed = holder.tables("components" if isinstance(tools, dict) else "tools")
        return f"{listed[0].text('name')} {listed[0].text('version', '')}".strip() if listed else ""
    except FormatError:
        return ""


def _spdx_2(root: Fields) -> Imported:
    found = (
        *_each(root, "packages", "packages", "name"),
        *_each(root, "files", "files", "fileName"),
        *_each(root, "relationships", "relationships", "relationshipType"),
    )
    try:
        info = root.present_table("creationInfo")
        creators = info.texts("creators") if info else ()
    except FormatError:
        creators = ()
    tools = (name.removeprefix("Tool:").strip() for name in creators if name.startswith("Tool:"))
    return _told("spdx-2", root.text("spdxVersion").removeprefix("SPDX-"), next(tools, ""), found)


def _spdx_3(root: Fields) -> Imported:
    found: list[Finding] = []
    version = tool = ""
    for item in tables(root, "@graph"):
        if isinstance(item, Problem):
            found.append(item)
            continue
        kind = item.maybe("type") or item.maybe("@type")
        if not isinstance(kind, str):
            found.append(Problem(kind="bad-entry", place=item.place, reason="no type"))
            continue
        found.append(kind.rpartition("_")[2].lower())
        if kind == "CreationInfo":
            given = item.maybe("specVersion")
            version = given if isinstance(given, str) else version
        if kind == "Tool":
            given = item.maybe("name")
            tool = tool or (given if isinstance(given, str) else "")
    return _told("spdx-3", version, tool, found)


def _sarif(root: Fields) -> Imported:
    found: list[Finding] = []
    tool = ""
    for run in tables(root, "runs"):
        if isinstance(run, Problem):
            found.append(run)
            continue
        found.append("runs")
        try:
            driver = run.table("tool").table("driver")
            named = f"{driver.text('name')} {optional_text(driver, 'version')}".strip()
            tool = tool or named
            found.extend(_results(run))
        except FormatError as error:
            found.append(bad_entry(error))
    return _told("sarif", root.text("version"), tool, found)


def _results(run: Fields) -> Iterator[Finding]:
    for result in tables(run, "results") if run.maybe("results") is not None else ():
        if isinstance(result, Problem):
            yield result
            continue
        level = result.maybe("level")
        yield f"results: {level if level in _LEVELS else 'warning'}"


def _junit(root: Element) -> Imported:
    if root.tag not in {"testsuites", "testsuite"}:
        raise FormatError(f"of no kind that is known: XML that begins with {root.tag!r}"[:200])
    return _told("junit", "", root.attributes.get("name", ""), _tests(root))


def _tests(root: Element) -> Iterator[Finding]:
    todo = [root]
    while todo:
        at = todo.pop()
        todo.extend(at.children)
        if at.tag == "testsuite":
            yield "suites"
        elif at.tag == "testcase":
            yield "tests"
            for outcome in ("failure", "error", "skipped"):
                if at.first(outcome):
                    yield f"tests: {outcome}"


def _statement(root: Fields) -> Imported:
    found = list(_each(root, "subject", "subjects", ""))
    return _told("in-toto-statement", root.text("_type"), root.text("predicateType", ""), found)


def _dsse(root: Fields) -> Imported:
    found = list(_each(root, "signatures", "signatures", "sig"))
    return _told("dsse", root.text("payloadType"), "", found)


def _bundle(root: Fields) -> Imported:
    return _told("sigstore-bundle", root.text("mediaType"), "", ("bundles",))


def _each(root: Fields, key: str, what: str, required: str) -> Iterator[Finding]:
    try:
        listed = list(tables(root, key)) if root.maybe(key) is not None else []
    except FormatError as error:
        yield bad_entry(error)
        return
    for item in listed:
        yield item if isinstance(item, Problem) else _named(item, what, required)


def _named(item: Fields, what: str, required: str) -> Finding:
    if not required or isinstance(item.maybe(required), str):
        return what
    return Problem(kind="bad-entry", place=item.place[:300], reason=f"has no {required}")


def _text_at(root: Fields, key: str) -> str:
    value = root.maybe(key)
    return value if isinstance(value, str) else ""


def _is_spdx_3(root: Fields) -> bool:
    context = root.maybe("@context")
    given = context if isinstance(context, list) else [context]
    return any(isinstance(item, str) and item.startswith(_SPDX_3) for item in given)


_KINDS: tuple[tuple[Callable[[Fields], bool], Callable[[Fields], Imported]], ...] = (
    (lambda root: _text_at(root, "bomFormat") == "CycloneDX", _cyclonedx),
    (lambda root: _text_at(root, "spdxVersion").startswith("SPDX-2"), _spdx_2),
    (_is_spdx_3, _spdx_3),
    (lambda root: "runs" in root and bool(_text_at(root, "version")), _sarif),
    (lambda root: _text_at(root, "_type").startswith(_STATEMENT), _statement),
    (lambda root: _text_at(root, "mediaType").startswith(_BUNDLE), _bundle),
    (lambda root: bool(_text_at(root, "payloadType")), _dsse),
)
