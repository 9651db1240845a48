"""The help on the page of commands is theirs, and the README names them all."""

import re

from tests.docs.help_text import FIXED, commands, help_of
from tests.docs.markdown import COMMANDS, README, read
from tests.docs.regenerate import regenerated


def test_the_page_has_todays_help() -> None:
    """Where this fails: ``python -m tests.docs.regenerate``."""
    assert read(COMMANDS) == regenerated(read(COMMANDS))


def test_every_command_has_a_row_in_the_readme() -> None:
    rows = re.findall(
        r"^\| \[`(\w+)`\]\(spec/commands\.md#pbom-(\w+)\) \|", read(README), re.MULTILINE
    )
    assert [name for name, _ in rows] == [anchor for _, anchor in rows]
    assert {name for name, _ in rows} == {command[0] for command in commands()}


def test_help_is_plain_and_as_narrow_as_told() -> None:
    text = help_of("verify")
    assert text.startswith("Usage: pbom verify ")
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= int(FIXED["COLUMNS"])
