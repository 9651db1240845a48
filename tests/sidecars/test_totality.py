"""Whatever the bytes, a format answers with records or with an error of format."""

import json
from collections.abc import Iterable
from random import Random

import pytest

from pbom.errors import FormatError
from tests.faults import damage, faults
from tests.sidecars import samples
from tests.sidecars.samples import log, read


def refused(format_: str, twins: Iterable[bytes]) -> int:
    """How many of these are an error of format; the others are records, and nothing is a crash."""
    count = 0
    for content in twins:
        try:
            read(format_, content)
        except FormatError:
            count += 1
    return count


@pytest.mark.parametrize("format_", [name for name in samples.SAMPLES if name != "git-ai"])
def test_one_fault_at_a_time(format_: str) -> None:
    twins = [content for _, content in faults(samples.SAMPLES[format_]())]
    assert 20 < refused(format_, twins) < len(twins)


def test_one_fault_at_a_time_in_the_oldest_logs() -> None:
    twins = [content for _, content in faults(samples.oldest_git_ai())]
    assert 20 < refused("git-ai", twins) < len(twins)


def test_one_fault_at_a_time_in_a_log() -> None:
    content = samples.git_ai()
    attested, _, metadata = content.partition(b"---\n")
    twins = [attested + b"---\n" + twin for _, twin in faults(metadata)]
    twins += [twin for _, twin in damage(content)]
    chance = Random(7)  # noqa: S311 - only to spread the damage
    twins += [bytes(chance.randrange(256) for _ in range(200)) for _ in range(50)]
    assert 20 < refused("git-ai", twins) < len(twins)


@pytest.mark.parametrize("format_", samples.SAMPLES)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'"' + b"x" * 1_000_000,
        b'{"version":3,"version":3}',
        b"\xff\xfe\x00",
        b"\n" * 1_000_000,
        b"---\n" * 1_000_000,
    ],
    ids=["nothing", "lists", "objects", "a text", "twice", "no text", "line ends", "dividers"],
)
def test_hostile_bytes_are_an_error_of_format(format_: str, content: bytes) -> None:
    with pytest.raises(FormatError):
        read(format_, content)


def test_a_line_of_a_megabyte_is_not_a_path() -> None:
    with pytest.raises(FormatError):
        read("git-ai", log("x" * 1_000_000 + "\n  k 1\n"))


def test_a_record_beyond_the_limit_is_not_parsed() -> None:
    content = json.dumps({"version": 3, "x": "x" * 5 * 1024 * 1024}).encode()
    with pytest.raises(FormatError, match="larger than the limit"):
        read("whogitit", content)
