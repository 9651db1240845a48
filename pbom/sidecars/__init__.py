"""Sidecars: formats of what tools keep beside commits about agents and lines.

The law of the family: a sidecar turns the bytes of one record into what it says, and says where
its records live; it never sees the repository, and verifies nothing. It takes names of agents,
models and sessions, paths and lines, and nothing else: never a prompt, an answer or a person. A
record without lines of an agent is no marker. ``human`` are only lines that a person was seen to
type, not those that are left when the agent's are taken away. One file each, ending in
``plugin: type[Sidecar] = TheSidecar``.
"""

from collections.abc import Iterator
from typing import ClassVar, Protocol

from pbom.model.sidecar import Place, SidecarRecord


class Sidecar(Protocol):
    """One format.

    Attributes:
        id: Its name, which markers carry as their rule.
        places: Where its records live, the most authoritative first.
    """

    id: ClassVar[str]
    places: ClassVar[tuple[Place, ...]]

    def read(self, content: bytes) -> Iterator[SidecarRecord]:
        """What one record says; several where it is about several commits.

        Raises:
            FormatError: It is malformed.
            UnknownSchemaError: It is of a version that this reader does not know.
            LimitError: It holds more than is read.
        """
        ...
