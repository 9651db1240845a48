"""The words of a command: they carry secrets into evidence, or keep the recorder busy for ever."""

import subprocess
import sys

import pytest

from pbom.model.redaction import MASK, Redactor

SECRET = "Zq9xW2vK7rT4"  # noqa: S105 - of nobody
NOBODY = Redactor(())

LEAKS = {
    "an option in a shell's word": ("sh", "-c", f"login --password {SECRET} host"),
    "a quoted one": ("sh", "-c", f"login --token '{SECRET} and more'; make"),
    "curl's user": ("curl", "-u", f"bob:{SECRET}", "host"),
    "curl's user in a shell's word": ("sh", "-c", f"curl -sS --user bob:{SECRET} host"),
    "a signed address": (f"https://blob.example/x?sp=r&sig={SECRET}%3D",),
    "an account's key": (f"AccountKey={SECRET}==",),
    "a one-time password": ("npm", "publish", f"--otp={SECRET}"),
}


@pytest.mark.parametrize("words", LEAKS.values(), ids=LEAKS)
def test_a_secret_among_words_is_cut(words: tuple[str, ...]) -> None:
    cleaned = NOBODY.clean_all(words)
    assert SECRET not in " ".join(cleaned)
    assert MASK in " ".join(cleaned)


HONEST = (
    ("docker", "run", "-u", "www-data:www-data", "image"),
    ("rsync", "-u", "host:folder", "folder"),
    ("sh", "-c", "make --print-directory -j 2 && curl -o out.bin https://host.example/x"),
    ("cosign", "verify-blob", "--signature", "out.sig", "out.bin"),
)


@pytest.mark.parametrize("words", HONEST, ids=lambda words: words[0])
def test_words_that_only_look_alike_stay(words: tuple[str, ...]) -> None:
    assert NOBODY.clean_all(words) == words


BUSY = {
    "one long word": "a" * 1_000_000,
    "many names": "ab=" * 300_000,
    "many tokens begin": "_eyJ" * 25_000,
    "many addresses begin": "https://" * 100_000,
    "curl over and over": "curl -u " * 12_500,
    "spaces": ("--token" + " " * 300) * 3_000,
}
CLEAN = """
import resource, sys
from pbom.model.redaction import Redactor
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
Redactor(()).clean(sys.stdin.read())
"""
"""Half a minute of processor, for what takes a second or two; a quadratic search takes hours."""


@pytest.mark.parametrize("text", BUSY.values(), ids=BUSY)
def test_no_word_keeps_the_recorder_busy(text: str) -> None:
    done = subprocess.run((sys.executable, "-c", CLEAN), input=text.encode(), check=False)
    assert done.returncode == 0
