"""Waivers: who may sign that a rule shall not block, and for how long."""

from datetime import timedelta

from msgspec import Struct


class WaiverRole(Struct, frozen=True, kw_only=True):
    """What a role may waive.

    Attributes:
        role: Its name.
        functionaries: Names of those who have it.
        rules: Ids of the rules that they may waive.
        longest: How long a waiver of theirs may last.
    """

    role: str
    functionaries: frozenset[str]
    rules: frozenset[str]
    longest: timedelta
