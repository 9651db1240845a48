"""``pbom policy``: what a policy demands, before it decides anything."""

import json
import tomllib

import jsonschema_rs
import pytest

from pbom import plugins
from pbom.cli.trust import POLICY
from tests.cli.session import Sandbox

PROD = """
[environments.prod.rules.fresh]
max-age = "7d"
[environments.prod.rules.inputs-explained]
"""


def extend(sandbox: Sandbox, text: str) -> None:
    """The policy says more, and is pinned again."""
    path = sandbox.project / POLICY
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_check_says_what_is_there_and_what_is_weak(shipped: Sandbox) -> None:
    extend(shipped, '[rules.same-run]\nseverity = "warn"\n' + PROD)
    done = shipped.pbom("policy", "check")
    assert done.code == 0
    assert "1 functionaries" in done.text
    assert "environments: prod" in done.text
    assert "weak: me signs everything: whoever has that key can ship anything\n" in done.text
    assert done.text.count("weak: rule same-run only warns") == 1
    assert "weak: rule fresh" not in done.text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[rules.frsh]\n", "unknown rule 'frsh', did you mean 'fresh'? (line "),
        ("[environments.prod]\n", "$.environments.prod: demands nothing (line "),
        ("[environments.prod.rules.frsh]\n", "unknown rule 'frsh', did you mean 'fresh'? (line "),
        (
            '[environments.prod.rules.same-run]\nseverity = "warn"\n',
            "an environment only tightens, and same-run has 'deny' (line ",
        ),
        (
            '[rules.same-run]\nseverity = "off"\n[environments.prod.rules.same-run]\n',
            "same-run.severity: same-run is off, so to name it here demands nothing",
        ),
        (
            '[environments.prod.rules.inputs-explained]\nseverity = "off"\n',
            "inputs-explained is off, so to name it here demands nothing (line ",
        ),
        ('[rules.step-signed]\neffective-on = "2030-01-01T00:00:00Z"\n', "cannot be weakened"),
        ('[waivers.x]\nfunctionaries = ["me"]\nrules = []\n', "rules: is missing or empty"),
        ('[waivers.x]\nfunctionaries = ["em"]\nrules = ["fresh"]\n', "'em'; known are: me (line "),
        ('[steps.x]\nfunctionaries = ["me"]\nmaterials = ["**"]\n', "'**' matches everything"),
    ],
)
def test_check_refuses_what_is_weak_by_accident(shipped: Sandbox, text: str, problem: str) -> None:
    extend(shipped, text)
    done = shipped.pbom("policy", "check")
    assert (done.code, done.out) == (2, b"")
    assert problem in done.complaint


def test_the_line_is_the_one_with_the_mistake(shipped: Sandbox) -> None:
    extend(shipped, "\n[rules.command-expected]\nsevrity = 'deny'\n")
    lines = (shipped.project / POLICY).read_text("utf-8").splitlines()
    done = shipped.pbom("policy", "check")
    line = lines.index("sevrity = 'deny'") + 1
    assert f"did you mean 'severity'? (line {line})" in done.complaint


def test_show_tells_what_an_environment_adds(shipped: Sandbox) -> None:
    extend(shipped, PROD)
    usual = shipped.pbom("policy", "show").text.splitlines()
    there = shipped.pbom("policy", "show", "--env", "prod").text.splitlines()
    assert "rule         deny fresh: max-age 90d" in usual
    added = [line for line in there if line not in usual]
    assert added == [
        "environment  prod",
        "rule         deny fresh: max-age 7d",
        "rule         deny inputs-explained",
    ]
    unknown = shipped.pbom("policy", "show", "--env", "prd")
    assert unknown.code == 2
    assert "unknown environment 'prd', did you mean 'prod'?" in unknown.complaint


def test_what_is_off_elsewhere_can_hold_in_an_environment(shipped: Sandbox) -> None:
    off = '\n[rules.same-run]\nseverity = "off"\n'
    extend(shipped, off + '[environments.prod.rules.same-run]\nseverity = "deny"\n')
    assert "same-run" not in shipped.pbom("policy", "show").text
    assert "deny same-run" in shipped.pbom("policy", "show", "--env=prod").text


def test_verify_goes_by_the_environment(shipped: Sandbox) -> None:
    extend(shipped, "\n[environments.prod.rules.no-agent-in-build]\n")
    named = ("out.bin", f"--policy={POLICY}")
    assert shipped.judge(*named) == (0, set())
    assert shipped.judge(*named, "--env=prod") == (3, {"no-agent-in-build"})
    report = json.loads(shipped.pbom("verify", *named, "--env=prod", "-f", "json").text)
    assert report["environment"] == "prod"
    assert shipped.pbom("verify", *named, "--env=production").code == 2


def test_a_rule_can_warn_before_it_denies(shipped: Sandbox) -> None:
    for day, code in (("2099-01-01", 0), ("2020-01-01", 3)):
        policy = shipped.write(
            f"{day}.toml",
            (shipped.project / POLICY).read_text("utf-8")
            + f'\n[rules.no-agent-in-build]\neffective-on = "{day}T00:00:00Z"\n',
        )
        done = shipped.pbom("verify", "out.bin", f"--policy={policy}")
        assert done.code == code
        assert ("from 2099-01-01 00:00 UTC on this blocks" in done.text) == (code == 0)


def test_list_has_every_rule_with_its_parameters_and_page(shipped: Sandbox) -> None:
    text = shipped.pbom("policy", "list").text
    for rule in plugins.rules():
        assert f"\n    spec/rules.md#{rule.id}\n" in text
    assert "fresh  (deny)\n" in text
    assert "    parameters: max-age\n" in text
    assert "step-signed  (deny, cannot be weakened)\n" in text


def test_the_schema_takes_what_the_gate_takes_and_refuses_what_it_refuses(
    shipped: Sandbox,
) -> None:
    schema = json.loads(shipped.pbom("policy", "schema").text)
    check = jsonschema_rs.validator_for(schema)
    extend(shipped, PROD + '[rules.command-expected]\nseverity = "warn"\n')
    text = (shipped.project / POLICY).read_text("utf-8")
    check.validate(tomllib.loads(text))
    for bad in (
        text + "[rules.frsh]\n",
        text.replace("max-age", "max_age"),
        text.replace("functionaries = [", "functionarys = ["),
        text.replace('severity = "warn"', 'severity = "error"'),
    ):
        assert bad != text
        assert not check.is_valid(tomllib.loads(bad))


def test_cases_are_asked_and_compared(shipped: Sandbox) -> None:
    extend(shipped, PROD)
    shipped.write("other.bin", "nobody built this")
    shipped.write(
        "cases.toml",
        """
[[case]]
name = "ships"
artifact = "out.bin"
expect = "passed"

[[case]]
name = "is not traced"
artifact = "out.bin"
env = "prod"
expect = "missing"
rules = ["inputs-explained"]

[[case]]
name = "is stale by then"
artifact = "out.bin"
at = "2099-01-01T00:00:00Z"
expect = "denied"
rules = ["fresh"]
""",
    )
    done = shipped.pbom("policy", "test", "cases.toml")
    assert done.code == 0
    assert done.text.splitlines() == [
        "ok      ships",
        "ok      is not traced",
        "ok      is stale by then",
    ]
    text = (shipped.project / POLICY).read_text("utf-8")
    weaker = text.replace('max-age = "90d"', 'severity = "warn"')
    shipped.write("weak.toml", weaker)
    done = shipped.pbom("policy", "test", "cases.toml", "--policy=weak.toml")
    assert done.code == 1
    assert "not ok  is stale by then: expected denied, found passed" in done.text


@pytest.mark.parametrize("text", ["", "[[case]]\nname = 'x'\n", "[[cases]]\n", "nonsense"])
def test_cases_that_test_nothing_are_refused(shipped: Sandbox, text: str) -> None:
    shipped.write("cases.toml", text)
    assert shipped.pbom("policy", "test", "cases.toml").code == 2
