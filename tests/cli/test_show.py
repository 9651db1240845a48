"""``pbom show``: every kind of document in words."""

import base64
import json
import shutil

import pytest

from tests.cli.session import ARCHIVE, BUNDLE, DOCUMENT, Sandbox


def shown(sandbox: Sandbox, name: str) -> dict[str, list[str]]:
    """What is said, by the word that begins the line."""
    done = sandbox.pbom("show", name)
    assert (done.code, done.complaint) == (0, "")
    lines: dict[str, list[str]] = {}
    for line in done.text.splitlines():
        lines.setdefault(line[:12].strip(), []).append(line[12:])
    return lines


def bundle_with(sandbox: Sandbox, predicate: str) -> str:
    """The path of the bundle in the store that has this kind of predicate."""
    [path] = [
        path
        for path in sandbox.objects()
        if json.loads(payload_of(path.read_bytes())).get("predicateType") == predicate
    ]
    return str(path)


def payload_of(data: bytes) -> bytes:
    """The payload of a bundle; of any other document nothing much."""
    envelope = json.loads(data).get("dsseEnvelope")
    return base64.b64decode(envelope["payload"]) if envelope else b"{}"


def test_pbom(shipped: Sandbox) -> None:
    lines = shown(shipped, DOCUMENT)
    assert lines["CycloneDX"][0].startswith("1.7  urn:uuid:")
    assert lines["artifact"][0].startswith("out.bin  ")
    assert [line.split()[0] for line in lines["step"]] == ["build"]
    assert lines["command"] == ["make -s"]
    assert lines["exit code"] == ["0"]
    assert len(lines["source"]) == 1
    assert lines["packages"] == ["unknown"]
    assert lines["inputs"] == ["of step build: unknown", "of the commits: incomplete"]
    assert lines["commits"] == ["0 declared, 0 inferred, 0 declared-none, 2 unknown, at least"]


def test_signature_of_a_pbom(shipped: Sandbox) -> None:
    lines = shown(shipped, BUNDLE)
    assert lines["bundle"][0].startswith("sha256:")
    assert lines["signed"][0].endswith("not verified here")
    assert lines["PBOM"][0].startswith("sha256:")
    assert lines["subject"][0].startswith("out.bin  sha256:")


def test_step(shipped: Sandbox) -> None:
    path = bundle_with(shipped, "https://in-toto.io/attestation/link/v0.3")
    lines = shown(shipped, path)
    assert lines["step"][0].startswith("build  in run local:")
    assert (lines["command"], lines["exit code"], lines["in"]) == (["make -s"], ["0"], ["."])
    assert lines["source"][0].startswith("(no remote) ")
    assert lines["subject"][0].startswith("out.bin  sha256:")
    assert lines["coverage"] == ["snapshot"]


def test_statement_without_its_envelope(shipped: Sandbox) -> None:
    path = bundle_with(shipped, "https://in-toto.io/attestation/link/v0.3")
    shipped.write("statement.json", payload_of((shipped.project / path).read_bytes()))
    assert shown(shipped, "statement.json")["command"] == ["make -s"]


def test_provenance_for_others(shipped: Sandbox) -> None:
    lines = shown(shipped, bundle_with(shipped, "https://slsa.dev/provenance/v1"))
    assert lines["statement"][0].startswith("https://slsa.dev/provenance/v1")
    assert lines["subject"][0].startswith("out.bin  sha256:")


def test_signed_verdict(shipped: Sandbox) -> None:
    assert shipped.pbom("verify", "out.bin", "--output=vsa=v.sigstore.json").code == 0
    lines = shown(shipped, "v.sigstore.json")
    assert lines["verdict"] == ["PASSED"]
    assert lines["subject"][0].startswith("out.bin  sha256:")


def test_report(shipped: Sandbox) -> None:
    shipped.write("out.bin", "other")
    assert shipped.pbom("verify", "out.bin", "--output=json=v.json").code == 4
    lines = shown(shipped, "v.json")
    assert lines["verdict"] == ["do not ship"]
    assert "artifact-attested: out.bin" in lines["deny"]


def test_step_whose_lists_are_elsewhere(sandbox: Sandbox) -> None:
    script = "mkdir m; cd m; seq 1 1001 | xargs touch"
    assert sandbox.pbom("run", "--", "sh", "-c", script).code == 0
    path = bundle_with(sandbox, "https://in-toto.io/attestation/link/v0.3")
    shutil.copy(path, sandbox.project / "alone.sigstore.json")
    lines = shown(sandbox, "alone.sigstore.json")
    assert lines["lists"] == ["in evidence objects that are not in this file"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("text", b"hello", 4),
        ("empty", b"", 4),
        ("list", b"[]", 4),
        ("object", b"{}", 4),
        ("deep", b"[" * 100_000, 4),
        ("twice", b'{"_type": 1, "_type": 1}', 4),
        ("not a statement", b'{"_type": "x", "subject": []}', 4),
        ("no bundle", b'{"dsseEnvelope": 1}', 4),
        ("broken pbom", b'{"bomFormat": "CycloneDX", "components": 3}', 4),
        ("binary", b"\xff\xfe\x00", 4),
    ],
)
def test_what_is_not_a_document_is_refused(
    sandbox: Sandbox, name: str, content: bytes, code: int
) -> None:
    sandbox.write(name, content)
    done = sandbox.pbom("show", name)
    assert (done.code, done.text) == (code, "")
    assert done.complaint.startswith(f"pbom: {name}: $")
    assert "Traceback" not in done.complaint


def test_file_that_cannot_be_read_is_wrong_usage(shipped: Sandbox) -> None:
    for name in ("missing", ".pbom"):
        done = shipped.pbom("show", name)
        assert (done.code, done.text) == (2, "")
        assert done.complaint.startswith(f"pbom: cannot read {name}: ")


def test_archive(shipped: Sandbox) -> None:
    done = shipped.pbom("show", ARCHIVE)
    assert done.code == 0
    assert done.text.count("not verified here") == 3
    assert "step        build" in done.text
    assert "at least    0 declared, 0 inferred, 0 declared-none, 2 unknown" in done.text
    assert "PBOM        sha256:" in done.text
