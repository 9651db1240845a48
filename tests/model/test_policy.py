"""Policies: a policy that would let anything pass cannot be built."""

import pytest
from msgspec.structs import replace

from tests.simulator import honest

POLICY = honest().policy


def test_it_needs_functionaries_rules_and_somebody_for_the_pbom() -> None:
    with pytest.raises(ValueError, match="at least one functionary"):
        replace(POLICY, functionaries=())
    with pytest.raises(ValueError, match="at least one rule"):
        replace(POLICY, rules=())
    with pytest.raises(ValueError, match="somebody who may sign the PBOM"):
        replace(POLICY, assemblers=frozenset())


def test_every_functionary_has_a_name_and_a_key_of_its_own() -> None:
    first, second, *rest = POLICY.functionaries
    with pytest.raises(ValueError, match="its own name"):
        replace(
            POLICY,
            functionaries=(first, replace(second, name=first.name, emails=("a@b.c",)), *rest),
        )
    with pytest.raises(ValueError, match="two functionaries have one key"):
        replace(POLICY, functionaries=(first, replace(second, key=first.key), *rest))


def test_nobody_signs_whom_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="unknown functionary 'eve'"):
        replace(POLICY, assemblers=frozenset({"releaser", "eve"}))
    with pytest.raises(ValueError, match="unknown functionary 'releaser'"):
        replace(POLICY, functionaries=POLICY.functionaries[:2])
