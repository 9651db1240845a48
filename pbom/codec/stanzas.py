"""Stanzas of ``Name: value`` lines: package databases, and the metadata of Python packages."""

from collections.abc import Iterator, Mapping

MAX_VALUE = 64 * 1024


def read_stanzas(text: str, separator: str = ": ") -> Iterator[Mapping[str, str]]:
    """The stanzas of a text, parted by empty lines; of a name that comes twice the first counts.

    Lines that continue a value are joined to it.
    """
    members: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        if not line.strip():
            if members:
                yield members
            members, name = {}, ""
        elif line[0] in " \t":
            if name and len(members[name]) < MAX_VALUE:
                members[name] += f"\n{line.strip()}"
        else:
            key, colon, value = line.partition(separator.strip())
            name = key if colon and key not in members else ""
            if name:
                members[name] = value.strip()[:MAX_VALUE]
    if members:
        yield members
