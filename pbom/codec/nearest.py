"""The word that may have been meant, for the text of an error."""

from collections.abc import Iterable


def nearest(key: str, known: Iterable[str]) -> str:
    """The end of an error's text about an unknown key: the one that may have been meant."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for an error's text

    close = get_close_matches(key, sorted(known), n=1)
    return f", did you mean {close[0]!r}?" if close else f"; known are: {', '.join(sorted(known))}"
