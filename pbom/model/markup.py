"""Text from outside, made safe to stand in Markdown or HTML."""

from pbom.model.printable import in_a_log, printable

_MARKUP = {character: f"&#{ord(character)};" for character in "\\`*_[]<>|&~@#!"}
_TAGS = str.maketrans({character: f"&#{ord(character)};" for character in "&<>\"'"})
_ENTITIES = str.maketrans(_MARKUP)
_MORE = str.maketrans(_MARKUP | {character: f"&#{ord(character)};" for character in "{}$:=."})


def in_markdown(text: str) -> str:
    """Text that cannot leave its place, mention somebody or become markup."""
    return printable(text).translate(_ENTITIES)


def in_markdown_code(text: str, limit: int) -> str:
    """The same as code, which also becomes no link, and no reference to something.

    Forges look for mentions and references after the markup was read, but not inside of code.
    """
    shown = in_a_log(text)
    if len(shown) > limit:
        shown = f"{shown[:limit]}... ({len(shown):,} characters)"
    return f"<code>{shown.translate(_MORE)}</code>"


def in_html(text: str) -> str:
    """Text that is nothing but text between the tags of a page, or in quotes inside of one."""
    return printable(text).translate(_TAGS)
