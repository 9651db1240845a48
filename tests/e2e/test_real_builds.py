"""Real builds ship as they are, and do not ship after one byte of anything has changed."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from tests.e2e.builds import BUILDS, Build
from tests.e2e.release import Delivery, Release, Table, flip
from tests.edits import payload_of
from tests.workbench import Workbench, require


class Change(Struct, frozen=True, kw_only=True):
    """One byte that changes.

    Attributes:
        name: Of what.
        make: Changes it.
        rules: Those that must say no.
        orphans: Whether those that miss the record of the build must say no as well.
    """

    name: str
    make: Callable[[Delivery], None]
    rules: frozenset[str]
    orphans: bool = False

    def denied_by(self, build: Build) -> frozenset[str]:
        """Exactly the rules that must say no."""
        return self.rules | build.orphans if self.orphans else self.rules


def _middle(content: bytes) -> int:
    return len(content) // 2


def _in_payload(content: bytes) -> int:
    start = content.index(b'"payload":"') + len(b'"payload":"')
    return (start + content.index(b'"', start)) // 2


def _exit_code(content: bytes) -> int:
    """The first recorded exit code in a PBOM: a step that failed would look like this."""
    marker = b'"name":"pbom:command:exitCode","value":"'
    return content.index(marker) + len(marker)


def _change_artifact(delivery: Delivery) -> None:
    flip(delivery.artifact, _middle)


def _change_test(delivery: Delivery) -> None:
    delivery.unpack()
    flip(delivery.bundle_of("test"), _in_payload)


def _change_build(delivery: Delivery) -> None:
    delivery.unpack()
    flip(delivery.bundle_of("build"), _in_payload)


def _change_signature(delivery: Delivery) -> None:
    flip(delivery.signature, _in_payload)


def _change_document(delivery: Delivery) -> None:
    flip(delivery.document, _exit_code)


CHANGES = (
    Change(
        name="artifact",
        make=_change_artifact,
        rules=frozenset({"artifact-attested", "pbom-signed"}),
    ),
    Change(
        name="test bundle",
        make=_change_test,
        rules=frozenset({"evidence-authentic", "pbom-recomputed", "step-signed"}),
    ),
    Change(
        name="build bundle",
        make=_change_build,
        rules=frozenset(
            {"evidence-authentic", "pbom-recomputed", "step-signed", "artifact-attested"}
        ),
        orphans=True,
    ),
    Change(
        name="PBOM signature",
        make=_change_signature,
        rules=frozenset({"evidence-authentic"}),
    ),
    Change(
        name="PBOM",
        make=_change_document,
        rules=frozenset({"pbom-signed", "pbom-recomputed"}),
    ),
)


@pytest.fixture(scope="module", params=BUILDS, ids=lambda build: build.name)
def release(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Release]:
    """A build, recorded and assembled once; tests look at copies."""
    build: Build = request.param
    require(*build.programs)
    release = Release(build, Workbench(tmp_path_factory.mktemp("build")))
    release.make()
    yield release
    sys.stdout.write(f"\n{release.summary()}\n")  # seen with `-s`, as `make e2e` does


def _tasks(document: Table) -> list[Table]:
    (formula,) = document["formulation"]
    run, commits = formula["workflows"]
    assert commits["name"] == "commits"
    tasks: list[Table] = run["tasks"]
    return tasks


def test_it_ships_with_nothing_to_complain_about(release: Release) -> None:
    done = release.bench.must("pbom", "verify", release.build.artifact)
    release.times["verify"] = done.seconds
    assert done.out.startswith("SHIP ")
    assert "0 blocking, 0 warnings" in done.out
    assert done.err == ""


def test_it_ships_elsewhere_from_the_archive(release: Release, tmp_path: Path) -> None:
    judgement = release.deliver(tmp_path / "delivery").verify()
    assert (judgement.code, judgement.report["findings"], judgement.err) == (0, [], "")


def test_it_ships_elsewhere_from_unpacked_evidence(release: Release, tmp_path: Path) -> None:
    delivery = release.deliver(tmp_path / "delivery")
    delivery.unpack()
    judgement = delivery.verify()
    assert (judgement.code, judgement.report["findings"], judgement.err) == (0, [], "")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_it_does_not_ship_after_one_byte_has_changed(
    release: Release, tmp_path: Path, change: Change
) -> None:
    delivery = release.deliver(tmp_path / "delivery")
    change.make(delivery)
    judgement = delivery.verify()
    assert (judgement.code, judgement.rules) == (4, change.denied_by(release.build))
    assert not judgement.report["passed"]
    for finding in judgement.report["findings"]:
        assert finding["expected"]
        assert finding["found"]
        assert finding["fix"]
    release.denied.append(change.name)


def test_the_pbom_says_what_happened(release: Release) -> None:
    build, document = release.build, release.document
    head = release.bench.must("git", "rev-parse", "HEAD").out.strip()
    (formula,) = document["formulation"]
    parts = {part["bom-ref"]: part for part in formula["components"]}
    tasks = _tasks(document)
    assert document["specVersion"] == build.spec
    assert [task["name"] for task in tasks] == [step for step, _ in build.steps]
    made = []
    for task, (_, command) in zip(tasks, build.steps, strict=True):
        (executed,) = task["steps"][0]["commands"]
        assert executed["executed"] == " ".join(command)
        inputs = [parts[item["resource"]["ref"]] for item in task["inputs"] if "resource" in item]
        assert [part["version"] for part in inputs if part["name"] == "source"] == [head]
        made += [
            parts[item["resource"]["ref"]]["name"]
            for item in task["outputs"]
            if "ref" in item["resource"]
        ]
    assert sorted(made) == sorted(build.products)


def test_the_pbom_admits_the_gaps_of_the_build_and_no_others(release: Release) -> None:
    gaps = {
        item["value"].partition(" ")[0]
        for task in _tasks(release.document)
        for item in task["properties"]
        if item["name"] == "pbom:coverage:gap"
    }
    assert gaps == release.build.gaps


def test_nothing_of_this_machine_is_in_what_is_handed_over(
    release: Release, tmp_path: Path
) -> None:
    delivery = release.deliver(tmp_path / "delivery")
    delivery.unpack()
    signed = [path.read_bytes() for path in delivery.unpacked.rglob("*.json")]
    assert len(signed) > len(release.build.steps)
    for content in (delivery.document.read_bytes(), *map(_payload, signed)):
        assert str(release.bench.home.parent).encode() not in content


def _payload(content: bytes) -> bytes:
    return payload_of(content) if b'"dsseEnvelope"' in content else content
