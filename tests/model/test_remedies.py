"""Remedies: every gap beside commits has its place in the table."""

from pbom.model.remedies import REMEDIES, remedy_for
from pbom.model.sidecar_gaps import SIDECAR_GAPS


def test_every_gap_beside_commits_is_in_the_table() -> None:
    assert set(SIDECAR_GAPS) <= set(REMEDIES)


def test_a_remedy_is_one_command() -> None:
    assert remedy_for("notes-not-fetched").startswith("git fetch origin ")
    assert all("\n" not in command for command in REMEDIES.values())
    assert remedy_for("nobody-knows") == ""
