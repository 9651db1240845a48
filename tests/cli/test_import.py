"""``pbom import``: kept byte for byte, counted, signed, shown, and listed in the PBOM."""

import hashlib
import json

import pytest

from pbom.codec.cyclonedx.integrity import check_document
from pbom.model.imported import ImportStatement
from tests.cli.session import ARCHIVE, BUNDLE, DOCUMENT, Sandbox
from tests.importing import PASSED

REPORT = PASSED.encode() + b"\n\n"


def imported(sandbox: Sandbox) -> ImportStatement:
    """The one import in the store."""
    (found,) = [item for item in sandbox.statements() if isinstance(item, ImportStatement)]
    return found


def with_report(sandbox: Sandbox) -> Sandbox:
    """The same with a report outside of the checkout."""
    (sandbox.base / "report.xml").write_bytes(REPORT)
    return sandbox


def test_it_speaks_of_the_commit_that_is_checked_out(sandbox: Sandbox) -> None:
    with_report(sandbox)
    done = sandbox.pbom("import", "../report.xml")
    assert done.code == 0, done
    found = imported(sandbox)
    head = sandbox.git("rev-parse", "HEAD").strip()
    commit = found.subjects[0].digests.get("gitCommit")
    assert commit
    assert commit.value == head
    assert found.document.name == "report.xml"
    assert found.document.digest.value == hashlib.sha256(REPORT).hexdigest()
    assert found.content.outcome == "passed"
    assert f"  (junit, about commit {head[:12]})" in done.text
    assert "understood  1 suites, 2 tests" in done.text
    assert REPORT in [path.read_bytes() for path in sandbox.objects()]


def test_it_speaks_of_what_is_named(sandbox: Sandbox) -> None:
    with_report(sandbox)
    sandbox.write("app.bin", "app")
    value = hashlib.sha256(b"app").hexdigest()
    assert sandbox.pbom("import", "../report.xml", "--about", "app.bin").code == 0
    (digest,) = imported(sandbox).subjects[0].digests
    assert (digest.algorithm, digest.value) == ("sha256", value)
    assert sandbox.pbom("import", "../report.xml", f"--about=sha256:{value}").code == 0
    assert sandbox.pbom("import", "../report.xml", "--about=HEAD^{tree}").code == 0
    assert sandbox.pbom("import", "../report.xml", "--about=nothing").code == 2


def test_nobody_has_said_that_a_changed_checkout_is_the_commit(sandbox: Sandbox) -> None:
    with_report(sandbox).write("src.txt", "changed")
    done = sandbox.pbom("import", "../report.xml")
    assert done.code == 0
    assert "problem     unresolved at checkout: 1 files here are not as in the commit" in done.text
    assert imported(sandbox).content.outcome == "unclear"
    sandbox.git("checkout", "-q", "src.txt")
    assert "tests       passed" in sandbox.pbom("import", "../report.xml").text


def test_the_bundle_can_be_handed_on_and_shown(sandbox: Sandbox) -> None:
    with_report(sandbox)
    assert sandbox.pbom("import", "../report.xml", "-o", "it.sigstore.json").code == 0
    shown = sandbox.pbom("show", "it.sigstore.json")
    assert shown.code == 0, shown
    lines = shown.text.splitlines()
    assert "import      junit" in lines
    assert lines[-1] == "            in an evidence object that is not in this file"


def test_the_pbom_lists_it_and_verifies_from_the_archive_alone(sandbox: Sandbox) -> None:
    with_report(sandbox)
    assert sandbox.pbom("import", "../report.xml").code == 0
    artifact = sandbox.release()
    document = (artifact.parent / DOCUMENT).read_bytes()
    check_document(document, "1.7")
    (reference,) = json.loads(document)["externalReferences"]
    digest = hashlib.sha256(REPORT).hexdigest()
    assert reference == {
        "type": "quality-metrics",
        "url": f"urn:pbom:object:sha256:{digest}",
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "comment": "imported junit",
    }
    shown = sandbox.pbom("show", DOCUMENT).text
    assert f"import      junit  report.xml  sha256:{digest}" in shown
    assert "inputs      of import report.xml: complete" in shown
    assert "import      junit" in sandbox.pbom("show", ARCHIVE).text
    given = ("out.bin", "--evidence", ARCHIVE, "--pbom", DOCUMENT)
    assert (artifact.parent / BUNDLE).exists()
    assert sandbox.judge(*given) == (0, set())


def test_a_step_that_made_the_report_is_named(sandbox: Sandbox) -> None:
    with_report(sandbox)
    made = ("--output=out/report.xml", "--", "sh", "-c", "mkdir out; cp ../report.xml out")
    sandbox.write(".gitignore", "out/\n")
    sandbox.commit("ignore")
    assert sandbox.pbom("run", "--step=test", *made).code == 0
    assert sandbox.pbom("import", "out/report.xml").code == 0
    sandbox.release()
    tasks = [
        task
        for workflow in json.loads((sandbox.project / DOCUMENT).read_bytes())["formulation"][0][
            "workflows"
        ]
        for task in workflow["tasks"]
    ]
    (found,) = [task for task in tasks if task["name"] == "report.xml"]
    assert {"name": "pbom:import:madeBy", "value": "test"} in found["properties"]


@pytest.mark.parametrize("content", [b"", b"{}", b"<a/>", b"\0\1", b'{"bomFormat": 1}'])
def test_what_is_of_no_known_kind_is_refused_and_nothing_is_kept(
    sandbox: Sandbox, content: bytes
) -> None:
    (sandbox.base / "x").write_bytes(content)
    before = sandbox.objects()
    done = sandbox.pbom("import", "../x")
    assert done.code == 4
    assert "../x" in done.complaint
    assert sandbox.objects() == before
    assert sandbox.pbom("import", "../nothing").code == 2


def test_words_of_a_document_that_reach_the_terminal_are_harmless(sandbox: Sandbox) -> None:
    text = json.dumps(
        {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "a\x1b[2J\u202e"}}}]}
    )
    (sandbox.base / "\x1b[2J.sarif").write_text(text)
    done = sandbox.pbom("import", "../\x1b[2J.sarif", "-o", "x.json")
    assert done.code == 0, done
    shown = sandbox.pbom("show", "x.json")
    assert "tool        a" in shown.text
    for said in (done, shown):
        assert b"\x1b" not in said.out + said.err
        assert "\u202e" not in said.text + said.complaint


def test_without_a_commit_it_must_be_said_what_it_speaks_of(sandbox: Sandbox) -> None:
    folder = sandbox.base / "elsewhere"
    folder.mkdir()
    (folder / "report.xml").write_bytes(REPORT)
    done = sandbox.pbom("import", "report.xml", folder=folder)
    assert done.code == 2
    assert "--about FILE" in done.complaint
    assert sandbox.pbom("import", "report.xml", "--about=report.xml", folder=folder).code == 0
