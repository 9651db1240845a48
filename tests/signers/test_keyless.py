"""``keyless``: one certificate for a while, patience with an end, and nothing that is not a yes."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pbom.codec.bundle import read_bundle, write_bundle
from pbom.codec.dsse import IN_TOTO, pae
from pbom.errors import RecordingError, UsageError
from pbom.model.envelope import Signature
from pbom.signers import scheme_of
from pbom.signers.keyless import Keyless
from tests.keyless import PAYLOAD, Deployment, enter
from tests.workbench import require

MESSAGE = pae(IN_TOTO, PAYLOAD)


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    require("openssl")
    with Deployment.running(tmp_path_factory.mktemp("sigstore")) as running:
        yield running


def nobody(what: str) -> str:
    raise AssertionError(what)


@pytest.mark.parametrize("rekor", [1, 2])
def test_what_it_signs_comes_through_the_door(deployment: Deployment, rekor: int) -> None:
    signature = deployment.signer(rekor=rekor).sign(MESSAGE)
    assert (signature.hint, signature.timestamps) == ("", ())
    bundle = write_bundle(PAYLOAD, signature)
    assert enter(bundle, deployment.identity()).certificate
    assert read_bundle(bundle).signatures == (Signature(hint="", value=signature.value),)


def test_a_certificate_serves_for_a_while_and_not_for_ever(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = deployment.signer()
    before = len(deployment.sigstore.fulcio.issued)
    signer.begin()
    keys = set()
    for _ in range(3):
        signer.sign(MESSAGE)
        keys.add(signer.public_key)
    assert len(deployment.sigstore.fulcio.issued) == before + 1
    assert len(keys) == 1
    monkeypatch.setattr("pbom.signers.keyless._FRESH", timedelta(0))
    signer.sign(MESSAGE)
    assert len(deployment.sigstore.fulcio.issued) == before + 2
    assert signer.public_key not in keys


def test_before_it_has_signed_it_has_no_key(deployment: Deployment) -> None:
    with pytest.raises(UsageError, match="no key that lasts"):
        _ = deployment.signer().public_key


@pytest.mark.parametrize(
    "message", [b"", b"session", MESSAGE[:-1], MESSAGE + b"x", pae("x", b"{}")]
)
def test_nothing_but_statements_is_signed(deployment: Deployment, message: bytes) -> None:
    before = len(deployment.sigstore.rekor2.tree.leaves)
    with pytest.raises(UsageError, match="nothing but statements"):
        deployment.signer().sign(message)
    assert len(deployment.sigstore.rekor2.tree.leaves) == before


def test_a_server_that_never_answers_is_given_up(deployment: Deployment) -> None:
    config = deployment.sigstore.trust_config()
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes calls and says nothing
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        config["signingConfig"]["caUrls"][0]["url"] = url
        token = deployment.write(
            "token", deployment.sigstore.provider.token(deployment.sigstore.claims)
        )
        path = deployment.write("silent.json", config)
        with pytest.raises(RecordingError, match="no answer within"):
            Keyless(str(path), str(token), patience=0.5).begin()


def test_a_timestamp_that_was_asked_for_has_to_be_there(deployment: Deployment) -> None:
    """The library would sign on with the log's own time, and only write a line about it."""
    with pytest.raises(RecordingError, match="timestamp authority"):
        deployment.signer(rekor=1, tsa="/nowhere").sign(MESSAGE)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "é"])
def test_what_is_no_token_is_refused_and_not_shown(deployment: Deployment, token: str) -> None:
    config = deployment.write("config.json", deployment.sigstore.trust_config())
    path = deployment.write("bad-token", token)
    with pytest.raises(RecordingError) as caught:
        Keyless(str(config), str(path)).begin()
    assert "--identity-token-file" in caught.value.hint


def test_a_token_of_another_provider_is_refused(deployment: Deployment) -> None:
    own = deployment.sigstore.provider
    token = own.token({**deployment.sigstore.claims, "iss": "https://issuer.example.org"})
    config = deployment.write("config.json", deployment.sigstore.trust_config())
    path = deployment.write("foreign", token)
    with pytest.raises(RecordingError, match="cannot sign without a key") as caught:
        Keyless(str(config), str(path)).begin()
    assert token not in str(caught.value)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"mediaType": "x"}'])
def test_what_is_no_trust_configuration_is_refused(deployment: Deployment, content: str) -> None:
    path = deployment.write("broken.json", content)
    with pytest.raises(RecordingError):
        Keyless(str(path), str(deployment.write("t", "x"))).begin()


def test_the_scheme_takes_nothing_more() -> None:
    with pytest.raises(UsageError, match="takes nothing"):
        scheme_of("keyless").open("keyless:x", {}, nobody)
