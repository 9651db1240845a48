"""Subjects: what a statement is about."""

from dataclasses import dataclass

from pbom.model.digest import DigestSet


@dataclass(frozen=True, order=True, kw_only=True)
class Subject:
    """What a statement is about: matched by digest, named for people."""

    name: str
    digests: DigestSet
