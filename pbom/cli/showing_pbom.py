"""A PBOM in words, nothing believed and nothing verified."""

from collections.abc import Iterator, Mapping

from pbom.codec.fields import Fields

MANY = 20
_SHIPPED = "pbom:ai:shipped:"
_OF_STEPS = {
    "pbom:attestation:sha256": "attestation",
    "pbom:attestation:keyid": "key",
    "pbom:attestation:identity": "identity",
    "pbom:attestation:issuer": "issuer",
    "pbom:coverage:method": "coverage",
    "pbom:coverage:gap": "gap",
    "pbom:material:count": "materials",
    "pbom:product:count": "products",
    "pbom:ai:observed": "observed",
    "pbom:trace:monitor": "traced by",
    "pbom:trace:inputs": "inputs",
    "pbom:trace:tool": "tool",
    "pbom:trace:unexplained:input": "unexplained",
    "pbom:trace:unexplained:output": "unexplained",
    "pbom:trace:unexplained:member": "unexplained",
    "pbom:trace:network": "network",
    "pbom:trace:credential": "credential",
}
_OF_IMPORTS = {
    "pbom:import:subject": "about",
    "pbom:import:tool": "claims tool",
    "pbom:import:predicateType": "predicate",
    "pbom:import:count": "counted",
    "pbom:import:problems": "problems",
    "pbom:import:madeBy": "made by",
    "pbom:attestation:sha256": "attestation",
    "pbom:attestation:keyid": "key",
    "pbom:attestation:identity": "identity",
    "pbom:attestation:issuer": "issuer",
}
_KINDS = {"imports": "import"}
_COUNTS = {
    "pbom:ai:commits:declared": "declared",
    "pbom:ai:commits:inferred": "inferred",
    "pbom:ai:commits:none": "declared-none",
    "pbom:ai:commits:unknown": "unknown",
}
_OF_COMMITS = {
    "pbom:source:basis": "range by",
    "pbom:ai:agent": "agent",
    "pbom:ai:pipeline": "pipeline",
    "pbom:ai:config": "config",
    "pbom:attestation:sha256": "attestation",
    "pbom:attestation:keyid": "key",
    "pbom:attestation:identity": "identity",
    "pbom:attestation:issuer": "issuer",
    "pbom:coverage:gap": "gap",
}


def describe_pbom(root: Fields) -> Iterator[str]:
    """The lines that show a PBOM, not yet safe to show.

    Raises:
        FormatError: It is none.
    """
    yield f"CycloneDX   {root.text('specVersion')}  {root.text('serialNumber', '')}"
    metadata = root.table("metadata")
    listed = [metadata.table("component")] if "component" in metadata else []
    for component in (*listed, *root.tables("components")[:MANY]):
        hashes = [item.text("content") for item in component.tables("hashes")]
        yield f"artifact    {component.text('name')}  {' '.join(hashes)}"
        yield from _shipped(component)
    for formula in root.tables("formulation"):
        yield from _sources(formula)
        names = {
            item.text("bom-ref", ""): item.text("name") for item in formula.tables("components")
        }
        for workflow in formula.tables("workflows"):
            if workflow.text("name", "") == "commits":
                yield from _commits(workflow, names)
                continue
            if workflow.text("name", "") == "imports":
                yield from _imports(workflow)
                continue
            yield f"run         {workflow.text('uid')}"
            for task in workflow.tables("tasks"):
                yield from _task(task)
    yield from _completeness(root)


def _shipped(component: Fields) -> Iterator[str]:
    """What an agent wrote of an artifact, as far as traces tell."""
    told: dict[str, list[str]] = {}
    for item in component.tables("properties"):
        name, value = item.text("name"), item.text("value", "")
        if name.startswith(_SHIPPED):
            told.setdefault(name.removeprefix(_SHIPPED), []).append(value)
    if "files" not in told:
        return
    read = f"{told['files'][0]} files, {told.get('lines', ['?'])[0]} lines"
    if "agentFiles" not in told:
        yield f"made of     {read} of the commit; who wrote them was not looked at"
        return
    yield (
        f"made of     {read} of the commit; at least {told['agentFiles'][0]} files touched by an "
        f"agent, {told.get('agentLines', ['0'])[0]} lines"
    )
    for file in told.get("file", [])[:MANY]:
        yield f"            {file}"


def _completeness(root: Fields) -> Iterator[str]:
    """What the document says it knows whole, by names instead of references."""
    names = {
        task.text("bom-ref", ""): (
            "the commits"
            if workflow.text("name", "") == "commits"
            else f"{_KINDS.get(workflow.text('name', ''), 'step')} {task.text('name', '')}"
        )
        for formula in root.tables("formulation")
        for workflow in formula.tables("workflows")
        for task in workflow.tables("tasks")
    }
    for composition in root.tables("compositions"):
        told = composition.text("aggregate")
        for ref in composition.texts("assemblies"):
            yield f"inputs      of {names.get(ref, ref)}: {told}"
        if composition.texts("dependencies"):
            yield f"packages    {told}"


def _sources(formula: Fields) -> Iterator[str]:
    for component in formula.tables("components"):
        if component.text("bom-ref", "").startswith("source:"):
            addresses = [item.text("url") for item in component.tables("externalReferences")]
            yield f"source      {component.text('version', '')}  {' '.join(addresses)}".rstrip()


def _imports(workflow: Fields) -> Iterator[str]:
    """Documents of other tools, and what was counted in them."""
    tasks = workflow.tables("tasks")
    for task in tasks[:MANY]:
        told = _properties(task)
        yield (
            f"import      {told.get('pbom:import:format', '?')}  {task.text('name', '')}  "
            f"sha256:{told.get('pbom:import:sha256', '?')}"
        )
        for item in task.tables("properties"):
            if item.text("name") in _OF_IMPORTS:
                yield f"{_OF_IMPORTS[item.text('name')]:11} {item.text('value', '')}"
    if len(tasks) > MANY:
        yield f"            and {len(tasks) - MANY} more"


def _task(task: Fields) -> Iterator[str]:
    yield f"step        {task.text('name', '')}  {task.text('timeStart', '')}"
    for step in task.tables("steps"):
        for command in step.tables("commands"):
            yield f"command     {command.text('executed', '')}"
            for item in command.tables("properties"):
                if item.text("name") == "pbom:command:exitCode":
                    yield f"exit code   {item.text('value', '')}"
    for item in task.tables("properties"):
        if item.text("name") in _OF_STEPS:
            yield f"{_OF_STEPS[item.text('name')]:11} {item.text('value', '')}"


def _commits(workflow: Fields, names: Mapping[str, str]) -> Iterator[str]:
    """What a look at the commits says, and each commit that an agent had a part in."""
    look, *tasks = workflow.tables("tasks")
    told = _properties(look)
    counts = ", ".join(f"{told.get(key, '?')} {word}" for key, word in _COUNTS.items())
    yield f"commits     {counts}, at least"
    for item in look.tables("properties"):
        if item.text("name") in _OF_COMMITS:
            yield f"{_OF_COMMITS[item.text('name')]:11} {item.text('value', '')}"
    for task in tasks[:MANY]:
        used = [names.get(item.text("ref"), "?") for item in task.tables("resourceReferences")]
        facts = _properties(task)
        yield (
            f"commit      {task.text('uid')[:12]}  {facts.get('pbom:ai:class', '?')}  "
            f"{', '.join(used)}  review: {facts.get('pbom:review:state', '?')}  "
            f"{task.text('name', '')}"
        )
    if len(tasks) > MANY:
        yield f"            and {len(tasks) - MANY} more"


def _properties(table: Fields) -> dict[str, str]:
    return {item.text("name"): item.text("value", "") for item in table.tables("properties")}
