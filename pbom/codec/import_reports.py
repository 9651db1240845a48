"""Reports of other tools: SARIF and JUnit XML, counted.

Where a report contradicts itself, or says that its tool failed, that is a problem: a scan that did
not run finds nothing, and a file that was cut has no failures.
"""

from collections.abc import Iterator, Mapping, Sequence

from pbom.codec.entries import bad_entry, tables
from pbom.codec.fields import Fields
from pbom.codec.import_entries import Found, Head, table_of, text_of, told, unless_empty
from pbom.codec.xml import Element
from pbom.errors import FormatError
from pbom.model.dependency import Problem
from pbom.model.imported import ERRORS, FAILED, SKIPPED, TESTS, Imported

_LEVELS = ("error", "warning", "note", "none")
_OUTCOMES = {"failure": FAILED, "error": ERRORS, "skipped": SKIPPED}
_MAX_DIGITS = 9


def sarif(root: Fields) -> Imported:
    """A SARIF log."""
    found: list[Found] = []
    tool = made = ""
    for run in tables(root, "runs"):
        if isinstance(run, Problem):
            found.append(run)
            continue
        found.append("runs")
        try:
            parts = run.table("tool")
            driver = parts.table("driver")
            version = text_of(driver, "version") or text_of(driver, "semanticVersion")
            tool = tool or f"{driver.text('name')} {version}".strip()
            found.extend(_results(run, (driver, *parts.tables("extensions"))))
            for invocation in run.tables("invocations"):
                made = made or text_of(invocation, "endTimeUtc")
                found.extend(_invocation(invocation))
        except FormatError as error:
            found.append(bad_entry(error))
    head = Head("sarif", version=text_of(root, "version"), tool=tool, made=made)
    return told(head, unless_empty(found, "runs"))


def _invocation(invocation: Fields) -> Iterator[Found]:
    if invocation.maybe("executionSuccessful") is not True:
        yield Problem(
            kind="unresolved", place=invocation.place, reason="the tool does not say it succeeded"
        )


def _results(run: Fields, parts: Sequence[Fields]) -> Iterator[Found]:
    if table_of(run, "externalPropertyFileReferences").maybe("results"):
        yield Problem(kind="unresolved", place=run.place, reason="has results in other files")
    if run.maybe("results") is None:
        yield Problem(kind="unresolved", place=run.place, reason="the run has no results at all")
        return
    levels = _default_levels(parts)
    for result in tables(run, "results"):
        if isinstance(result, Problem):
            yield result
        elif _is_suppressed(result):
            yield "results: suppressed"
        else:
            yield f"results: {_level(result, levels)}"


def _is_suppressed(result: Fields) -> bool:
    """Whether somebody decided so: a suppression that was rejected, or is reviewed, is none."""
    try:
        given = result.tables("suppressions")
    except FormatError:
        return False
    return bool(given) and all(item.maybe("status") in {None, "accepted"} for item in given)


def _level(result: Fields, levels: Mapping[str, str]) -> str:
    """What a result says, else what its rule says, else what the format says."""
    given = text_of(result, "level")
    if given in _LEVELS:
        return given
    if text_of(result, "kind") not in {"", "fail"}:
        return "none"
    rule = table_of(result, "rule")
    part = table_of(rule, "toolComponent").maybe("index")
    index = rule.maybe("index") if "index" in rule else result.maybe("ruleIndex")
    name = text_of(result, "ruleId") or text_of(rule, "id")
    place = f"#{part + 1 if isinstance(part, int) and part >= 0 else 0}:{index}"
    return levels.get(place) or levels.get(name) or "warning"


def _default_levels(parts: Sequence[Fields]) -> dict[str, str]:
    """The levels of the rules of a tool and of its extensions, by their places and their ids.

    Of two rules of one id the graver level counts.
    """
    levels: dict[str, str] = {}
    try:
        for number, part in enumerate(parts):
            for index, rule in enumerate(part.tables("rules")):
                level = text_of(table_of(rule, "defaultConfiguration"), "level")
                if level in _LEVELS:
                    id_ = text_of(rule, "id")
                    levels[f"#{number}:{index}"] = level
                    levels[id_] = min(level, levels.get(id_, level), key=_LEVELS.index)
    except FormatError:
        return {}
    return levels


def junit(root: Element) -> Imported:
    """Test results in the XML that JUnit began and most test runners write.

    Raises:
        FormatError: It is other XML.
    """
    if root.tag not in {"testsuites", "testsuite"}:
        raise FormatError(f"of no kind that is known: XML that begins with {root.tag!r}"[:200])
    suite = root.first("testsuite") or root
    tool = root.attributes.get("name", "")
    made = root.attributes.get("timestamp") or suite.attributes.get("timestamp", "")
    return told(Head("junit", tool=tool, made=made), unless_empty(_tests(root), TESTS))


def _tests(root: Element) -> Iterator[Found]:
    todo, order = [root], list[Element]()
    while todo:
        at = todo.pop()
        order.append(at)
        todo.extend(at.children)
        if at.tag == "testsuite":
            yield "suites"
        elif at.tag == "testcase":
            yield TESTS
            for outcome, name in _OUTCOMES.items():
                if at.first(outcome):
                    yield name
    yield from _contradictions(order)


def _contradictions(order: list[Element]) -> Iterator[Found]:
    """Where suites say more than they, and those in them, have; each comes before its children."""
    has: dict[int, tuple[int, int]] = {}
    for at in reversed(order):
        inside = [has.pop(id(child)) for child in at.children]
        cases, broken = sum(one for one, _ in inside), sum(other for _, other in inside)
        if at.tag == "testcase":
            cases, broken = 1, int(bool(at.first("failure") or at.first("error")))
        has[id(at)] = (cases, broken)
        if at.tag not in {"testsuite", "testsuites"}:
            continue
        tests = _number(at, "tests")
        if tests > cases:
            yield _contradiction(at, f"says {tests} tests, has {cases}")
        said = _number(at, "failures") + _number(at, "errors")
        if said and not broken:
            yield _contradiction(at, f"says {said} failures and errors, has none")


def _contradiction(suite: Element, reason: str) -> Problem:
    return Problem(kind="bad-entry", place=suite.place, reason=f"the suite {reason}")


def _number(suite: Element, name: str) -> int:
    text = suite.attributes.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else 0
