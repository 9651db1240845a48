"""A trace for people: the processes as a tree, what they ran, and what they reached."""

import shlex
from collections import defaultdict
from collections.abc import Iterator

from pbom.cli.explaining import Found
from pbom.model.credentials import credential
from pbom.model.printable import printable
from pbom.model.trace import Trace, TracedFile, TracedProcess

WIDE = 160
DEEP = 12
MANY = 2000


def describe_trace(found: Found) -> Iterator[str]:
    """The lines that show the trace of a step."""
    trace = found.explained.trace
    yield printable(f"step        {found.step.step}  in run {found.step.run}")
    yield printable(
        f"traced      by {trace.monitor} ({trace.scope}): {len(trace.processes)} processes, "
        f"{len(trace.files)} contents, {trace.events} events; not verified here"
    )
    for line in _tree(trace):
        yield printable(line)
    for index in trace.tools:
        tool = trace.files[index]
        yield printable(f"tool        {tool.name}  {_content(tool)}  {tool.package or '-'}")
    for index in trace.left:
        file = trace.files[index]
        yield printable(f"left        {file.name}  {file.digests or file.unknown}")
    for item in trace.connections:
        host = f"  for {item.host}" if item.host else ""
        port = f" port {item.port}" if item.port else ""
        who = shlex.join(trace.command(item.process))[:WIDE]
        yield printable(
            f"network     {item.family} {item.reach} {item.address}{port}{host}  by {who}"
        )
    for index in trace.inputs:
        kind = credential(trace.files[index].name)
        if kind:
            yield printable(f"credential  {trace.files[index].name}  {kind}")
    for seen in found.step.observed_agents:
        yield printable(f"agent       {seen.agent}: {seen.basis}")
    for gap in found.step.coverage.gaps:
        yield printable(f"gap         {gap.kind}: {gap.detail} ({gap.count})")


def _tree(trace: Trace) -> Iterator[str]:
    children: dict[int, list[int]] = defaultdict(list)
    for number, process in enumerate(trace.processes):
        children[process.parent].append(number)
    todo = [(number, 0) for number in reversed(children[-1])]
    shown = 0
    while todo and shown < MANY:
        number, depth = todo.pop()
        shown += 1
        yield _process(trace, trace.processes[number], depth)
        todo.extend((child, depth + 1) for child in reversed(children[number]))
    if len(trace.processes) > shown:
        yield f"            and {len(trace.processes) - shown} more processes"


def _process(trace: Trace, process: TracedProcess, depth: int) -> str:
    words = shlex.join(process.argv) or "(a copy of it)"
    cut = words if len(words) <= WIDE else f"{words[: WIDE - 3]}..."
    end = "" if process.exit_code is None else f"  exit {process.exit_code}"
    program = trace.files[process.program] if process.program >= 0 else None
    name = f"  {program.name} {_content(program)}" if program else ""
    return f"process     {'  ' * min(depth, DEEP)}{cut}{name}{end}"


def _content(file: TracedFile) -> str:
    digest = file.digests.get("sha256") if file.digests else None
    return digest.short if digest else file.unknown
