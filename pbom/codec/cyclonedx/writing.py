"""Documents written part by part: a hundred thousand packages are never all values at once."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from pbom.codec.strict_json import Json, write_json

SLICE = 5000
"""Components, or dependencies, that are written and validated at once."""
Watch = Callable[[Mapping[str, Json]], None]
"""Is shown each part of a document as values before it is written: see ``PartCheck.part``."""


def unwatched(_part: Mapping[str, Json]) -> None:
    """The watch of somebody who knows already that the document is well."""


def write_parts(
    members: Mapping[str, Json], lists: Mapping[str, Iterable[Json]], watch: Watch = unwatched
) -> bytes:
    """What ``write_json`` makes of these members and long lists together, with one line end."""
    watch(members)
    buffer = io.BytesIO()
    before = b"{"
    for key in sorted({*members, *lists}):
        buffer.write(before + write_json(key) + b":")
        before = b","
        if key in lists:
            buffer.writelines(_write_list(key, lists[key], watch))
        else:
            buffer.write(write_json(members[key]))
    buffer.write(b"}\n")
    return buffer.getvalue()


def _write_list(key: str, items: Iterable[Json], watch: Watch) -> Iterator[bytes]:
    left = iter(items)
    before = b"["
    while some := list(islice(left, SLICE)):
        watch({key: some})
        yield before + write_json(some)[1:-1]
        before = b","
    yield b"[]" if before == b"[" else b"]"
