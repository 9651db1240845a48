"""Build steps as SLSA Provenance v1, for other people's verifiers; our own chain reads links."""

from pbom.codec.digests import write_digests
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json, write_json
from pbom.model.statement import StepStatement

PREDICATE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "urn:pbom:buildtype:step:v1"
BUILDER = "urn:pbom:builder:local:v1"
MAX_DEPENDENCIES = 1000


def write_provenance(step: StepStatement) -> dict[str, Json]:
    """The provenance predicate of a step.

    The builder id says that the recorder ran beside the build, which is SLSA Build L1. The list
    of dependencies is cut at 1000 entries, and ``pbom_dependenciesOmitted`` says how many are
    missing; the link has them all.
    """
    ran = step.invocation
    dependencies: list[Json] = []
    if step.source:
        source = step.source
        uri = f"git+{source.repository}@{source.commit}" if source.repository else ""
        descriptor: dict[str, Json] = {
            "name": "source",
            "digest": write_digests(source.revision),
        }
        dependencies.append({**descriptor, "uri": uri} if uri else descriptor)
    shown = step.materials[:MAX_DEPENDENCIES]
    dependencies.extend(
        {"name": item.artifact.name, "digest": write_digests(item.artifact.digests)}
        for item in shown
        if item.state != "deleted"
    )
    return {
        "buildDefinition": {
            "buildType": BUILD_TYPE,
            "externalParameters": {
                "step": step.step,
                "command": write_json(list(ran.argv)).decode("utf-8"),
                "cwd": ran.cwd,
            },
            "internalParameters": {
                "environment": dict(ran.environment),
                "pbom_dependenciesOmitted": str(len(step.materials) - len(shown)),
            },
            "resolvedDependencies": dependencies,
        },
        "runDetails": {
            "builder": {"id": BUILDER, "version": {"pbom": step.builder.recorder}},
            "metadata": {
                "invocationId": step.run,
                "startedOn": write_moment(ran.started),
                "finishedOn": write_moment(ran.finished),
            },
        },
    }
