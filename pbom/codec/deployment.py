"""Deployments: a predicate of our own (``spec/lineage.md``)."""

import re
from collections.abc import Callable

from pbom.codec.digests import parse_digest
from pbom.codec.fields import Fields
from pbom.codec.link import read_subject
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json
from pbom.model.deployment import DeploymentStatement

DEPLOYMENT = "urn:pbom:deployment:v1"
MAX_TARGET = 1000
_ENVIRONMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")


def write_deployment(deployment: DeploymentStatement) -> dict[str, Json]:
    """The predicate of a deployment; what is not said is left out."""
    predicate: dict[str, Json] = {
        "environment": deployment.environment,
        "deployedOn": write_moment(deployment.deployed),
    }
    if deployment.verdict is not None:
        predicate["verdict"] = str(deployment.verdict)
    if deployment.target:
        predicate["target"] = deployment.target
    if deployment.run:
        predicate["run"] = deployment.run
    return predicate


def read_deployment(subjects: tuple[Fields, ...], predicate: Fields) -> DeploymentStatement:
    """A deployment from its predicate.

    Raises:
        FormatError: It is something else, or says less than where something went.
    """
    verdict = predicate.text("verdict", "")
    deployment = DeploymentStatement(
        subjects=tuple(read_subject(subject) for subject in subjects),
        environment=_checked(predicate, "environment", environment_problem),
        deployed=predicate.moment("deployedOn"),
        verdict=parse_digest(verdict, predicate.path("verdict")) if verdict else None,
        target=_checked(predicate, "target", target_problem) if "target" in predicate else "",
        run=predicate.text("run", ""),
    )
    predicate.close()
    return deployment


def environment_problem(name: str) -> str:
    """Why a text cannot name an environment; empty where it can."""
    if _ENVIRONMENT.fullmatch(name):
        return ""
    return f"an environment is a word of letters, digits and ._+-, found {name!r}"[:200]


def target_problem(target: str) -> str:
    """Why a text cannot be a target; empty where it can."""
    if not target.strip():
        return "a target is not empty"
    return f"a target has at most {MAX_TARGET} characters" if len(target) > MAX_TARGET else ""


def _checked(predicate: Fields, key: str, problem_of: Callable[[str], str]) -> str:
    text = predicate.text(key)
    if problem := problem_of(text):
        raise predicate.error(key, problem)
    return text
