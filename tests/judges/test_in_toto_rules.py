"""The artifact rules of the in-toto package, asked about links that we recorded."""

from pathlib import Path

import pytest
from in_toto.exceptions import RuleVerificationError
from in_toto.verifylib import verify_all_item_rules

from tests.judges.chain import COMPILED, PACKED, Chain
from tests.judges.links import COMMIT, links_of, steps


def test_in_toto_accepts_the_honest_chain(honest: Chain) -> None:
    links = links_of(honest)
    assert list(links["compile"].materials) == [COMMIT]
    assert sorted(links["pack"].materials) == [COMMIT, COMPILED]
    verify_all_item_rules(steps(), links)


def test_in_toto_rejects_a_file_that_changed_between_the_steps(poisoned: Chain) -> None:
    with pytest.raises(RuleVerificationError, match=COMPILED):
        verify_all_item_rules(steps(), links_of(poisoned))


def test_our_gate_agrees_about_the_file_that_changed(poisoned: Chain) -> None:
    verdict = poisoned.bench.run("pbom", "verify", PACKED)
    assert verdict.code == 1
    assert f"steps-chained: {COMPILED} in step pack" in verdict.out


def test_in_toto_rejects_a_material_from_nowhere(tmp_path: Path) -> None:
    chain = Chain(tmp_path)
    chain.compile()
    chain.bench.write({"payload": "from nowhere\n"})
    chain.pack()
    with pytest.raises(RuleVerificationError, match="payload"):
        verify_all_item_rules(steps(), links_of(chain))


def test_in_toto_rejects_a_product_that_its_rules_do_not_foresee(tmp_path: Path) -> None:
    chain = Chain(tmp_path)
    more = f"make {COMPILED} && cp {COMPILED} build/copy"
    chain.bench.must("pbom", "run", "--step", "compile", "--", "sh", "-c", more)
    chain.pack()
    with pytest.raises(RuleVerificationError, match="build/copy"):
        verify_all_item_rules(steps(), links_of(chain))


@pytest.mark.parametrize(("step", "side"), [("compile", "products"), ("pack", "materials")])
def test_in_toto_rejects_an_edited_digest(honest: Chain, step: str, side: str) -> None:
    links = links_of(honest)
    getattr(links[step], side)[COMPILED] = {"sha256": "0" * 64}
    with pytest.raises(RuleVerificationError, match=COMPILED):
        verify_all_item_rules(steps(), links)
