"""The rules of the built-in pack as a table, for the page that lists them."""

from collections.abc import Iterator

from pbom import plugins
from pbom.model.marker_rule import EnvironmentRule, Identity, Rule, TemplateRule, TrailerRule

BEGIN = "<!-- generated: markers -->\n"
END = "<!-- /generated: markers -->\n"


def table() -> str:
    """The table."""
    return "\n".join(
        (
            "| id | agent | strength | what it knows | source |",
            "|---|---|---|---|---|",
            *map(_row, plugins.rule_pack().rules),
        )
    )


def regenerated(text: str) -> str:
    """The page with today's rules between the markers.

    Raises:
        ValueError: A marker is not there.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the rules")
    return f"{before}{BEGIN}\n{table()}\n\n{END}{after}"


def _row(rule: Rule) -> str:
    knows = ", ".join(f"`{text}`" for text in _knows(rule))
    cells = (f"`{rule.id}`", rule.agent or "-", rule.strength, knows, rule.source)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _knows(rule: Rule) -> Iterator[str]:
    match rule:
        case Identity():
            yield from (*sorted(rule.emails), *sorted(rule.logins), *sorted(rule.numbers))
            yield from (f"…{ending}" for ending in rule.endings)
        case TrailerRule():
            yield from rule.keys
        case TemplateRule():
            yield from (template.text for template in rule.templates)
        case EnvironmentRule():
            yield f"{rule.variable}={rule.value}" if rule.value else rule.variable
        case _:
            raise AssertionError(rule)
