"""The examples of the specification are what the code writes and reads."""

import json
from typing import cast

import pytest

from pbom import plugins
from pbom.codec.config import read_config
from pbom.codec.fields import Fields
from pbom.codec.manifest import no_bodies
from pbom.codec.policy import read_policy
from pbom.codec.provenance import BUILD_TYPE
from pbom.codec.release import REFERENCE, read_reference, write_release
from pbom.codec.statement import read_statement, write_statement
from pbom.codec.strict_json import read_json, write_json
from pbom.errors import PolicyError
from pbom.model.artifact import Artifact
from pbom.model.digest import Digest, DigestSet
from pbom.model.finding import Cause, Finding, Severity
from pbom.model.ink import PLAIN
from pbom.model.statement import ProvenanceStatement, StepStatement, VerdictStatement
from pbom.model.verdict import JudgedStep, Verdict
from pbom.reports.json import Json as JsonReport
from tests.docs.markdown import SPEC, examples, headings, read
from tests.signatures import hand


def example(page: str, number: int = 0) -> bytes:
    """A JSON example in canonical form."""
    return write_json(read_json(examples(page, "json")[number].encode()))


def step() -> StepStatement:
    """The example of a step, read."""
    statement = read_statement(example("step.md"), no_bodies)
    assert isinstance(statement, StepStatement)
    return statement


def test_the_step_is_what_is_written() -> None:
    assert write_statement(step()) == (example("step.md"), ())


def test_the_configuration_of_commits_is_read() -> None:
    tags, kinds = (
        read_config(text.encode(), "pbom.toml").commits for text in examples("range.md", "toml")
    )
    assert tags.tags.match("server/v1.0")
    assert [(row.pattern, row.value) for row in kinds.pipeline] == [
        ("/boot/**", "firmware"),
        ("*.ld", "firmware"),
    ]


def test_the_configuration_is_read() -> None:
    config = read_config(examples("step.md", "toml")[0].encode(), "pbom.toml")
    assert config.environment == ("BUILD_FLAVOUR",)
    assert config.step("build").outputs.match("dist/app.whl")
    assert config.step("build").materials.match("vendor/a/b.c")
    assert not config.step("build").materials.match("vendor/a/b.tmp")
    assert not config.step("test").outputs


def test_the_provenance_is_that_of_the_step() -> None:
    assert write_statement(ProvenanceStatement(step=step())) == (example("provenance.md"), ())
    assert BUILD_TYPE in read(SPEC / "provenance.md")


def test_the_reference_is_what_is_written_for_a_large_document() -> None:
    predicate = Fields(read_json(example("release.md")))
    release = read_reference((), predicate)
    large = b'"' + b"x" * 65536 + b'"'
    kind, written = write_release(release, large)
    assert (kind, write_json(written)) == (REFERENCE, example("release.md"))


def test_the_signed_verdict_and_the_report_are_of_one_verdict() -> None:
    verdict = verdict_of(json.loads(example("verdict.md", 1)))
    assert JsonReport().render(verdict, PLAIN).encode() == example("verdict.md", 1) + b"\n"
    assert write_statement(VerdictStatement.of(verdict)) == (example("verdict.md"), ())


def test_the_approval_is_what_is_written() -> None:
    statement = read_statement(example("approval.md"), no_bodies)
    assert write_statement(statement) == (example("approval.md"), ())


def test_the_configuration_of_reviews_is_read() -> None:
    commits = read_config(examples("review.md", "toml")[0].encode(), "pbom.toml").commits
    assert commits.allowed_signers == "../keys/allowed_signers"
    elsewhere = {"tags", "pipeline"}  # see range.md
    assert all(
        getattr(commits, name) for name in commits.__struct_fields__ if name not in elsewhere
    )


def test_the_policy_is_read() -> None:
    policy = read_policy(policy_text().encode(), plugins.rules(), "the example")
    assert [item.name for item in policy.functionaries] == ["ci", "ada"]
    assert policy.assemblers == {"ci"}
    assert [(item.name, item.threshold) for item in policy.layout.steps] == [
        ("test", 1),
        ("build", 2),
    ]
    assert len(policy.rules) == sum(rule.default != "off" for rule in plugins.rules())


def test_the_policy_is_read_with_a_key_of_ones_own() -> None:
    old = policy_text().partition('"""\n')[2].partition('"""')[0]
    changed = policy_text().replace(old, hand("reader").pem)
    policy = read_policy(changed.encode(), plugins.rules(), "the example")
    assert policy.functionaries[0].key == hand("reader").public_key


MISTAKES = {
    "an unknown key": ("threshold = 2", "treshold = 2"),
    "another version": ("version = 1", "version = 2"),
    "a threshold of 0": ("threshold = 2", "threshold = 0"),
    "a threshold beyond the functionaries": ("threshold = 2", "threshold = 3"),
    "a step without functionaries": ('functionaries = ["ci", "ada"]', "functionaries = []"),
    "a stranger": ('functionaries = ["ci", "ada"]', 'functionaries = ["ci", "eve"]'),
    "nobody for the PBOM": ('[pbom]\nfunctionaries = ["ci"]', "[pbom]\nfunctionaries = []"),
    "an unknown rule": ("[rules.fresh]", "[rules.frehs]"),
    "a duration without unit": ('max-age = "30d"', 'max-age = "30"'),
    "an unknown severity": ('severity = "warn"', 'severity = "info"'),
    "a weakened floor": ("[rules.command-expected]", "[rules.step-signed]"),
}


@pytest.mark.parametrize(("old", "new"), MISTAKES.values(), ids=list(MISTAKES))
def test_the_policy_with_a_mistake_is_refused(old: str, new: str) -> None:
    assert old in policy_text()
    with pytest.raises(PolicyError):
        read_policy(policy_text().replace(old, new).encode(), plugins.rules(), "the example")


def test_every_decision_has_its_parts() -> None:
    for page in (SPEC / "decisions").glob("0*.md"):
        assert headings(read(page))[0].startswith(page.name[:4])
        for part in ("**What.**", "**Why.**", "**What it costs.**"):
            assert part in read(page), page.name


def policy_text() -> str:
    """The complete example of a policy."""
    return examples("policy.md", "toml")[0]


def verdict_of(report: dict[str, object]) -> Verdict:
    """The verdict that a report in JSON is about."""
    root = Fields(report)
    return Verdict(
        artifacts=tuple(
            Artifact(
                name=item.text("name"),
                digests=DigestSet.sha256(item.table("digest").text("sha256")),
            )
            for item in root.tables("artifacts")
        ),
        findings=tuple(finding_of(item) for item in root.tables("findings")),
        checked=root.texts("checked"),
        policy=digest_of(root.text("policy")),
        inputs=tuple(digest_of(text) for text in root.texts("inputs")),
        at=root.moment("at"),
        steps=tuple(step_of(item) for item in root.tables("steps")),
    )


def step_of(item: Fields) -> JudgedStep:
    """One step of a report."""
    return JudgedStep(
        step=item.text("step"),
        signer=item.text("signer"),
        commit=item.text("commit"),
        finished=item.moment("finished"),
        exit_code=item.integer("exitCode"),
        gaps=item.integer("gaps"),
    )


def finding_of(item: Fields) -> Finding:
    """One finding of a report."""
    return Finding(
        rule=item.text("rule"),
        subject=item.text("subject"),
        expected=item.text("expected"),
        found=item.text("found"),
        fix=item.text("fix"),
        severity=cast("Severity", item.text("severity")),
        cause=cast("Cause", item.text("cause")),
        evidence=tuple(digest_of(text) for text in item.texts("evidence")),
        paths=item.texts("paths"),
    )


def digest_of(text: str) -> Digest:
    """The digest in a text such as ``sha256:...``."""
    algorithm, _, value = text.partition(":")
    return Digest(algorithm, value)
