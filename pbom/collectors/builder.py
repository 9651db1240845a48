"""The machine, and the CI service that the environment claims to be."""

import os
from collections.abc import Mapping

from msgspec import Struct

from pbom import __version__
from pbom.model.evidence import Builder
from pbom.model.redaction import without_credentials


class Service(Struct, frozen=True, kw_only=True):
    """A CI service and the variables it sets.

    Attributes:
        name: For people.
        sign: The variable that tells it.
        run: Variables that together name one run of a pipeline.
        url: Variable with the run's URL.
        workflow: Variable with the workflow or configuration.
    """

    name: str
    sign: str
    run: tuple[str, ...]
    url: str = ""
    workflow: str = ""


SERVICES = (
    Service(name="forgejo-actions", sign="FORGEJO_ACTIONS",
            run=("GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT"), workflow="GITHUB_WORKFLOW_REF"),
    Service(name="gitea-actions", sign="GITEA_ACTIONS",
            run=("GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT"), workflow="GITHUB_WORKFLOW_REF"),
    Service(name="github-actions", sign="GITHUB_ACTIONS",
            run=("GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT"),
            workflow="GITHUB_WORKFLOW_REF"),
    Service(name="gitlab-ci", sign="GITLAB_CI", run=("CI_PROJECT_PATH", "CI_PIPELINE_ID"),
            url="CI_PIPELINE_URL", workflow="CI_CONFIG_PATH"),
    Service(name="jenkins", sign="JENKINS_URL", run=("BUILD_TAG",), url="BUILD_URL",
            workflow="JOB_NAME"),
    Service(name="azure-pipelines", sign="TF_BUILD", run=("BUILD_BUILDURI",)),
    Service(name="buildkite", sign="BUILDKITE", run=("BUILDKITE_BUILD_ID",),
            url="BUILDKITE_BUILD_URL", workflow="BUILDKITE_PIPELINE_SLUG"),
    Service(name="circleci", sign="CIRCLECI", run=("CIRCLE_WORKFLOW_ID",),
            url="CIRCLE_BUILD_URL", workflow="CIRCLE_JOB"),
    Service(name="tekton", sign="TEKTON_PIPELINERUN_NAME", run=("TEKTON_PIPELINERUN_NAME",),
            url="TEKTON_DASHBOARD_URL", workflow="TEKTON_PIPELINE_NAME"),
    Service(name="codebuild", sign="CODEBUILD_BUILD_ARN", run=("CODEBUILD_BUILD_ARN",)),
    Service(name="bitbucket", sign="BITBUCKET_BUILD_NUMBER",
            run=("BITBUCKET_REPO_FULL_NAME", "BITBUCKET_BUILD_NUMBER")),
    Service(name="teamcity", sign="TEAMCITY_VERSION", run=("BUILD_NUMBER",)),
    Service(name="drone", sign="DRONE", run=("DRONE_REPO", "DRONE_BUILD_NUMBER"),
            url="DRONE_BUILD_LINK"),
)  # fmt: skip


def describe_builder(environment: Mapping[str, str]) -> Builder:
    """The machine, and the CI run that the environment claims."""
    service = _service(environment)
    machine = os.uname()
    return Builder(
        recorder=f"pbom/{__version__}",
        system=machine.sysname.lower(),
        machine=machine.machine,
        service=service.name if service else "",
        run_url=_run_url(service, environment) if service else "",
        workflow=environment.get(service.workflow, "") if service else "",
    )


def claimed_run(environment: Mapping[str, str]) -> str:
    """Id of the CI run that the environment claims; empty where it claims none."""
    service = _service(environment)
    if service is None:
        return ""
    parts = [environment.get(name, "") for name in service.run]
    return ":".join((service.name, *parts)) if all(parts) else ""


def _service(environment: Mapping[str, str]) -> Service | None:
    return next((service for service in SERVICES if environment.get(service.sign)), None)


def _run_url(service: Service, environment: Mapping[str, str]) -> str:
    if service.name == "github-actions":
        server = environment.get("GITHUB_SERVER_URL", "")
        repository = environment.get("GITHUB_REPOSITORY", "")
        return f"{server}/{repository}/actions/runs/{environment.get('GITHUB_RUN_ID', '')}"
    return without_credentials(environment.get(service.url, ""))
