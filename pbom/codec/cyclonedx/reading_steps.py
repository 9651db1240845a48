"""Recorded steps: what ran, on what, by whom, and what it found, made and reached."""

import re
from collections.abc import Iterator, Mapping

from pbom.codec.cyclonedx.reading_commits import gap_thing
from pbom.codec.cyclonedx.reading_values import (
    Properties,
    digests_of,
    facts,
    steady,
    thing,
)
from pbom.codec.fields import Fields
from pbom.model.difference import Fact, Kind, Limit, Thing

Parts = Mapping[str, Fields]
_BUILDER = {
    "pbom:builder:recorder": "recorder",
    "pbom:builder:system": "system",
    "pbom:builder:machine": "machine",
    "pbom:builder:service": "service",
}
_UNEXPLAINED = "pbom:trace:unexplained:"
_PORT = re.compile(r"[0-9]{1,5}")
_FIRST_EPHEMERAL = 32768
"""From here on, ports that a program listens on are the system's choice."""


def read_step(task: Fields, parts: Parts) -> Iterator[Thing | Limit]:
    """Everything that a task tells of its step.

    Raises:
        FormatError: It is no task of ours.
    """
    step, said = f"step {task.text('name')}", Properties(task)
    yield _command(step, task)
    yield thing("builder", f"builder of {step}", "", _builder(task, said, parts))
    yield from _coverage(step, said)
    yield from _files(step, task, said, parts)
    for value in said.all("pbom:ai:observed"):
        agent, _, basis = value.partition(": ")
        yield thing("agents", f"agent {agent} at work in {step}", "", [("basis", steady(basis))])
    if "pbom:trace:monitor" in said:
        yield from _traced(step, said)
    else:
        kinds: tuple[Kind, ...] = ("coverage", "network")
        for kind in kinds:
            yield Limit(kind, _trace_of(step), "", f"{step} was not traced")


def file_facts(table: Fields) -> Iterator[tuple[str, str]]:
    """Content and mode of a file.

    Raises:
        FormatError: It is no component.
    """
    said = Properties(table)
    yield from (("digest", value) for value in (*digests_of(table), *said.digests()))
    yield "mode", said.one("pbom:file:mode")


def _trace_of(step: str) -> str:
    return f"trace of {step}"


def _command(step: str, task: Fields) -> Thing:
    pairs: list[tuple[str, str]] = []
    notes: list[Fact] = []
    for inner in task.tables("steps"):
        for command in inner.tables("commands"):
            said = Properties(command)
            notes.append(Fact("command", command.text("executed", "")))
            pairs += [
                ("argv", steady(said.one("pbom:command:argv"))),
                ("exit code", said.one("pbom:command:exitCode")),
                ("directory", said.one("pbom:command:cwd")),
            ]
    for item in task.tables("inputs"):
        for variable in item.tables("environmentVars"):
            pairs.append(("variable", variable.text("name")))
    return Thing(kind="commands", name=step, family=step, facts=facts(pairs), notes=tuple(notes))


def _builder(task: Fields, said: Properties, parts: Parts) -> Iterator[tuple[str, str]]:
    yield "key", said.one("pbom:attestation:keyid")
    yield "identity", said.one("pbom:attestation:identity").partition("@refs/")[0]
    yield "issuer", said.one("pbom:attestation:issuer")
    yield "workflow", said.one("pbom:run:workflow")
    yield "tracer", said.one("pbom:trace:monitor")
    for item in task.tables("resourceReferences"):
        ref = item.text("ref", "")
        if ref.startswith("builder:") and ref in parts:
            builder = Properties(parts[ref])
            yield from ((word, builder.one(name)) for name, word in _BUILDER.items())


def _coverage(step: str, said: Properties) -> Iterator[Thing]:
    pairs = [
        ("method", said.one("pbom:coverage:method")),
        ("watched", said.one("pbom:trace:scope")),
    ]
    yield thing("coverage", f"coverage of {step}", "", pairs)
    for gap in said.all("pbom:coverage:gap"):
        yield gap_thing(step, steady(gap), "")
    for problem in said.all("pbom:dep:problem"):
        yield thing("coverage", f"lock file of {step} not understood: {problem}", "", ())
    for file in said.all("pbom:dep:file"):
        if file.endswith(" unread"):
            name = file.removesuffix(" unread")
            yield thing("coverage", f"lock file of {step} unread: {name}", "", ())


def _files(step: str, task: Fields, said: Properties, parts: Parts) -> Iterator[Thing | Limit]:
    sides: tuple[tuple[str, Kind, str], ...] = (
        ("inputs", "materials", "pbom:material:count"),
        ("outputs", "artifacts", "pbom:product:count"),
    )
    for member, kind, counter in sides:
        scope, count = f"{member} of {step}", 0
        for item in task.tables(member):
            resource = item.table_or_none("resource")
            ref = resource.text("ref", "") if resource else ""
            if not ref.startswith("file:") or ref not in parts:
                continue
            count += 1
            name = (
                f"{parts[ref].text('name')} ({'found' if member == 'inputs' else 'made'} by {step})"
            )
            state = Properties(item).one("pbom:material:state")
            yield thing(kind, name, scope, [("state", state), *file_facts(parts[ref])])
        if said.one(counter) != str(count):
            reason = f"{said.one(counter) or '?'} {member} of {step} are counted, not listed"
            yield Limit(kind, scope, "", reason)


def _traced(step: str, said: Properties) -> Iterator[Thing]:
    scope = _trace_of(step)
    for kind in ("input", "output", "member"):
        for value in said.all(_UNEXPLAINED + kind):
            name, _, why = steady(value).partition(": ")
            if kind == "member":
                name, why = f"{name}: {why}", ""
            yield thing("coverage", f"unexplained {kind} of {step}: {name}", scope, [("why", why)])
    for value in said.all("pbom:trace:network"):
        yield thing("network", f"{step}: {_destination(value)}", scope, ())
    for value in said.all("pbom:trace:credential"):
        yield thing("network", f"{step}: read a credential, {steady(value)}", scope, ())


def _destination(value: str) -> str:
    """What was reached, by its name where it has one: addresses of one name come and go."""
    family, reach, rest = (*value.split(" ", 2), "", "")[:3]
    if family not in {"inet", "inet6"}:
        return steady(value)
    address, port, host = (*rest.split(" ", 2), "", "")[:3]
    if reach == "lookup":
        return f"lookup {host or address}"
    if reach == "listen" and _PORT.fullmatch(port) and int(port) >= _FIRST_EPHEMERAL:
        port = "(any)"
    return f"{reach} {host or address} {port}".rstrip()
