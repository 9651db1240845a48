"""``provenance-kept``: packages are still built by whom the policy knows to build them."""

import pytest
from msgspec.structs import replace

from pbom.errors import FormatError, PolicyError, UsageError
from pbom.model.digest import Digest
from pbom.model.inventory import Inventory
from pbom.model.upstream import Signer, Upstream, UpstreamLook
from tests.rules.locked import HONEST, HTTPX, broken, of, recorded, said
from tests.simulator import World, honest

RULE = "provenance-kept"
ROOT = Digest("sha256", "e" * 64)
WORKFLOW = "https://github.com/encode/httpx/.github/workflows/publish.yml"
ISSUER = "https://token.actions.githubusercontent.com"
SIGNER = Signer(identity=f"{WORKFLOW}@refs/tags/0.28.1", issuer=ISSUER)
LOCKED = Digest("sha512", "a" * 128)
FILE = replace(HTTPX, integrity=(replace(HTTPX.integrity[0], file="httpx-0.28.1.tar.gz"),))
PACKAGES = (
    f"[rules.{RULE}.packages]",
    f'"pkg:pypi/httpx" = {{ identity = "{WORKFLOW}@refs/tags/*", issuer = "{ISSUER}" }}',
)


def document(signer: Signer | None = SIGNER, **members: object) -> Upstream:
    """A document about the one file that is locked."""
    plain = Upstream(
        purl=HTTPX.purl,
        subject=LOCKED,
        matches=True,
        place="httpx.publish.attestation",
        document=Digest("sha256", "d" * 64),
        form="pep740",
        predicate="https://docs.pypi.org/attestations/publish/v1",
        signer=signer,
        reason="" if signer else "the signature does not hold",
    )
    return replace(plain, **members)


def looked(*found: Upstream, trust: Digest | None = ROOT) -> Inventory:
    """What the build found locked, and what was at hand beside it."""
    look = UpstreamLook(places=("provenance",), trust=trust, found=found)
    return replace(recorded(of(FILE)), upstream=look)


def world(inventory: Inventory | None, *lines: str) -> World:
    """The pipeline with that inventory, and a policy that names who builds the package."""
    built = honest().change("build", lambda take: replace(take, inventory=inventory))
    rule = (f"[rules.{RULE}]", f'trusted-root = "{ROOT.value}"', *(lines or PACKAGES))
    return built.trusting(built.trust.ruling(*rule))


def test_a_package_that_is_built_by_whom_the_policy_knows_ships() -> None:
    assert world(looked(document())).blocking() == []


ATTACKS: dict[str, tuple[Inventory, str, str]] = {
    "a token was stolen, and published from elsewhere": (
        looked(), "absent, 0 of 1 files", "denied",
    ),
    "a signature that does not hold": (
        looked(document(None)), "present, 0 of 1 files: the signature does not hold", "denied",
    ),
    "another repository's workflow": (
        looked(document(replace(SIGNER, identity="https://github.com/evil/x/y.yml@refs/tags/1"))),
        "names https://github.com/evil/x/y.yml@refs/tags/1", "denied",
    ),
    "a branch instead of a tag": (
        looked(document(replace(SIGNER, identity=f"{WORKFLOW}@refs/heads/evil"))),
        f"names {WORKFLOW}@refs/heads/evil", "denied",
    ),
    "the same words from another issuer": (
        looked(document(replace(SIGNER, issuer="https://evil.example"))),
        "the issuer is https://evil.example", "denied",
    ),
    "verified by a root of the attacker's": (
        looked(document(), trust=Digest("sha256", "f" * 64)),
        "which nobody here knows", "denied",
    ),
    "upstream made it with another content": (
        looked(document(matches=False, subject=Digest("sha512", "b" * 128))),
        "made it with another content, sha512:bb", "denied",
    ),
    "nobody looked": (
        replace(looked(), upstream=None), "not-looked", "missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_anything_else_does_not_ship(name: str) -> None:
    inventory, told, cause = ATTACKS[name]
    [(subject, found, why)] = said(world(inventory), RULE)
    assert (subject, why) == (HTTPX.purl, cause)
    assert told in found


def test_what_upstream_did_not_make_is_denied_though_nobody_named_it() -> None:
    other = (
        f"[rules.{RULE}.packages]",
        f'"pkg:pypi/other" = {{ identity = "{WORKFLOW}@refs/tags/*", issuer = "{ISSUER}" }}',
    )
    assert world(looked(), *other).blocking() == []
    assert world(looked(document(None, matches=False)), *other).blocking() == []
    [(subject, *_)] = said(world(looked(document(matches=False)), *other), RULE)
    assert subject == HTTPX.purl


def test_what_was_not_read_is_evidence_that_is_missing() -> None:
    assert [cause for *_, cause in said(world(None), RULE)] == ["missing"]
    unread = replace(recorded(broken()), upstream=looked(document()).upstream)
    assert "missing" in [cause for *_, cause in said(world(unread), RULE)]
    assert HONEST.dependencies


@pytest.mark.parametrize(
    "lines",
    [
        (f"[rules.{RULE}.packages]",),
        (f"[rules.{RULE}.packages]", '"pkg:pypi/httpx" = { identity = "x" }'),
        (f"[rules.{RULE}.packages]", '"pkg:pypi/httpx" = { issuer = "x" }'),
        (f"[rules.{RULE}.packages]", '"pkg:pypi/httpx" = { identity = "x/*", issuer = "y" }'),
        (f"[rules.{RULE}.packages]", '"pkg:pypi/a@1" = { identity = "x", issuer = "y" }'),
        (f"[rules.{RULE}.packages]", '"httpx" = { identity = "x", issuer = "y" }'),
        (f"[rules.{RULE}.packages]", '"pkg:pypi/a" = { identity = "x", issuer = "y", z = 1 }'),
        ("packages = []",),
    ],
)
def test_policies_that_could_mean_anything_are_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises((FormatError, PolicyError, UsageError)):
        world(looked(document()), *lines).verdict()


def test_a_policy_that_names_nobody_lets_nothing_ship() -> None:
    built = honest().change("build", lambda take: replace(take, inventory=looked(document())))
    named = built.trusting(built.trust.ruling(f"[rules.{RULE}]"))
    assert [subject for subject, *_ in said(named, RULE)] == ["the policy"]
    assert built.blocking() == []


def test_the_root_has_to_be_named() -> None:
    built = honest()
    with pytest.raises((FormatError, PolicyError, UsageError)):
        built.trusting(built.trust.ruling(f"[rules.{RULE}]", *PACKAGES)).verdict()
