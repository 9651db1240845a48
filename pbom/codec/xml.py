"""XML from outside: elements with their attributes; a document type or an entity is refused.

The parser is the standard library's. Entities are what makes XML dangerous, and they can only be
declared in a document type, so none is accepted.
"""

from collections.abc import Iterator
from typing import NoReturn
from xml.parsers import expat

from msgspec import Struct, field

from pbom.codec.strict_json import MAX_DEPTH
from pbom.errors import FormatError

MAX_BYTES = 64 * 1024 * 1024
MAX_NODES = 1_000_000
"""Elements and attributes: 64 MiB of `<a/>` would be gigabytes in memory."""


class Element(Struct):
    """An element.

    Attributes:
        tag: Without its namespace prefix.
        line: Where it begins.
        attributes: By name.
        children: Elements in it.
        text: Text directly in it.
    """

    tag: str
    line: int
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> Iterator["Element"]:
        """The children of one name."""
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> "Element | None":
        """The first child of a name, if there is one."""
        return next(self.all(tag), None)

    def attribute(self, name: str) -> str:
        """An attribute.

        Raises:
            FormatError: It is missing.
        """
        if name not in self.attributes:
            raise FormatError(f"the element {self.tag} has no {name}", place=self.place)
        return self.attributes[name]

    @property
    def place(self) -> str:
        """Where it stands, for an error."""
        return f"line {self.line}"


def read_xml(data: bytes) -> Element:
    """The root element of a document.

    Raises:
        FormatError: It is not XML, has a document type, is nested deeper than 64, or is larger than
            the limits.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"larger than the limit of {MAX_BYTES:,} bytes ({len(data):,})")
    top = Element(tag="", line=0, attributes={})
    stack = [top]
    count = 0
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1 + len(attributes)
        if count > MAX_NODES:
            raise FormatError(f"more than {MAX_NODES:,} elements and attributes")
        if len(stack) > MAX_DEPTH:
            raise FormatError(f"nested deeper than {MAX_DEPTH}", place=_place(parser))
        tag = name.rpartition(":")[2]
        element = Element(tag=tag, line=parser.CurrentLineNumber, attributes=attributes)
        stack[-1].children.append(element)
        stack.append(element)

    def refuse(*_: object) -> NoReturn:
        raise FormatError("a document type is refused", place=_place(parser))

    texts: dict[int, list[str]] = {}
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: _end(stack, texts)
    parser.CharacterDataHandler = lambda text: texts.setdefault(id(stack[-1]), []).append(text)
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FormatError(f"not XML: {error}", place=f"line {error.lineno}") from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise FormatError(f"not XML: {error}"[:300]) from error
    return top.children[0]


def _end(stack: list[Element], texts: dict[int, list[str]]) -> None:
    done = stack.pop()
    done.text = "".join(texts.pop(id(done), ())).strip()


def _place(parser: "expat.XMLParserType") -> str:
    return f"line {parser.CurrentLineNumber}"
