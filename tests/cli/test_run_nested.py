"""``pbom run`` inside ``pbom run``."""

from tests.cli.session import PASSWORD, PBOM, Sandbox

INNER = (*PBOM, "run", "--step", "inner", "--")


def outer(sandbox: Sandbox, *argv: str) -> tuple[int, str]:
    """The exit code and the complaint of a step with another one inside."""
    done = sandbox.pbom("run", "--step", "outer", "--", *argv)
    return done.code, done.complaint


def test_inner_step_with_the_key_is_recorded_in_the_same_run(sandbox: Sandbox) -> None:
    with_key = ("env", f"PBOM_KEY_PASSWORD={PASSWORD}", *INNER)
    assert outer(sandbox, *with_key, "sh", "-c", "echo x > x; exit 3") == (3, "")
    [inner], [around] = sandbox.recorded("inner"), sandbox.recorded("outer")
    assert inner.run == around.run
    assert [product.name for product in inner.products] == ["x"]
    assert [product.name for product in around.products] == ["x"]
    assert (inner.invocation.exit_code, around.invocation.exit_code) == (3, 3)


def test_inner_step_without_the_key_is_covered_by_the_outer_one(sandbox: Sandbox) -> None:
    code, complaint = outer(sandbox, *INNER, "sh", "-c", "echo x > x; exit 3")
    assert code == 3
    assert complaint == "pbom: inside step outer, which records this command as part of itself\n"
    assert sandbox.recorded("inner") == []
    [around] = sandbox.recorded("outer")
    assert [product.name for product in around.products] == ["x"]


def test_three_levels_pass_the_exit_code_through(sandbox: Sandbox) -> None:
    code, _ = outer(sandbox, *INNER, *INNER, "sh", "-c", "kill -9 $$")
    assert code == 137


def test_only_a_step_around_it_excuses_a_missing_key(sandbox: Sandbox) -> None:
    """Without a step around it nobody would record what happens."""
    done = sandbox.pbom("run", "--", "touch", "ran", PBOM_KEY_PASSWORD="")
    assert done.code == 125
    assert not (sandbox.project / "ran").exists()


def test_inner_step_of_another_run_keeps_its_own_id(sandbox: Sandbox) -> None:
    own = ("env", f"PBOM_KEY_PASSWORD={PASSWORD}", "PBOM_RUN_ID=mine", *INNER)
    assert outer(sandbox, *own, "true") == (0, "")
    [inner], [around] = sandbox.recorded("inner"), sandbox.recorded("outer")
    assert inner.run == "mine"
    assert around.run != "mine"
