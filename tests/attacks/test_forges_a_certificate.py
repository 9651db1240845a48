"""The attacker holds no identity that the policy trusts, and every other piece of Sigstore."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from pbom.errors import AuthenticationError, FormatError, PbomError
from tests.edits import Table, edit_json, swap_payload
from tests.keyless import (
    IDENTITY,
    PAYLOAD,
    Deployment,
    Roots,
    demand,
    enter,
    entry_of,
    trusted,
)
from tests.sigstore_double.fulcio import CtLog, Fulcio
from tests.sigstore_double.oidc import JOB
from tests.sigstore_double.rekor import Rekor1, Rekor2
from tests.workbench import require

pytestmark = pytest.mark.usefixtures("openssl")
LAST_YEAR = "2021-12-31T00:00:00Z"


@pytest.fixture(scope="module")
def openssl() -> None:
    require("openssl")


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with Deployment.running(tmp_path_factory.mktemp("sigstore")) as running:
        yield running


@pytest.fixture(scope="module", params=["rekor 1", "rekor 1 without tsa", "rekor 2"])
def bundle(request: pytest.FixtureRequest, deployment: Deployment) -> bytes:
    version = 2 if request.param == "rekor 2" else 1
    return deployment.seal(rekor=version, tsa="" if "without" in request.param else "/tsa")


@pytest.fixture
def stamped(deployment: Deployment) -> bytes:
    return deployment.seal(rekor=2)


@pytest.fixture
def promised(deployment: Deployment) -> bytes:
    return deployment.seal(rekor=1)


def refused(deployment: Deployment, data: bytes, root: Roots | None = None) -> PbomError:
    believed = deployment.identity()
    identity = replace(believed, root=trusted(root)) if root else believed
    with pytest.raises((AuthenticationError, FormatError)) as caught:
        enter(data, identity)
    return caught.value


def test_the_honest_twin_comes_in(deployment: Deployment, bundle: bytes) -> None:
    found = enter(bundle, deployment.identity())
    assert found.certificate is not None
    assert found.certificate.subject == IDENTITY
    assert found.certificate.claim("repository-id") == "1001"
    assert found.times
    assert all(abs(datetime.now(UTC) - at) < timedelta(minutes=5) for at in found.times)


# --- whom the certificate names


@pytest.mark.parametrize(
    "subject",
    [
        IDENTITY.replace("acme", "acmee"),
        IDENTITY[:-1],
        f"{IDENTITY}/",
        IDENTITY.replace("release", "Release"),
        IDENTITY.replace(".", "?"),
    ],
)
def test_another_identity_however_alike(
    deployment: Deployment, stamped: bytes, subject: str
) -> None:
    with pytest.raises(AuthenticationError) as caught:
        enter(stamped, deployment.identity(subject))
    assert caught.value.reason == "wrong-identity"


def test_a_branch_where_only_tags_are_trusted(deployment: Deployment, stamped: bytes) -> None:
    workflow = IDENTITY.removesuffix("heads/main")
    assert enter(stamped, deployment.identity(f"{workflow}heads/*")).certificate
    with pytest.raises(AuthenticationError) as caught:
        enter(stamped, deployment.identity(f"{workflow}tags/*"))
    assert caught.value.reason == "wrong-identity"


@pytest.mark.parametrize("end", ["/", " ", "/x"])
def test_another_issuer_however_alike(deployment: Deployment, stamped: bytes, end: str) -> None:
    with pytest.raises(AuthenticationError) as caught:
        enter(stamped, deployment.identity(issuer=deployment.sigstore.url + end))
    assert caught.value.reason == "wrong-identity"


def test_an_account_of_the_same_name_that_was_taken_over(
    deployment: Deployment, stamped: bytes
) -> None:
    """A repository can be deleted and its name registered again; its number cannot."""
    again = deployment.seal(claims={**JOB, "repository_id": "9009", "repository_owner_id": "9"})
    assert enter(again, deployment.identity()).certificate, "by its name alone it is the same"
    for name, value in (("repository-id", "1001"), ("owner-id", "2002")):
        numbered = deployment.identity(demands=((name, value),))
        assert enter(stamped, numbered).certificate
        with pytest.raises(AuthenticationError, match=name) as caught:
            enter(again, numbered)
        assert caught.value.reason == "wrong-identity"


def test_a_reusable_workflow_that_somebody_else_called(deployment: Deployment) -> None:
    """Its certificate names the workflow; what was built is the caller's."""
    shared = "acme/workflows/.github/workflows/build.yml@refs/tags/v1"
    honest = deployment.seal(claims={**JOB, "job_workflow_ref": shared})
    called = deployment.seal(
        claims={
            **JOB,
            "job_workflow_ref": shared,
            "repository": "mallory/app",
            "repository_id": "6",
            "repository_owner": "mallory",
            "repository_owner_id": "66",
        }
    )
    subject = f"https://github.com/{shared}"
    ours = deployment.identity(subject, demands=demand("owner-id", "2002"))
    assert enter(honest, ours).certificate
    with pytest.raises(AuthenticationError, match="owner-id is 66"):
        enter(called, ours)
    with pytest.raises(AuthenticationError, match="does not say whose source"):
        enter(called, deployment.identity(subject))


# --- bytes that were changed

EDITS: dict[str, Callable[[Table], object]] = {
    "another payload type": lambda it: it["dsseEnvelope"].update(payloadType="application/json"),
    "two signatures": lambda it: it["dsseEnvelope"]["signatures"].append(
        it["dsseEnvelope"]["signatures"][0]
    ),
    "no signature": lambda it: it["dsseEnvelope"].update(signatures=[]),
    "a key id beside the certificate": lambda it: it["dsseEnvelope"]["signatures"][0].update(
        keyid="mine"
    ),
    "a hint beside the certificate": lambda it: it["verificationMaterial"].update(
        publicKey={"hint": "x"}
    ),
    "no log entry": lambda it: it["verificationMaterial"].update(tlogEntries=[]),
    "two log entries": lambda it: it["verificationMaterial"]["tlogEntries"].append(entry_of(it)),
    "another index": lambda it: entry_of(it).update(logIndex="999"),
    "a negative index": lambda it: entry_of(it).update(logIndex="-1"),
    "another kind of entry": lambda it: entry_of(it)["kindVersion"].update(kind="intoto"),
    "the tail of the log id": lambda it: entry_of(it)["logId"].update(
        keyId=base64.b64encode(
            base64.b64decode(entry_of(it)["logId"]["keyId"])[:4] + bytes(28)
        ).decode()
    ),
    "no proof": lambda it: entry_of(it).pop("inclusionProof"),
    "no checkpoint": lambda it: entry_of(it)["inclusionProof"].pop("checkpoint"),
    "another root hash": lambda it: entry_of(it)["inclusionProof"].update(
        rootHash=base64.b64encode(bytes(32)).decode()
    ),
    "a longer proof": lambda it: entry_of(it)["inclusionProof"]["hashes"].append(
        base64.b64encode(bytes(32)).decode()
    ),
    "another body": lambda it: entry_of(it).update(canonicalizedBody="e30="),
    "an unknown member": lambda it: it["verificationMaterial"].update(note="x"),
    "an unknown member of the entry": lambda it: entry_of(it).update(note="x"),
    "an old media type": lambda it: it.update(
        mediaType="application/vnd.dev.sigstore.bundle+json;version=0.2"
    ),
    "a message beside the envelope": lambda it: it.update(messageSignature={}),
    "a line end in the payload": lambda it: it["dsseEnvelope"].update(
        payload=it["dsseEnvelope"]["payload"] + "\n"
    ),
    "foreign characters in the payload": lambda it: it["dsseEnvelope"].update(
        payload="!" + it["dsseEnvelope"]["payload"]
    ),
    "rubbish after the certificate": lambda it: it["verificationMaterial"]["certificate"].update(
        rawBytes=it["verificationMaterial"]["certificate"]["rawBytes"] + "+AAAA"
    ),
    "rubbish after the signature": lambda it: it["dsseEnvelope"]["signatures"][0].update(
        sig=it["dsseEnvelope"]["signatures"][0]["sig"] + "+AAAA"
    ),
    "no time at all": lambda it: (
        it["verificationMaterial"].pop("timestampVerificationData", None),
        entry_of(it).pop("inclusionPromise", None),
        entry_of(it).pop("integratedTime", None),
    ),
}


@pytest.mark.parametrize("edit", list(EDITS.values()), ids=list(EDITS))
def test_a_changed_bundle(
    deployment: Deployment, bundle: bytes, edit: Callable[[Table], object]
) -> None:
    assert enter(bundle, deployment.identity()).certificate
    refused(deployment, edit_json(edit)(bundle))


def test_another_payload_under_the_same_signature(deployment: Deployment, bundle: bytes) -> None:
    other = swap_payload(lambda data: data.replace(b"build", b"bui1d"))
    assert "bad-certificate" in str(refused(deployment, other(bundle)))


def test_a_key_twice_in_the_bundle(deployment: Deployment, bundle: bytes) -> None:
    """Of two payloads the library would take the last; so might somebody else the first."""
    twice = bundle.replace(b'"dsseEnvelope":{', b'"dsseEnvelope":{"payload":"e30=",', 1)
    assert "payload" in str(refused(deployment, twice))


def test_a_log_entry_of_another_signature(deployment: Deployment, stamped: bytes) -> None:
    other = json.loads(deployment.seal(PAYLOAD.replace(b"build", b"bui1d")))
    material = other["verificationMaterial"]

    def swap(it: Table) -> None:
        it["verificationMaterial"]["tlogEntries"] = material["tlogEntries"]

    assert "inconsistent" in str(refused(deployment, edit_json(swap)(stamped)))

    def swap_stamp(it: Table) -> None:
        it["verificationMaterial"]["timestampVerificationData"] = material[
            "timestampVerificationData"
        ]

    refused(deployment, edit_json(swap_stamp)(stamped))


def test_a_time_that_the_log_did_not_sign(deployment: Deployment, stamped: bytes) -> None:
    def told(it: Table) -> None:
        entry_of(it)["integratedTime"] = "1600000000"

    assert "did not sign" in str(refused(deployment, edit_json(told)(stamped)))


def test_a_promise_of_another_time(deployment: Deployment, promised: bytes) -> None:
    def earlier(it: Table) -> None:
        entry_of(it)["integratedTime"] = str(int(entry_of(it)["integratedTime"]) - 1)

    refused(deployment, edit_json(earlier)(promised))


def test_one_false_timestamp_among_honest_ones(deployment: Deployment, stamped: bytes) -> None:
    other = json.loads(deployment.seal(PAYLOAD.replace(b"build", b"bui1d")))
    (false,) = other["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"]

    def add(it: Table) -> None:
        data = it["verificationMaterial"]["timestampVerificationData"]
        data["rfc3161Timestamps"].append(false)

    refused(deployment, edit_json(add)(stamped))


# --- authorities that do not count, or did not then


def retire(kind: str, end: str) -> Callable[[Roots], None]:
    def change(root: Roots) -> None:
        for item in root[kind]:
            holder = item.get("publicKey", item)
            holder["validFor"] = {"start": "2020-01-01T00:00:00Z", "end": end}

    return change


KINDS = ("tlogs", "ctlogs", "certificateAuthorities", "timestampAuthorities")
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("kind", KINDS)
def test_an_authority_that_was_retired_before(
    deployment: Deployment, stamped: bytes, kind: str
) -> None:
    root = deployment.sigstore.trusted_root()
    retire(kind, TOMORROW)(root)
    assert enter(stamped, deployment.identity(root=trusted(root))).certificate
    retire(kind, LAST_YEAR)(root)
    assert "outside-validity" in str(refused(deployment, stamped, root))


@pytest.mark.parametrize("kind", KINDS)
def test_an_authority_that_has_no_start(deployment: Deployment, stamped: bytes, kind: str) -> None:
    root = deployment.sigstore.trusted_root()
    for item in root[kind]:
        item.get("publicKey", item)["validFor"].pop("start")
    assert "start" in str(refused(deployment, stamped, root))


@pytest.mark.parametrize("kind", KINDS)
def test_an_authority_that_is_not_in_the_root(
    deployment: Deployment, stamped: bytes, kind: str
) -> None:
    root = deployment.sigstore.trusted_root()
    root[kind] = []
    refused(deployment, stamped, root)


def test_a_private_deployment_of_the_attackers(deployment: Deployment) -> None:
    """It says the same of the same names; only its keys are others."""
    own = deployment.sigstore
    kept = own.ct, own.fulcio, own.rekor1, own.rekor2
    try:
        own.ct = CtLog()
        own.fulcio = Fulcio(own.provider, own.ct)
        own.rekor1, own.rekor2 = Rekor1(), Rekor2()
        forged = deployment.seal()
        assert enter(forged, deployment.identity()).certificate, "by its own root it is honest"
    finally:
        own.ct, own.fulcio, own.rekor1, own.rekor2 = kept
    refused(deployment, forged)


def test_an_authority_whose_certificates_no_log_has_seen(deployment: Deployment) -> None:
    own = deployment.sigstore
    kept = own.fulcio.log
    honest_root = own.trusted_root()
    try:
        own.ct = own.fulcio.log = CtLog()
        unseen = deployment.seal()
    finally:
        own.ct = own.fulcio.log = kept
    assert "SCT" in str(refused(deployment, unseen, honest_root))


def test_a_signature_after_the_certificate_has_ended(deployment: Deployment) -> None:
    own = deployment.sigstore
    own.fulcio.lifetime = timedelta(seconds=-60)
    try:
        with pytest.raises(PbomError):  # our own signer looks at what it has signed
            deployment.seal()
    finally:
        own.fulcio.lifetime = timedelta(seconds=600)
    assert deployment.seal()


# --- the policy's own dates


def test_an_identity_that_counts_only_within_dates(deployment: Deployment, stamped: bytes) -> None:
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert enter(
        stamped, deployment.identity(), valid_from=now - hour, valid_until=now + hour
    ).certificate
    for member, moment, reason in (
        ("valid_until", now - hour, "key-expired"),
        ("valid_from", now + hour, "key-not-yet-valid"),
        ("revoked_at", now - hour, "key-revoked"),
    ):
        with pytest.raises(AuthenticationError) as caught:
            enter(stamped, deployment.identity(), **{member: moment})
        assert caught.value.reason == reason
    assert enter(stamped, deployment.identity(), revoked_at=now + hour).certificate


def test_whatever_breaks_in_the_library_is_a_no(deployment: Deployment, stamped: bytes) -> None:
    """Rubbish in DER makes it raise what is not its own; one byte at a time is enough to see."""
    raw = base64.b64decode(json.loads(stamped)["verificationMaterial"]["certificate"]["rawBytes"])
    for at in range(0, len(raw), 37):
        changed = bytes([*raw[:at], raw[at] ^ 0x15, *raw[at + 1 :]])

        def edit(it: Table, changed: bytes = changed) -> None:
            text = base64.b64encode(changed).decode()
            it["verificationMaterial"]["certificate"]["rawBytes"] = text

        refused(deployment, edit_json(edit)(stamped))
