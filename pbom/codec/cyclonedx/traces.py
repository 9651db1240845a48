"""What was seen of the processes of a step, and what an agent wrote of an artifact, in sums."""

from collections import Counter
from collections.abc import Iterator

from pbom.codec.cyclonedx.tasks import named
from pbom.codec.manifest import MAX_INLINE
from pbom.codec.strict_json import Json
from pbom.model.agent_share import agent_shares
from pbom.model.artifact import Artifact
from pbom.model.attestation import StepAttestation
from pbom.model.credentials import credential
from pbom.model.explained import Vouched, explain
from pbom.model.pbom import Pbom
from pbom.model.trace import Trace, TracedFile


def write_trace_facts(attestation: StepAttestation, pbom: Pbom) -> Iterator[dict[str, Json]]:
    """The properties of a traced step's task."""
    step = attestation.statement
    explained = explain(step, (Vouched(statement=item.statement) for item in pbom.recorded))
    if explained is None:
        return
    trace = explained.trace
    yield named("pbom:trace:monitor", trace.monitor)
    yield named("pbom:trace:scope", trace.scope)
    yield named("pbom:trace:processes", str(len(trace.processes)))
    kinds = Counter(item.kind for item in explained.inputs.files.values())
    for kind, count in sorted(kinds.items()):
        yield named("pbom:trace:inputs", f"{kind} {count}")
    for index in explained.inputs.roots[:MAX_INLINE]:
        detail = explained.inputs.files[index].detail
        yield named("pbom:trace:unexplained:input", f"{trace.files[index].name}: {detail}")
    for output in explained.outputs[:MAX_INLINE]:
        if output.problem:
            yield named("pbom:trace:unexplained:output", f"{output.name}: {output.problem}")
        for member in output.strangers[:MAX_INLINE]:
            yield named("pbom:trace:unexplained:member", f"{output.name}: {member.name}")
    for tool in sorted({_tool(trace.files[index]) for index in trace.tools})[:MAX_INLINE]:
        yield named("pbom:trace:tool", tool)
    yield from _reached(trace)


def _tool(file: TracedFile) -> str:
    """A program with its content and its package, so that another content is a difference."""
    digest = file.digests.get("sha256") if file.digests else None
    return f"{file.name} {digest or file.unknown} {file.package or '-'}"


def _reached(trace: Trace) -> Iterator[dict[str, Json]]:
    addresses = {
        f"{item.family} {item.reach} {item.address} {item.port} {item.host}".strip()
        for item in trace.connections
    }
    for address in sorted(addresses)[:MAX_INLINE]:
        yield named("pbom:trace:network", address)
    for name in sorted({trace.files[index].name for index in trace.inputs}):
        kind = credential(name)
        if kind:
            yield named("pbom:trace:credential", f"{kind}: {name}")


def write_shipped(pbom: Pbom) -> dict[Artifact, list[Json]]:
    """The properties of artifacts that traced steps made: what an agent wrote of them."""
    written: dict[Artifact, list[Json]] = {}
    for item in agent_shares(pbom):
        properties: list[Json] = [
            named("pbom:ai:shipped:files", str(item.files)),
            named("pbom:ai:shipped:lines", str(item.lines)),
        ]
        if item.known:
            properties += [
                named("pbom:ai:shipped:agentFiles", str(len(item.touched))),
                named("pbom:ai:shipped:agentLines", str(item.agent_lines)),
            ]
            properties += [
                named("pbom:ai:shipped:file", f"{file.agent}/{file.lines} {file.name}")
                for file in item.touched[:MAX_INLINE]
            ]
        written[item.artifact] = properties
    return written
