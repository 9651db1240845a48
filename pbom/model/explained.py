"""A traced step among the attestations of a release: everything known of it, explained."""

from collections.abc import Iterable
from dataclasses import dataclass

from pbom.model.explanation import CacheOrigin, Inputs, Known, Output
from pbom.model.outputs import explain_outputs
from pbom.model.pattern import Patterns
from pbom.model.reasons import explain_inputs
from pbom.model.statement import StepStatement
from pbom.model.trace import Trace


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A traced step, explained.

    Attributes:
        trace: What was seen of it.
        known: What it was explained by, beside that.
        inputs: Why the files that it read may be there.
        outputs: Where its products come from.
    """

    trace: Trace
    known: Known
    inputs: Inputs
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """A step that may have made what another one found.

    Attributes:
        statement: The step.
        signer: Name of whoever vouches for it.
        trusted: Whether that one may sign the step that is explained.
    """

    statement: StepStatement
    signer: str = ""
    trusted: bool = True


def explain(
    step: StepStatement,
    others: Iterable[Vouched],
    declared: Patterns = Patterns(),
    toolchains: frozenset[str] | None = None,
) -> Explained | None:
    """The step, explained by its trace and by what other steps made; ``None`` without a trace."""
    if step.trace is None:
        return None
    products: dict[str, str] = {}
    caches: dict[str, CacheOrigin] = {}
    for other in others:
        made = other.statement
        if made is step or made.invocation.finished > step.invocation.started:
            continue
        for product in made.products:
            digest = product.digests.get("sha256")
            if digest is None:
                continue
            if made.run == step.run:
                products.setdefault(digest.value, made.step)
            else:
                origin = CacheOrigin(
                    step=made.step, run=made.run, signer=other.signer, trusted=other.trusted
                )
                before = caches.get(digest.value)
                if before is None or (origin.trusted and not before.trusted):
                    caches[digest.value] = origin
    known = Known(products=products, caches=caches, declared=declared, toolchains=toolchains)
    inputs = explain_inputs(step.trace, known)
    outputs = tuple(explain_outputs(step.trace, step.products, inputs, known))
    return Explained(trace=step.trace, known=known, inputs=inputs, outputs=outputs)
