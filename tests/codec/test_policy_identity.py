"""Policies with identities: issuer and root are never left open."""

import hashlib
from collections.abc import Callable

import pytest

from pbom import plugins
from pbom.codec.policy import read_policy
from pbom.errors import PolicyError
from pbom.model.digest import Digest
from pbom.model.identity import Identity
from pbom.model.policy import Policy
from tests.codec.test_trusted_root import root

ROOT = root()
DIGEST = hashlib.sha256(ROOT).hexdigest()
TRUST = f'[trust]\nroot = "root.json"\nsha256 = "{DIGEST}"\n'
ISSUER = "https://issuer.example.org"
CI = f'[functionaries.ci]\nidentity = "ada@example.org"\nissuer = "{ISSUER}"\n'
REST = '[pbom]\nfunctionaries = ["ci"]\n[steps.build]\nfunctionaries = ["ci"]\n'
TEXT = f"version = 1\n{TRUST}{CI}{REST}"

Find = Callable[[str, Digest | None], bytes]


def of(content: bytes = ROOT) -> tuple[Find, list[tuple[str, Digest | None]]]:
    asked: list[tuple[str, Digest | None]] = []

    def find(name: str, digest: Digest | None) -> bytes:
        asked.append((name, digest))
        return content

    return find, asked


def read(text: str, find: Find | None = None) -> Policy:
    return read_policy(text.encode(), plugins.rules(), "policy", "", find or of()[0])


def test_an_identity_with_the_root_that_is_pinned() -> None:
    find, asked = of()
    (functionary,) = read(
        TEXT.replace("issuer =", 'repository-id = "7"\nissuer ='), find
    ).functionaries
    assert isinstance(functionary.key, Identity)
    assert functionary.key.subject == "ada@example.org"
    assert functionary.key.demands == (("repository-id", "7"),)
    assert functionary.key.root.document == ROOT
    assert asked == [("root.json", Digest("sha256", DIGEST))]


def test_without_trust_it_is_the_one_that_the_user_goes_by() -> None:
    find, asked = of()
    read(TEXT.replace(TRUST, ""), find)
    assert asked == [("", None)]


def test_a_functionary_may_have_a_root_of_its_own() -> None:
    find, asked = of()
    own = f'trusted-root = "own.json"\ntrusted-root-sha256 = "{DIGEST}"\n'
    read(TEXT.replace(CI, CI + own), find)
    assert asked == [("own.json", Digest("sha256", DIGEST))]


def test_who_has_only_keys_needs_no_root(tmp_path_factory: pytest.TempPathFactory) -> None:
    del tmp_path_factory
    from tests.simulator import honest  # noqa: PLC0415 - for its policy only

    find, asked = of()
    read(honest().trust.text, find)
    assert asked == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f'issuer = "{ISSUER}"\n', "", "issuer"),
        (f'issuer = "{ISSUER}"', 'issuer = ""', "issuer"),
        ("ada@example.org", "", "issuer"),
        ("ada@example.org", "*@example.org", "open in the middle"),
        ("ada@example.org", "*", "open in the middle"),
        ("issuer =", 'public-key = "x"\nissuer =', "a key or an identity"),
        ("issuer =", 'repository-id = ""\nissuer =', "repository-id is empty"),
        ("issuer =", "repository-id = 7\nissuer =", "repository-id"),
        ("issuer =", 'repositoryid = "7"\nissuer =', "repositoryid"),
        (f'sha256 = "{DIGEST}"\n', "", "sha256"),
        ('root = "root.json"\n', "", "root"),
        (DIGEST, DIGEST[:-1] + ("0" if DIGEST[-1] != "0" else "1"), "not the trusted root"),
        (DIGEST, "x", "sha256"),
        ("sha256 =", "cache = true\nsha256 =", "cache"),
    ],
)
def test_what_would_mean_more_than_it_says_is_refused(old: str, new: str, said: str) -> None:
    changed = TEXT.replace(old, new, 1)
    assert changed != TEXT
    with pytest.raises(PolicyError, match=said):
        read(changed)


def test_one_identity_is_one_functionary() -> None:
    twin = CI.replace("functionaries.ci", "functionaries.cj")
    with pytest.raises(PolicyError, match="two functionaries have one key"):
        read(TEXT.replace(CI, CI + twin))
    other = twin.replace("ada@", "bob@")
    assert len(read(TEXT.replace(CI, CI + other)).functionaries) == 2


def test_a_root_that_is_none_is_refused() -> None:
    with pytest.raises(PolicyError, match="no trusted root"):
        read(TEXT.replace(DIGEST, hashlib.sha256(b"{}").hexdigest()), of(b"{}")[0])


def test_without_files_there_is_no_root() -> None:
    with pytest.raises(PolicyError, match="no trusted root"):
        read_policy(TEXT.encode(), plugins.rules(), "policy")
