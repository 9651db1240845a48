"""Signatures on commits: real keys, real commits, and what a forger might try."""

import base64
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from pbom.codec.commit_object import cut_signature
from pbom.collectors import commit_signatures
from pbom.collectors.commit_signatures import Signatures, check_signatures
from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.signature_check import SignatureCheck
from pbom.collectors.signature_openpgp import judge_status
from pbom.model.commit_keys import NO_KEYS, CommitKeys
from pbom.model.forge import Forge
from pbom.model.review import CommitSignature
from tests.cli.session import Sandbox
from tests.signing import GpgHome, SshKey, header, put, raw, with_signature
from tests.workbench import require

ADA, EVE, OLD = "ada@example.org", "eve@example.org", "old@example.org"
WEB_FLOW = "968479A1AFF927E37D1A566BB5690EEEBB952194"
SIGNATURE = CommitSignature


class Keys(NamedTuple):
    """Ada's keys are trusted, Eve's are not."""

    ada: SshKey
    eve: SshKey
    gpg: GpgHome
    fingerprint: str
    """Of Ada's OpenPGP key."""

    @property
    def given(self) -> CommitKeys:
        """What the user gives."""
        return CommitKeys(
            allowed_signers=self.ada.allowed('namespaces="git"').encode(),
            keyring=self.gpg.export(ADA),
        )


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    require("ssh-keygen", "gpg", "gpgv")
    folder = tmp_path_factory.mktemp("keys")
    with GpgHome.open() as gpg:
        fingerprint = gpg.make(ADA)
        gpg.make(EVE)
        yield Keys(SshKey.make(folder, ADA), SshKey.make(folder, EVE), gpg, fingerprint)


def check(sandbox: Sandbox, keys: CommitKeys, *names: str) -> Signatures:
    with GitObjects(Git(folder=sandbox.project)) as objects:
        return check_signatures(objects, [header(sandbox, name) for name in names], keys)


def told(sandbox: Sandbox, keys: CommitKeys) -> CommitSignature:
    """What is said of the newest commit."""
    found, _ = check(sandbox, keys, "HEAD")
    (signature,) = found.values()
    return signature


def sign_with(sandbox: Sandbox, options: tuple[str, ...], home: GpgHome | None = None) -> None:
    """A signed commit, made by git itself."""
    sandbox.write("file.txt", "content\n")
    sandbox.git("add", "-A")
    user = sandbox.using({"GNUPGHOME": str(home.path)}) if home else sandbox
    user.git(*options, "commit", "-q", "-S", "--allow-empty", "-m", "signed")


def tamper(sandbox: Sandbox) -> None:
    """The same signature on another message."""
    changed = raw(sandbox).replace(b"\n\nsigned\n", b"\n\nsigned, and more\n")
    assert changed != raw(sandbox)
    put(sandbox, changed)


# SSH


def test_an_allowed_signer_is_named(sandbox: Sandbox, keys: Keys) -> None:
    sign_with(sandbox, keys.ada.options)
    assert told(sandbox, keys.given) == SIGNATURE(state="verified", signer=ADA)


def test_a_stranger_s_key_is_shown_and_proves_nothing(sandbox: Sandbox, keys: Keys) -> None:
    sign_with(sandbox, keys.eve.options)
    assert told(sandbox, keys.given) == SIGNATURE(
        state="unverified",
        signer=keys.eve.fingerprint,
        note="its key is not among the allowed signers",
    )


@pytest.mark.parametrize("who", ["ada", "eve"])
def test_a_commit_that_was_changed_after_signing(sandbox: Sandbox, keys: Keys, who: str) -> None:
    key: SshKey = getattr(keys, who)
    sign_with(sandbox, key.options)
    tamper(sandbox)
    assert told(sandbox, keys.given) == SIGNATURE(
        state="bad", signer=key.fingerprint, note="it does not fit the commit"
    )


def test_a_signature_of_another_commit(sandbox: Sandbox, keys: Keys) -> None:
    sign_with(sandbox, keys.ada.options)
    stolen = cut_signature(raw(sandbox), "0" * 40).signature
    assert stolen.endswith(b"-----END SSH SIGNATURE-----\n")
    sandbox.write("evil.txt", "evil")
    sandbox.commit("evil")
    put(sandbox, with_signature(raw(sandbox), stolen))
    assert told(sandbox, keys.given).state == "bad"


def test_a_signature_for_another_purpose(sandbox: Sandbox, keys: Keys) -> None:
    """Whoever gets a file signed must not get a commit signed by it."""
    content = raw(sandbox)
    put(sandbox, with_signature(content, keys.ada.sign(content, namespace="file")))
    assert told(sandbox, replace(keys.given, allowed_signers=keys.ada.allowed().encode())) == (
        SIGNATURE(state="bad", signer=keys.ada.fingerprint, note="it does not fit the commit")
    )
    put(sandbox, with_signature(content, keys.ada.sign(content)))
    assert told(sandbox, keys.given).state == "verified"


def test_a_key_for_another_purpose(sandbox: Sandbox, keys: Keys) -> None:
    sign_with(sandbox, keys.ada.options)
    allowed = keys.ada.allowed('namespaces="file"').encode()
    assert told(sandbox, CommitKeys(allowed_signers=allowed)).state == "unverified"


@pytest.mark.parametrize(
    ("options", "state", "note"),
    [
        ('valid-before="20250101"', "unverified", "its key had expired when it was committed"),
        ('valid-after="20270101"', "unverified", "its key was not yet valid when it was committed"),
        ('valid-after="20250101",valid-before="20270101"', "verified", ""),
    ],
)
def test_a_key_counts_within_its_dates(
    sandbox: Sandbox, keys: Keys, options: str, state: str, note: str
) -> None:
    """The commit's own date decides, so a key that has expired since still counts."""
    dated = sandbox.using({"GIT_COMMITTER_DATE": "2026-03-02T12:00:00Z"})
    sign_with(dated, keys.ada.options)
    found = told(sandbox, CommitKeys(allowed_signers=keys.ada.allowed(options).encode()))
    assert (found.state, found.note) == (state, note)


def test_a_key_with_dates_is_asked_for_at_each_date(keys: Keys) -> None:
    allowed = keys.ada.allowed('valid-before="20250101"').encode()
    signature = keys.ada.sign(b"data")
    with SignatureCheck(CommitKeys(allowed_signers=allowed)) as checker:
        states = [
            checker.check(signature, b"data", datetime(year, 3, 2, tzinfo=UTC)).state
            for year in (2026, 2024, 2026)
        ]
    assert states == ["unverified", "verified", "unverified"]


def test_several_addresses_of_one_key(sandbox: Sandbox, keys: Keys) -> None:
    sign_with(sandbox, keys.ada.options)
    line = f"ada@home.example,{ADA} {keys.ada.public}\n"
    found = told(sandbox, CommitKeys(allowed_signers=line.encode()))
    assert found == SIGNATURE(state="verified", signer="ada@home.example")


# OpenPGP


def test_a_key_of_the_keyring_is_named(sandbox: Sandbox, keys: Keys) -> None:
    sign_with(sandbox, keys.gpg.options(ADA), keys.gpg)
    assert told(sandbox, keys.given) == SIGNATURE(state="verified", signer=keys.fingerprint)


def test_a_key_that_is_not_in_the_keyring(sandbox: Sandbox, keys: Keys) -> None:
    sign_with(sandbox, keys.gpg.options(EVE), keys.gpg)
    found = told(sandbox, keys.given)
    assert (found.state, found.note) == ("unverified", "its key is not in the keyring")
    assert found.signer not in {"", keys.fingerprint}


def test_an_openpgp_commit_that_was_changed_after_signing(sandbox: Sandbox, keys: Keys) -> None:
    sign_with(sandbox, keys.gpg.options(ADA), keys.gpg)
    tamper(sandbox)
    assert told(sandbox, keys.given) == SIGNATURE(
        state="bad", signer=keys.fingerprint, note="it does not fit the commit"
    )


@pytest.mark.parametrize(
    ("made", "expires", "state", "note"),
    [
        ("2019-06-01", "2020-01-01", "unverified", "its key had expired when it was made"),
        ("2019-06-01", "2021-01-01", "verified", "its key has expired since"),
    ],
)
def test_a_key_that_has_expired(
    sandbox: Sandbox, made: str, expires: str, state: str, note: str
) -> None:
    """Its holder can set the date in the signature, but not that of the commit beside it."""
    content = raw(sandbox)
    dated = re.sub(rb"(committer .*> )\d+", rb"\g<1>1590969600", content)  # June 2020
    with GpgHome.open() as gpg:
        gpg.make(OLD, "--faked-system-time", f"{made.replace('-', '')}T000000", expires=expires)
        signature = gpg.sign(OLD, dated, "--faked-system-time", "20190701T000000")
        put(sandbox, with_signature(dated, signature))
        found = told(sandbox, CommitKeys(keyring=gpg.export()))
    assert (found.state, found.note) == (state, note)


def test_a_key_that_was_revoked(sandbox: Sandbox) -> None:
    with GpgHome.open() as gpg:
        fingerprint = gpg.make(OLD)
        sign_with(sandbox, gpg.options(OLD), gpg)
        assert told(sandbox, CommitKeys(keyring=gpg.export())).state == "verified"
        revocation = (gpg.path / "openpgp-revocs.d" / f"{fingerprint}.rev").read_bytes()
        gpg.run("gpg", "--batch", "--import", stdin=revocation.replace(b":-----", b"-----"))
        found = told(sandbox, CommitKeys(keyring=gpg.export()))
    assert found == SIGNATURE(state="unverified", signer=fingerprint, note="its key was revoked")


def test_a_digest_that_can_be_forged(sandbox: Sandbox, keys: Keys) -> None:
    content = raw(sandbox)
    options = ("--digest-algo", "SHA1", "--allow-weak-digest-algos")
    put(sandbox, with_signature(content, keys.gpg.sign(ADA, content, *options)))
    found = told(sandbox, keys.given)
    assert (found.state, found.note) == (
        "unverified",
        "it is over a digest that can be forged, SHA-1",
    )


def test_a_signature_that_has_expired_itself(sandbox: Sandbox) -> None:
    content = raw(sandbox)
    with GpgHome.open() as gpg:
        gpg.make(OLD, "--faked-system-time", "20190601T000000")
        options = ("--faked-system-time", "20190701T000000", "--default-sig-expire", "1d")
        put(sandbox, with_signature(content, gpg.sign(OLD, content, *options)))
        found = told(sandbox, CommitKeys(keyring=gpg.export()))
    assert (found.state, found.note) == ("unverified", "it has expired itself")


def test_a_signature_in_too_much_wrapping(sandbox: Sandbox, keys: Keys) -> None:
    content = raw(sandbox)
    signature = keys.gpg.sign(ADA, content)
    comments = b"Comment: x\n" * 6000
    put(sandbox, with_signature(content, signature.replace(b"\n", b"\n" + comments, 1)))
    assert told(sandbox, keys.given).state == "bad"
    few = signature.replace(b"\n", b"\n" + comments[:110], 1)
    put(sandbox, with_signature(content, few))
    assert told(sandbox, keys.given).state == "verified"


GOOD = (
    "[GNUPG:] NEWSIG\n"
    "[GNUPG:] GOODSIG C4DA519920921BBC Ada <ada@example.org>\n"
    "[GNUPG:] VALIDSIG 48852167744C80C5F516C11FC4DA519920921BBC 2026-11-24 1795553230 0 4 0 22 8 "
    "00 48852167744C80C5F516C11FC4DA519920921BBC\n"
)
"""What ``gpgv`` says of a good signature."""
EXPIRED = GOOD.replace("GOODSIG", "EXPKEYSIG")
STATUSES = {
    "a good signature": (GOOD, "verified"),
    "nothing": ("", "bad"),
    "a verdict without its grounds": (GOOD.partition("[GNUPG:] VALID")[0], "bad"),
    "grounds without a verdict": (GOOD.replace("GOODSIG", "FOOSIG"), "bad"),
    "two verdicts": (GOOD + "[GNUPG:] BADSIG C4DA519920921BBC Eve\n", "bad"),
    "a good one twice": (GOOD * 2, "bad"),
    "a certification instead of data": (GOOD.replace(" 8 00 ", " 8 13 "), "unverified"),
    "a text instead of bytes": (GOOD.replace(" 8 00 ", " 8 01 "), "verified"),
    "a verdict in the name": (
        GOOD.replace("GOODSIG", "BADSIG").replace("Ada", "[GNUPG:] GOODSIG 1 Ada"), "bad",
    ),
    "an unknown algorithm": ("[GNUPG:] ERRSIG C4DA519920921BBC 99 8 00 1 4 -\n", "unverified"),
    "an expired key, and nobody says when": (EXPIRED, "unverified"),
    "a key that expired after": ("[GNUPG:] KEYEXPIRED 1900000000\n" + EXPIRED, "verified"),
    "a key that expired before the signature": (
        "[GNUPG:] KEYEXPIRED 1795553000\n" + EXPIRED, "unverified",
    ),
    "a date that is none": ("[GNUPG:] KEYEXPIRED 99999999999999999999\n" + EXPIRED, "unverified"),
}  # fmt: skip


@pytest.mark.parametrize(("output", "state"), STATUSES.values(), ids=list(STATUSES))
def test_what_gpgv_says_counts_only_if_it_is_plain(output: str, state: str) -> None:
    committed = datetime(2026, 11, 1, tzinfo=UTC)
    assert judge_status(output, "C4DA519920921BBC", committed).state == state


def test_a_good_signature_beside_another_one(sandbox: Sandbox, keys: Keys) -> None:
    content = raw(sandbox)
    both = keys.gpg.sign(EVE, content) + keys.gpg.sign(ADA, content)
    put(sandbox, with_signature(content, both))
    assert told(sandbox, keys.given) == SIGNATURE(
        state="bad", note="several signatures instead of one"
    )


def test_a_signed_message_instead_of_a_signature(sandbox: Sandbox, keys: Keys) -> None:
    """It verifies, but it is of its own text and not of the commit."""
    command = ("gpg", "--batch", "--quiet", "-u", ADA, "--armor", "--sign")
    message = keys.gpg.run(*command, stdin=b"anything")
    put(sandbox, with_signature(raw(sandbox), message))
    assert told(sandbox, keys.given).state == "unverified"
    put(sandbox, with_signature(raw(sandbox, "HEAD~0"), message.replace(b"MESSAGE", b"SIGNATURE")))
    assert told(sandbox, keys.given).state == "bad"


# Forges


def claimed_by(issuer: str) -> bytes:
    """A signature that names a key and is nobody's."""
    hashed = b"\x05\x02" + bytes(4)
    unhashed = b"\x09\x10" + bytes.fromhex(issuer[-16:])
    body = b"\x04\x00\x01\x08" + len(hashed).to_bytes(2, "big") + hashed
    body += len(unhashed).to_bytes(2, "big") + unhashed + b"\xab\xcd" + b"\x00\x08\xff"
    packet = bytes([0xC2, len(body)]) + body
    text = base64.b64encode(packet)
    return b"-----BEGIN PGP SIGNATURE-----\n\n" + text + b"\n-----END PGP SIGNATURE-----\n"


@pytest.mark.parametrize("given", ["no keys", "a keyring without it"])
def test_a_signature_that_names_the_forge_s_key_is_no_person_s(
    sandbox: Sandbox, keys: Keys, given: str
) -> None:
    put(sandbox, with_signature(raw(sandbox), claimed_by(WEB_FLOW)))
    found = told(sandbox, NO_KEYS if given == "no keys" else keys.given)
    assert found == SIGNATURE(
        state="forge",
        signer=WEB_FLOW[-16:],
        note="it names a forge's key, and was not checked with it",
    )


def test_a_forge_s_key_among_the_user_s_keys_is_still_no_person_s(
    sandbox: Sandbox, keys: Keys
) -> None:
    own = Forge(name="ours", keys=frozenset({keys.fingerprint, keys.ada.fingerprint}))
    given = replace(keys.given, forges=(own,))
    sign_with(sandbox, keys.gpg.options(ADA), keys.gpg)
    assert told(sandbox, given) == SIGNATURE(state="forge", signer=keys.fingerprint)
    sign_with(sandbox, keys.ada.options)
    assert told(sandbox, given) == SIGNATURE(state="forge", signer=keys.ada.fingerprint)
    tamper(sandbox)
    assert told(sandbox, given).state == "bad"


# What the object says


@pytest.fixture
def sandbox256(sandbox: Sandbox) -> Sandbox:
    """The same with git's newer object format."""
    (sandbox.base / "project" / ".git").rename(sandbox.base / "old")
    sandbox.git("init", "-q", "-b", "main", "--object-format=sha256")
    sandbox.commit("first")
    return sandbox


def test_the_newer_object_format(sandbox256: Sandbox, keys: Keys) -> None:
    sign_with(sandbox256, keys.ada.options)
    assert b"\ngpgsig-sha256 " in raw(sandbox256)
    assert told(sandbox256, keys.given) == SIGNATURE(state="verified", signer=ADA)
    sign_with(sandbox256, keys.gpg.options(ADA), keys.gpg)
    assert told(sandbox256, keys.given).state == "verified"
    tamper(sandbox256)
    assert told(sandbox256, keys.given).state == "bad"


@pytest.mark.parametrize("kind", ["sandbox", "sandbox256"])
def test_a_signature_for_the_other_object_format_is_left_out_as_git_leaves_it_out(
    request: pytest.FixtureRequest, keys: Keys, kind: str
) -> None:
    sandbox: Sandbox = request.getfixturevalue(kind)
    content = raw(sandbox)
    ours, other = (
        (b"gpgsig", b"gpgsig-sha256") if kind == "sandbox" else (b"gpgsig-sha256", b"gpgsig")
    )
    good, odd = keys.ada.sign(content), keys.eve.sign(b"something else")
    put(sandbox, with_signature(with_signature(content, good, ours), odd, other))
    assert told(sandbox, keys.given).state == "verified"
    assert verified_by_git(sandbox, keys)
    put(sandbox, with_signature(with_signature(content, odd, ours), good, other))
    assert told(sandbox, keys.given).state == "bad"
    assert not verified_by_git(sandbox, keys)
    put(sandbox, with_signature(content, good, other))
    assert told(sandbox, keys.given).state == "none"


def verified_by_git(sandbox: Sandbox, keys: Keys) -> bool:
    """What git itself says, with the same keys."""
    path = sandbox.base / "allowed"
    path.write_bytes(keys.given.allowed_signers)
    command = ("git", "-c", f"gpg.ssh.allowedSignersFile={path}", "verify-commit", "HEAD")
    return sandbox.run(*command).code == 0


def test_two_signatures_of_two_people(sandbox: Sandbox, keys: Keys) -> None:
    content = raw(sandbox)
    once = with_signature(content, keys.ada.sign(content))
    put(sandbox, with_signature(once, keys.eve.sign(content)))
    assert told(sandbox, keys.given) == SIGNATURE(state="bad", note="it carries several signatures")


def test_a_signature_in_the_message_is_text(sandbox: Sandbox, keys: Keys) -> None:
    content = raw(sandbox)
    signature = keys.ada.sign(content).replace(b"\n", b"\n ")
    put(sandbox, content + b"\ngpgsig " + signature)
    assert told(sandbox, keys.given) == SIGNATURE(state="none")


GARBAGE = {
    "an SSH signature without a body": b"-----BEGIN SSH SIGNATURE-----\n",
    "an SSH signature of nothing": b"-----BEGIN SSH SIGNATURE-----\n\n-----END SSH SIGNATURE-----",
    "an SSH signature that is cut": (
        b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAA\n-----END SSH SIGNATURE-----"
    ),
    "an OpenPGP signature without a body": b"-----BEGIN PGP SIGNATURE-----\n",
    "an OpenPGP signature of no packets": (
        b"-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----"
    ),
    "an endless one": b"-----BEGIN SSH SIGNATURE-----\n" + b"A" * 100_000,
}


@pytest.mark.parametrize("signature", GARBAGE.values(), ids=list(GARBAGE))
def test_what_is_no_signature_is_a_bad_one(sandbox: Sandbox, keys: Keys, signature: bytes) -> None:
    put(sandbox, with_signature(raw(sandbox), signature))
    assert told(sandbox, keys.given).state == "bad"


# What is not looked at


def test_a_certificate_s_signature_is_not_checked_here(sandbox: Sandbox, keys: Keys) -> None:
    signature = b"-----BEGIN SIGNED MESSAGE-----\nMIIE\n-----END SIGNED MESSAGE-----"
    put(sandbox, with_signature(raw(sandbox), signature))
    found, gaps = check(sandbox, keys.given, "HEAD")
    assert [item.state for item in found.values()] == ["unverified"]
    assert [(gap.kind, gap.count) for gap in gaps] == [("signature-form-not-checked", 1)]


def test_without_keys_nothing_is_verified_and_it_is_said(sandbox: Sandbox, keys: Keys) -> None:
    for _ in range(2):
        sign_with(sandbox, keys.ada.options)
    sign_with(sandbox, keys.gpg.options(ADA), keys.gpg)
    found, gaps = check(sandbox, NO_KEYS, "HEAD", "HEAD~1", "HEAD~2")
    assert {item.state for item in found.values()} == {"unverified"}
    assert {(gap.kind, gap.detail, gap.count) for gap in gaps} == {
        ("signature-keys-not-given", "no allowed signers are given", 2),
        ("signature-keys-not-given", "no keyring is given", 1),
    }


def test_without_the_programs_nothing_is_verified_and_it_is_said(
    sandbox: Sandbox, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_with(sandbox, keys.ada.options)
    sign_with(sandbox, keys.gpg.options(ADA), keys.gpg)
    only_git = sandbox.base / "bin"
    only_git.mkdir()
    git = Path(sandbox.run("sh", "-c", "command -v git").text.strip())
    (only_git / "git").symlink_to(git)
    headers = [header(sandbox, name) for name in ("HEAD", "HEAD~1")]
    given = keys.given
    monkeypatch.setenv("PATH", str(only_git))
    with GitObjects(Git(folder=sandbox.project)) as objects:
        found, gaps = check_signatures(objects, headers, given)
    assert {item.state for item in found.values()} == {"unverified"}
    assert {(gap.kind, gap.detail) for gap in gaps} == {
        ("signature-tool-missing", "gpgv is not installed"),
        ("signature-tool-missing", "ssh-keygen is not installed"),
    }


def test_beyond_the_limit_it_is_said(
    sandbox: Sandbox, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        sign_with(sandbox, keys.ada.options)
    monkeypatch.setattr(commit_signatures, "MAX_SIGNED", 2)
    found, gaps = check(sandbox, keys.given, "HEAD", "HEAD~1", "HEAD~2")
    assert [item.state for item in found.values()] == ["verified", "verified", "unverified"]
    assert [(gap.kind, gap.count) for gap in gaps] == [("signature-limit-reached", 1)]


def test_programs_are_heard_of_even_where_their_ends_are_ignored(keys: Keys) -> None:
    """Where they are, the kernel drops exit codes, and every signature would hold."""
    given, signature = keys.given, keys.ada.sign(b"data")
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with SignatureCheck(given) as checker, ThreadPoolExecutor(1) as pool:
            asked = pool.submit(checker.check, signature, b"other data", datetime.now(UTC))
            assert asked.result().state == "bad"
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_a_commit_that_is_not_here_is_not_verified(sandbox: Sandbox, keys: Keys) -> None:
    sign_with(sandbox, keys.ada.options)
    absent = header(sandbox)._replace(id="0" * 40)
    with GitObjects(Git(folder=sandbox.project)) as objects:
        found, _ = check_signatures(objects, [absent], keys.given)
    assert found["0" * 40].state == "unverified"


def test_an_unsigned_commit_is_not_looked_at(sandbox: Sandbox, keys: Keys) -> None:
    with GitObjects(Git(folder=sandbox.project)) as objects:
        unsigned = header(sandbox)._replace(signature="")
        assert check_signatures(objects, [unsigned], keys.given) == Signatures({}, ())


# What the repository configures


def test_no_program_and_no_key_of_the_repository_s_is_used(sandbox: Sandbox, keys: Keys) -> None:
    sign_with(sandbox, keys.eve.options)
    sign_with(sandbox, keys.gpg.options(EVE), keys.gpg)
    script = sandbox.write("evil.sh", "#!/bin/sh\ntouch ran\necho '[GNUPG:] GOODSIG 1 Eve'\n")
    script.chmod(0o755)
    allowed = sandbox.write("allowed", keys.eve.allowed())
    for name in ("gpg.program", "gpg.ssh.program", "gpg.openpgp.program"):
        sandbox.git("config", name, str(script))
    sandbox.git("config", "gpg.ssh.allowedSignersFile", str(allowed))
    found, _ = check(sandbox, keys.given, "HEAD", "HEAD~1")
    assert {item.state for item in found.values()} == {"unverified"}
    assert not (sandbox.project / "ran").exists()
