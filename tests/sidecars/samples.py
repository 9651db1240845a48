"""One honest record of each format, with a conversation wherever the format has room for one."""

import json
from typing import Any

from pbom import plugins
from pbom.model.sidecar import SidecarRecord

SAID = "please write the parser, my word for the door is hunter2-in-plain-sight"
"""What was said to the agent: it must not be found in anything that is made of a record."""
COMMIT = "7" * 40
SESSION = "6ef2299e-a67f-432b-aa80-3d2fb4d28999"

Table = dict[str, Any]


def log(attested: str, **metadata: Any) -> bytes:  # noqa: ANN401 - whatever JSON can say
    """A log of git-ai, version 3."""
    root = {
        "schema_version": "authorship/3.0.0",
        "git_ai_version": "1.4.5",
        "base_commit_sha": COMMIT,
        "prompts": {},
        **metadata,
    }
    return f"{attested}---\n{json.dumps(root, indent=2)}".encode()


def agent(tool: str = "cursor", model: str = "gpt-5", session: str = SESSION) -> Table:
    """A session or a prompt, as git-ai writes them, with everything that is not to be read."""
    return {
        "agent_id": {"tool": tool, "id": session, "model": model},
        "human_author": "Ada <ada@example.org>",
        "messages": [{"type": "user", "text": SAID}, {"type": "assistant", "text": SAID}],
        "messages_url": f"https://example.org/{SAID.replace(' ', '-')}",
        "custom_attributes": {"prompt": SAID},
        "total_additions": 3,
        "total_deletions": 0,
        "accepted_lines": 3,
        "overriden_lines": 0,
    }


def git_ai() -> bytes:
    """Sessions, prompts and people together."""
    return log(
        "src/main.py\n"
        "  s_c9883b05a2487d::t_9f8e7d6c5b4a32 1-3\n"
        "  s_c9883b05a2487d::t_a1b2c3d4e5f678 5\n"
        "  h_31dce776f88375 6-7\n"
        '"src/with space.py"\n'
        "  abcd1234abcd1234 1-2,4\n",
        sessions={"s_c9883b05a2487d": agent()},
        prompts={"abcd1234abcd1234": agent("claude", "claude-opus-4-5", "conv_1")},
        humans={"h_31dce776f88375": {"author": "Ada <ada@example.org>"}},
    )


def oldest_git_ai() -> bytes:
    """What git-ai wrote before it had a text form."""
    return json.dumps(
        {
            "schema_version": "authorship/0.0.1",
            "files": {
                "src/main.py": {
                    "file": "src/main.py",
                    "authors": [
                        {"author": "Claude", "lines": [1, [3, 5]], "agent_metadata": None},
                        {"author": "Ada", "lines": [[6, 7]], "agent_metadata": None},
                    ],
                }
            },
            "prompt": SAID,
        }
    ).encode()


def agent_trace() -> bytes:
    """A record of an edit."""
    return json.dumps(
        {
            "version": "0.1.0",
            "id": "550e8400-e29b-41d4-a716-446655440000",
            "timestamp": "2026-01-23T14:30:00Z",
            "vcs": {"type": "git", "revision": COMMIT},
            "tool": {"name": "cursor", "version": "2.4.0"},
            "files": [
                {
                    "path": "src/main.py",
                    "conversations": [
                        {
                            "url": "https://api.example.org/v1/conversations/12345?token=abcdefgh",
                            "contributor": {"type": "ai", "model_id": "anthropic/claude-opus-4-5"},
                            "ranges": [
                                {"start_line": 1, "end_line": 3, "content_hash": "murmur3:9f2e8a"},
                                {
                                    "start_line": 5,
                                    "end_line": 6,
                                    "contributor": {"type": "human"},
                                },
                            ],
                            "related": [{"type": "prompt", "url": f"data:,{SAID}"}],
                        }
                    ],
                }
            ],
            "metadata": {"command": SAID, "prompt": SAID},
        }
    ).encode()


def entire() -> bytes:
    """The metadata of a session in a checkpoint."""
    return json.dumps(
        {
            "cli_version": "0.4.8",
            "checkpoint_id": "a3b2c4d5e6f7",
            "session_id": "253fd5ef-38bf-4f4a-804a-98df5088a868",
            "strategy": "manual-commit",
            "created_at": "2026-02-03T06:34:50.246415Z",
            "files_touched": ["src/main.py"],
            "agent": "Claude Code",
            "model": "claude-opus-4-6",
            "transcript_path": f"/home/ada/{SAID}",
            "summary": {"intent": SAID, "outcome": SAID},
            "initial_attribution": {"agent_lines": 3, "total_committed": 4},
        }
    ).encode()


def whogitit() -> bytes:
    """A note with every source that a line can have."""
    sources = ("Original", "AI", "AI", "AIModified", "Human", "Unknown")
    return json.dumps(
        {
            "version": 3,
            "session": {
                "session_id": "7f3a4b2c-9d1e-8a7b-c3d4-e5f6a7b8c9d0",
                "model": {"id": "claude-opus-4-5-20251101", "provider": "anthropic"},
                "started_at": "2026-01-30T14:23:17Z",
                "prompt_count": 1,
            },
            "prompts": [{"index": 0, "text": SAID, "affected_files": ["src/main.py"]}],
            "files": [
                {
                    "path": "src/main.py",
                    "lines": [
                        {"line_number": number, "content": SAID, "source": {"type": source}}
                        for number, source in enumerate(sources, 1)
                    ],
                }
            ],
        }
    ).encode()


def source_trace() -> bytes:
    """A note with an agent and an operator."""
    return json.dumps(
        {
            "v": 1,
            "f": {
                "src/main.py": [
                    {"s": "agent|cursor(claude-3-7-sonnet)", "l": [1, "5-9"]},
                    {"s": "operator", "l": [2]},
                ]
            },
            "p": SAID,
        }
    ).encode()


def claudit() -> bytes:
    """A note with a packed conversation."""
    return json.dumps(
        {
            "version": 3,
            "session_id": SESSION,
            "timestamp": "2026-02-03T06:34:50Z",
            "project_path": f"/home/ada/{SAID}",
            "git_branch": SAID,
            "message_count": 2,
            "checksum": "sha256:00",
            "transcript": SAID,
            "agent": "codex",
            "model": "gpt-5",
        }
    ).encode()


def heddle() -> bytes:
    """A note of an exported state."""
    return json.dumps(
        {
            "change_id": "kkmpptxz",
            "status": "published",
            "confidence": 0.5,
            "agent": {"provider": "anthropic", "model": "claude-opus-4-5"},
            "note": SAID,
        }
    ).encode()


SAMPLES = {
    "agent-trace": agent_trace,
    "claudit": claudit,
    "entire": entire,
    "git-ai": git_ai,
    "heddle": heddle,
    "source-trace": source_trace,
    "whogitit": whogitit,
}
"""By format; ``oldest_git_ai`` is another of ``git-ai``."""


def read(format_: str, content: bytes) -> tuple[SidecarRecord, ...]:
    """What a format makes of some bytes."""
    (sidecar,) = (item for item in plugins.sidecars() if item.id == format_)
    return tuple(sidecar.read(content))


def read_one(format_: str, content: bytes) -> SidecarRecord:
    """What a format makes of bytes that are one record."""
    (record,) = read(format_, content)
    return record


def claims(record: SidecarRecord) -> list[tuple[str, str, str, str, str]]:
    """The attributions of a record in short: file, who, lines, agent, model."""
    return [
        (
            claim.path,
            claim.contributor,
            ",".join(
                f"{part.first}-{part.last}" if len(part) > 1 else f"{part.first}"
                for part in claim.ranges
            ),
            claim.agent,
            claim.model,
        )
        for claim in record.attributions
    ]


def agents(record: SidecarRecord) -> list[tuple[str, str, str]]:
    """The markers of a record in short: agent, model, session."""
    return [(marker.agent, marker.model, marker.session) for marker in record.markers]


def changed(content: bytes, **members: Any) -> bytes:  # noqa: ANN401 - whatever JSON can say
    """The same document with other members at its root."""
    return json.dumps({**json.loads(content), **members}).encode()
