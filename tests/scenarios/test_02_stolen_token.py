"""Solana web3.js (December 2024): a stolen token published what no pipeline had built."""

from pathlib import Path

from tests.scenarios.releases import Releases


def test_a_file_that_was_edited_by_hand_has_no_build(tmp_path: Path) -> None:
    shop = Releases(tmp_path, "")
    assert shop.build().complaints == []
    with (shop.project / "app").open("a") as file:
        file.write("send the keys away\n")
    judged = shop.ask()
    assert judged.code == 4
    assert "artifact-attested" in judged.rules


def test_a_file_of_somebody_else_has_none_either(tmp_path: Path) -> None:
    shop = Releases(tmp_path, "")
    assert shop.build().complaints == []
    stranger = shop.bench.run("pbom", "verify", "--digest", f"sha256:{'0' * 64}")
    assert (stranger.code, "artifact-attested" in stranger.out) == (3, True)
