"""Keys in a token (SoftHSM, real) and in Vault (a double), and services that are not there."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pbom.codec.keys import verifies
from pbom.errors import RecordingError, UsageError
from pbom.signers import MEMBERS, Signer, scheme_of
from tests.cli.session import PASSWORD, Sandbox
from tests.signers.vault import Vault
from tests.signing import run
from tests.workbench import missing, require

LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
_MAKE = """
import sys, pkcs11
from pkcs11.util.ec import encode_named_curve_parameters as parameters
token = pkcs11.lib(sys.argv[1]).get_token(token_label="pbom")
with token.open(rw=True, user_pin=sys.argv[2]) as session:
    for number, curve in enumerate(sys.argv[3:], 2):
        domain = session.create_domain_parameters(
            pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: parameters(curve)}, local=True
        )
        domain.generate_keypair(store=True, id=bytes([number]), label="key")
"""


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token of SoftHSM with keys on P-256 (number 2), P-384 (3) and P-521 (4)."""

    variables: dict[str, str]


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Token:
    require("softhsm2-util")
    library = next((path for path in LIBRARIES if Path(path).is_file()), "")
    if not library:
        missing("the library of SoftHSM is at no usual place")
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\n", "utf-8")
    variables = {"SOFTHSM2_CONF": str(folder / "softhsm2.conf"), "PYKCS11LIB": library}
    run(
        "softhsm2-util", "--init-token", "--free", "--label", "pbom",
        "--pin", PASSWORD, "--so-pin", "5678", SOFTHSM2_CONF=variables["SOFTHSM2_CONF"],
    )  # fmt: skip
    run(
        sys.executable, "-c", _MAKE, library, PASSWORD, "secp256r1", "secp384r1", "secp521r1",
        SOFTHSM2_CONF=variables["SOFTHSM2_CONF"],
    )  # fmt: skip
    return Token(variables=variables)


@pytest.fixture
def vault() -> Iterator[Vault]:
    with Vault.start() as started:
        yield started


def opened(uri: str, **environment: str) -> Signer:
    return scheme_of(uri).open(uri, environment, lambda what: f"nobody says {what}")


def in_vault(vault: Vault, monkeypatch: pytest.MonkeyPatch, uri: str = "hv:ci") -> Signer:
    for name, value in vault.variables.items():
        monkeypatch.setenv(name, value)  # the client reads them itself
    return opened(uri)


@pytest.mark.parametrize(
    ("uri", "kind"), [("hsm:", "ecdsa-p256"), ("hsm:2?label=pbom", "p256"), ("hsm:3", "p384")]
)
def test_a_token_signs_for_the_gate(token: Token, tmp_path: Path, uri: str, kind: str) -> None:
    sandbox = Sandbox.with_commit(tmp_path).using(token.variables)
    done = sandbox.pbom("init", "--sign", uri)
    assert done.code == 0, done
    assert "key.pem" not in done.text
    sandbox.commit("trust")
    out = sandbox.release()
    assert sandbox.judge(str(out), "--sign", uri) == (0, set())
    assert kind.endswith("384") == (len(sandbox.pbom("key", "show", "--sign", uri).text) > 200)


@pytest.mark.parametrize(
    ("uri", "problem"),
    [
        ("hsm:4", "secp521r1 is not a supported EC curve"),
        ("hsm:9", "could not find ECDSA key"),
        ("hsm:2?label=other", "No PKCS#11 token found for label other"),
    ],
)
def test_a_token_without_such_a_key_is_named(
    token: Token, tmp_path: Path, uri: str, problem: str
) -> None:
    done = Sandbox.with_commit(tmp_path).using(token.variables).pbom("run", "--sign", uri, "true")
    assert (done.code, problem in done.complaint) == (125, True), done


def test_a_wrong_pin_is_told_before_the_command_runs(token: Token, tmp_path: Path) -> None:
    sandbox = Sandbox.with_commit(tmp_path).using(token.variables | {"PBOM_KEY_PASSWORD": "0000"})
    done = sandbox.pbom("run", "--sign", "hsm:", "touch", "ran")
    assert (done.code, "PinIncorrect" in done.complaint) == (125, True), done
    assert not (sandbox.project / "ran").exists()
    honest = sandbox.using({"PBOM_KEY_PASSWORD": PASSWORD})
    assert honest.pbom("run", "--sign", "hsm:", "touch", "ran").code == 0
    assert (sandbox.project / "ran").exists()


def test_vault_signs(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    signer = in_vault(vault, monkeypatch)
    signature = signer.sign(b"message")
    assert signer.public_key.kind == "ed25519"
    assert signature.hint == signer.public_key.hint
    assert verifies(signer.public_key, signature.value, b"message")


def test_a_new_version_of_a_key_is_another_key(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = in_vault(vault, monkeypatch, "hv:ci/1")
    vault.versions.append(Ed25519PrivateKey.generate())
    assert verifies(first.public_key, first.sign(b"message").value, b"message")
    second = in_vault(vault, monkeypatch)
    assert second.public_key != first.public_key
    assert verifies(second.public_key, second.sign(b"message").value, b"message")
    with pytest.raises(UsageError, match="the newest version of the key is 2, not 1"):
        in_vault(vault, monkeypatch, "hv:ci/1")


def test_a_service_that_signs_with_another_key_is_noticed(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = in_vault(vault, monkeypatch)
    vault.substitute = Ed25519PrivateKey.generate()
    with pytest.raises(RecordingError, match="not a signature by the key that it named"):
        signer.sign(b"message")
    with pytest.raises(RecordingError, match="not a signature by the key that it named"):
        in_vault(vault, monkeypatch)


def test_a_service_that_says_no_is_quoted(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RecordingError, match="hv:other does not give its key: InvalidPath"):
        in_vault(vault, monkeypatch, "hv:other")
    vault.address = "http://127.0.0.1:1"
    with pytest.raises(RecordingError, match="hv:ci does not give its key: ConnectionError"):
        in_vault(vault, monkeypatch)


def test_the_token_of_vault_does_not_reach_the_command(vault: Vault, tmp_path: Path) -> None:
    sandbox = Sandbox.with_commit(tmp_path).using(vault.variables)
    done = sandbox.pbom("run", "--sign", "hv:ci", "--", "env")
    assert done.code == 0, done
    assert "VAULT_ADDR" in done.text
    assert "VAULT_TOKEN" not in done.text


def test_credentials_of_the_service_that_signs_are_withheld_and_no_others() -> None:
    aws, token = (scheme_of(uri).withheld(uri) for uri in ("awskms:alias/ci", "hsm:"))
    assert "AWS_SECRET_ACCESS_KEY" in aws
    assert "AZURE_CLIENT_SECRET" not in aws
    assert not token


@pytest.mark.parametrize(
    ("uri", "extra"),
    [
        ("awskms:alias/ci", "awskms"),
        (
            "gcpkms:projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
            "gcpkms",
        ),
        ("azurekms://ci.vault.azure.net/keys/ci", "azurekms"),
    ],
)
def test_what_is_not_installed_is_named(uri: str, extra: str) -> None:
    """None of the clients of the clouds is there in tests; a machine that has one cannot say."""
    if extra in {"awskms", "gcpkms", "azurekms"} & _installed():
        pytest.skip("the client is installed")
    with pytest.raises(UsageError, match="is not installed") as caught:
        opened(uri)
    assert caught.value.hint == f"pip install 'pipeline-bom[{extra}]'"


def _installed() -> set[str]:
    from importlib.util import find_spec  # noqa: PLC0415

    clients = {"awskms": "boto3", "gcpkms": "google.cloud", "azurekms": "azure"}
    return {extra for extra, module in clients.items() if find_spec(module)}


@pytest.mark.parametrize(
    "uri",
    [
        "hsm:two", "hsm:2?pin=1234", "hsm:2?label=a&pin=1", "awskms:", "awskms:a b", "gcpkms:",
        "azurekms:ci", "azurekms://evil.example/keys/ci", "hv:", "hv:a/b/c", "hv:../sys", "hv:ci/",
    ],
)  # fmt: skip
def test_an_address_that_could_mean_another_thing_is_refused(uri: str) -> None:
    with pytest.raises(UsageError, match=f"expected {uri.partition(':')[0]}"):
        opened(uri)


def test_every_scheme_is_opened_by_the_member_that_has_it() -> None:
    for scheme in MEMBERS:
        assert scheme in scheme_of(f"{scheme}:").schemes
