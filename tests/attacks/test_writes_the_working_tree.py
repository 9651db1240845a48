"""The attacker changes what a step finds: files, commits, runs, commands, clocks."""

from datetime import timedelta

from msgspec.structs import replace

from pbom.model.evidence import Material
from tests.attacks.stories import Story, table, tell
from tests.simulator import NOON, REPORT, WHEEL, commit, file, honest

STORIES: dict[str, Story] = {
    "a file that the commit does not have": (
        honest().add_material("build", file("m4/x.m4", "payload"), "untracked"),
        "steps-chained",
        "denied",
    ),
    "a file of the commit, changed": (
        honest().dirty("build"),
        "source-pinned",
        "denied",
    ),
    "a changed file breaks the closed world as well": (
        honest().dirty("build"),
        "steps-chained",
        "denied",
    ),
    "a file of the commit, deleted": (
        honest().add_material("build", file("src/check.py", "check"), "deleted"),
        "source-pinned",
        "denied",
    ),
    "the test's report is replaced between the steps": (
        honest().change(
            "build",
            lambda take: replace(
                take,
                materials=(Material(artifact=file(REPORT.name, "13 passed"), state="untracked"),),
            ),
        ),
        "steps-chained",
        "denied",
    ),
    "a product of a later step is found by an earlier one": (
        honest().add_material("test", WHEEL, "untracked"),
        "steps-chained",
        "denied",
    ),
    "the build ran on another commit": (
        honest().other_commit("build"),
        "source-pinned",
        "denied",
    ),
    "the build ran on the same commit of another repository": (
        honest().on_commit("build", commit("one", "https://git.example/fork.git")),
        "source-pinned",
        "denied",
    ),
    "the build ran outside a repository": (
        honest().on_commit("build", None),
        "source-pinned",
        "denied",
    ),
    "the commit moved while the step ran": (
        honest().change("build", lambda take: replace(take, source_after=commit("two"))),
        "source-pinned",
        "denied",
    ),
    "the test belongs to another run": (
        honest().other_run("test"),
        "same-run",
        "denied",
    ),
    "the test failed": (
        honest().fails("test"),
        "command-expected",
        "denied",
    ),
    "the test ran something else": (
        honest().other_command("test", "true"),
        "command-expected",
        "denied",
    ),
    "the test ran the right words, cut differently": (
        honest().other_command("test", "make test"),
        "command-expected",
        "denied",
    ),
    "the evidence is old": (
        replace(honest(), at=NOON + timedelta(days=91)),
        "fresh",
        "denied",
    ),
    "the evidence is from the future": (
        replace(honest(), at=NOON - timedelta(hours=1)),
        "fresh",
        "denied",
    ),
}


@table(STORIES)
def test_working_tree_attack(story: Story) -> None:
    tell(story)


def test_a_test_of_yesterday_cannot_vouch_for_the_build_of_today() -> None:
    failed_today = honest().fails("test")
    yesterday = replace(honest().take("test"), run="run-0", started=NOON - timedelta(days=1))
    assert not failed_today.add(yesterday).verdict().passed


def test_a_failed_attempt_does_not_block_a_later_one_that_succeeds() -> None:
    world = honest().fails("test").again("test", lambda take: replace(take, exit_code=0))
    assert world.verdict().passed


def test_attempts_never_add_up() -> None:
    """One attempt has the right command and fails, the other succeeds with another command."""
    world = honest().fails("test")
    other = replace(world.take("test"), exit_code=0, argv=("true",))
    verdict = world.add(other).verdict()
    assert [finding.rule for finding in verdict.blocking] == ["command-expected"]
