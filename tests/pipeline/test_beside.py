"""Upstream provenance, signed at a Sigstore of our own, as it lies beside what is locked."""

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pbom.codec.bundle import write_bundle
from pbom.codec.dsse import IN_TOTO, pae
from pbom.model.config import Config, ProvenanceConfig
from pbom.model.digest import Digest
from pbom.model.inventory import Inventory
from pbom.model.trusted_root import TrustedRoot
from pbom.model.upstream import Upstream
from pbom.pipeline.beside import Ground, look_beside
from tests.ecosystems.test_package_lock import SHA512
from tests.edits import Table, edit_json
from tests.inventories import locked
from tests.keyless import IDENTITY, Deployment, trusted
from tests.signatures import hand
from tests.sigstore_double.oidc import JOB
from tests.workbench import require

WHEEL, SDIST, OTHER = (hashlib.sha256(text).hexdigest() for text in (b"wheel", b"sdist", b"evil"))
NAME = "it-1.0-py3-none-any.whl"
PURL = "pkg:pypi/it@1.0"
LOCK = f"""
version = 1
[[package]]
name = "it"
version = "1.0"
source = {{ registry = "https://pypi.org/simple" }}
wheels = [{{ url = "https://files.example/{NAME}", hash = "sha256:{WHEEL}" }}]
"""
NPM = json.dumps(
    {
        "lockfileVersion": 3,
        "packages": {"node_modules/@s/it": {"version": "1.0.0", "integrity": SHA512}},
    }
)
NPM_DIGEST = base64.b64decode(SHA512.partition("-")[2]).hex()
READERS = {"Pipfile.lock": "pipfile_lock"}
PUBLISH = "https://docs.pypi.org/attestations/publish/v1"


def statement(name: str = NAME, digest: str = WHEEL, algorithm: str = "sha256") -> bytes:
    """What upstream signs: that it made a file with a digest."""
    return json.dumps(
        {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": name, "digest": {algorithm: digest}}],
            "predicateType": PUBLISH,
            "predicate": None,
        }
    ).encode()


def pep740(bundle: bytes) -> Table:
    """A bundle as the Python index has it."""
    read = json.loads(bundle)
    material, envelope = read["verificationMaterial"], read["dsseEnvelope"]
    return {
        "version": 1,
        "verification_material": {
            "certificate": material["certificate"]["rawBytes"],
            "transparency_entries": material["tlogEntries"],
        },
        "envelope": {
            "statement": envelope["payload"],
            "signature": envelope["signatures"][0]["sig"],
        },
    }


def provenance(*attestations: Table, publisher: str = "mallory/evil") -> Table:
    """What the index serves: with its own word of who published, which nobody signed."""
    claimed = {"kind": "GitHub", "repository": publisher, "workflow": "x.yml"}
    return {
        "version": 1,
        "attestation_bundles": [{"publisher": claimed, "attestations": list(attestations)}],
    }


def npm(bundle: bytes) -> Table:
    """What npm's registry serves."""
    return {"attestations": [{"predicateType": "lies", "bundle": json.loads(bundle)}]}


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    require("openssl")
    with Deployment.running(tmp_path_factory.mktemp("sigstore")) as running:
        yield running


@pytest.fixture(scope="module")
def bundle(deployment: Deployment) -> bytes:
    """Of a log that dates its entries itself, as the public ones of these documents do."""
    return deployment.seal(statement(), rekor=1, tsa="")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "provenance"
    folder.mkdir()
    return folder


def look(
    place: Path, root: TrustedRoot | str, name: str = "uv.lock", text: str = LOCK
) -> Inventory:
    """What a lock file names, with what is said of it in a directory."""
    config = Config(provenance=ProvenanceConfig(places=("provenance",)))
    ground = Ground(root=place.parent, config=config, environment={}, find_root=lambda: root)
    return look_beside(Inventory(locks=(locked(name, text, READERS.get(name, "")),)), (), ground)


def put(place: Path, content: object, name: str = "it.json") -> None:
    """A document in the directory."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (place / name).write_bytes(data)


def only(inventory: Inventory) -> Upstream:
    """The one document that speaks of the package."""
    assert inventory.upstream
    (found,) = inventory.upstream.found
    return found


def state(inventory: Inventory) -> str:
    return inventory.upstream_of(inventory.packages[0]).state


def root_of(deployment: Deployment) -> TrustedRoot:
    return trusted(deployment.sigstore.trusted_root())


FORMS: dict[str, Callable[[bytes], object]] = {
    "an attestation of PEP 740": pep740,
    "a provenance object of PEP 740": lambda data: provenance(pep740(data)),
    "npm's attestations": npm,
    "a bundle": lambda data: data,
    "bundles, one in each line": lambda data: b"\n".join([data.strip(), data.strip(), b""]),
}


@pytest.mark.parametrize("form", FORMS)
def test_who_built_it_is_whom_the_certificate_names(
    deployment: Deployment, bundle: bytes, place: Path, form: str
) -> None:
    put(place, FORMS[form](bundle))
    root = root_of(deployment)
    inventory = look(place, root)
    found = only(inventory)
    assert state(inventory) == "verified", found.reason
    assert found.signer
    assert found.signer.identity == IDENTITY
    assert found.signer.issuer == deployment.sigstore.url
    assert found.signer.repository == f"https://github.com/{JOB['repository']}"
    assert found.signer.commit == JOB["sha"]
    assert found.subject == Digest("sha256", WHEEL)
    assert found.predicate == PUBLISH
    assert "mallory" not in repr(found)
    assert inventory.upstream
    assert inventory.upstream.trust == root.digest
    data = (place / "it.json").read_bytes()
    assert found.document == Digest("sha256", hashlib.sha256(data).hexdigest())


def test_an_archive_of_npm_s_is_known_by_its_sha512(deployment: Deployment, place: Path) -> None:
    made = statement("pkg:npm/%40s/it@1.0.0", NPM_DIGEST, "sha512")
    put(place, npm(deployment.seal(made)))
    inventory = look(place, root_of(deployment), "package-lock.json", NPM)
    assert state(inventory) == "verified"
    assert only(inventory).form == "npm"


@pytest.mark.parametrize(
    ("name", "text", "made"),
    [
        ("uv.lock", LOCK, statement(digest=OTHER)),
        (
            "package-lock.json", NPM,
            statement("pkg:npm/%40s/it@1.0.0", "0" * 127 + "1", "sha512"),
        ),
    ],
)  # fmt: skip
def test_the_same_version_with_another_content_is_told_though_it_is_signed_well(
    deployment: Deployment, place: Path, name: str, text: str, made: bytes
) -> None:
    """A mirror that serves other bytes under a name: upstream itself says that they are not its."""
    put(place, deployment.seal(made))
    inventory = look(place, root_of(deployment), name, text)
    assert state(inventory) == "present"
    assert not only(inventory).matches
    assert not only(inventory).verified


def test_what_speaks_of_something_else_says_nothing(deployment: Deployment, place: Path) -> None:
    put(place, deployment.seal(statement("other-1.0.tar.gz", OTHER)))
    inventory = look(place, root_of(deployment))
    assert inventory.upstream
    assert inventory.upstream.found == ()
    assert state(inventory) == "absent"


def test_a_weak_digest_proves_nothing(deployment: Deployment, place: Path) -> None:
    weak = LOCK.replace(f"sha256:{WHEEL}", f"sha1:{'a' * 40}")
    put(place, deployment.seal(statement(digest="a" * 40, algorithm="sha1")))
    assert state(look(place, root_of(deployment), text=weak)) == "absent"


def with_payload(data: bytes, payload: bytes) -> bytes:
    def change(table: Table) -> None:
        table["dsseEnvelope"]["payload"] = base64.b64encode(payload).decode()

    return edit_json(change)(data)


ATTACKS: dict[str, Callable[[Deployment, bytes], tuple[object, str]]] = {
    "a statement of one's own under a signature of theirs": lambda one, _: (
        with_payload(one.seal(statement("x", OTHER)), statement()),
        "the signature does not hold",
    ),
    "signed by a key that is nobody's": lambda _, __: (
        write_bundle(statement(), hand("mallory").sign(pae(IN_TOTO, statement()))),
        "signed with a key",
    ),
    "an envelope without the entry of a log": lambda _, data: (
        json.loads(data)["dsseEnvelope"],
        "an envelope alone",
    ),
    "a bundle without a log": lambda _, data: (
        edit_json(lambda table: table["verificationMaterial"].update(tlogEntries=[]))(data),
        "expected one entry, found 0",
    ),
    "something beside the signature that nobody knows": lambda _, data: (
        edit_json(lambda table: table["verificationMaterial"].update(more=1))(data),
        "unknown key 'more'",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_not_verified_is_present_and_says_why(
    deployment: Deployment, bundle: bytes, place: Path, name: str
) -> None:
    content, reason = ATTACKS[name](deployment, bundle)
    put(place, content)
    inventory = look(place, root_of(deployment))
    assert state(inventory) == "present"
    assert only(inventory).signer is None
    assert reason in only(inventory).reason


def test_somebody_else_s_sigstore_verifies_nothing(
    deployment: Deployment, bundle: bytes, place: Path, tmp_path: Path
) -> None:
    put(place, bundle)
    with Deployment.running(tmp_path / "other") as other:
        (tmp_path / "other").mkdir(exist_ok=True)
        inventory = look(place, root_of(other))
    assert (state(inventory), only(inventory).signer) == ("present", None)
    assert state(look(place, root_of(deployment))) == "verified"


def test_without_a_root_nothing_is_verified(bundle: bytes, place: Path) -> None:
    put(place, bundle)
    inventory = look(place, "no root was named")
    assert (state(inventory), only(inventory).reason) == ("present", "no root was named")
    assert inventory.upstream
    assert inventory.upstream.trust is None


def test_one_bad_document_hides_no_other(
    deployment: Deployment, bundle: bytes, place: Path
) -> None:
    broken = json.loads(bundle)
    broken["dsseEnvelope"]["payload"] = "***"
    put(place, {"attestations": [{"bundle": broken}, *npm(bundle)["attestations"], {}]})
    inventory = look(place, root_of(deployment))
    assert state(inventory) == "verified"
    assert inventory.upstream
    assert [problem.place for _, problem in inventory.upstream.problems] == [
        "$.attestations[0].bundle.dsseEnvelope.payload",
        "$.attestations[2].bundle",
    ]


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "deep": b"[" * 100_000,
    "large": b" " * (16 * 1024 * 1024 + 1),
    "a number": b"5",
    "twins": b'{"mediaType": 1, "mediaType": 2}',
    "something else": b'{"a": 1}',
    "wrong types": b'{"attestation_bundles": {"a": 1}}',
    "a version of tomorrow": b'{"version": 2, "verification_material": {}, "envelope": {}}',
    "no text": b"\xff\xfe",
    "another payload": b'{"payloadType": "text/plain", "payload": "", "signatures": []}',
    "no statement": b'{"payloadType": "application/vnd.in-toto+json", "payload": "e30="}',
    "many": b'{"attestations": [' + b"{}," * 20_000 + b"{}]}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_problems_and_the_others_count(
    deployment: Deployment, bundle: bytes, place: Path, name: str
) -> None:
    put(place, HOSTILE[name], "a.json")
    put(place, bundle, "b.json")
    inventory = look(place, root_of(deployment))
    assert inventory.upstream
    problems = inventory.upstream.problems
    assert problems
    assert {file for file, _ in problems} == {"a.json"}
    assert len(problems) <= 10_001
    assert state(inventory) == "verified"


def test_places_with_more_than_files_in_them(
    deployment: Deployment, bundle: bytes, place: Path
) -> None:
    os.mkfifo(place / "pipe")
    (place / "link.json").symlink_to("/etc/passwd")
    (place / "deep/er").mkdir(parents=True)
    put(place / "deep/er", bundle)
    inventory = look(place, root_of(deployment))
    assert only(inventory).place == "deep/er/it.json"
    assert inventory.upstream
    assert [name for name, _ in inventory.upstream.problems] == ["link.json", "pipe"]


def test_who_has_nothing_to_look_at_did_not_look(tmp_path: Path) -> None:
    ground = Ground(root=tmp_path, config=Config(), environment={})
    inventory = Inventory(locks=(locked("uv.lock", LOCK),))
    assert state(look_beside(inventory, (b"uv.lock", b"it.whl"), ground)) == "not-looked"


def test_documents_beside_the_files_are_found_by_their_names(
    deployment: Deployment, bundle: bytes, tmp_path: Path
) -> None:
    (tmp_path / "vendor").mkdir()
    beside = {
        f"vendor/{NAME}.publish.attestation": json.dumps(pep740(bundle)).encode(),
        "out.bin.pbom.sigstore.json": b"ours, and not even JSON",
        "vendor/notes.json": b"nobody's",
    }
    for name, data in beside.items():
        (tmp_path / name).write_bytes(data)
    root = root_of(deployment)
    ground = Ground(root=tmp_path, config=Config(), environment={}, find_root=lambda: root)
    inventory = Inventory(locks=(locked("uv.lock", LOCK),))
    seen = look_beside(inventory, map(os.fsencode, beside), ground)
    assert state(seen) == "verified"
    assert only(seen).place == f"vendor/{NAME}.publish.attestation"
    assert seen.upstream
    assert seen.upstream.problems == ()


def test_a_root_is_only_read_where_there_is_something_to_verify(tmp_path: Path) -> None:
    def never() -> TrustedRoot:
        raise AssertionError

    config = Config(provenance=ProvenanceConfig(places=("gone",)))
    ground = Ground(root=tmp_path, config=config, environment={}, find_root=never)
    seen = look_beside(Inventory(locks=(locked("uv.lock", LOCK),)), (), ground)
    assert seen.upstream
    assert [(name, problem.reason) for name, problem in seen.upstream.problems] == [
        ("gone", "No such file or directory")
    ]


def test_of_a_file_without_a_name_only_its_digest_tells(
    deployment: Deployment, bundle: bytes, place: Path
) -> None:
    it = {"hashes": [f"sha256:{WHEEL}"], "version": "==1.0"}
    bare = json.dumps({"_meta": {}, "default": {"it": it}})
    put(place, bundle)
    inventory = look(place, root_of(deployment), "Pipfile.lock", bare)
    assert state(inventory) == "verified"
    other = bare.replace(WHEEL, OTHER)
    assert state(look(place, root_of(deployment), "Pipfile.lock", other)) == "absent"


def test_what_was_looked_up_survives_writing(
    deployment: Deployment, bundle: bytes, place: Path
) -> None:
    from tests.codec.test_looked_up import reread  # noqa: PLC0415

    put(place, bundle)
    inventory = look(place, root_of(deployment))
    assert reread(inventory) == inventory
    worse = replace(inventory, upstream=None)
    assert reread(worse) == worse


def test_the_certificate_s_word_counts_even_if_it_is_the_attacker_s(
    deployment: Deployment, place: Path
) -> None:
    """Somebody else's workflow that built just these bytes is told by its own name."""
    claims: dict[str, Any] = {
        **JOB,
        "job_workflow_ref": "mallory/x/.github/workflows/x.yml@refs/heads/main",
        "repository": "mallory/x",
    }
    put(
        place,
        provenance(
            pep740(deployment.seal(statement(), claims, rekor=1, tsa="")), publisher="acme/app"
        ),
    )
    found = only(look(place, root_of(deployment)))
    assert found.signer
    assert found.signer.identity.startswith("https://github.com/mallory/x/")
    assert found.signer.repository == "https://github.com/mallory/x"
