"""Parameters of the rules that ask for imported documents: whose count, and how."""

from datetime import timedelta
from typing import get_args

from pbom.codec.duration import read_duration
from pbom.codec.fields import Fields
from pbom.codec.nearest import nearest
from pbom.errors import FormatError
from pbom.model.layout import Layout
from pbom.model.reported import About, Witness

LONGEST = timedelta(days=30)
WORDS: tuple[About, ...] = get_args(About)


def read_witness(fields: Fields, layout: Layout) -> Witness:
    """Whose imports count, about what, and how old they may be; nobody's where nobody is named.

    Raises:
        FormatError: A list is empty, or a word or a step is not known.
    """
    about = fields.some_of("about", WORDS, WORDS)
    longest = read_duration(fields, "max-age", LONGEST)
    steps = read_words(fields, "steps")
    known = [step.name for step in layout.steps]
    for step in steps:
        if step not in known:
            raise fields.error("steps", f"unknown step {step!r}{nearest(step, known)}"[:500])
    return Witness(
        functionaries=frozenset(read_words(fields, "functionaries")),
        longest=longest,
        about=about,
        steps=frozenset(steps),
    )


def read_words(fields: Fields, key: str) -> tuple[str, ...]:
    """A list of words that may be absent, and is not empty.

    Raises:
        FormatError: It is empty, or has an empty word.
    """
    words = fields.texts(key)
    if key in fields and not (words and all(word.strip() for word in words)):
        raise _empty(fields, key)
    return tuple(dict.fromkeys(words))


def _empty(fields: Fields, key: str) -> FormatError:
    return fields.error(key, "is empty, which could mean all or nothing; leave it out")
