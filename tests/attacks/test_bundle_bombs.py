"""The attacker sends little that becomes much: nobody has signed what a bundle's reader parses."""

import subprocess
import sys

import pytest

from pbom.codec.bundle import MAX_BUNDLE, read_bundle
from pbom.errors import FormatError
from tests.simulator import honest

SIZE = MAX_BUNDLE - 1024
BOMBS = {
    "empty lists": b'{"a":[' + b"[]," * (SIZE // 3) + b"0]}",
    "short texts": b'{"a":[' + b'"a",' * (SIZE // 4) + b"0]}",
    "numbers": b"[" + b"0," * (SIZE // 2) + b"0]",
    "one text of escapes": b'{"a":"' + b"\\\\" * (SIZE // 2) + b'"}',
    "one text without an end": b'"' + b"\\a" * (SIZE // 2),
}
READ = """
import resource, sys
from pbom.codec.bundle import read_bundle
from pbom.errors import FormatError
data = sys.stdin.buffer.read()
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), resource.RLIM_INFINITY))
try:
    read_bundle(data)
except FormatError as error:
    print(error)
"""
MEMORY = 1024**3
"""For the interpreter, the bytes, their text and its values; unbounded, five times that."""


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bundle_that_wants_to_be_large_is_refused_in_bounded_memory(bomb: bytes) -> None:
    done = subprocess.run(
        (sys.executable, "-c", READ, str(MEMORY)), input=bomb, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.startswith(b"$"), done.stdout


def test_an_honest_bundle_is_read() -> None:
    release = honest().release
    assert release is not None
    assert read_bundle(release.bundle).payload


def test_the_limit_is_told() -> None:
    with pytest.raises(FormatError, match="more than 100,000 values"):
        read_bundle(BOMBS["numbers"])
