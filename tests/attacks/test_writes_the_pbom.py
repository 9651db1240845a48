"""The attacker edits the PBOM, or is the one who assembles it."""

import json

from tests.attacks.stories import Story, table, tell
from tests.simulator import Edit, honest


def edit(old: bytes, new: bytes) -> Edit:
    """One text replaced by another, once; it must be there."""

    def change(document: bytes) -> bytes:
        assert old in document
        return document.replace(old, new, 1)

    return change


def add_component(document: bytes) -> bytes:
    """A dependency that no step ever saw."""
    table = json.loads(document)
    table["components"].append({"type": "library", "name": "left-pad", "bom-ref": "left-pad"})
    return json.dumps(table, sort_keys=True, separators=(",", ":")).encode() + b"\n"


STORIES: dict[str, Story] = {
    "a command is edited after signing": (
        honest().edit_document(edit(b'"make test"', b'"true test"')),
        "pbom-signed",
        "invalid",
    ),
    "a component is added after signing": (
        honest().edit_document(add_component),
        "pbom-recomputed",
        "invalid",
    ),
    "a component is added and signed": (
        honest().forge_document(add_component),
        "pbom-recomputed",
        "invalid",
    ),
    "an exit code is edited and signed": (
        honest()
        .fails("test", 3)
        .forge_document(
            edit(b'"pbom:command:exitCode","value":"3"', b'"pbom:command:exitCode","value":"0"')
        ),
        "pbom-recomputed",
        "invalid",
    ),
    "the failing test is left out and the rest signed": (
        honest().fails("test").omit("test"),
        "step-signed",
        "missing",
    ),
    "white space is added after signing": (
        honest().edit_document(lambda document: document + b" "),
        "pbom-signed",
        "invalid",
    ),
    "the document is no document": (
        honest().edit_document(lambda _: b"{}"),
        "pbom-recomputed",
        "invalid",
    ),
    "the document is replaced by null": (
        honest().edit_document(lambda _: b"null"),
        "pbom-recomputed",
        "invalid",
    ),
}


@table(STORIES)
def test_document_attack(story: Story) -> None:
    tell(story)
