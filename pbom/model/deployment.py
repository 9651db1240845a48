"""Deployments: somebody says that an artifact went somewhere."""

from datetime import datetime

from msgspec import Struct

from pbom.model.digest import Digest
from pbom.model.subject import Subject


class DeploymentStatement(Struct, frozen=True, kw_only=True):
    """Artifacts were deployed to an environment.

    Attributes:
        subjects: The artifacts, by digest.
        environment: Where to, as the policy and its users call it.
        deployed: When, as the signer says, UTC.
        verdict: The bundle of the verdict that let them pass; ``None`` where none is named.
        target: What exactly they were put on, such as a cluster or a host; may be empty.
        run: The pipeline run it happened in; empty outside one.

    Raises:
        ValueError: It deploys nothing, or nowhere.
    """

    subjects: tuple[Subject, ...]
    environment: str
    deployed: datetime
    verdict: Digest | None = None
    target: str = ""
    run: str = ""

    def __post_init__(self) -> None:
        if not self.subjects:
            raise ValueError("the deployment has no artifact")
        if not self.environment:
            raise ValueError("the deployment has no environment")
