"""``pbom key``: new keys, and the public half of whichever signs."""

import stat
import tomllib

import pytest

from pbom.codec.keys import read_public_key
from tests.cli.session import Sandbox


def test_a_new_key_is_shown_and_signs(sandbox: Sandbox) -> None:
    path = sandbox.base / "team" / "2027.pem"
    made = sandbox.pbom("key", "new", str(path))
    assert made.code == 0, made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"--sign file:{path}" in made.complaint
    shown = sandbox.pbom("key", "show", "--sign", f"file:{path}")
    assert shown.out == made.out
    assert shown.out != sandbox.pbom("key", "show").out
    assert path.with_name("2027.pub.pem").read_bytes() == made.out


def test_a_key_is_never_replaced(sandbox: Sandbox) -> None:
    before = (sandbox.config / "key.pem").read_bytes()
    done = sandbox.pbom("key", "new")
    assert done.code == 2
    assert "there is a key already" in done.complaint
    assert (sandbox.config / "key.pem").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "path"),
    [("ci", ("ci",)), ("ci.2027", ("ci", "keys", "2027")), ("release team", ("release team",))],
)
def test_a_key_is_shown_as_a_policy_has_it(
    sandbox: Sandbox, name: str, path: tuple[str, ...]
) -> None:
    table = tomllib.loads(sandbox.pbom("key", "show", "--name", name).text)["functionaries"]
    for part in path:
        table = table[part]
    assert read_public_key(table["public-key"]).kind == "ecdsa-p256"


@pytest.mark.parametrize("name", [".", "ci.", ".2027", "a.b.c"])
def test_a_name_has_two_parts_at_most(sandbox: Sandbox, name: str) -> None:
    done = sandbox.pbom("key", "show", "--name", name)
    assert (done.code, "expected NAME.KEY" in done.complaint) == (2, True)


@pytest.mark.parametrize("uri", ["", "key.pem", "FILE:key.pem", "gnupg:", "https://example.org"])
def test_an_unknown_signer_is_refused_with_those_that_there_are(sandbox: Sandbox, uri: str) -> None:
    done = sandbox.pbom("run", "--sign", uri or ":", "--", "true")
    assert (done.code, "names no signer" in done.complaint) == (125, True)
    assert "it begins with one of: file:, keyless:, ssh-agent:" in done.complaint


def test_who_signs_is_said_in_one_order(sandbox: Sandbox) -> None:
    """The line before the variable before the project before the user's own key."""
    names = ("line", "variable", "project")
    for name in names:
        assert sandbox.pbom("key", "new", f"{name}.pem", folder=sandbox.base).code == 0
    uris = {name: f"file:{sandbox.base / name}.pem" for name in names}
    sandbox.write("pbom.toml", f'[signing]\nkey = "{uris["project"]}"\n')
    hints = {
        name: read_public_key(sandbox.pbom("key", "show", "--sign", uri).text).hint
        for name, uri in uris.items()
    }

    def signed(*options: str, variable: str = "") -> str:
        before = set(sandbox.objects())
        assert sandbox.pbom("run", *options, "--", "true", PBOM_SIGN=variable).code == 0
        new = b"".join(path.read_bytes() for path in set(sandbox.objects()) - before)
        return next(name for name, hint in hints.items() if hint.encode() in new)

    assert signed() == "project"
    assert signed(variable=uris["variable"]) == "variable"
    assert signed("--sign", uris["line"], variable=uris["variable"]) == "line"


def test_a_project_does_not_choose_who_signs_what_its_judges_say(sandbox: Sandbox) -> None:
    """The twin: its recorder does sign as it says."""
    sandbox.write("pbom.toml", '[signing]\nkey = "file:/nowhere"\ntimestamp = "http://[::1]:1/"\n')
    assert sandbox.pbom("run", "--", "true").code == 125
    assert sandbox.pbom("approve", "HEAD", "--reason", "read").code == 0
