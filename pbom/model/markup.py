"""Text from outside, made safe to stand in Markdown."""

from pbom.model.printable import printable

_ENTITIES = str.maketrans({character: f"&#{ord(character)};" for character in "\\`*_[]<>|&~@#!"})


def in_markdown(text: str) -> str:
    """Text that cannot leave its place, mention somebody or become markup."""
    return printable(text).translate(_ENTITIES)
