"""``dependencies-hashed``: every dependency is known by its content."""

from msgspec.structs import replace

from pbom.model.dependency import Integrity
from pbom.model.location import Origin
from tests.rules.locked import HTTPX, broken, of, said, world

RULE = "dependencies-hashed"
WEAK = Integrity(algorithm="sha1", value="1" * 40)


def test_packages_with_digests_and_members_of_the_workspace_ship() -> None:
    assert world(RULE).blocking() == []


def test_a_package_without_a_digest_can_become_another() -> None:
    judged = world(RULE, locks=(of(replace(HTTPX, integrity=())),))
    [(subject, found, cause)] = said(judged, RULE)
    assert (subject, cause) == ("pkg:pypi/httpx@0.28.1", "denied")
    assert found.startswith("none (")


def test_a_weak_digest_is_none_and_a_strong_one_beside_it_will_do() -> None:
    [(_, found, _)] = said(world(RULE, locks=(of(replace(HTTPX, integrity=(WEAK,))),)), RULE)
    assert found.startswith("only sha1 (")
    both = replace(HTTPX, integrity=(WEAK, *HTTPX.integrity))
    assert world(RULE, locks=(of(both),)).blocking() == []


def test_a_repository_is_known_by_its_commit_only() -> None:
    at = Origin("git", "https://git.example/x.git", "c" * 40)
    pinned = replace(HTTPX, origin=at, integrity=())
    assert world(RULE, locks=(of(pinned),)).blocking() == []
    floating = replace(pinned, origin=Origin("git", "https://git.example/x.git"))
    assert len(world(RULE, locks=(of(floating),)).blocking()) == 1


def test_the_policy_may_let_one_name_pass_and_no_longer_one() -> None:
    bare = (of(replace(HTTPX, integrity=())),)
    assert world(RULE, 'allowed = ["pkg:pypi/httpx"]', locks=bare).blocking() == []
    assert len(world(RULE, 'allowed = ["pkg:pypi/http"]', locks=bare).blocking()) == 1


def test_what_was_not_read_is_evidence_that_is_missing() -> None:
    assert [cause for *_, cause in said(world(RULE, locks=()), RULE)] == ["missing"]
    assert [cause for *_, cause in said(world(RULE, locks=(broken(),)), RULE)] == ["missing"]
