"""``pbom explain RULE``: its page, and what a report found by it."""

import pytest

from pbom import plugins
from tests.cli.session import Sandbox


def test_every_rule_has_its_page(shipped: Sandbox) -> None:
    for rule in plugins.rules():
        done = shipped.pbom("explain", rule.id)
        assert done.code == 0, done
        assert done.text.startswith(f"{rule.id}\n\n**Why.**")
        assert "**Fix.**" in done.text
        assert "\n## " not in done.text


def test_the_findings_of_a_report_are_told_with_their_evidence(shipped: Sandbox) -> None:
    shipped.write("out.bin", "something else\n")
    assert shipped.pbom("verify", "out.bin", "--output=json=v.json").code == 4
    done = shipped.pbom("explain", "artifact-attested", "--report=v.json")
    assert done.code == 0
    assert "\ndeny: out.bin\n     expected  " in done.text
    kept = shipped.pbom("explain", "fresh", "--report=v.json").text
    assert kept.endswith("v.json: nothing found by it\n")
    off = shipped.pbom("explain", "cache-trusted", "--report=v.json").text
    assert off.endswith("v.json: it was not asked\n")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("frsh",), "unknown rule 'frsh', did you mean 'fresh'?"),
        (("fresh", "--report=missing.json"), "cannot read missing.json"),
        (("fresh", "--report=src.txt"), "src.txt: $: not JSON"),
    ],
)
def test_what_cannot_be_explained(
    shipped: Sandbox, arguments: tuple[str, ...], problem: str
) -> None:
    done = shipped.pbom("explain", *arguments)
    assert done.code == 2
    assert problem in done.complaint


def test_the_other_commands_are_still_there(shipped: Sandbox) -> None:
    assert "--unexplained" in shipped.pbom("explain", "inputs", "--help").text
