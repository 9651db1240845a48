"""Keys from files: what is read, and what is said of where they are."""

from pathlib import Path

import pytest

from pbom.collectors.commit_keys import read_keys
from pbom.errors import UsageError
from pbom.model.commit_keys import CommitKeys
from pbom.model.config import CommitsConfig
from pbom.model.forge import FORGES
from tests.codec.test_openpgp import block


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    return root


def test_nothing_named_is_no_keys_and_no_gap(root: Path) -> None:
    keys, gaps = read_keys(root, CommitsConfig())
    assert (keys.allowed_signers, keys.keyring, gaps) == (b"", b"", ())
    assert keys.forges[:-1] == FORGES


def test_keys_outside_are_read(root: Path) -> None:
    (root.parent / "allowed").write_text("ada ssh-ed25519 AAAA\n")
    (root.parent / "ring.asc").write_bytes(block(b"\x99key", "PUBLIC KEY BLOCK"))
    config = CommitsConfig(allowed_signers="../allowed", keyring=str(root.parent / "ring.asc"))
    keys, gaps = read_keys(root, config)
    assert keys.allowed_signers == b"ada ssh-ed25519 AAAA\n"
    assert keys.keyring == b"\x99key"
    assert gaps == ()


def test_keys_inside_are_read_and_it_is_said(root: Path) -> None:
    """Whoever writes the commits writes them too."""
    (root / "allowed").write_text("eve ssh-ed25519 AAAA\n")
    (root.parent / "ring.gpg").write_bytes(b"\x99key")
    (root / "ring.gpg").symlink_to(root.parent / "ring.gpg")
    (root.parent / "leads-inside").symlink_to(root / "allowed")
    for inside in ("allowed", "ring.gpg", "../leads-inside"):
        _, gaps = read_keys(root, CommitsConfig(allowed_signers=inside))
        assert [(gap.kind, gap.detail) for gap in gaps] == [("keys-in-repository", inside)]
    _, gaps = read_keys(root, CommitsConfig(allowed_signers="allowed", keyring="../ring.gpg"))
    assert [(gap.kind, gap.count) for gap in gaps] == [("keys-in-repository", 1)]


def test_what_holds_no_keys_is_refused(root: Path) -> None:
    (root / "empty").write_text(" \n")
    (root / "secret.asc").write_bytes(block(b"key", "PRIVATE KEY BLOCK"))
    for config, problem in (
        (CommitsConfig(allowed_signers="absent"), "cannot read the keys in absent"),
        (CommitsConfig(allowed_signers="empty"), "there are no keys in empty"),
        (CommitsConfig(keyring="secret.asc"), "secret.asc: "),
        (CommitsConfig(keyring="/dev/zero"), "not an ordinary file"),
    ):
        with pytest.raises(UsageError, match=problem):
            read_keys(root, config)


def test_a_forge_of_one_s_own_is_known_by_key_and_key_id(root: Path) -> None:
    own = "0123456789ABCDEF0123456789ABCDEF01234567"
    ssh = "SHA256:" + "a" * 43
    keys, _ = read_keys(
        root, CommitsConfig(forge_keys=(own, ssh), forge_committers=("g@x.example",))
    )
    for key in (own, own[-16:], ssh, "B5690EEEBB952194"):
        assert keys.is_forge(key)
    for key in ("", own[-15:], "0" * 40, "SHA256:" + "b" * 43, "a" * 16):
        assert not keys.is_forge(key)
    assert CommitKeys().is_forge("SHA256:ylvmNrhpOBqBQRVi0S8xv2meWLs/QnN7AztQlZY5UPE")
