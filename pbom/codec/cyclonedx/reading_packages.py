"""Packages and pipeline components of a document, by what they are called."""

from collections.abc import Iterator, Mapping, Sequence

from pbom.codec.cyclonedx.reading_values import Properties, digests_of, facts
from pbom.codec.fields import Fields
from pbom.model.difference import Fact, Kind, Thing

LOCATION = "pbom:dep:location"
_SAID = {
    "pbom:dep:reach": "reach",
    "pbom:dep:source": "source",
    LOCATION: "location",
    "pbom:dep:group": "group",
    "pbom:dep:scripts": "install scripts",
    "pbom:dep:integrity": "integrity",
    "pbom:dep:provenance": "provenance",
    "pbom:dep:provenance:signer": "signer",
    "pbom:component:pinned": "pinned",
    "pbom:component:integrity": "integrity",
    "pbom:component:resolved": "resolved",
    "pbom:component:doubt": "doubt",
}
PACKAGE, COMPONENT = "pbom:dep:source", "pbom:component:kind"
Notes = Mapping[str, Sequence[Fact]]


def nested(tables: Sequence[Fields]) -> Iterator[Fields]:
    """Components, and those inside of them.

    Raises:
        FormatError: They are none.
    """
    todo = list(reversed(tables))
    while todo:
        table = todo.pop()
        yield table
        todo.extend(reversed(table.tables("components")))


def read_package(table: Fields, said: Properties, notes: Notes) -> Thing:
    """A package, or whatever another tool calls a component.

    Raises:
        FormatError: It is none.
    """
    version, purl = table.text("version", ""), table.text("purl", "")
    family = without_version(purl) if purl else _plain_name(table)
    name = purl or (f"{family}@{version}" if version else family)
    return _named("dependencies", (table, said), (name, family), notes)


def read_component(table: Fields, said: Properties, notes: Notes) -> Thing:
    """An action, an image, or what else a pipeline runs on.

    Raises:
        FormatError: It is none.
    """
    version, purl = table.text("version", ""), table.text("purl", "")
    family = f"{said.one(COMPONENT)} {table.text('name')}"
    known = purl or f"{table.text('name')}@{version}"
    name = f"{family}@{version}" if version else family
    return _named("pipeline", (table, said), (name, family), {name: notes.get(known, ())})


def read_introduced(look: Properties) -> Notes:
    """What a look at the commits says of packages and components, by what it calls them."""
    found: dict[str, list[Fact]] = {}
    for value in look.all("pbom:dep:introduced"):
        name, *told = value.rsplit(" ", 3)
        found.setdefault(name, []).append(Fact("introduced", " ".join(told)))
    for value in look.all("pbom:dep:fact"):
        name, _, fact = value.partition(" ")
        found.setdefault(name, []).append(Fact("fact", fact))
    return found


def without_version(purl: str) -> str:
    """A package URL without its version."""
    ends = [at for at in (purl.find("?"), purl.find("#")) if at >= 0]
    end = min(ends, default=len(purl))
    at = purl.rfind("@", purl.rfind("/", 0, end) + 1, end)
    return purl[:at] + purl[end:] if at > 0 else purl


def _named(
    kind: Kind, told: tuple[Fields, Properties], names: tuple[str, str], notes: Notes
) -> Thing:
    name, family = names
    table, said = told
    return Thing(
        kind=kind,
        name=name,
        family=family,
        facts=facts(
            [
                ("version", table.text("version", "")),
                ("scope", table.text("scope", "")),
                *(("digest", value) for value in digests_of(table)),
                *_references(table, said),
                *said.told(_SAID),
                *_files(table, said),
            ]
        ),
        notes=tuple(notes.get(name, ())),
    )


def _references(table: Fields, said: Properties) -> Iterator[tuple[str, str]]:
    """Files of a package with their digests, and where it comes from."""
    ours = table.text("bom-ref", "").startswith("package:") and PACKAGE in said
    for item in table.tables("externalReferences"):
        kind = item.text("type", "")
        if kind == "distribution":
            yield from (("digest", value) for value in digests_of(item))
            if ours and LOCATION not in said:
                yield "location", item.text("url", "")
        elif kind == "vcs" and ours:
            yield "location", item.text("url", "")


def _files(table: Fields, said: Properties) -> Iterator[tuple[str, str]]:
    """The lock files that name it, where the tool is ours: others tell of their own machine."""
    if PACKAGE not in said and COMPONENT not in said:
        return
    evidence = table.table_or_none("evidence")
    for item in evidence.tables("occurrences") if evidence else ():
        yield "file", item.text("location", "")


def _plain_name(table: Fields) -> str:
    group, name = table.text("group", ""), table.text("name")
    kind = table.text("type", "component")
    return f"{kind} {group}/{name}" if group else f"{kind} {name}"
