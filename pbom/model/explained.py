"""A traced step among the attestations of a release: everything known of it, explained."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from pbom.model.attestation import StepAttestation
from pbom.model.explanation import CacheOrigin, Inputs, Known, Output
from pbom.model.layout import Layout
from pbom.model.outputs import explain_outputs
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.model.reasons import explain_inputs
from pbom.model.statement import StepStatement
from pbom.model.trace import Trace

NO_TRACE = "no trace of the step"


class Explained(Struct, frozen=True, kw_only=True):
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


class Vouched(Struct, frozen=True, kw_only=True):
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


class _Question:
    """A step among others, known by its evidence: explanations are remembered for each."""

    def __init__(
        self,
        step: StepAttestation,
        others: tuple[tuple[StepAttestation, bool], ...],
        declared: Patterns,
        toolchains: frozenset[str],
    ) -> None:
        self.step = step
        self.others = others
        self.declared = declared
        self.toolchains = toolchains
        bundles = tuple((item.bundle.value, trusted) for item, trusted in others)
        self._key = (step.bundle.value, bundles, declared, toolchains)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and other._key == self._key


@lru_cache(maxsize=64)
def _answer(question: _Question) -> Explained | None:
    return explain(
        question.step.statement,
        (
            Vouched(statement=item.statement, signer=item.functionary.name, trusted=trusted)
            for item, trusted in question.others
        ),
        question.declared,
        question.toolchains,
    )


def explained_steps(
    pbom: Pbom, layout: Layout
) -> Iterator[tuple[StepAttestation, Explained | None]]:
    """Each step that a policy judges, explained by what the policy trusts; ``None`` untraced."""
    for attestation in pbom.attestations:
        step = layout.step(attestation.statement.step)
        may_sign = step.functionaries if step else frozenset[str]()
        others = tuple((item, item.functionary.name in may_sign) for item in pbom.recorded)
        declared = step.materials if step else Patterns()
        yield attestation, _answer(_Question(attestation, others, declared, layout.toolchains))
