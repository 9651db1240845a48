"""Commits, agents and models, as the look at the commits tells of them."""

import re
from collections.abc import Iterator, Mapping

from pbom.codec.cyclonedx.reading_values import Properties, digests_of, facts, thing
from pbom.codec.fields import Fields
from pbom.model.difference import RANGE, Fact, History, Limit, Thing

SCOPE = "commits"
"""Scope of what a look at the commits says of the head."""
NO_MARK = "no agent seen (unknown or declared-none)"
"""The class of a commit that is listed and has no task: the document tells no more of it."""
_CONFIG = re.compile(r"(?P<kind>\S+) (?P<path>.*?) (?P<digests>\w+:[0-9a-f]+(?:, \w+:[0-9a-f]+)*)")
_COUNTED = re.compile(r"(\d+) commits")


def read_commits(
    workflow: Fields, parts: Mapping[str, Fields]
) -> Iterator[Thing | Limit | History]:
    """What a look says, each commit, and the history that it lists.

    Raises:
        FormatError: It is none.
    """
    look, *tasks = workflow.tables("tasks")
    said = Properties(look)
    source = next(
        (
            parts[ref]
            for item in look.tables("inputs")
            for ref in (_resource(item),)
            if ref in parts and ref.startswith("source:")
        ),
        None,
    )
    if source is None:
        raise look.error("inputs", "expected a source that is a component of the formula")
    yield from _look(said, source)
    told = {task.text("uid"): task for task in tasks}
    yield from _listed(source, told, parts)
    wrote = sum(_number(said.one(f"pbom:ai:commits:{name}")) for name in ("declared", "inferred"))
    if wrote > len(tasks):
        yield Limit("commits", RANGE, "", f"{wrote} commits of agents are counted, not listed")


def read_agents(ref: str, table: Fields) -> Iterator[Thing]:
    """An agent or a model that had a part in the commits.

    Raises:
        FormatError: It is none.
    """
    kind = ref.partition(":")[0]
    if kind in {"agent", "model"}:
        yield thing("agents", f"{kind} {table.text('name')}", RANGE, ())


def _resource(item: Fields) -> str:
    resource = item.table_or_none("resource")
    return resource.text("ref", "") if resource else ""


def _look(said: Properties, source: Fields) -> Iterator[Thing]:
    where = Properties(source).one("pbom:source:repository") or source.text("name")
    for gap in said.all("pbom:coverage:gap"):
        yield gap_thing("commits", gap, SCOPE)
    yield thing(
        "coverage",
        f"the look at the commits of {where}",
        SCOPE,
        [("range by", said.one("pbom:source:basis")), ("rules", said.one("pbom:ai:rules"))],
    )
    for value in said.all("pbom:ai:pipeline"):
        kind, letter, path = (*value.split(" ", 2), "", "")[:3]
        name = f"definition {path}, touched by an agent's commit"
        yield thing("pipeline", name, RANGE, [("as", kind), ("change", letter)])
    for value in said.all("pbom:ai:config"):
        found = _CONFIG.fullmatch(value)
        name, digests = (found["path"], found["digests"]) if found else (value, "")
        kind = found["kind"] if found else ""
        yield thing("agents", f"configuration {name}", SCOPE, [("as", kind), ("digest", digests)])


def gap_thing(owner: str, gap: str, scope: str) -> Thing:
    """A gap in what was looked at: ``kind (count): detail``."""
    kind, _, rest = gap.partition(" (")
    count, _, detail = rest.partition("): ")
    pairs = [("count", count), ("detail", detail)]
    return thing("coverage", f"gap of {owner}: {kind}", scope, pairs)


def _listed(
    source: Fields, told: Mapping[str, Fields], parts: Mapping[str, Fields]
) -> Iterator[Thing | Limit | History]:
    pedigree = source.table_or_none("pedigree")
    listed = pedigree.tables("commits") if pedigree else ()
    bases = pedigree.tables("ancestors") if pedigree else ()
    ids = {item.text("uid"): item for item in listed}
    for uid, item in ids.items():
        yield _commit(uid, item, told.get(uid), parts)
    for uid, task in told.items():
        if uid not in ids:
            yield _commit(uid, None, task, parts)
    counted = _COUNTED.match(pedigree.text("notes", "") if pedigree else "")
    if counted and _number(counted[1]) > len(ids):
        reason = f"{counted[1]} commits are counted, not listed"
        yield Limit("commits", RANGE, "", reason)
    yield History(
        source=Properties(source).one("pbom:source:repository") or source.text("name"),
        head=source.text("version", ""),
        base=bases[0].text("version", "") if bases else "",
        commits=frozenset({*ids, *told}),
    )


def _commit(
    uid: str, listed: Fields | None, task: Fields | None, parts: Mapping[str, Fields]
) -> Thing:
    pairs = list(_facts(task, parts)) if task else [("class", NO_MARK)]
    subject = listed.text("message", "") if listed else ""
    author = listed.table_or_none("author") if listed else None
    notes = [
        Fact("subject", subject or (task.text("name", "") if task else "")),
        Fact("author", author.text("name", "") if author else ""),
    ]
    name = f"commit {uid}"
    return Thing(
        kind="commits",
        name=name,
        family=name,
        scope=RANGE,
        facts=facts(pairs),
        notes=tuple(note for note in notes if note.value),
    )


def _facts(task: Fields, parts: Mapping[str, Fields]) -> Iterator[tuple[str, str]]:
    said = Properties(task)
    yield "class", said.one("pbom:ai:class")
    yield "review", said.one("pbom:review:state")
    yield "came by", said.one("pbom:review:path")
    yield "signature", said.one("pbom:commit:signature")
    yield "markers in conflict", said.one("pbom:ai:conflict")
    yield from (("on whose word", value) for value in said.all("pbom:ai:basis"))
    for item in task.tables("resourceReferences"):
        ref = item.text("ref", "")
        if ref in parts:
            yield ref.partition(":")[0], parts[ref].text("name")


def source_thing(source: Fields, branches: frozenset[str]) -> Thing:
    """The commit that was built.

    Raises:
        FormatError: It is none.
    """
    said = Properties(source)
    return thing(
        "commits",
        f"source {source.text('name')}",
        "",
        [
            ("commit", source.text("version", "")),
            ("repository", said.one("pbom:source:repository")),
            *(("digest", value) for value in (*digests_of(source), *said.digests())),
            *(("branch", branch) for branch in branches),
        ],
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
