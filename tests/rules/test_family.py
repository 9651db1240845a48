"""The family of rules: what is found without loading all of it."""

from importlib import import_module
from pathlib import Path

import pytest

from pbom import plugins
from pbom.cli.trust import load_policy
from pbom.errors import PolicyError
from pbom.rules import UNNAMED
from tests.trust import TRUST

MODULES = sorted(path.stem for path in Path(plugins.__file__).parent.glob("rules/[!_]*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_a_rule_is_called_as_its_file_and_applies_as_the_table_says(module: str) -> None:
    rule = import_module(f"pbom.rules.{module}").plugin
    assert rule.id == module.replace("_", "-")
    assert (rule.default != "off") == (module in UNNAMED)


def test_a_policy_that_names_few_rules_loads_few() -> None:
    assert len(plugins.rules_for(b"")) == len(UNNAMED)
    assert {rule.id for rule in plugins.rules_for(b"[rules.commits-signed]")} == {
        *(module.replace("_", "-") for module in UNNAMED),
        "commits-signed",
    }


@pytest.mark.parametrize(
    "name", ["changes-reviewed", '"changes-reviewed"', r'"changes\u002Dreviewed"']
)
def test_a_rule_holds_however_its_name_is_written(tmp_path: Path, name: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TRUST.ruling(f"[rules.{name}]").text, "utf-8")
    assert "changes-reviewed" in {rule.id for rule in load_policy(path).rules}


def test_a_misspelt_rule_is_told_the_nearest_of_all(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TRUST.ruling("[rules.changes-reviewd]").text, "utf-8")
    with pytest.raises(PolicyError, match="did you mean 'changes-reviewed'"):
        load_policy(path)
