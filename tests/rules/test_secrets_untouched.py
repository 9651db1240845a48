"""``secrets-untouched``: no process of a step read a place where credentials lie."""

import pytest

from tests.rules.traced import clean, said, traced, untraced
from tests.traces import found

RULE = "secrets-untouched"
SECRET = (
    "/home/ada/.ssh/id_ed25519",
    "/root/.aws/credentials",
    "/home/ada/.npmrc",
    "/home/ada/.docker/config.json",
    "/home/ada/.config/gh/hosts.yml",
    "/home/ada/.cargo/credentials.toml",
    "/var/run/secrets/kubernetes.io/serviceaccount/token",
    "/home/ada/.config/pbom/key.pem",
    "/proc/1234/environ",
    "/proc/1234/mem",
    "/etc/shadow",
)
PLAIN = (
    "/home/ada/.ssh/known_hosts",
    "/home/ada/.aws/config",
    "/home/ada/project/npmrc",
    "/etc/passwd",
    "/usr/share/doc/shadow",
)


@pytest.mark.parametrize("name", SECRET)
def test_a_credential_that_is_read_is_named(name: str) -> None:
    [finding] = traced(clean(found(name)), RULE).said_by(RULE)
    assert f", {name}, read by cc" in finding.found
    allowed = traced(clean(found(name)), RULE, f'allowed = ["{name[1:]}"]')
    assert allowed.said_by(RULE) == []


@pytest.mark.parametrize("name", PLAIN)
def test_other_files_may_be_read(name: str) -> None:
    assert traced(clean(found(name)), RULE).said_by(RULE) == []


def test_a_step_without_a_trace_is_evidence_that_is_missing() -> None:
    assert said(untraced(traced(clean(), RULE)), RULE) == [("step build", "missing")]
