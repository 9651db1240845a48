"""The page on traces has the kinds, numbers and losses that the code has."""

import re
from typing import get_args

from pbom.codec import trace_areas
from pbom.model.config import TraceMode
from pbom.model.explanation import Kind
from pbom.model.trace import Family, Reach, Scope, Unknown, Verb
from pbom.pipeline.tracing import NOT_TRACED
from tests.docs.markdown import SPEC, first_cells, read
from tests.docs.test_tables import texts

PAGE = read(SPEC / "trace.md")


def numbered(choices: tuple[str, ...]) -> str:
    """Words with their numbers, as the page has them."""
    return ", ".join(f"{number} {word}" for number, word in enumerate(choices) if word)


def test_what_can_be_watched() -> None:
    assert set(first_cells(PAGE, "what")) == set(get_args(TraceMode))
    policies = re.findall(r'"tracePolicy": ((?:"\w+"(?: \| )?)+)', PAGE)
    assert policies == [" | ".join(f'"{scope}"' for scope in get_args(Scope))]


def test_the_reasons_for_unknown_content() -> None:
    assert ("", *first_cells(PAGE, "unknown")) == get_args(Unknown)


def test_the_losses() -> None:
    written = {text for text in texts("codec", "tracers", "pipeline") if is_loss(text)}
    assert set(first_cells(PAGE, "gap kind")) == written | {NOT_TRACED}


def is_loss(text: str) -> bool:
    """Whether a text is the kind of a loss."""
    return re.fullmatch(r"trace-[a-z-]+", text) is not None


def test_the_kinds_of_explanations_in_their_order() -> None:
    told = first_cells(PAGE, "kind")
    assert list(dict.fromkeys(told)) == list(dict.fromkeys(told))
    assert set(told) == set(get_args(Kind))
    assert told[-1] == "unexplained"


def test_the_numbers_of_words() -> None:
    plain = " ".join(PAGE.split())
    for choices in (get_args(Verb), get_args(Family), get_args(Reach)):
        assert numbered(choices) in plain, choices


def test_the_limits() -> None:
    assert f"from {trace_areas.MANY} files on" in PAGE
