"""What an agent wrote of an artifact: only what really went into it counts."""

import json

from msgspec.structs import replace

from pbom.model.agent_share import AgentShare, agent_shares
from pbom.model.change import ChangedPath
from pbom.model.trace import Trace, TracedFile
from tests.looks import BY_AGENT, CHANGES, Look
from tests.rules.traced import clean
from tests.simulator import REPORT, World, honest
from tests.traces import LINKER, found, source, trace_of

LOGIN = source("src/auth/login.py", lines=50)
README = source("README.md", lines=10)


def looked(world: World) -> World:
    """An agent's commit touched three files; for one of them verified ranges say what it wrote."""
    paths = (*(BY_AGENT.paths or ()), ChangedPath(name="README.md", letter="M"))
    change = replace(BY_AGENT, paths=paths)
    return world.looked(Look(changes=replace(CHANGES, changes=(change, *CHANGES.changes[1:]))))


def built(trace: Trace) -> World:
    return honest().change("build", lambda take: replace(take, trace=trace))


def told(world: World) -> AgentShare:
    (only,) = agent_shares(world.pbom)
    return only


def test_files_that_an_agent_touched_and_that_went_in_are_told() -> None:
    item = told(looked(built(clean(LOGIN))))
    assert [file.name for file in item.touched] == ["src/auth/login.py"]
    assert (item.files, item.lines, item.agent_lines) == (2, 90, 41)
    assert item.in_words == (
        "1 agent-touched files of 2, at least 41 agent lines of 90 read, under src/"
    )


def test_a_file_that_an_agent_touched_and_that_nobody_read_is_not_in_it() -> None:
    item = told(looked(built(clean())))
    assert (item.touched, item.files) == ((), 1)


def test_a_file_that_only_another_process_read_is_not_in_it() -> None:
    """The test runner read the README; what the product is made of did not."""
    trace = clean(README)
    index = trace.files.index(README)
    shell, compiler, linker = trace.processes
    without = tuple(number for number in compiler.reads if number != index)
    processes = (
        replace(shell, reads=(index,)), replace(compiler, reads=without), linker,
    )  # fmt: skip
    item = told(looked(built(replace(trace, processes=processes))))
    assert "README.md" not in {file.name for file in item.touched}
    assert processes[LINKER].argv == ("ld",)


def test_what_an_earlier_step_made_is_followed_back() -> None:
    """The build packs the test's report, which was made of the file."""
    world = built(clean()).change("test", lambda take: replace(take, trace=trace_of(REPORT, LOGIN)))
    item = told(looked(world))
    assert [file.name for file in item.touched] == ["src/auth/login.py"]


def test_without_a_look_at_the_commits_nothing_is_claimed() -> None:
    item = told(built(clean(LOGIN)))
    assert not item.known
    assert item.in_words == "2 files, 90 lines read; commits not looked at"


def test_without_a_trace_nothing_is_claimed() -> None:
    assert list(agent_shares(looked(honest()).pbom)) == []


def test_a_file_of_the_commit_with_other_content_is_not_the_agent_s() -> None:
    changed: TracedFile = replace(found(LOGIN.name, "changed"), commit="other", lines=50)
    item = told(looked(built(clean(changed))))
    assert item.touched == ()


def test_it_is_in_the_pbom() -> None:
    document = looked(built(clean(LOGIN))).document
    assert document is not None
    properties = json.loads(document)["metadata"]["component"]["properties"]
    found_ = {(item["name"], item["value"]) for item in properties}
    assert {
        ("pbom:ai:shipped:files", "2"),
        ("pbom:ai:shipped:lines", "90"),
        ("pbom:ai:shipped:agentFiles", "1"),
        ("pbom:ai:shipped:agentLines", "41"),
        ("pbom:ai:shipped:file", "41/50 src/auth/login.py"),
    } <= found_
