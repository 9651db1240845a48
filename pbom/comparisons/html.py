"""``html``: one page to keep or to hand on, with nothing in it from elsewhere.

There is no script, and a policy in the page forbids any, should somebody find a way to put one in.
"""

from collections.abc import Iterator
from typing import ClassVar

from pbom.comparisons import Comparison
from pbom.model.difference import Delta, Difference
from pbom.model.difference_words import banner, detail, limit_lines, side_lines, title, total
from pbom.model.ink import Ink
from pbom.model.markup import in_html
from pbom.model.printable import brief

_WIDTH, _HEAVY = 1_000, 60
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;"
    "color:#222;background:#fff}.bad{color:#a11}.good{color:#161}.limit{color:#850}"
    "details{border:1px solid #ddd;border-radius:5px;margin:.4rem 0;padding:.3rem .7rem}"
    "summary{cursor:pointer;overflow-wrap:anywhere}.weight{display:inline-block;min-width:2.6rem;"
    "font-variant-numeric:tabular-nums;color:#666}.heavy .weight{color:#a11;font-weight:bold}"
    "dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.15rem 1rem}"
    "dt{color:#666}dd{margin:0;overflow-wrap:anywhere}"
)


class Html:
    """The banner, then each difference as a row that opens, the heaviest first."""

    id: ClassVar[str] = "html"

    def lines(self, delta: Delta, ink: Ink) -> Iterator[str]:
        """The page."""
        del ink
        yield '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        yield '<meta name="viewport" content="width=device-width">'
        yield f"<title>{_safe(total(delta))}</title><style>{_STYLE}</style></head><body>"
        colour = "good" if delta.verified else "bad"
        yield f'<h1 class="{colour}">{_safe(banner(delta))}</h1><ul>'
        for line in side_lines(delta):
            yield f"<li>{_safe(line.strip())}</li>"
        yield f"</ul><h2>{_safe(total(delta))}</h2>"
        for item in delta.differences:
            yield from _difference(item)
        for line in limit_lines(delta.limits):
            yield f'<p class="limit">{_safe(line)}</p>'
        yield "</body></html>"


def _difference(item: Difference) -> Iterator[str]:
    heavy = ' class="heavy" open' if item.weight >= _HEAVY else ""
    yield (
        f'<details{heavy}><summary><span class="weight">{item.weight}</span> '
        f"{_safe(title(item))}</summary><dl>"
    )
    for word, told in detail(item):
        yield f"<dt>{_safe(word)}</dt><dd>{_safe(told)}</dd>"
    yield "</dl></details>"


def _safe(text: str) -> str:
    return in_html(brief(text, _WIDTH))


plugin: type[Comparison] = Html
