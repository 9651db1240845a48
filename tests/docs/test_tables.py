"""The tables of the specification have what the code has: no more and no less."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import pbom
from pbom import plugins
from pbom.cli.main import INTERNAL
from pbom.codec import (
    approval,
    bundle,
    dsse,
    forge_export,
    manifest,
    release,
    spoken,
    strict_json,
)
from pbom.codec.cyclonedx import picture
from pbom.codec.statement import MAX_SUBJECTS
from pbom.collectors import commit_signatures, gittuf
from pbom.collectors.environment import RECORDED
from pbom.collectors.signature_tools import Why
from pbom.model import lineage
from pbom.model.dependency import Covers
from pbom.model.evidence import MaterialState
from pbom.model.finding import Cause
from pbom.model.introduction import FactKind
from pbom.model.lineage import Standing
from pbom.model.mention import NameKind
from pbom.model.remedies import remedy_for
from pbom.model.review import MergePath, ReviewState, SignatureState
from pbom.model.snapshot import IGNORED
from pbom.pipeline.gate import MAX_DOCUMENTS
from pbom.stages import sketch
from pbom.stages.claims import MAX_SPAN
from pbom.stages.review import UNLOOKED
from pbom.stages.verify import MAX_CHOICES
from pbom.stores import archive
from tests.docs.markdown import SPEC, examples, first_cells, read

PRODUCT = Path(pbom.__file__).parent
VERIFY = (PRODUCT / "cli" / "verify.py").read_text("utf-8")
CODES: dict[str, int] = ast.literal_eval(re.findall(r"^CODES = (.+)$", VERIFY, re.MULTILINE)[0])
"""Read, not imported: the command-line library warns while it is imported."""
MEBIBYTE = 1024 * 1024
OF_SOURCE = set(first_cells(read(SPEC / "source.md"), "gap kind"))
OF_HISTORY = {*OF_SOURCE, *first_cells(read(SPEC / "range.md"), "gap kind")}
"""Gaps of the history, which no step has, but for a shallow clone."""
OF_REVIEWS = set(first_cells(read(SPEC / "review.md"), "gap kind"))
"""Gaps of signatures and reviews, which have their own page."""


def texts(*folders: str) -> Iterator[str]:
    """The text literals of the product's rooms."""
    for folder in folders:
        for path in (PRODUCT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def keywords(name: str, *folders: str) -> set[str]:
    """The texts that are given to a keyword argument in the product's rooms."""
    return {
        node.value.value
        for folder in folders
        for path in (PRODUCT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword)
        and node.arg == name
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def keywords_of(file: Path) -> Iterator[str]:
    """The kinds of the gaps that a file of the product makes."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        function = ast.unparse(node.func)
        given = [item.value for item in node.keywords if item.arg == "kind"]
        if function.endswith("_gap"):
            given += node.args[:1]
        for value in given if function in {"Gap", "self._gap"} else ():
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def test_the_gaps_of_a_step() -> None:
    kinds = keywords("kind", "collectors", "stages") - OF_HISTORY - OF_REVIEWS
    kinds |= {IGNORED, "shallow-clone"}
    of_outputs = {f"output-{kind}" for kind in ("unreadable-file", "changed-while-hashed")}
    told = first_cells(read(SPEC / "step.md"), "gap kind")
    assert set(told) == kinds | of_outputs
    assert len(told) == len(set(told))


def test_the_facts_of_introductions() -> None:
    assert first_cells(read(SPEC / "dependencies.md"), "fact") == get_args(FactKind)


def test_what_integrity_covers() -> None:
    assert first_cells(read(SPEC / "dependencies.md"), "covers") == get_args(Covers)


def test_the_formats_of_lock_files_and_their_names() -> None:
    page = read(SPEC / "dependencies.md")
    rows = re.findall(r"^\| `([a-z-]+)` \| (`.*`) \| .* \|$", page, re.MULTILINE)
    told = {format_: re.findall("`([^`]+)`", names) for format_, names in rows}
    readers = {reader.id: [*reader.names] for reader in plugins.lock_readers()}
    meant = {id_: [name for name in names if "!" not in name] for id_, names in readers.items()}
    assert told == meant


def test_the_gaps_of_a_range() -> None:
    told = first_cells(read(SPEC / "range.md"), "gap kind")
    ours = {
        text
        for name in ("release_range", "condition", "submodules", "touched", "agent_files")
        for text in keywords_of(PRODUCT / "collectors" / f"{name}.py")
    }
    remarked = {"future-dates", "dates-out-of-order", "cherry-picks", "reverts"}
    assert set(told) == ours | remarked
    assert all(remedy_for(kind) for kind in told)


def test_the_kinds_of_pipeline_definitions() -> None:
    table = plugins.pipeline_table(plugins.agent_table())
    told = first_cells(read(SPEC / "range.md"), "kind of definition")
    assert set(told) == {row.value for row in table.kinds.rows}


def test_the_kinds_of_agent_files() -> None:
    told = first_cells(read(SPEC / "range.md"), "kind of agent file")
    assert set(told) == {row.value.kind for row in plugins.agent_table().files.rows}


def test_the_gaps_of_a_source() -> None:
    assert keywords("kind", "collectors", "pipeline") >= OF_SOURCE
    assert all(remedy_for(kind) for kind in OF_SOURCE)


def test_the_gaps_of_reviews() -> None:
    kinds = keywords("kind", "collectors", "pipeline") & OF_REVIEWS
    assert kinds | set(get_args(Why)) - {""} | set(UNLOOKED) == OF_REVIEWS


@pytest.mark.parametrize(
    ("heading", "words"),
    [("path", MergePath), ("state", SignatureState)],
)
def test_the_words_of_reviews(heading: str, words: object) -> None:
    assert set(first_cells(read(SPEC / "review.md"), heading)) == set(get_args(words))


def test_the_states_of_reviews() -> None:
    section = read(SPEC / "review.md").partition("## States of a review")[2]
    assert set(first_cells(section, "state")) == set(get_args(ReviewState))


def test_the_states_of_materials() -> None:
    assert first_cells(read(SPEC / "step.md"), "state") == get_args(MaterialState)


def test_the_recorded_variables() -> None:
    page = read(SPEC / "step.md")
    listed = page.partition("allow-list:")[2].partition("and the names listed")[0]
    assert re.findall(r"`(\w+)`", listed) == sorted(RECORDED)


def test_the_properties_of_the_pbom() -> None:
    written = {text for text in texts("codec/cyclonedx") if re.fullmatch(r"pbom(:\w+)+", text)}
    told = first_cells(read(SPEC / "pbom.md"), "name")
    open_ended = {"pbom:digest:<algorithm>", "pbom:certificate:<claim>"}
    assert set(told) - open_ended == written
    for name in open_ended:
        assert name.partition("<")[0] in "".join(texts("codec/cyclonedx"))


def test_the_reasons_for_which_a_signature_is_refused() -> None:
    files = ("stages/authenticate", "stages/lifetime", "codec/keyless", "codec/trusted_root")
    source = "".join((PRODUCT / f"{name}.py").read_text("utf-8") for name in files)
    raised = set(re.findall(r"AuthenticationError\(\s*\"([a-z-]+)\"", source))
    assert set(first_cells(read(SPEC / "bundle.md"), "reason")) == raised


def test_the_causes_of_findings_and_their_exit_codes() -> None:
    page = read(SPEC / "gate.md")
    rows = re.findall(r"^\| `(invalid|missing|denied)` \| .* \| (\d+) \|$", page, re.MULTILINE)
    assert {cause: int(code) for cause, code in rows} == CODES
    assert set(CODES) == set(get_args(Cause))


def test_the_exit_codes_of_the_gate() -> None:
    page = read(SPEC / "exit-codes.md")
    table = page.partition("## `verify`")[2].partition("## `run`")[0]
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert told == {0, *CODES.values(), 2, 5, INTERNAL}


def test_the_limits() -> None:
    limits = {
        "bundle.md": (
            f"at most {bundle.MAX_BUNDLE // MEBIBYTE} MiB of strict JSON",
            f"at most {dsse.MAX_PAYLOAD // MEBIBYTE} MiB after decoding",
            f"0 to {dsse.MAX_SIGNATURES} entries",
        ),
        "README.md": (
            f"nesting deeper than {strict_json.MAX_DEPTH}",
            f"{strict_json.MAX_BYTES // MEBIBYTE} MiB where no page says less",
        ),
        "step.md": (
            f"1 to {MAX_SUBJECTS}",
            f"Lists of more than {manifest.MAX_INLINE} entries",
            f"{manifest.MAX_ENTRIES:,}",
        ),
        "evidence.md": (f"{archive.MAX_MEMBERS:,} members", f"{archive.MAX_TOTAL >> 30} GiB"),
        "release.md": (f"up to {release.MAX_INLINE // 1024} KiB",),
        "review.md": (
            f"At most {commit_signatures.MAX_SIGNED:,} signed commits",
            f"at most {commit_signatures.MAX_COMMIT // MEBIBYTE} MiB are looked at",
            f"At most {spoken.MAX_LINES} lines",
            f"at most {MAX_SPAN}, and what merges",
            f"At most {gittuf.MAX_FILES:,} files are listed and {gittuf.MAX_READ:,} read",
            f"JSON of at most {forge_export.MAX_EXPORT // MEBIBYTE} MiB",
        ),
        "approval.md": (
            f"1 to {approval.MAX_REASON} characters",
            f"1 to {approval.MAX_LISTED} patterns",
        ),
        "gate.md": (f"At most {MAX_CHOICES} choices", f"at most {MAX_DOCUMENTS}"),
    }
    for page, told in limits.items():
        for text in told:
            assert text in read(SPEC / page), page


def test_the_words_of_lineage() -> None:
    page = read(SPEC / "lineage.md")
    assert first_cells(page, "standing") == get_args(Standing)
    assert first_cells(page, "cause") == get_args(lineage.Cause)
    assert first_cells(page, "kind of name") == get_args(NameKind)
    assert f"more than {sketch.MAX_NODES:,} things" in page
    assert f"At most {picture.MAX_NODES:,} things" in page


def test_the_members_of_the_report() -> None:
    report = json.loads(examples("verdict.md", "json")[1])
    about = read(SPEC / "verdict.md").partition("## For programs")[2]
    told = [name.removeprefix("findings[].") for name in first_cells(about, "member")]
    assert sorted(told) == sorted([*report, *report["findings"][0], "owner", "waived"])
