"""``gitlab-ci``: the images and the included files of GitLab's pipelines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pbom.codec.entries import Item, bad_entry, location_of, optional_text, pipeline_file
from pbom.codec.fields import Fields
from pbom.codec.image import image_component
from pbom.codec.integrity import commit_integrity, read_sri, sort_out
from pbom.codec.strict_json import Json
from pbom.codec.yaml import read_yaml
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import LockFile, PipelineComponent, Problem
from pbom.model.location import clean_location, is_commit

MAX_BYTES = 4 * 1024 * 1024
_VARIABLE = re.compile(r"\$(?:(?P<bare>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)\})")
_LONGEST = 2048


class GitlabCi:
    """Images and services of all jobs, and every include that is not of the same commit."""

    id: ClassVar[str] = "gitlab-ci"
    names: ClassVar[tuple[str, ...]] = (
        ".gitlab-ci.yml",
        ".gitlab-ci.yaml",
        "*.gitlab-ci.yml",
        ".gitlab/ci/*.yml",
    )

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return pipeline_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    documents = read_yaml(data, max_bytes=MAX_BYTES)
    root = Fields(documents[-1] if documents else None)
    variables = _variables(root)
    yield from _includes(root)
    yield from _images(root, "all jobs", variables)
    for name in root:
        if name in {"include", "variables", "image", "services", "stages", "workflow", "spec"}:
            continue
        if not isinstance(root.raw(name), Mapping):
            continue
        job = root.table(name)
        use = "all jobs" if name == "default" else f"job {name}"
        yield from _images(job, use, variables | _variables(job))


def _variables(table: Fields) -> dict[str, str]:
    given = table.maybe("variables")
    if not isinstance(given, Mapping):
        return {}
    values = {key: value.get("value") if isinstance(value, Mapping) else value
              for key, value in given.items()}  # fmt: skip
    return {key: value for key, value in values.items() if isinstance(value, str)}


def _images(owner: Fields, use: str, variables: dict[str, str]) -> Iterator[Item]:
    try:
        yield from _image(owner.maybe("image"), owner.path("image"), use, variables)
        services = owner.maybe("services")
        if services is not None:
            for index, service in enumerate(owner.sequence("services")):
                place = f"{owner.path('services')}[{index}]"
                yield from _image(service, place, f"service of {use}", variables)
    except FormatError as error:
        yield bad_entry(error)


def _image(value: Json, place: str, use: str, variables: dict[str, str]) -> Iterator[Item]:
    if value is None:
        return
    name = value.get("name") if isinstance(value, Mapping) else value
    if not isinstance(name, str):
        raise FormatError("expected the name of an image", place=place)
    reference = _VARIABLE.sub(
        lambda found: variables.get(found["bare"] or found["name"], found[0]), name[:_LONGEST]
    )
    if "$" in reference:
        reason = f"depends on a variable: {reference!r}"[:300]
        yield Problem(kind="unresolved", place=place, reason=reason)
        return
    yield image_component(reference, place, use)


def _includes(root: Fields) -> Iterator[Item]:
    value = root.maybe("include")
    if value is None:
        return
    place = root.path("include")
    listed = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    for index, item in enumerate(listed):
        at = f"{place}[{index}]"
        try:
            yield from _include(item, at)
        except FormatError as error:
            yield bad_entry(error)


def _include(item: Json, place: str) -> Iterator[Item]:
    if isinstance(item, str):
        if item.startswith(("http://", "https://")):
            yield _component(clean_location(item), "", place)
        return  # else it is in the commit
    table = Fields(item, place)
    if "project" in table:
        ref = optional_text(table, "ref")
        files = table.maybe("file")
        for file in (files,) if isinstance(files, str) else table.texts("file"):
            yield _component(f"{table.text('project')}/{file.lstrip('/')}", ref, place)
    elif "remote" in table:
        url = location_of(table, "remote")
        text = optional_text(table, "integrity")
        values, problems = sort_out(read_sri(text, table.path("integrity")))
        yield PipelineComponent(
            kind="include", name=url, version="", purl="", place=place, integrity=values
        )
        yield from problems
    elif "template" in table:
        yield _component(f"template/{table.text('template')}", "", place)
    elif "component" in table:
        name, _, version = table.text("component").partition("@")
        if "$CI_SERVER" in name:
            name = name.partition("/")[2]
        yield _component(name, version, place)
    elif "local" not in table:
        raise FormatError("an include of no known kind", place=place)


def _component(name: str, version: str, place: str) -> PipelineComponent:
    return PipelineComponent(
        kind="include",
        name=name,
        version=version,
        purl="",
        place=place,
        integrity=commit_integrity(version) if is_commit(version) else (),
    )


plugin: type[LockReader] = GitlabCi
