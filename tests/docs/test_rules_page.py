"""Every rule has its section, and every section its rule."""

import re

from pbom import plugins
from pbom.pipeline.gather import RULE
from pbom.stages.policy_edit import EDITED
from pbom.stages.recompute import RECOMPUTED, SIGNED
from pbom.stages.waive import COUNTS
from tests.docs.markdown import SPEC, first_cells, read

PARTS = ("Why", "Looks at", "Cause", "Parameters", "Bad", "Fix", "Tolerate")


def sections() -> dict[str, str]:
    """The sections of the page, by the id in their heading."""
    parts = re.split(r"^## (.+)$", read(SPEC / "rules.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_page_has_exactly_our_rules() -> None:
    ours = {rule.id for rule in plugins.rules() if rule.__module__.startswith("pbom.")}
    assert list(sections()) == [f"`{id_}`" for id_ in sorted(ours)]


def test_each_section_says_everything() -> None:
    for heading, text in sections().items():
        found = re.findall(r"^\*\*([A-Z][a-z ]+)\.?\*\*", text, re.MULTILINE)
        assert found == list(PARTS), heading


def test_a_section_says_whether_its_rule_is_a_floor() -> None:
    told = {heading.strip("`") for heading, text in sections().items() if "It is a floor" in text}
    assert told == {rule.id for rule in plugins.rules() if rule.floor}


def test_the_gates_own_checks_are_in_its_page() -> None:
    cells = first_cells(read(SPEC / "gate.md"), "id")
    assert cells == (RULE, SIGNED, RECOMPUTED, COUNTS, EDITED)
