"""A trace's body: nothing is lost on the way, it is small, and a broken one is refused."""

import hashlib
import json

import pytest
from msgspec.structs import replace

from pbom.codec.manifest import no_bodies
from pbom.codec.trace import read_trace, write_trace
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.trace import Member, Trace, TracedProcess
from tests.faults import faults
from tests.simulator import WHEEL
from tests.takes import digest_of
from tests.traces import CONNECTION, LOOKUP, SOURCE, found, packaged, source, trace_of

MEMBERS = (
    Member(product=WHEEL.name, name="shop.py", digests=digest_of("src/shop.py")),
    Member(product=WHEEL.name, name="stranger", digests=digest_of("stranger")),
    Member(product=WHEEL.name, name="told", digests=digest_of("told"), commit="elsewhere"),
)
TRACE = trace_of(
    WHEEL,
    SOURCE,
    replace(found("src/x"), commit="other"),
    replace(found("src/y"), commit="elsewhere"),
    connections=(CONNECTION, LOOKUP),
    members=MEMBERS,
)


def again(trace: Trace) -> Trace:
    """The trace, written and read back."""
    body, areas = write_trace(trace)
    kept = {hashlib.sha256(area).hexdigest(): area for area in areas}
    return read_trace(body, lambda digest: kept.get(digest.value))


def test_nothing_is_lost_on_the_way() -> None:
    assert again(TRACE) == TRACE


def with_toolchain(count: int) -> Trace:
    headers = tuple(packaged(f"/usr/include/h{number:05}.h") for number in range(count))
    return replace(TRACE, files=(*TRACE.files, *headers))


def test_the_files_of_a_toolchain_are_an_object_of_their_own_that_steps_share() -> None:
    one, other = with_toolchain(60), replace(with_toolchain(60), events=7)
    bodies = [write_trace(trace) for trace in (one, other)]
    assert bodies[0][1] == bodies[1][1]
    assert len(bodies[0][1]) == 1
    assert bodies[0][0] != bodies[1][0]
    assert again(one) == one


def test_without_that_object_the_trace_is_not_there() -> None:
    body, _ = write_trace(with_toolchain(60))
    with pytest.raises(EvidenceMissingError):
        read_trace(body, no_bodies)


def test_an_object_of_another_area_is_refused() -> None:
    body, (area,) = write_trace(with_toolchain(60))
    other = area.replace(b'"area":"/usr"', b'"area":"/opt"')
    digest = hashlib.sha256(area).hexdigest(), hashlib.sha256(other).hexdigest()
    swapped = body.replace(digest[0].encode(), digest[1].encode())
    with pytest.raises(FormatError, match="of /usr"):
        read_trace(swapped, lambda _: other)


def test_two_hundred_thousand_events_are_below_three_megabytes() -> None:
    """A compiler with a hundred headers, two thousand times; each of its files has a digest."""
    headers = tuple(packaged(f"/usr/include/h{number:05}.h") for number in range(3000))
    sources = tuple(source(f"src/file{number:05}.c") for number in range(2000))
    processes = tuple(
        TracedProcess(
            parent=-1 if number == 0 else 0,
            pid=1000 + number,
            argv=("gcc", "-O2", "-c", f"src/file{number:05}.c", "-o", f"build/file{number:05}.o"),
            program=4000,
            exit_code=0,
            reads=(number, *(2000 + (number * 7 + 29 * step) % 3000 for step in range(100))),
        )
        for number in range(2000)
    )
    ordered = (replace(item, reads=tuple(sorted(set(item.reads)))) for item in processes)
    trace = replace(TRACE, processes=tuple(ordered), files=(*sources, *headers), events=200_000)
    trace = replace(trace, left=(), changes=(), members=(), connections=())
    body, areas = write_trace(trace)
    assert len(body) + sum(map(len, areas)) < 3_000_000
    assert again(trace) == trace


Path = tuple[str | int, ...]
FILES: Path = ("monitorLog", "fileAccess", "files")
REFUSED: dict[str, tuple[Path, object]] = {
    "a process that is not there": (("monitorLog", "network", 0, 0), 99),
    "a column too many": (("monitorLog", "process", 0), [0] * 8),
    "a name that leaves its root": (("monitorLog", "fileAccess", "folders", 0), "../x"),
    "a maker that is not there": ((*FILES, 3, 8), [50]),
    "no digest and no reason": ((*FILES, 0, 2), ""),
    "an address that is none": (("monitorLog", "network", 0, 3), "evil"),
    "a member with the content of no file": (("members", WHEEL.name, 0, 1), 99),
    "an unknown member": (("more",), 1),
}


@pytest.mark.parametrize(("path", "value"), REFUSED.values(), ids=list(REFUSED))
def test_what_names_nothing_or_too_much_is_refused(path: Path, value: object) -> None:
    body = json.loads(write_trace(TRACE)[0])
    place = body
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    with pytest.raises(FormatError):
        read_trace(json.dumps(body).encode(), no_bodies)


def test_a_body_that_is_broken_anywhere_is_a_trace_or_an_error_of_ours() -> None:
    body = write_trace(TRACE)[0]
    for _, broken in faults(body):
        try:
            read_trace(broken, no_bodies)
        except (FormatError, EvidenceMissingError):
            continue


def test_the_honest_trace_has_something_in_every_member() -> None:
    """Else the test before this one would say little."""
    for name in ("processes", "files", "left", "changes", "connections", "members"):
        assert getattr(TRACE, name), name
