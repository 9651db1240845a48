"""``pbom explain FINDING``: what was looked at, and how to mend it, from the last verdict."""

import json

from pbom.cli.last_verdict import NAME
from tests.cli.session import Sandbox


def denied(sandbox: Sandbox) -> str:
    """The id of a finding, as ``verify`` prints it for people."""
    sandbox.write("src.txt", "not what was committed\n")
    sandbox.pbom("run", "--", "make", "-B")
    sandbox.pbom("assemble", "out.bin")
    done = sandbox.pbom("verify", "out.bin")
    assert done.code == 1, done
    line = next(line for line in done.text.splitlines() if line.startswith("deny source-pinned"))
    return line.rpartition("  ")[2]


def test_a_finding_is_explained_from_the_last_verdict(shipped: Sandbox) -> None:
    id_ = denied(shipped)
    done = shipped.pbom("explain", id_)
    assert done.code == 0, done
    assert done.text.startswith("verdict  DO NOT SHIP  out.bin, ")
    assert "\ndeny source-pinned: step build (denied)\n     expected  a tree without" in done.text
    assert "     looked at\n       sha256:" in done.text
    assert "\n**Why.** " in done.text
    assert "\n**Looks at** " in done.text
    assert done.text.endswith("The whole page: pbom explain source-pinned\n")


def test_the_value_that_a_pointer_leads_to_is_shown(shipped: Sandbox) -> None:
    shipped.pbom("run", "--", "sh", "-c", "echo x > out.bin; exit 7")
    shipped.pbom("assemble", "out.bin")
    text = shipped.pbom("verify", "out.bin").text
    line = next(line for line in text.splitlines() if line.startswith("deny command-expected"))
    done = shipped.pbom("explain", line.rpartition("  ")[2])
    assert "/predicate/byproducts/return-value\n         7\n" in done.text


def test_the_id_is_the_same_in_the_next_run_and_in_a_report(shipped: Sandbox) -> None:
    id_ = denied(shipped)
    shipped.pbom("verify", "out.bin", "--output=json=v.json")
    told = json.loads((shipped.project / "v.json").read_text("utf-8"))
    assert id_ in {item["id"] for item in told["findings"]}
    (shipped.state / NAME).unlink()
    assert shipped.pbom("explain", id_, "--report=v.json").code == 0
    gone = shipped.pbom("explain", id_)
    assert gone.code == 2
    assert "no last verdict here" in gone.complaint


def test_a_verdict_that_passed_has_nothing_to_explain(shipped: Sandbox) -> None:
    assert shipped.pbom("verify", "out.bin").code == 0
    done = shipped.pbom("explain", "0123456789ab")
    assert done.code == 2
    assert "no finding 0123456789ab in verdict.json; it has no finding at all" in done.complaint


def test_no_last_verdict_outlives_a_gate_that_could_not_be_asked(shipped: Sandbox) -> None:
    id_ = denied(shipped)
    assert shipped.pbom("verify", "out.bin", "--policy=nowhere.toml").code == 2
    assert "no last verdict here" in shipped.pbom("explain", id_).complaint


def test_a_check_of_the_gate_has_its_page_elsewhere(shipped: Sandbox) -> None:
    (shipped.project / "out.bin.pbom.cdx.json").write_text("{}", "utf-8")
    text = shipped.pbom("verify", "out.bin").text
    line = next(line for line in text.splitlines() if line.startswith("deny pbom-recomputed"))
    done = shipped.pbom("explain", line.rpartition("  ")[2])
    assert done.text.endswith("pbom-recomputed is a check of the gate itself: spec/gate.md\n")


def test_a_last_verdict_that_a_repository_brings_forges_no_line(shipped: Sandbox) -> None:
    """It explains what it says, escaped: it decides nothing, and nobody else reads it."""
    id_ = denied(shipped)
    path = shipped.state / NAME
    path.write_text(path.read_text("utf-8").replace("step build", "a\\nSHIP\\u001b[2J ##[x]"))
    done = shipped.pbom("explain", id_)
    assert "\x1b" not in done.text
    assert "\nSHIP" not in done.text
    assert "##[" not in done.text


def test_a_store_that_is_a_link_loses_nothing_of_what_it_leads_to(shipped: Sandbox) -> None:
    """A repository may bring one: to forget the last verdict there would delete another's file."""
    elsewhere = shipped.base / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / NAME).write_text("precious", "utf-8")
    shipped.state.rename(shipped.base / "store")
    shipped.state.symlink_to(elsewhere)
    shipped.pbom("verify", "out.bin")
    assert (elsewhere / NAME).read_text("utf-8") == "precious"


def test_a_link_in_place_of_the_last_verdict_is_replaced_and_not_followed(shipped: Sandbox) -> None:
    target = shipped.base / "precious"
    target.write_text("precious", "utf-8")
    (shipped.state / NAME).unlink(missing_ok=True)
    (shipped.state / NAME).symlink_to(target)
    assert shipped.pbom("verify", "out.bin").code == 0
    assert target.read_text("utf-8") == "precious"
    assert not (shipped.state / NAME).is_symlink()
