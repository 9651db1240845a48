"""What an attestation says that a yes may rest on."""

from pbom.model.attestation import StepAttestation
from tests.simulator import SHIPPED


def meaning(attestation: StepAttestation) -> tuple[object, ...]:
    """What the honest rules speak about; a functionary may be silent, but not say otherwise."""
    step = attestation.statement
    return (
        step.step,
        step.run,
        step.invocation.argv,
        step.invocation.exit_code,
        step.source and (step.source.repository, step.source.commit),
        step.made(SHIPPED.digests),
    )
