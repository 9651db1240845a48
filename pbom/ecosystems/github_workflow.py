"""``github-workflow``: the actions, workflows and images that GitHub's workflows use."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pbom.codec.entries import Item, bad_entry, pipeline_file
from pbom.codec.fields import Fields
from pbom.codec.image import image_component
from pbom.codec.integrity import commit_integrity
from pbom.codec.yaml import read_yaml
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import LockFile, PipelineComponent, Problem
from pbom.model.location import is_commit
from pbom.model.purl import package_url

MAX_BYTES = 4 * 1024 * 1024
_USES = re.compile(
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9-]*)/(?P<repo>[A-Za-z0-9._-]+)(?P<path>(?:/[^@\s/]+)*)@(?P<ref>\S+)"
)
_LONGEST = 512


class GithubWorkflow:
    """What jobs and steps use, and the same of composite and container actions."""

    id: ClassVar[str] = "github-workflow"
    names: ClassVar[tuple[str, ...]] = (
        ".github/workflows/*.yml",
        ".github/workflows/*.yaml",
        ".gitea/workflows/*.yml",
        ".forgejo/workflows/*.yml",
        "action.yml",
        "action.yaml",
    )

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return pipeline_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    documents = read_yaml(data, max_bytes=MAX_BYTES)
    root = Fields(documents[0] if documents else None)
    if "jobs" in root:
        jobs = root.table("jobs")
        for name in jobs:
            try:
                yield from _job(name, jobs.table(name))
            except FormatError as error:
                yield bad_entry(error)
    elif "runs" in root:
        yield from _runs(root.table("runs"))
    else:
        raise FormatError("neither jobs nor runs: no workflow and no action")


def _job(name: str, job: Fields) -> Iterator[Item]:
    if "uses" in job:
        yield from _uses(job, f"job {name}", "workflow")
    yield from _container(job, "container", f"container of job {name}")
    services = job.maybe("services")
    if isinstance(services, Mapping):
        table = job.table("services")
        for service in table:
            yield from _container(table, service, f"service {service} of job {name}")
    elif isinstance(services, str):
        yield _unresolved(job.path("services"), services)
    yield from _steps(job, f"job {name}")


def _steps(owner: Fields, use: str, key: str = "steps") -> Iterator[Item]:
    for index, step in enumerate(owner.sequence(key)):
        try:
            yield from _step(Fields(step, f"{owner.path(key)}[{index}]"), use)
        except FormatError as error:
            yield bad_entry(error)


def _step(step: Fields, use: str) -> Iterator[Item]:
    """A step, and those in it: whatever in a step is a list of objects is a list of steps."""
    if "uses" in step:
        yield from _uses(step, use, "action")
    for key in step:
        value = step.raw(key)
        if isinstance(value, Sequence) and any(isinstance(item, Mapping) for item in value):
            yield from _steps(step, use, key)


def _uses(owner: Fields, use: str, kind: str) -> Iterator[Item]:
    text, place = owner.text("uses"), owner.path("uses")
    if text.startswith(("./", "../", "$/")):
        return  # it is in the commit
    if text.startswith("docker://"):
        yield from _image(text.removeprefix("docker://"), place, use)
        return
    found = _USES.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        raise FormatError(f"expected owner/repository@ref, found {text!r}"[:200], place=place)
    name, ref = f"{found['owner']}/{found['repo']}", found["ref"]
    yield PipelineComponent(
        kind="workflow" if kind == "workflow" else "action",
        name=name + found["path"],
        version=ref,
        purl=package_url("github", name, ref, subpath=found["path"]),
        place=place,
        use=use,
        integrity=commit_integrity(ref) if is_commit(ref) else (),
    )


def _container(owner: Fields, key: str, use: str) -> Iterator[Item]:
    value = owner.maybe(key)
    if value is None:
        return
    if isinstance(value, Mapping):
        table = owner.table(key)
        yield from _image(table.text("image", ""), table.path("image"), use)
    else:
        yield from _image(owner.text(key), owner.path(key), use)


def _runs(runs: Fields) -> Iterator[Item]:
    using = runs.text("using", "")
    if using == "composite":
        yield from _steps(runs, "composite action")
    image = runs.maybe("image")
    if isinstance(image, str) and image.startswith("docker://"):
        yield from _image(image.removeprefix("docker://"), runs.path("image"), "container action")
    if isinstance(image, Sequence) and not isinstance(image, str):
        raise runs.error("image", "expected text, found a list")


def _image(reference: str, place: str, use: str) -> Iterator[Item]:
    if not reference:
        return
    if "${{" in reference:
        yield _unresolved(place, reference)
        return
    yield image_component(reference, place, use)


def _unresolved(place: str, text: str) -> Problem:
    reason = f"depends on an expression: {text!r}"[:300]
    return Problem(kind="unresolved", place=place, reason=reason)


plugin: type[LockReader] = GithubWorkflow
