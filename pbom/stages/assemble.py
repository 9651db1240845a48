"""Attestations to PBOM: a projection, with nothing of its own and no order of arrival."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from pbom.model.artifact import Artifact
from pbom.model.attestation import (
    ApprovalAttestation,
    Attestation,
    ImportAttestation,
    SourceAttestation,
    StepAttestation,
    approvals_among,
    imports_among,
    sources_among,
    steps_among,
)
from pbom.model.digest import Digest
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom, in_order
from pbom.model.statement import Statement

StepOrder = tuple[datetime, Digest]


def assemble(artifacts: Iterable[Artifact], attestations: Iterable[Attestation[Statement]]) -> Pbom:
    """The PBOM of these artifacts over exactly these attestations.

    Of attestations of sources those count whose head is the commit of a step. A step of a run that
    had no part in the artifacts counts as a cache, if a traced step read what it made.
    """
    listed = tuple(attestations)
    wanted = tuple(sorted(set(artifacts)))
    everything = in_order(steps_among(listed))
    caches = _caches_among(wanted, everything)
    apart = {item.bundle for item in caches}
    steps = tuple(item for item in everything if item.bundle not in apart)
    sources = sources_behind(steps, listed)
    return Pbom(
        artifacts=wanted,
        attestations=steps,
        sources=sources,
        caches=caches,
        rivals=_rivals(sources, listed),
        approvals=_approvals(listed),
        imports=imports_behind(wanted, steps, listed),
    )


def imports_behind(
    artifacts: Iterable[Artifact],
    steps: Iterable[StepAttestation],
    attestations: Iterable[Attestation[Statement]],
) -> tuple[ImportAttestation, ...]:
    """Documents that speak of the artifacts, or of what the steps were built from."""
    wanted = [artifact.digests for artifact in artifacts]
    wanted += [item.statement.source.revision for item in steps if item.statement.source]
    unique = set(wanted)
    found = {
        item.bundle: item
        for item in imports_among(attestations)
        if any(item.statement.about(digests) for digests in unique)
    }
    order = sorted(found.values(), key=lambda item: (item.statement.imported, item.bundle))
    return tuple(order)


def caches_behind(
    steps: Iterable[StepAttestation], attestations: Iterable[Attestation[Statement]]
) -> tuple[StepAttestation, ...]:
    """The steps of other runs that made what these steps were seen to read."""
    listed = tuple(steps)
    wanted = {value for item in listed for value in found_by(item)}
    if not wanted:
        return ()
    runs = {item.statement.run for item in listed}
    others = (item for item in steps_among(attestations) if item.statement.run not in runs)
    return in_order(item for item in others if _made_any(item, wanted))


def _caches_among(
    artifacts: tuple[Artifact, ...], everything: tuple[StepAttestation, ...]
) -> tuple[StepAttestation, ...]:
    if all(item.statement.trace is None for item in everything):
        return ()
    involved = {item.bundle for item in _closure(artifacts, everything)}
    inside = (item for item in everything if item.bundle in involved)
    return caches_behind(inside, (item for item in everything if item.bundle not in involved))


def found_by(item: StepAttestation) -> Iterator[str]:
    """SHA-256 of what a traced step read that lies in neither the commit nor a package."""
    trace = item.statement.trace
    for index in trace.inputs if trace else ():
        file = trace.files[index] if trace else None
        if file and not (file.commit == "same" or file.package or file.makers or not file.digests):
            sha256 = file.digests.get("sha256")
            if sha256:
                yield sha256.value


def _made_any(item: StepAttestation, wanted: set[str]) -> bool:
    return any(
        digest.value in wanted
        for product in item.statement.products
        for digest in product.digests
        if digest.algorithm == "sha256"
    )


def sources_behind(
    steps: Iterable[StepAttestation], attestations: Iterable[Attestation[Statement]]
) -> tuple[SourceAttestation, ...]:
    """The attestation that was recorded last of each commit that the steps were built from.

    One whose range somebody named counts only where there is no other: it may have been named so
    that it leaves something out.
    """
    commits = {item.statement.source.commit for item in steps if item.statement.source}
    found: dict[str, SourceAttestation] = {}
    for item in sorted(sources_among(attestations), key=_recorded):
        head = item.statement.changes.range.head
        if head in commits:
            found[head] = item
    return tuple(found[head] for head in sorted(found))


def _rivals(
    sources: tuple[SourceAttestation, ...], attestations: Iterable[Attestation[Statement]]
) -> tuple[SourceAttestation, ...]:
    """What else is said of the same commits, the latest first."""
    heads = {item.statement.changes.range.head for item in sources}
    told = {item.bundle for item in sources}
    others = {
        item.bundle: item
        for item in sources_among(attestations)
        if item.bundle not in told and item.statement.changes.range.head in heads
    }
    return tuple(sorted(others.values(), key=_recorded, reverse=True))


def _approvals(attestations: Iterable[Attestation[Statement]]) -> tuple[ApprovalAttestation, ...]:
    """Each approval once; a waiver is none."""
    found = {
        item.bundle: item
        for item in approvals_among(attestations)
        if item.statement.kind == "approval"
    }
    return tuple(found[digest] for digest in sorted(found))


def _recorded(item: SourceAttestation) -> tuple[bool, StepOrder]:
    source = item.statement
    return source.changes.range.basis != "named", (source.recorded, item.bundle)


def behind(
    artifacts: Iterable[Artifact], attestations: Iterable[StepAttestation], layout: Layout
) -> tuple[StepAttestation, ...]:
    """Those attestations that stand behind the artifacts.

    Where single runs made all of them, that is the run with most of the layout's steps, and of
    those the latest: a build that yields equal bytes again does not drag its predecessors along.
    Otherwise it is every run that had a part in them.
    """
    listed = tuple(artifacts)
    everything = in_order(attestations)
    runs: dict[str, list[StepAttestation]] = defaultdict(list)
    for item in everything:
        runs[item.statement.run].append(item)
    whole = [steps for steps in runs.values() if _made_all(listed, steps)]
    if whole:
        best = max(whole, key=lambda steps: _rank(steps, layout))
        return tuple(best)
    return _closure(listed, everything)


def _made_all(artifacts: tuple[Artifact, ...], steps: list[StepAttestation]) -> bool:
    return all(any(item.statement.made(one.digests) for item in steps) for one in artifacts)


def _rank(steps: list[StepAttestation], layout: Layout) -> tuple[int, StepOrder]:
    kept = sum(any(step.accepts(item) for item in steps) for step in layout.steps)
    return kept, max((item.statement.invocation.finished, item.bundle) for item in steps)


def _closure(
    artifacts: tuple[Artifact, ...], everything: tuple[StepAttestation, ...]
) -> tuple[StepAttestation, ...]:
    """The steps that made the artifacts, all of their runs, and those that fed them."""
    makers: dict[Digest, list[StepAttestation]] = defaultdict(list)
    runs: dict[str, list[StepAttestation]] = defaultdict(list)
    for item in everything:
        runs[item.statement.run].append(item)
        for product in item.statement.products:
            for digest in product.digests:
                makers[digest].append(item)
    chosen: dict[Digest, StepAttestation] = {}
    todo = [digest for artifact in artifacts for digest in artifact.digests]
    while todo:
        for maker in makers.pop(todo.pop(), ()):
            for item in runs.pop(maker.statement.run, ()):
                chosen[item.bundle] = item
                todo.extend(_sha256_of_materials(item))
    return in_order(chosen.values())


def _sha256_of_materials(item: StepAttestation) -> Iterator[Digest]:
    for material in item.statement.materials:
        digest = material.artifact.digests.get("sha256")
        if digest:
            yield digest
