"""Keys with dates, held by a real time stamping authority, from the first step to the gate."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pbom.codec.bundle import read_bundle
from pbom.codec.time_authority import read_authority, time_of
from tests.authority import Authority, Desk
from tests.cli.session import ARCHIVE, Sandbox
from tests.workbench import require

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    require("openssl")
    return Authority.make(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture
def desk(authority: Authority) -> Iterator[Desk]:
    with authority.serve() as open_desk:
        yield open_desk


def moment(at: datetime) -> str:
    return f'"{at:%Y-%m-%dT%H:%M:%SZ}"'


def dated(sandbox: Sandbox, authority: Authority, *dates: str) -> Path:
    """A policy that trusts the user's key within dates, by that authority's clock."""
    text = (sandbox.project / "pbom.policy.toml").read_text("utf-8")
    head, mark, rest = text.partition("\n# Whose signature counts on the PBOM itself.")
    clock = f'[timestamps.tsa]\ncertificate = """\n{authority.pem}"""\n'
    path = sandbox.base / "dated.toml"
    path.write_text(head + "\n".join([*dates, ""]) + mark + rest + clock, "utf-8")
    return path


def test_a_key_with_an_end_ships_with_a_trusted_time_and_not_without(
    sandbox: Sandbox, desk: Desk
) -> None:
    policy = str(dated(sandbox, desk.authority, f"valid-until = {moment(datetime.now(UTC) + DAY)}"))
    sandbox.write("pbom.toml", f'[signing]\ntimestamp = "{desk.url}"\n')
    sandbox.commit("ask for the time")
    done = sandbox.pbom("run", "--output=out.bin", "--", "make", "-s")
    assert done.code == 0, done
    assert sandbox.pbom("assemble", "out.bin", "--policy", policy).code == 0
    assert desk.asked >= 4  # the source, the step, its provenance, the PBOM
    done = sandbox.pbom("verify", "out.bin", "--policy", policy)
    assert done.code == 0, done
    asked = desk.asked
    sandbox.write("pbom.toml", "")
    sandbox.commit("do not ask")
    sandbox.write("src.txt", "more\n")
    sandbox.commit("more")
    assert sandbox.pbom("run", "--output=out.bin", "--", "make", "-s").code == 0
    assert desk.asked == asked
    done = sandbox.pbom("assemble", "out.bin", "--policy", policy)
    assert done.code == 3
    assert "no-trusted-time: the key of me counts only within dates" in done.complaint


def test_a_key_that_was_revoked_yesterday_does_not_ship_today(sandbox: Sandbox, desk: Desk) -> None:
    """The twin: had it been revoked tomorrow, it would."""
    options = ("--timestamp", desk.url)
    done = sandbox.pbom("run", *options, "--output=out.bin", "--", "make", "-s")
    assert done.code == 0, done
    tomorrow = dated(sandbox, desk.authority, f"revoked-at = {moment(datetime.now(UTC) + DAY)}")
    assert sandbox.pbom("assemble", *options, "out.bin", "--policy", str(tomorrow)).code == 0
    assert sandbox.judge("out.bin", "--policy", str(tomorrow)) == (0, set())
    yesterday = dated(sandbox, desk.authority, f"revoked-at = {moment(datetime.now(UTC) - DAY)}")
    done = sandbox.pbom("verify", "out.bin", "--policy", str(yesterday))
    assert (done.code, "key-revoked" in done.text) == (4, True), done


def test_the_bundle_holds_what_openssl_says(sandbox: Sandbox, desk: Desk) -> None:
    done = sandbox.pbom("approve", "HEAD", "--reason", "read", "--timestamp", desk.url, "-o", "a")
    assert done.code == 0, done
    (signature,) = read_bundle((sandbox.project / "a").read_bytes()).signatures
    (stamp,) = signature.timestamps
    assert desk.authority.verifies(stamp, signature.value)
    at = time_of(stamp, signature.value, read_authority("tsa", desk.authority.pem))
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_step_without_the_timestamp_that_was_asked_for_is_not_recorded(
    sandbox: Sandbox,
) -> None:
    done = sandbox.pbom("run", "--timestamp", "http://127.0.0.1:1/", "--", "true")
    assert (done.code, "no timestamp from" in done.complaint) == (125, True), done


def test_the_gate_asks_nobody(sandbox: Sandbox, desk: Desk) -> None:
    policy = str(dated(sandbox, desk.authority, f"valid-until = {moment(datetime.now(UTC) + DAY)}"))
    sandbox.write("pbom.toml", f'[signing]\ntimestamp = "{desk.url}"\n')
    assert sandbox.pbom("run", "--output=out.bin", "--", "make", "-s").code == 0
    assert sandbox.pbom("assemble", "out.bin", "--policy", policy).code == 0
    asked = desk.asked
    archive = str(sandbox.project / ARCHIVE)
    sandbox.pbom("verify", "out.bin", "--policy", policy, "--evidence", archive)
    assert desk.asked == asked


def test_a_policy_with_dates_and_no_clock_is_refused(sandbox: Sandbox) -> None:
    text = (sandbox.project / "pbom.policy.toml").read_text("utf-8")
    end = f"valid-until = {moment(datetime.now(UTC) + DAY)}\n\n# Whose"
    path = sandbox.base / "dated.toml"
    path.write_text(text.replace("\n# Whose", end, 1), "utf-8")
    done = sandbox.pbom("policy", "check", str(path))
    assert done.code == 2
    assert "[timestamps.NAME] certificate = ..." in done.complaint
