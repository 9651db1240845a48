"""No word of a conversation gets out of a record: not into evidence, not into an error."""

import json
from collections.abc import Iterator

import msgspec
import pytest

from pbom.errors import FormatError
from pbom.model.sidecar import SidecarRecord
from tests.sidecars import samples
from tests.sidecars.samples import SAID, agent, log, read

ALL = {**samples.SAMPLES, "git-ai, oldest": samples.oldest_git_ai}


def texts(records: tuple[SidecarRecord, ...]) -> str:
    """Everything that is made of records, as one text."""
    return msgspec.json.encode(records).decode()


@pytest.mark.parametrize("name", ALL)
def test_the_sample_has_a_conversation_and_the_result_has_not(name: str) -> None:
    content = ALL[name]()
    assert SAID.encode() in content
    made = texts(read(name.partition(",")[0], content))
    assert made != "[]"
    assert "hunter2" not in made


def conversations() -> Iterator[tuple[str, bytes]]:
    """Records that have a conversation in the place of a name."""
    said = f"{SAID}\n{SAID}"
    long = SAID * 20
    for text in (said, long):
        yield "git-ai", log("a.py\n  k 1\n", prompts={"k": agent(text, text, text)})
        yield "claudit", samples.changed(samples.claudit(), agent=text, model=text, session_id=text)
        yield "entire", samples.changed(samples.entire(), agent=text, model=text, session_id=text)
        yield (
            "heddle",
            samples.changed(samples.heddle(), agent={"provider": text, "model": text}),
        )
        yield "agent-trace", samples.changed(samples.agent_trace(), tool={"name": text})
        yield (
            "source-trace",
            samples.changed(samples.source_trace(), f={"a": [{"s": f"agent|{text}", "l": [1]}]}),
        )
    yield "git-ai", log("a.py\n  k 1\n", prompts={"k": agent(session=SAID)})


@pytest.mark.parametrize(("format_", "content"), list(conversations()))
def test_what_is_no_name_is_not_taken_for_one(format_: str, content: bytes) -> None:
    records = read(format_, content)
    assert any(record.markers for record in records)
    assert "hunter2" not in texts(records)


@pytest.mark.parametrize("format_", samples.SAMPLES)
def test_a_record_that_fails_does_so_without_a_word_of_it(format_: str) -> None:
    content = samples.SAMPLES[format_]()
    with pytest.raises(FormatError) as caught:
        read(format_, content.replace(SAID.encode(), SAID.encode() + b'",,"'))
    assert "hunter2" not in caught.value.problem


@pytest.mark.parametrize(
    "address",
    ["file:///home/ada/.claude/projects/x.jsonl", "data:,hunter2", "https://x/y z", "javascript:1"],
)
def test_an_address_of_this_machine_is_no_session(address: str) -> None:
    files = json.loads(samples.agent_trace())["files"]
    files[0]["conversations"][0]["url"] = address
    (record,) = read("agent-trace", samples.changed(samples.agent_trace(), files=files))
    assert record.markers[0].session == ""


def test_an_address_has_neither_credentials_nor_a_query() -> None:
    files = json.loads(samples.agent_trace())["files"]
    files[0]["conversations"][0]["url"] = "https://ada:hunter2@example.org/c/1?key=hunter2#hunter2"
    (record,) = read("agent-trace", samples.changed(samples.agent_trace(), files=files))
    assert record.markers[0].session == "https://example.org/c/1"
