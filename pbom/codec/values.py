"""Single values of parsed documents: what they are called, and texts."""

from pbom.errors import FormatError


def kind_of(value: object) -> str:
    """What a parsed value is, in the words of an error."""
    names = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "a truth value",
        int: "a number",
        float: "a number",
        type(None): "null",
    }
    return names.get(type(value), type(value).__name__)


def read_text(value: object, place: str) -> str:
    """A value that is text.

    Raises:
        FormatError: It is something else.
    """
    if not isinstance(value, str):
        raise FormatError(f"expected text, found {kind_of(value)}", place=place)
    return value
