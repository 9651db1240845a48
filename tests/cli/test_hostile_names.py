"""Names from outside cannot forge a line, a colour or an order of what people read."""

import json
import os

import pytest

from pbom.cli.showing import describe
from tests.cli.session import Ended, Sandbox

FORGED = "SHIP  out.bin  sha256:0000"
NAMES = {
    "line breaks and escape sequences": (
        f"a\n{FORGED}\r{FORGED}\x1b[2K\x1b[1A\x1b[32mSHIP\x1b[0m\x1b]0;SHIP\x07\x9b32m"
    ),
    "what hides, breaks and turns text around": (
        "a\N{RIGHT-TO-LEFT OVERRIDE}nib.tuo\N{ZERO WIDTH SPACE}\N{LINE SEPARATOR}SHIP"
    ),
    "invalid UTF-8": "a\udcff\udcfe\udc9b",
}
HIDDEN = "\x1b\x07\r\x9b\u202e\u200b\u2028"


@pytest.fixture(params=list(NAMES.values()), ids=list(NAMES))
def name(request: pytest.FixtureRequest) -> str:
    """A name that somebody chose to deceive."""
    chosen = request.param
    assert isinstance(chosen, str)
    return chosen


def nothing_hidden(done: Ended, *extra: bytes) -> None:
    """Whatever was printed shows what it is, and no line begins with the forged word."""
    for stream in (done.out, done.err, *extra):
        text = stream.decode("utf-8")
        assert not [character for character in HIDDEN if character in text]
        assert not [line for line in text.split("\n") if line.startswith(FORGED)]


def test_artifact_product_and_material(sandbox: Sandbox, name: str) -> None:
    sandbox.write(f"other {name}", "untracked")
    script = 'cp src.txt "$1"'
    done = sandbox.pbom("run", "--", "sh", "-c", script, "sh", os.fsencode(name))
    assert (done.code, done.out, done.err) == (0, b"", b"")
    listed = os.fsencode(f"./{name}")
    assembled = sandbox.pbom("assemble", listed)
    assert assembled.code == 0
    verified = sandbox.pbom("verify", listed, "--output=text=verdict.txt")
    assert verified.code == 1
    report = (sandbox.project / "verdict.txt").read_bytes()
    nothing_hidden(verified, report)
    as_json = sandbox.pbom("verify", listed, "--format=json")
    assert {finding["rule"] for finding in json.loads(as_json.out)["findings"]} == {"steps-chained"}
    nothing_hidden(as_json)
    nothing_hidden(sandbox.pbom("show", os.fsencode(f"./{name}.pbom.cdx.json")))
    for path in sandbox.objects():
        for line in describe(path.read_bytes()):
            nothing_hidden(Ended(code=0, out=line.encode("utf-8"), err=b""))


def test_errors_that_repeat_a_name(sandbox: Sandbox, name: str) -> None:
    raw = os.fsencode(name)
    for arguments in (
        ("verify", b"./" + raw),
        ("show", b"./" + raw),
        ("run", "--", b"./" + raw),
        ("run", "--step", raw, "--", "true"),
        ("verify", "src.txt", "--policy", raw),
        ("verify", "src.txt", "--evidence", b"./" + raw),
        ("verify", "src.txt", "--format", raw),
    ):
        done = sandbox.pbom(*arguments)
        assert done.code not in {0, 70}, arguments
        assert done.out == b""
        nothing_hidden(done)


def test_doctor_in_a_project_with_such_a_name(sandbox: Sandbox, name: str) -> None:
    place = sandbox.project.rename(sandbox.base / name)
    (place / f"new {name}").write_text("x", "utf-8")
    done = sandbox.pbom("doctor", folder=place)
    assert done.code in {0, 1}
    nothing_hidden(done)
