"""Resolutions: to what a pipeline component came, by what was found on the machine that ran it."""

from typing import Literal

from msgspec import Struct

from pbom.model.dependency import ComponentKind, Integrity, PipelineComponent

FoundIn = Literal["runner", "mirror", "image-store", "given", "nowhere"]
"""Where the content was found: the runner's own checkout, a mirror, a store of images, a table in
the configuration."""


class Resolution(Struct, frozen=True, order=True, kw_only=True):
    """What a name came to on one machine.

    Attributes:
        kind: Of the component.
        name: Of the component, without its version.
        version: Tag, branch or commit as written.
        found: Where the content was found.
        integrity: What the name came to; none where it was not found.
        reason: Why it was not found, or what does not fit; empty otherwise.
    """

    kind: ComponentKind
    name: str
    version: str
    found: FoundIn
    integrity: tuple[Integrity, ...] = ()
    reason: str = ""

    @property
    def resolved(self) -> bool:
        """Whether it is known by content what was meant."""
        return bool(self.integrity)

    @property
    def key(self) -> tuple[str, str, str]:
        """What was asked for."""
        return (self.kind, self.name, self.version)


def asked(component: PipelineComponent) -> tuple[str, str, str]:
    """The key of a component's resolutions."""
    return (component.kind, component.name, component.version)
