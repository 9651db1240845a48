"""``scan-present``: an imported scan of what is released, of the right kind, with nothing found."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import ClassVar, Literal, get_args

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.nearest import nearest
from pbom.codec.witness import read_witness, read_words
from pbom.model.finding import Finding
from pbom.model.imported import ImportFormat, ImportStatement
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.reported import Asked, Witness, unmet
from pbom.rules import Default, Rule

Weight = Literal["error", "warning", "note", "none", "suppressed", "vulnerability", "nothing"]
WEIGHTS: tuple[Weight, ...] = get_args(Weight)
USUAL: tuple[Weight, ...] = ("error", "vulnerability")


class ScanPresent(Struct, frozen=True, kw_only=True):
    """A scan of the release was imported by somebody who may, and found nothing that counts.

    Attributes:
        witness: Whose imports count.
        types: Formats, or predicate types of statements, of which it has to be one.
        tools: Names of tools; of each there has to be a scan. Any where there is none.
        fails: What it must not have found.
    """

    witness: Witness
    types: frozenset[str] = frozenset({"sarif"})
    tools: tuple[str, ...] = ()
    fails: frozenset[Weight] = frozenset(USUAL)
    id: ClassVar[str] = "scan-present"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "ScanPresent":
        """The rule; ``functionaries`` may import, ``tools`` are wanted, ``fail-on`` is too much.

        Raises:
            FormatError: A parameter is wrong.
        """
        types, known = read_words(fields, "types"), get_args(ImportFormat)
        for word in types:
            if word not in known and ":" not in word:
                raise fields.error("types", f"unknown format {word!r}{nearest(word, known)}"[:500])
        fails = fields.some_of("fail-on", WEIGHTS, USUAL)
        if "nothing" in fails and len(fails) > 1:
            raise fields.error("fail-on", "'nothing' stands for itself")
        return cls(
            tools=read_words(fields, "tools"),
            witness=read_witness(fields, layout),
            types=frozenset(types or ("sarif",)),
            fails=fails,
        )

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each tool of which there is no scan, or one that found something."""
        for tool in self.tools or ("",):
            asked = Asked(
                rule=self.id,
                what=f"a scan ({' or '.join(sorted(self.types))}{f', {tool}' if tool else ''}) "
                "without anything that counts",
                strange=partial(self._strange, tool),
                wrong=self._wrong,
                hint="mend what it found, scan what is released, and `pbom import` the report",
            )
            yield from unmet(asked, self.witness, pbom, at)

    def _strange(self, tool: str, statement: ImportStatement) -> str:
        content = statement.content
        claims = content.predicate if ":" in content.predicate else ""  # no name of a format
        if not self.types & {content.format, claims}:
            return f"it is {content.predicate or content.format}"
        if tool and not _is_by(content.tool, tool):
            return f"its tool is {content.tool or 'not named'}"
        return ""

    def _wrong(self, statement: ImportStatement) -> str:
        content = statement.content
        found = [
            f"{content.count(name)} {weight}"
            for weight in WEIGHTS
            if weight in self.fails and content.count(name := _counted(weight))
        ]
        if found:
            return f"it found {', '.join(found)}"
        if content.problems:
            first = content.problems[0]
            return f"not all of it is clear: {first.reason} (at {first.place})"
        return ""


def _is_by(named: str, tool: str) -> bool:
    """Whether a tool, which is told with its version, is the one that is meant."""
    name, _, version = named.rpartition(" ")
    return named == tool or (name == tool and bool(version))


def _counted(weight: Weight) -> str:
    """The name under which a reader counts it."""
    return "vulnerabilities" if weight == "vulnerability" else f"results: {weight}"


plugin: type[Rule] = ScanPresent
