"""Subjects: what a statement is about."""

from msgspec import Struct

from pbom.model.digest import DigestSet


class Subject(Struct, frozen=True, order=True, kw_only=True):
    """What a statement is about: matched by digest, named for people."""

    name: str
    digests: DigestSet
