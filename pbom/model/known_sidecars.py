"""What is known to be kept beside commits about agents, and is not read."""

from msgspec import Struct


class KnownSidecar(Struct, frozen=True, kw_only=True):
    """Something that is named where it is found.

    Attributes:
        tool: Who writes it.
        ref: The ref that it is in; empty where it is a file.
        path: The file or directory of the head's tree that it is in; empty where it is a ref.
        reason: Why it is not read.
    """

    tool: str
    ref: str = ""
    path: str = ""
    reason: str


_FORM = "its form is not known well enough"
_MESSAGES = "it is made from the messages, which are read themselves"

KNOWN_SIDECARS = (
    KnownSidecar(tool="AIIR", path=".aiir/receipts.jsonl", reason=_MESSAGES),
    KnownSidecar(tool="Korext", path=".ai-attestation.yaml", reason=_MESSAGES),
    KnownSidecar(tool="SpecStory", path=".specstory/history", reason="it holds conversations"),
    KnownSidecar(tool="Agent Blame", ref="refs/notes/agentblame", reason=_FORM),
    KnownSidecar(tool="Meridian", ref="refs/notes/meridian-attribution", reason=_FORM),
    KnownSidecar(tool="TokenJam", ref="refs/notes/tokenjam", reason="it counts costs"),
)
