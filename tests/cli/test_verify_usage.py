"""Wrong questions to ``pbom verify``: a code of their own, a hint, no trace, no file."""

import os

import pytest

from tests.cli.session import ARCHIVE, PBOM, Sandbox

WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "no artifact": ((), 2, "no artifact to verify"),
    "missing file": (("missing.bin",), 2, "cannot read missing.bin: No such file"),
    "directory": ((".pbom",), 2, "cannot read .pbom: Is a directory"),
    "unknown format": (("out.bin", "--format=yaml"), 2, "unknown format 'yaml'"),
    "unknown output": (("out.bin", "--output=yaml=x"), 2, "unknown format 'yaml'"),
    "output without path": (("out.bin", "--output=json"), 2, "--output takes FORMAT=PATH"),
    "digest without algorithm": (("--digest=abc",), 2, "--digest "),
    "weak digest": ((f"--digest=sha1:{'0' * 40}",), 2, "--digest "),
    "digest in capitals": ((f"--digest=sha256:{'A' * 64}",), 2, "--digest "),
    "unknown option": (("out.bin", "--trust-me"), 2, "No such option"),
    "missing evidence": (("out.bin", "--evidence=missing.zip"), 3, "there is no evidence at"),
    "evidence that is no archive": (("out.bin", "--evidence=no.zip"), 4, "not a zip archive"),
    "missing pbom": (("out.bin", "--pbom=missing.json"), 2, "cannot read missing.json"),
}


@pytest.mark.parametrize(("arguments", "code", "about"), WRONG.values(), ids=WRONG)
def test_wrong_question(
    shipped: Sandbox, arguments: tuple[str, ...], code: int, about: str
) -> None:
    shipped.write("no.zip", "this is no archive")
    before = shipped.files()
    done = shipped.pbom("verify", *arguments)
    assert (done.code, done.text) == (code, "")
    assert about in done.complaint
    assert "Traceback" not in done.complaint
    assert "internal error" not in done.complaint
    assert shipped.files() == before


def test_nothing_to_look_at_is_missing_evidence(shipped: Sandbox) -> None:
    (shipped.project / ARCHIVE).unlink()
    for path in sorted(shipped.state.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    shipped.state.rmdir()
    done = shipped.pbom("verify", "out.bin")
    assert (done.code, done.text) == (3, "")
    assert "\nhint: name it with --evidence\n" in done.complaint


def test_command_that_is_not_known_is_wrong_usage(prepared: Sandbox) -> None:
    done = prepared.pbom("verfiy", "x")
    assert done.code == 2
    assert "verfiy" in done.complaint


def test_no_command_shows_the_help(prepared: Sandbox) -> None:
    done = prepared.pbom()
    assert done.code == 2
    assert "Usage: pbom" in done.text + done.complaint


def test_pipe_among_the_evidence_does_not_block(shipped: Sandbox) -> None:
    """Nobody ever writes into it."""
    folder = shipped.base / "evidence"
    folder.mkdir()
    os.mkfifo(folder / "pipe.sigstore.json")
    done = shipped.pbom("verify", "out.bin", "--evidence", str(folder))
    assert (done.code, done.text) == (5, "")
    assert "not an ordinary file" in done.complaint


def test_answer_that_could_not_be_written_is_no_yes(shipped: Sandbox) -> None:
    done = shipped.run("sh", "-c", 'exec "$@" > /dev/full', "sh", *PBOM, "verify", "out.bin")
    assert done.code not in {0, 1, 3, 4}
    assert "Traceback" not in done.complaint
