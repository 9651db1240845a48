"""``inputs-explained``: each file that a step read is there for a reason."""

import pytest
from msgspec.structs import replace

from pbom.model.trace import Trace, TracedFile
from tests.rules.traced import clean, said, traced, untraced
from tests.simulator import REPORT, WHEEL
from tests.traces import SOURCE, found, packaged, source, trace_of

RULE = "inputs-explained"
NEAREST = {
    "the commit has something else": (
        replace(found("src/a.py"), commit="other"),
        "the same path in the commit, other content",
    ),
    "nobody has it": (found("src/b.py"), "not in the commit, and no earlier step made it"),
    "it is outside": (found("/home/ada/c"), "outside the workspace, in no package"),
    "a system file of no package": (found("/usr/lib/d.so"), "in no installed package"),
    "a package has something else": (
        replace(found("/usr/lib/e.so"), basis="differs from pkg:deb/debian/e@1"),
        "pkg:deb/debian/e@1 has other content there",
    ),
    "it is in no record": (
        found("/opt/venv/lib/python3/site-packages/f.py"),
        "in site-packages, in no RECORD",
    ),
    "it is not known": (
        replace(found("/x/g"), digests=None, unknown="gone"),
        "its content is not known: it was gone before it could be read",
    ),
    "its toolchain is not declared": (
        replace(packaged("/opt/npm/h"), basis=f"sha256:{'1' * 64}"),
        f"of a toolchain that the policy does not declare, sha256:{'1' * 64}",
    ),
    "the loader reads it before everything": (
        found("/etc/ld.so.preload"),
        "in no installed package",
    ),
    "a hook of the repository": (
        found(".git/hooks/post-checkout"),
        "a hook of the repository, which is in no commit",
    ),
}
REASONS = {
    "the commit": source("src/a.py"),
    "a package": packaged("/usr/lib/b.so"),
    "the machine": found("/etc/passwd"),
    "git": found(".git/HEAD"),
    "the commit, elsewhere": replace(found("build/copy.py"), commit="elsewhere"),
    "compiled by Python": replace(found("/usr/lib/c.pyc"), basis="compiled from the commit"),
}


@pytest.mark.parametrize("file", REASONS.values(), ids=list(REASONS))
def test_what_has_a_reason_ships(file: TracedFile) -> None:
    assert traced(clean(file), RULE).blocking() == []


@pytest.mark.parametrize(("file", "reason"), NEAREST.values(), ids=list(NEAREST))
def test_what_has_none_is_named_with_the_nearest(file: TracedFile, reason: str) -> None:
    [finding] = traced(clean(file), RULE).said_by(RULE)
    assert finding.subject == f"{file.name} in step build"
    assert finding.found.startswith(f"{reason}; read by cc")


def test_a_declared_material_and_a_declared_toolchain_ship() -> None:
    tool = replace(packaged("/opt/npm/h"), basis=f"sha256:{'1' * 64}")
    world = traced(clean(found("vendor/x"), tool), RULE, "[toolchains]", f'npm = "{tool.basis}"')
    [demand] = (item for item in world.trust.demands if item.step == "build")
    demand = replace(demand, materials=("vendor/", REPORT.name))
    assert world.trusting(world.trust.demanding(demand)).blocking() == []


def rewritten(*, kept: bool) -> Trace:
    """The build writes over a file of the commit, reads it, and leaves it so or not."""
    trace = clean()
    changed = replace(found("src/gen.h", "new"), commit="other", makers=(1,))
    files = (*trace.files, changed)
    index = len(files) - 1
    reader = replace(trace.processes[2], reads=(*trace.processes[2].reads, index))
    left = (*trace.left, index) if kept else trace.left
    processes = (*trace.processes[:2], reader)
    return replace(trace, files=files, processes=processes, left=left)


def test_a_file_of_the_commit_may_be_written_over_if_it_stays_so() -> None:
    assert traced(rewritten(kept=True), RULE).blocking() == []


def test_a_file_of_the_commit_that_was_changed_back_is_named() -> None:
    [finding] = traced(rewritten(kept=False), RULE).said_by(RULE)
    assert finding.subject == "src/gen.h in step build"
    assert "changed, read, and changed back" in finding.found


def test_what_an_unexplained_file_reached_is_not_named_again() -> None:
    """Its cause is; everything that was made from it would hide that."""
    world = traced(clean(found("/x/evil.h")), RULE)
    assert said(world, RULE) == [("/x/evil.h in step build", "denied")]


def test_more_than_a_few_are_counted() -> None:
    world = traced(clean(*(found(f"/x/{number:02}") for number in range(30))), RULE)
    findings = world.said_by(RULE)
    assert len(findings) == 21
    assert any(finding.found == "10 more files without one" for finding in findings)


def test_a_step_without_a_trace_is_evidence_that_is_missing() -> None:
    assert said(untraced(traced(clean(), RULE)), RULE) == [("step build", "missing")]


def test_a_trace_of_the_network_alone_says_nothing_of_files() -> None:
    trace = replace(trace_of(WHEEL, SOURCE), scope="network")
    assert said(traced(trace, RULE), RULE) == [("step build", "missing")]


def test_without_the_rule_nothing_of_it_is_asked() -> None:
    world = traced(clean(found("/x/evil.h")), RULE, 'severity = "off"')
    assert world.blocking() == []
