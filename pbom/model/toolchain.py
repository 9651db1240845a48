"""Toolchains: trees of files that a project declares as the tools it is built with."""

from urllib.parse import quote

from msgspec import Struct

from pbom.model.digest import Digest


class Toolchain(Struct, frozen=True, kw_only=True):
    """The files of a declared toolchain.

    Attributes:
        name: For people.
        digest: SHA-256 of its manifest: what a policy declares.
        files: Absolute name and SHA-256 of each file.
    """

    name: str
    digest: Digest
    files: frozenset[tuple[str, str]]

    @property
    def package(self) -> str:
        """Its package URL."""
        return f"pkg:generic/{quote(self.name, safe='')}"
