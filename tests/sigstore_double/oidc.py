"""An OpenID provider: it says who somebody is, in a signed token."""

import time
from collections.abc import Mapping

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from tests.sigstore_double.parts import RefusedError

AUDIENCE = "sigstore"
REPOSITORY = "acme/app"
WORKFLOW = "acme/app/.github/workflows/release.yml@refs/heads/main"
JOB: Mapping[str, object] = {
    "sub": "repo:acme/app:ref:refs/heads/main",
    "job_workflow_ref": WORKFLOW,
    "job_workflow_sha": "11" * 20,
    "runner_environment": "github-hosted",
    "repository": REPOSITORY,
    "sha": "22" * 20,
    "ref": "refs/heads/main",
    "repository_id": "1001",
    "repository_owner": "acme",
    "repository_owner_id": "2002",
    "workflow_ref": WORKFLOW,
    "workflow_sha": "11" * 20,
    "event_name": "push",
    "run_id": "42",
    "run_attempt": "1",
    "repository_visibility": "public",
}
"""What GitHub says about a job that builds the main branch."""


class Provider:
    """Makes tokens, and knows its own."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._key = ec.generate_private_key(ec.SECP256R1())

    def token(self, claims: Mapping[str, object], lifetime: int = 600) -> str:
        at = int(time.time())
        standard = {"iss": self.issuer, "aud": AUDIENCE, "iat": at, "nbf": at, "exp": at + lifetime}
        return jwt.encode(standard | dict(claims), self._key, algorithm="ES256")

    def claims_of(self, token: str) -> dict[str, object]:
        try:
            claims: dict[str, object] = jwt.decode(
                token,
                self._key.public_key(),
                algorithms=["ES256"],
                audience=AUDIENCE,
                issuer=self.issuer,
            )
        except jwt.InvalidTokenError as error:
            raise RefusedError(f"the token is not one of ours: {error}") from error
        return claims
