"""Workflow commands, as GitHub's runner reads them."""

import re

from hypothesis import given

from tests.reports.judged import EVIL, FAILED, PASSED, hostile, shown, spiteful

COMMAND = re.compile(r"::(error|warning|notice) title=([^:,]*)::(.*)")


def commands(text: str) -> list[tuple[str, str, str]]:
    """Each line's command, its title and its message, decoded as the runner does."""
    found = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        title = match[2].replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
        found.append((match[1], title, match[3].replace("%25", "%")))
    return found


def test_each_finding_is_one_command_by_its_weight() -> None:
    kinds = [kind for kind, _, _ in commands(shown("github", FAILED))]
    assert kinds == ["error", "error", "error", "error", "warning", "notice"]
    assert [kind for kind, _, _ in commands(shown("github", PASSED))] == ["notice"]
    assert commands(shown("github", PASSED))[0][2].startswith("SHIP ")


def test_an_escaped_line_break_stays_text() -> None:
    told = commands(shown("github", hostile(EVIL)))
    assert len(told) == 6
    assert all("%0A::stop-commands::x" in message for _, _, message in told)
    assert "%0A::stop" not in shown("github", hostile(EVIL)).replace("%250A", "")


@given(spiteful)
def test_every_line_is_a_command_of_ours(text: str) -> None:
    """No text ends a command, begins one, or gives it a property."""
    told = commands(shown("github", hostile(text)))
    assert [title for _, title, _ in told] == [
        title for _, title, _ in commands(shown("github", FAILED))
    ]
