"""``pbom deps``, and what ``pbom run`` records of lock files."""

import base64
import json

import pytest

from pbom.codec.cyclonedx.integrity import check_document
from pbom.model.statement import SourceStatement
from tests.cli.session import Sandbox
from tests.ecosystems import test_github_workflow, test_package_lock, test_uv_lock
from tests.tracing import needs_strace

SHA512 = f"sha512-{'A' * 86}=="
FILES = {
    "uv.lock": test_uv_lock.SAMPLE,
    "web/package-lock.json": test_package_lock.SAMPLE,
    ".github/workflows/ci.yml": test_github_workflow.SAMPLE,
}


def with_locks(sandbox: Sandbox) -> Sandbox:
    """The same project with lock files in it."""
    for name, text in FILES.items():
        (sandbox.project / name).parent.mkdir(parents=True, exist_ok=True)
        sandbox.write(name, text)
    sandbox.commit("lock")
    return sandbox


def test_a_table(sandbox: Sandbox) -> None:
    done = with_locks(sandbox).pbom("deps")
    assert done.code == 0, done
    rows = [line.split() for line in done.text.splitlines()]
    assert ["pypi/idna@3.7", "direct", "required", "registry", "sha256", "x2", "uv.lock"] in rows
    assert rows[-1][0] == "3"
    assert done.complaint == ""


def test_json_and_cyclonedx(sandbox: Sandbox) -> None:
    with_locks(sandbox)
    done = sandbox.pbom("deps", "--format=json")
    assert [file["name"] for file in json.loads(done.out)["files"]] == sorted(FILES)
    again = sandbox.pbom("deps", "-f", "cyclonedx")
    check_document(again.out, "1.7")
    check_document(sandbox.pbom("deps", "-f", "cyclonedx", "--spec=1.6").out, "1.6")
    assert again.out == sandbox.pbom("deps", "-f", "cyclonedx").out


def test_what_could_not_be_read_is_said(sandbox: Sandbox) -> None:
    with_locks(sandbox)
    sandbox.write("uv.lock", "[[package]]\nname = 1\n\n[[package]]\nname = 'a'\nversion = '1'\n")
    done = sandbox.pbom("deps")
    assert done.code == 0
    assert "pypi/a@1" in done.text
    assert done.complaint == (
        "pbom: uv.lock: bad-entry at $.package[0].name: expected text, found a number\n"
    )


def test_no_lock_file_is_said_too(sandbox: Sandbox) -> None:
    done = sandbox.pbom("deps")
    assert (done.code, done.complaint) == (0, "pbom: no lock file of a known kind is here\n")


@pytest.mark.parametrize("arguments", [("-f", "xml"), ("-f", "cyclonedx", "--spec", "1.5")])
def test_what_there_is_not(sandbox: Sandbox, arguments: tuple[str, ...]) -> None:
    assert with_locks(sandbox).pbom("deps", *arguments).code == 2


def test_names_that_reach_the_terminal_are_harmless(sandbox: Sandbox) -> None:
    entry = r'{"version": "\u202e1", "integrity": "sha512-\u001b"}'
    name = r"node_modules/a\u001b[2J"
    text = f'{{"lockfileVersion": 3, "packages": {{"{name}": {entry}}}}}'
    sandbox.write("package-lock.json", text)
    done = sandbox.pbom("deps")
    assert done.code == 0
    assert b"\x1b" not in done.out + done.err
    assert "\u202e" not in done.text + done.complaint


def test_a_step_records_what_was_there_when_it_began(sandbox: Sandbox) -> None:
    with_locks(sandbox)
    done = sandbox.pbom("run", "--", "sh", "-c", "echo x > out.bin; echo > uv.lock")
    assert done.code == 0, done
    step = sandbox.recorded("build")[-1]
    assert step.inventory
    assert [lock.file.name for lock in step.inventory.locks] == sorted(FILES)
    assert "pkg:pypi/idna@3.7" in {item.known.purl for item in step.inventory.packages}
    assert not [gap for gap in step.coverage.gaps if gap.kind == "dependencies-unread"]


def test_a_session_records_the_same(sandbox: Sandbox) -> None:
    with_locks(sandbox)
    assert sandbox.pbom("record", "start", "--step=build").code == 0
    sandbox.write("uv.lock", "")
    done = sandbox.pbom("record", "stop", "--step=build")
    assert done.code == 0, done
    step = sandbox.recorded("build")[-1]
    assert step.inventory
    assert "pkg:pypi/idna@3.7" in {item.known.purl for item in step.inventory.packages}


def test_a_step_without_lock_files_says_nothing_of_them(sandbox: Sandbox) -> None:
    assert sandbox.pbom("run", "--", "true").code == 0
    assert sandbox.recorded("build")[-1].inventory is None


def test_who_brought_what_is_new(sandbox: Sandbox) -> None:
    start = sandbox.git("rev-parse", "HEAD").strip()
    with_locks(sandbox)
    done = sandbox.pbom("deps", f"{start}..HEAD")
    assert done.code == 0, done
    lines = done.text.splitlines()
    assert "pypi idna 3.7" in lines
    head = sandbox.git("rev-parse", "HEAD").strip()
    assert lines[lines.index("pypi idna 3.7") + 1].startswith(f"  new by {head[:12]} ")
    found = json.loads(sandbox.pbom("deps", f"{start}..", "-f", "json").out)["introductions"]
    (idna,) = [item for item in found if item["purl"] == "pkg:pypi/idna@3.7"]
    assert (idna["commit"], idna["class"], idna["files"]) == (head, "unknown", ["uv.lock"])
    assert sandbox.pbom("deps", f"{start}..HEAD", "-f", "cyclonedx").code == 2
    assert sandbox.pbom("deps", "nowhere..HEAD").code == 2


def test_locked_against_installed(sandbox: Sandbox) -> None:
    site = ".venv/lib/python3.12/site-packages"
    with_locks(sandbox)
    for name, version in {"idna": "3.7", "rich": "99", "extra": "1"}.items():
        info = f"{site}/{name}-{version}.dist-info/METADATA"
        sandbox.write(info, f"Name: {name}\nVersion: {version}\n")
    done = sandbox.pbom("deps", "--installed")
    assert done.code == 0, done
    lines = done.text.splitlines()
    assert lines[-1] == "1 as locked, 3 not installed, 2 not locked"
    assert "installed, not locked: pypi rich 99" in lines
    assert "locked, not installed: pypi rich 13.0" in lines
    assert not [line for line in lines if " npm " in line]


def test_who_brought_what_is_signed_with_the_commits(sandbox: Sandbox) -> None:
    sandbox.git("tag", "v1")
    with_locks(sandbox)
    head = sandbox.git("rev-parse", "HEAD").strip()
    assert sandbox.pbom("run", "--", "true").code == 0
    found = [item for item in sandbox.statements() if isinstance(item, SourceStatement)]
    (source,) = [item for item in found if item.changes.range.head == head]
    brought = {one.item.purl: one for one in source.changes.introductions}
    assert brought["pkg:pypi/idna@3.7"].commit == head
    assert [fact.id for fact in brought["pkg:pypi/pytest@8.0"].facts] == ["install-script"]
    assert sandbox.pbom("source").text.splitlines()[-1].startswith("recorded before")


def test_a_bundle_without_its_object_is_still_shown(sandbox: Sandbox) -> None:
    with_locks(sandbox)
    done = sandbox.pbom("run", "--", "sh", "-c", "echo x > out.bin")
    assert done.code == 0, done
    bundles = [path for path in (sandbox.state / "objects").rglob("*") if path.is_file()]
    shown = [sandbox.pbom("show", str(path)).text for path in bundles]
    (step,) = [text for text in shown if "\nstep        build" in text]
    assert "exit code   0" in step
    assert "packages    in an evidence object that is not in this file" in step


def test_the_comparison_as_json(sandbox: Sandbox) -> None:
    with_locks(sandbox)
    info = ".venv/lib/python3.12/site-packages/idna-3.7.dist-info/METADATA"
    sandbox.write(info, "Name: idna\nVersion: 3.7\n")
    told = json.loads(sandbox.pbom("deps", "--installed", "-f", "json").out)
    assert (told["type"], told["asLocked"]) == ("urn:pbom:presence:v1", 1)
    assert "pkg:pypi/rich@13.0" in told["lockedNotInstalled"]
    assert [place["count"] for place in told["places"]] == [1]
    assert sandbox.pbom("deps", "--installed", "-f", "cyclonedx").code == 2


def test_what_a_traced_step_used(sandbox: Sandbox) -> None:
    needs_strace()
    sandbox.write(".gitignore", "node_modules/\n")
    entries = ", ".join(
        f'"node_modules/{name}": {{"version": "1.0.0", "integrity": "{SHA512}"}}'
        for name in ("used", "unread")
    )
    sandbox.write("package-lock.json", f'{{"lockfileVersion": 3, "packages": {{{entries}}}}}')
    sandbox.commit("lock")
    for name in ("used", "unread", "planted"):
        package = f'{{"name": "{name}", "version": "1.0.0"}}'
        sandbox.write(f"node_modules/{name}/package.json", package)
    stranger = sandbox.base / "node_modules" / "stranger" / "index.js"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("")
    assert sandbox.pbom("deps", "--used").code == 3  # nothing was traced yet
    read = "cat node_modules/used/package.json node_modules/planted/package.json "
    command = ("run", "--trace=all", "--", "sh", "-c", f"{read} ../node_modules/stranger/index.js")
    assert sandbox.pbom(*command).code == 0
    sandbox.write("package-lock.json", "{}")  # what was locked then is what counts
    done = sandbox.pbom("deps", "--used")
    assert done.code == 0, done
    lines = done.text.splitlines()
    assert lines[0].startswith("step build in run ")
    assert any("neither locked nor installed: npm stranger  (1 files by" in line for line in lines)
    assert any(line.startswith("used, installed, not locked: npm planted") for line in lines)
    assert "locked, not used: npm unread 1.0.0" in lines
    assert lines[-1].startswith("3 used, 1 of them neither locked nor installed, 1 not locked; 1 ")
    told = json.loads(sandbox.pbom("deps", "--used", "--step=build", "-f", "json").out)
    assert told["type"] == "urn:pbom:usage:v1"
    assert [item["name"] for item in told["usedNeitherLockedNorInstalled"]] == ["stranger"]
    assert told["lockedNotUsed"] == ["pkg:npm/unread@1.0.0"]
    assert [item["basis"] for item in told["used"]] == ["place"] * 3
    assert sandbox.pbom("deps", "--used", "--step=other").code == 3


def test_a_project_names_where_documents_of_upstream_are(sandbox: Sandbox) -> None:
    """No document is there, and nobody could verify one: that is not the same as not to look."""
    with_locks(sandbox)
    sandbox.write("pbom.toml", '[provenance]\nplaces = ["provenance"]\ntrusted-root = "gone"\n')
    (sandbox.project / "provenance").mkdir()
    envelope = {
        "payloadType": "application/vnd.in-toto+json",
        "payload": base64.b64encode(
            json.dumps(
                {
                    "_type": "https://in-toto.io/Statement/v1",
                    "subject": [{"name": "idna-3.7.tar.gz", "digest": {"sha256": "a" * 64}}],
                    "predicateType": "https://slsa.dev/provenance/v1",
                }
            ).encode()
        ).decode(),
        "signatures": [{"sig": ""}],
    }
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"certificate": {"rawBytes": ""}, "tlogEntries": []},
        "dsseEnvelope": envelope,
    }
    sandbox.write("provenance/idna.json", json.dumps(bundle))
    done = sandbox.pbom("deps")
    assert done.code == 0, done
    assert done.text.splitlines()[-1].endswith("with provenance, 0 of them verified")
    told = json.loads(sandbox.pbom("deps", "-f", "json").out)["upstream"]
    (found,) = [item for item in told["found"] if item["purl"] == "pkg:pypi/idna@3.7"]
    assert (found["locked"], found["subject"]) == (True, {"sha256": "a" * 64})
    assert found["reason"] == "no trusted root: gone: No such file or directory"
    assert told["places"] == [".", "provenance"]
    assert sandbox.pbom("run", "--", "true").code == 0
    inventory = sandbox.recorded("build")[-1].inventory
    assert inventory
    assert inventory.upstream
    assert inventory.upstream.found
    text = sandbox.pbom("deps", "-f", "cyclonedx").text
    assert '{"name":"pbom:dep:provenance","value":"present 0 of 2 files"}' in text
    sandbox.write("provenance/idna.json", "{")
    assert sandbox.pbom("deps").complaint.startswith(
        "pbom: idna.json: unreadable at $: not JSON at line 1"
    )


def test_who_has_no_documents_is_told_nothing_of_them(sandbox: Sandbox) -> None:
    done = with_locks(sandbox).pbom("deps")
    assert "provenance" not in done.text
