"""Verdicts to show: one of every weight, and what somebody hostile would put into one."""

from datetime import timedelta

from hypothesis import strategies as st
from msgspec.structs import replace

from pbom import plugins
from pbom.model.artifact import Artifact
from pbom.model.digest import Digest
from pbom.model.finding import Candidate, Finding, Waived
from pbom.model.ink import PLAIN, Ink
from pbom.model.owners import Owner
from pbom.model.spot import Spot
from pbom.model.verdict import Verdict
from tests.simulator import honest

PASSED = honest().verdict()
WAIVER = Digest("sha256", "ab" * 32)
DENIED = Finding(
    rule="steps-chained", subject="notes.txt in step build", expected="the commit's content",
    found="another", fix="commit it", evidence=PASSED.inputs[:1],
)  # fmt: skip
NEAR = Candidate(
    signer="eve", kind="urn:pbom:import:v1 sarif", subject="commit 0123",
    digest=PASSED.inputs[0], why="eve's word does not count",
)  # fmt: skip
BROKEN = replace(DENIED, rule="artifact-attested", subject="app.whl", cause="invalid")
MISSING = replace(
    DENIED, rule="step-signed", subject="step test", cause="missing",
    owner=Owner(names=("@shop/core",), due=PASSED.at, escalated=("@leads",)),
    candidates=(NEAR,), spots=(Spot(PASSED.inputs[0], "/predicate/command"),),
)  # fmt: skip
WARNED = replace(DENIED, rule="fresh", subject="step build", severity="warn")
WAIVED = replace(
    DENIED, rule="same-run", subject="step test", severity="waived",
    waived=Waived(
        by="ada", role="security", reason="the runner was rebuilt",
        until=PASSED.at + timedelta(days=7), bundle=WAIVER,
    ),
)  # fmt: skip
FAILED = replace(PASSED, findings=(BROKEN, MISSING, DENIED, WARNED, WAIVED))
EVIL = (
    "a\n::error::forged\r\x1b[32mSHIP\x1b[0m ##[error]x ##vso[task.complete]x <b>&amp;</b>"
    " ]]> \"' | `x` [a](https://evil.example) @team #1 \\[x\\] {0} "
    "\u202e\u2028 %0A::stop-commands::x" + " " * 200 + "SHIP  out.bin"
)
HIDDEN = "\x1b\r\u202e\u2028\x9b\x07\u200b"

spiteful = st.text(
    st.one_of(
        st.sampled_from("\n\r\x1b\x9b:#[]<>&\"'|`\\@{}%=*_ \u202e\u2028\u3164\x00"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


def hostile(text: str) -> Verdict:
    """A verdict in which everything that can come from outside is that text."""
    artifact = Artifact(name=text or "x", digests=PASSED.artifacts[0].digests)
    findings = tuple(
        replace(
            finding, subject=text, expected=text, found=text, fix=text, paths=(text,),
            owner=Owner(names=(text,), escalated=(text,)),
            spots=(Spot(WAIVER, text),), candidates=(
                Candidate(signer=text, kind=text, subject=text, digest=WAIVER, why=text),
            ),
            waived=finding.waived and replace(finding.waived, by=text, role=text, reason=text),
        )
        for finding in FAILED.findings
    )  # fmt: skip
    return replace(FAILED, artifacts=(artifact,), findings=findings)


def shown(form: str, verdict: Verdict, ink: Ink = PLAIN) -> str:
    """The report on a verdict."""
    report = plugins.report(form)
    assert report is not None
    return report.render(verdict, ink)
