"""The command gets the environment as it is, less what could sign in our name."""

import base64
import json
import os
import subprocess
import sys

import pytest

from tests.cli.session import PASSWORD, PBOM, Sandbox, without_privileges

RUN = (*PBOM, "run", "--")
SECRETS = (
    "PBOM_KEY_PASSWORD",
    "PBOM_ANYTHING",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "SIGSTORE_ID_TOKEN",
    "MY_ID_TOKEN",
    "CIRCLE_OIDC_TOKEN",
    "CIRCLE_OIDC_TOKEN_V2",
    "BUILDKITE_AGENT_ACCESS_TOKEN",
    "SYSTEM_ACCESSTOKEN",
    "SYSTEM_OIDCREQUESTURI",
    "COSIGN_PASSWORD",
    "COSIGN_PRIVATE_KEY",
    "VAULT_TOKEN",
)
ATTRIBUTES = """
import json, os, resource
print(json.dumps([
    os.getcwd(), os.umask(0), os.getpgrp(), os.getsid(0), os.getpriority(os.PRIO_PROCESS, 0),
    os.getgroups(),
    [resource.getrlimit(getattr(resource, n)) for n in dir(resource) if n.startswith("RLIMIT_")],
]))
"""


def seen_by(sandbox: Sandbox, *wrapper: str, given: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """The environment that a command finds."""
    done = subprocess.run(
        (*wrapper, "env", "-0"), cwd=sandbox.project, env=given, capture_output=True, check=True
    )
    pairs = (entry.partition(b"=") for entry in done.stdout.split(b"\0") if entry)
    return {name: value for name, _, value in pairs}


def test_environment_is_unchanged_but_for_secrets_and_the_name_of_the_parent(
    sandbox: Sandbox,
) -> None:
    given = {os.fsencode(key): os.fsencode(value) for key, value in sandbox.environment.items()}
    given |= {
        b"EMPTY": b"",
        b"LINES": b"one\ntwo\n",
        b"BYTES": b"\xff\xfe",
        b"NOT_A_SECRET_OF_OURS": b"aws_token",
    }
    bare = seen_by(sandbox, given=given)
    wrapped = seen_by(sandbox, *RUN, given=given)
    parent = wrapped.pop(b"PBOM_PARENT")
    assert parent.endswith(b"/build")
    assert wrapped == {name: value for name, value in bare.items() if not name.startswith(b"PBOM_")}
    assert bare[b"BYTES"] == b"\xff\xfe"


def test_signing_secrets_do_not_reach_the_command(sandbox: Sandbox) -> None:
    given = dict.fromkeys(SECRETS, "sesame-open") | {"PBOM_KEY_PASSWORD": PASSWORD}
    done = sandbox.using(given).pbom("run", "--", "env")
    assert done.code == 0
    assert "sesame-open" not in done.text
    assert PASSWORD not in done.text


@pytest.mark.parametrize(
    ("locale", "coerces"), [({"LANG": "C"}, True), ({"LANG": "C.UTF-8"}, False)]
)
def test_locale_that_python_sets_for_itself_does_not_leak(
    sandbox: Sandbox, locale: dict[str, str], *, coerces: bool
) -> None:
    """In the C locale Python adds ``LC_CTYPE``; only our own process may see that."""
    probe = "import os; print('LC_CTYPE' in os.environ)"
    user = sandbox.using(locale)
    python = user.run(sys.executable, "-c", probe)
    assert python.text == f"{coerces}\n"
    done = user.pbom("run", "--", "env")
    assert done.code == 0
    assert "LC_CTYPE" not in done.text


def test_locale_that_the_user_set_is_kept(sandbox: Sandbox) -> None:
    done = sandbox.pbom("run", "--", "env", LC_CTYPE="C.UTF-8")
    assert "LC_CTYPE=C.UTF-8\n" in done.text


def test_process_attributes_are_those_without_wrapper(sandbox: Sandbox) -> None:
    script = 'umask 027; nice -n 3 "$@"'
    look = (sys.executable, "-c", ATTRIBUTES)
    bare = sandbox.run("sh", "-c", script, "sh", *look)
    wrapped = sandbox.run("sh", "-c", script, "sh", *RUN, *look)
    assert (wrapped.code, wrapped.out) == (0, bare.out)
    assert bare.out


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
def test_command_cannot_read_the_secrets_of_the_wrapper(sandbox: Sandbox) -> None:
    bound = without_privileges()
    steal = "cat /proc/$PPID/environ /proc/$PPID/mem; true"
    done = sandbox.run(*bound, *RUN, "sh", "-c", steal)
    assert done.code == 0
    assert done.out == b""
    assert done.complaint.count("Permission denied") == 2


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
def test_key_in_a_variable_is_kept_from_the_command_as_well(sandbox: Sandbox) -> None:
    pem = (sandbox.config / "key.pem").read_text("ascii")
    done = sandbox.run(
        *without_privileges(), *RUN, "sh", "-c", "cat /proc/$PPID/environ; env", PBOM_KEY=pem
    )
    assert done.code == 0
    assert "PRIVATE KEY" not in done.text
    assert "Permission denied" in done.complaint


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
def test_the_same_theft_works_against_a_shell(sandbox: Sandbox) -> None:
    """The twin of the tests above: without the shield the secret is there to be read."""
    steal = 'sh -c "cat /proc/\\$PPID/environ"; true'
    done = sandbox.run(*without_privileges(), "sh", "-c", steal)
    assert PASSWORD in done.text


def test_secrets_in_words_and_variables_are_cut_out_of_the_record(sandbox: Sandbox) -> None:
    sandbox.write("pbom.toml", '[record]\nenvironment = ["SERVER"]\n')
    token = "ghp_0123456789abcdefghijABCDEFGHIJ"  # noqa: S105 - the shape of one
    variables = {
        "SERVER": "https://ada:lovelace@example.org/",
        "DEPLOY_TOKEN": "sesame-open",
    }
    words = ("--token", "hunter2hunter2", f"x={token}", "sesame-open")
    done = sandbox.using(variables).pbom("run", "--", "echo", *words)
    assert done.text == f"--token hunter2hunter2 x={token} sesame-open\n"
    [step] = sandbox.recorded("build")
    assert step.invocation.argv == ("echo", "--token", "***", "x=***", "***")
    assert step.invocation.redactions == 3
    assert dict(step.invocation.environment)["SERVER"] == "https://***@example.org/"
    objects = [path.read_bytes() for path in sandbox.objects()]
    bundles = [data for data in objects if b"dsseEnvelope" in data]
    payloads = b"".join(
        base64.b64decode(json.loads(data)["dsseEnvelope"]["payload"]) for data in bundles
    )
    payloads += b"".join(data for data in objects if data not in bundles)
    assert b"***" in payloads
    for secret in (token, "hunter2", "lovelace", "sesame"):
        assert secret.encode() not in payloads
