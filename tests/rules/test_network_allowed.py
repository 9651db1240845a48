"""``network-allowed``: a step reaches no address but those that the policy lets it."""

import pytest
from msgspec.structs import replace

from pbom.errors import PolicyError
from pbom.model.trace import Connection
from tests.rules.traced import clean, reaching, said, traced, untraced
from tests.traces import CONNECTION, LOOKUP

RULE = "network-allowed"
SIX = replace(CONNECTION, family="inet6", address="2001:db8::1")
SOCKET = Connection(process=1, family="unix", reach="connect", address="@abstract")
OTHER = Connection(process=1, family="other", reach="connect", address="AF_VSOCK")
LETS = {
    "nothing is reached": ((), ""),
    "a socket of the machine": ((SOCKET,), ""),
    "an allowed network": ((CONNECTION,), 'allowed = ["203.0.113.0/24"]'),
    "an allowed address and port": ((CONNECTION,), 'allowed = ["203.0.113.7:443"]'),
    "an allowed address of version 6": ((SIX,), 'allowed = ["[2001:db8::1]:443"]'),
    "an allowed network of version 6": ((SIX,), 'allowed = ["2001:db8::/32"]'),
}
REFUSES = {
    "an address": ((CONNECTION,), ""),
    "a message": ((replace(CONNECTION, reach="send"),), ""),
    "a listener": ((replace(CONNECTION, reach="listen"),), ""),
    "another port": ((CONNECTION,), 'allowed = ["203.0.113.7:80"]'),
    "another network": ((CONNECTION,), 'allowed = ["203.0.112.0/24", "::/0"]'),
    "another family": ((OTHER,), 'allowed = ["0.0.0.0/0", "::/0"]'),
}


@pytest.mark.parametrize(("reached", "line"), LETS.values(), ids=list(LETS))
def test_it_lets_pass(reached: tuple[Connection, ...], line: str) -> None:
    assert traced(reaching(*reached), RULE, line).blocking() == []


@pytest.mark.parametrize(("reached", "line"), REFUSES.values(), ids=list(REFUSES))
def test_it_refuses(reached: tuple[Connection, ...], line: str) -> None:
    assert said(traced(reaching(*reached), RULE, line), RULE) == [("step build", "denied")]


def test_the_name_that_was_asked_for_is_told_and_proves_nothing() -> None:
    [finding] = traced(reaching(CONNECTION, LOOKUP), RULE).said_by(RULE)
    assert finding.found == ("connect 203.0.113.7 port 443 by cc, after asking for example.com")


@pytest.mark.parametrize("text", ["example.com", "10.0.0.0/99", "1.2.3.4:x"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match="expected a network"):
        _ = traced(clean(), RULE, f'allowed = ["{text}"]').policy


def test_a_step_that_was_not_watched_is_evidence_that_is_missing() -> None:
    assert said(untraced(traced(clean(), RULE)), RULE) == [("step build", "missing")]
    files = traced(replace(clean(), scope="files"), RULE)
    assert said(files, RULE) == [("step build", "missing")]
