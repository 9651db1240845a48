"""TOML broken line by line."""

from collections.abc import Iterator

from tests.faults import damage

JUNK = (
    *("true", "-1", "0", "1e308", "nan", "inf", '""', "[]", "{}", "[[[]]]", '["!"]', '["eve"]'),
    *("9" * 300, "9" * 5000, f'"{"x" * 5000}"', "2026-01-01T00:00:00Z", "'\\u0000'", "{a = [{}]}"),
)
"""What stands in the place of a value in TOML."""


def broken_lines(text: str) -> Iterator[tuple[str, bytes]]:
    """Every broken twin of a TOML document, with what was done to it."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        before, after = lines[:number], lines[number + 1 :]
        key, equals, _ = line.partition(" = ")
        others = {"missing": [], "twice": [line, line], "misspelt": [line.replace("s", "z")]}
        if equals:
            others |= {value: [f"{key} = {value}"] for value in JUNK}
        for fault, other in others.items():
            yield f"line {number}: {fault[:20]}", "\n".join([*before, *other, *after]).encode()
    yield from damage(text.encode(), pieces=60)
