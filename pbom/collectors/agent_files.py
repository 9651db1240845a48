"""Agent files at the head: by what coding agents are configured there.

They are read from the head's tree, never from the working tree. Contents are hashed and not kept;
of a configuration of servers the servers' names are read and nothing else.
"""

import hashlib
import posixpath
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from pbom.codec.server_names import names_in_json, names_in_toml
from pbom.collectors.git_objects import GitObject, GitObjects, TreeEntry
from pbom.errors import FormatError
from pbom.model.agent_table import AgentRule, AgentTable
from pbom.model.artifact import MAX_NAME, decode_name, encode_name
from pbom.model.change import AgentFile
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Gap

MAX_ENTRIES = 2_000_000
MAX_FILES = 10_000
MAX_FILE = 1024 * 1024
"""Of a larger one only git's own digest is known; a hundred of them are in memory at once."""
MAX_LINKS = 8
"""So many links are followed one after the other."""
_LINK, _SUBMODULE = "120000", "160000"
_INSIDE = "/x"
"""A name in a directory: a link or submodule in the place of one is asked for like the files."""


class _Wanted(NamedTuple):
    name: str
    rule: AgentRule
    entry: TreeEntry


class AgentFiles:
    """What was found, and what could not be read."""

    def __init__(self, objects: GitObjects, table: AgentTable) -> None:
        self._objects = objects
        self._table = table
        self._gaps: set[Gap] = set()

    def at(self, tree: str) -> tuple[AgentFile, ...]:
        """The agent files of a tree, by name.

        Raises:
            RecordingError: git does not answer.
        """
        found: dict[str, _Wanted] = {}
        for wanted in islice(self._wanted(tree), MAX_FILES + 1):
            found.setdefault(wanted.name, wanted)
        if len(found) > MAX_FILES:
            found.popitem()
            self._gap("agent-files-left-out", f"more than {MAX_FILES:,} files")
        for link in [item for item in found.values() if item.entry.mode == _LINK]:
            for wanted in self._behind(tree, link):
                found.setdefault(wanted.name, wanted)
        listed = sorted(found.values())
        blobs = self._objects.read_all((item.entry.id for item in listed), MAX_FILE)
        return tuple(self._read(*pair) for pair in zip(listed, blobs, strict=True))

    def gaps(self) -> tuple[Gap, ...]:
        """What of all that was asked for could not be read."""
        return tuple(sorted(self._gaps))

    def _gap(self, kind: str, detail: str) -> None:
        self._gaps.add(Gap(kind=kind, detail=detail))

    def _wanted(self, tree: str) -> Iterator[_Wanted]:
        entries = self._objects.files(tree)
        for number, (path, entry) in enumerate(entries):
            if number == MAX_ENTRIES:
                self._gap("agent-files-left-out", f"files beyond the first {MAX_ENTRIES:,}")
                return
            name = encode_name(path)
            if len(name) > MAX_NAME:
                continue  # no file system could hold it
            rule = self._table.files.find(name)
            if rule is None and entry.mode in {_LINK, _SUBMODULE}:
                rule = self._table.files.find(name + _INSIDE)
            if rule and entry.mode == _SUBMODULE:
                self._gap("agent-file-outside", f"{name}: a submodule")
            elif rule:
                yield _Wanted(name, rule, entry)
        if self._objects.lost:
            detail = f"{len(self._objects.lost)} directories that are not here"
            self._gap("agent-files-left-out", detail)

    def _behind(self, tree: str, link: _Wanted) -> Iterator[_Wanted]:
        """The files that a link leads to, for those are what an agent reads."""
        path, entry = decode_name(link.name), link.entry
        for _ in range(MAX_LINKS):
            target = self._objects.read(entry.id, limit=4096).content
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if not target or path.startswith((b"/", b"../")) or path in {b".", b".."}:
                break
            there = self._objects.find(tree, path)
            if there is None:
                break
            if there.mode != _LINK:
                yield from self._below(path, there, link.rule)
                return
            entry = there
        self._gap("agent-file-outside", f"{link.name}: a link that leads to no file of the commit")

    def _below(self, path: bytes, entry: TreeEntry, rule: AgentRule) -> Iterator[_Wanted]:
        if entry.mode != "40000":
            yield _Wanted(encode_name(path), rule, entry)
            return
        for name, inner in islice(self._objects.files(entry.id), MAX_FILES):
            if inner.mode != _SUBMODULE:
                yield _Wanted(encode_name(path + b"/" + name), rule, inner)

    def _read(self, wanted: _Wanted, blob: GitObject) -> AgentFile:
        digests = [Digest("gitBlob", wanted.entry.id)]
        servers: tuple[str, ...] = ()
        target = ""
        if not blob.whole:
            what = "is not here" if blob.kind == "missing" else "is too large"
            self._gap("agent-file-not-read", f"{wanted.name}: its content {what}")
        else:
            digests.append(Digest("sha256", hashlib.sha256(blob.content).hexdigest()))
            if wanted.entry.mode == _LINK:
                target = encode_name(blob.content)[:MAX_NAME]
            else:
                servers = self._servers(wanted.name, blob.content)
        return AgentFile(
            name=wanted.name,
            kind=wanted.rule.kind,
            agent=wanted.rule.agent,
            digests=DigestSet.of(digests),
            servers=servers,
            target=target,
        )

    def _servers(self, name: str, content: bytes) -> tuple[str, ...]:
        members = self._table.servers.find(name)
        if members is None:
            return ()
        read = names_in_toml if name.lower().endswith(".toml") else names_in_json
        try:
            return read(content, members)
        except FormatError:  # whose text could quote what must not be shown
            self._gap("agent-file-not-read", f"{name}: the names of its servers cannot be read")
            return ()


def read_agent_files(
    objects: GitObjects, tree: str, table: AgentTable
) -> tuple[tuple[AgentFile, ...], tuple[Gap, ...]]:
    """The agent files of a tree, and what of them could not be read.

    Raises:
        RecordingError: git does not answer.
    """
    reader = AgentFiles(objects, table)
    return reader.at(tree), reader.gaps()
