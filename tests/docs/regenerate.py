"""Writes what is generated in the specification: ``python -m tests.docs.regenerate``."""

from tests.docs import markers_table
from tests.docs.help_text import section
from tests.docs.markdown import COMMANDS, SPEC, read

BEGIN = "<!-- generated: help -->\n"
END = "<!-- /generated -->\n"


def regenerated(text: str) -> str:
    """The page of commands with today's help between the markers.

    Raises:
        ValueError: A marker is not there, or not once.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise ValueError("the page has not exactly one pair of markers")
    return f"{before}{BEGIN}\n{section()}\n{END}{after}"


if __name__ == "__main__":
    COMMANDS.write_text(regenerated(read(COMMANDS)), "utf-8")
    MARKERS = SPEC / "markers.md"
    MARKERS.write_text(markers_table.regenerated(read(MARKERS)), "utf-8")
