"""``dependency-sources``: dependencies come from where the policy lets them come from."""

import pytest
from msgspec.structs import replace

from pbom.errors import PolicyError
from pbom.model.location import Origin
from tests.rules.locked import HTTPX, broken, of, said, world

RULE = "dependency-sources"
HOSTS = 'hosts = ["registry.example"]'


@pytest.mark.parametrize("lines", [(), (HOSTS,)])
def test_packages_from_the_registry_ship(lines: tuple[str, ...]) -> None:
    assert world(RULE, *lines).blocking() == []
    plain = replace(HTTPX, origin=Origin("registry"))
    assert world(RULE, *lines, locks=(of(plain),)).blocking() == []


@pytest.mark.parametrize("kind", ["git", "url", "other"])
def test_packages_from_elsewhere_are_named_with_their_place(kind: str) -> None:
    away = Origin(kind, "https://x.example/p.git")  # type: ignore[arg-type]
    judged = world(RULE, locks=(of(replace(HTTPX, origin=away)),))
    [(subject, found, cause)] = said(judged, RULE)
    assert (subject, cause) == ("pkg:pypi/httpx@0.28.1", "denied")
    assert found.startswith(f"{kind} https://x.example/p.git (")
    allowing = world(RULE, f'kinds = ["{kind}"]', locks=(of(replace(HTTPX, origin=away)),))
    assert allowing.blocking() == []


@pytest.mark.parametrize(
    "url",
    [
        "https://registry.example.evil.example/simple",
        "https://registry.example@evil.example/simple",
        "https://evil.example/registry.example",
        "sparse+https://evil.example/",
        "no address",
        "https://[broken/",
    ],
)
def test_a_host_that_only_looks_like_the_right_one(url: str) -> None:
    judged = world(RULE, HOSTS, locks=(of(replace(HTTPX, origin=Origin("registry", url))),))
    assert [cause for *_, cause in said(judged, RULE)] == ["denied"]


def test_the_right_host_in_another_spelling() -> None:
    for url in ("https://REGISTRY.example:443/x", "sparse+https://registry.example/index"):
        away = replace(HTTPX, origin=Origin("registry", url))
        assert world(RULE, HOSTS, locks=(of(away),)).blocking() == []


@pytest.mark.parametrize("host", ["https://registry.example", "Registry.example", "a/b", ""])
def test_a_host_that_is_none_is_an_error(host: str) -> None:
    with pytest.raises(PolicyError, match="hosts"):
        world(RULE, f'hosts = ["{host}"]').verdict()


def test_what_was_not_read_is_evidence_that_is_missing() -> None:
    assert [cause for *_, cause in said(world(RULE, locks=()), RULE)] == ["missing"]
    assert [cause for *_, cause in said(world(RULE, locks=(broken(),)), RULE)] == ["missing"]
