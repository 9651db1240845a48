"""Writes what is generated in README and specification: ``python -m tests.docs.regenerate``."""

from tests.docs import markers_table
from tests.docs.help_text import section
from tests.docs.markdown import README, SPEC, read

BEGIN = "<!-- generated: help -->\n"
END = "<!-- /generated -->\n"


def regenerated(text: str) -> str:
    """The README with today's help between the markers.

    Raises:
        ValueError: A marker is not there, or not once.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise ValueError("the README has not exactly one pair of markers")
    return f"{before}{BEGIN}\n{section()}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(regenerated(read(README)), "utf-8")
    MARKERS = SPEC / "markers.md"
    MARKERS.write_text(markers_table.regenerated(read(MARKERS)), "utf-8")
