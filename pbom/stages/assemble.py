"""Attestations to PBOM: a projection, with nothing of its own and no order of arrival."""

from collections.abc import Iterable

from pbom.model.artifact import Artifact
from pbom.model.attestation import StepAttestation
from pbom.model.pbom import Pbom, in_order


def assemble(artifacts: Iterable[Artifact], attestations: Iterable[StepAttestation]) -> Pbom:
    """The PBOM of these artifacts over exactly these attestations."""
    return Pbom(artifacts=tuple(sorted(set(artifacts))), attestations=in_order(attestations))


def behind(
    artifacts: Iterable[Artifact], attestations: Iterable[StepAttestation]
) -> tuple[StepAttestation, ...]:
    """Those attestations that stand behind the artifacts.

    These are the steps that made them, every other step of the same runs, and the steps that
    made a file which one of these found, and so on.
    """
    everything = in_order(attestations)
    wanted = {digest for artifact in artifacts for digest in artifact.digests}
    chosen: dict[object, StepAttestation] = {}
    runs: set[str] = set()
    grown = True
    while grown:
        grown = False
        for item in everything:
            step = item.statement
            if item.bundle in chosen:
                continue
            made = any(digest in wanted for file in step.products for digest in file.digests)
            if made or step.run in runs:
                chosen[item.bundle] = item
                runs.add(step.run)
                wanted.update(
                    digest
                    for material in step.materials
                    for digest in material.artifact.digests
                    if digest.algorithm == "sha256"
                )
                grown = True
    return in_order(chosen.values())
