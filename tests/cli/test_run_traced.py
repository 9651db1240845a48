"""``pbom run --trace``: the command notices a tracer as little as it notices the wrapper.

The tests of an untraced step are run once more in a project whose steps are traced.
"""

import json
import os
import shutil
from pathlib import Path

import pytest

from pbom.model.statement import StepStatement
from pbom.model.trace import Trace
from tests.cli.session import PASSWORD, PBOM, Ended, Sandbox
from tests.cli.test_run_exit_code import (  # noqa: F401 - run again, with another `sandbox`
    test_exit_code_is_128_and_the_signal_that_killed_the_command,
    test_exit_code_is_the_command_s,
    test_failing_command_is_recorded_with_its_products,
)
from tests.cli.test_run_refusals import (  # noqa: F401
    test_command_that_is_not_there_is_127,
    test_command_that_may_not_be_executed_is_126,
    test_script_without_interpreter_runs_as_in_a_shell,
)
from tests.cli.test_run_signals import (  # noqa: F401
    test_command_that_handles_the_signal_decides_the_exit_code,
    test_command_under_nohup_survives_a_hang_up,
    test_exit_code_is_seen_even_if_the_parent_ignored_the_end_of_children,
    test_signal_dispositions_are_those_without_wrapper,
    test_signal_that_is_repeated_to_the_end_does_not_lose_the_record,
    test_signal_to_the_whole_group_ends_the_command,
    test_signal_to_the_wrapper_alone_ends_the_command,
    test_time_limit_ends_the_command_and_the_record_is_written,
)
from tests.cli.test_run_streams import (  # noqa: F401
    test_closed_streams_stay_closed,
    test_inherited_descriptors_pass_and_no_others,
    test_make_shares_its_job_slots_with_a_make_inside,
    test_megabytes_of_bytes_pass_from_stdin_to_stdout,
    test_megabytes_of_bytes_pass_to_stderr,
    test_reader_that_goes_away_ends_the_command_as_without_wrapper,
    test_stdin_is_not_read_by_anybody_but_the_command,
)
from tests.cli.test_run_terminal import (  # noqa: F401
    test_closed_window_ends_the_command_and_the_record_is_written,
    test_command_sees_the_terminal,
    test_control_c_ends_the_command_and_the_record_is_written,
    test_control_c_reaches_the_command_once,
    test_impatient_control_c_does_not_lose_the_record,
    test_new_window_size_reaches_the_command_once,
    test_shell_can_stop_the_command_and_let_it_go_on,
)
from tests.tracing import digest_of, needs_strace, sha256_of

CONFIG = '[steps.build]\ntrace = "all"\n'


@pytest.fixture
def sandbox(prepared: Sandbox, tmp_path: Path) -> Sandbox:
    """A project whose step is traced, for one test."""
    needs_strace()
    copy = prepared.copy(tmp_path / "sandbox")
    copy.write("pbom.toml", CONFIG)
    copy.commit("traced")
    return copy


def traced(sandbox: Sandbox) -> tuple[StepStatement, Trace]:
    """The one recording of the build, which is traced."""
    [step] = sandbox.recorded("build")
    assert step.coverage.method == "traced"
    assert step.trace is not None
    return step, step.trace


def gaps(sandbox: Sandbox) -> set[str]:
    """Kinds of the gaps of the one recording of the build."""
    [step] = sandbox.recorded("build")
    return {gap.kind for gap in step.coverage.gaps}


def without_strace(sandbox: Sandbox, *arguments: str) -> Ended:
    """The command where no tracer is installed."""
    bin_ = sandbox.base / "bin"
    bin_.mkdir(exist_ok=True)
    for name in ("git", "sh", "touch", "make", "cp"):
        found = shutil.which(name)
        if found and not (bin_ / name).exists():
            (bin_ / name).symlink_to(found)
    return sandbox.pbom(*arguments, PATH=str(bin_))


def test_what_the_step_read_and_made_is_signed_with_it(sandbox: Sandbox) -> None:
    done = sandbox.pbom("run", "--", "make", "-s")
    assert (done.code, done.err) == (0, b"")
    step, trace = traced(sandbox)
    assert trace.monitor.startswith("strace ")
    (source,) = (file for file in trace.files if file.name == "src.txt")
    assert (sha256_of(source), source.commit) == (digest_of(b"hello\n"), "same")
    (made,) = (trace.files[index] for index in trace.left)
    assert [product.name for product in step.products] == [made.name] == ["out.bin"]
    (maker,) = made.makers
    assert trace.command(maker) == ("cp", "src.txt", "out.bin")
    assert gaps(sandbox) == set()


def test_the_product_is_the_one_that_is_made_without_a_tracer(
    sandbox: Sandbox, prepared: Sandbox, tmp_path: Path
) -> None:
    other = prepared.copy(tmp_path / "other")
    for one in (sandbox, other):
        assert one.pbom("run", "--", "make", "-s").code == 0
    contents = {(one.project / "out.bin").read_bytes() for one in (sandbox, other)}
    assert contents == {b"hello\n"}


def test_the_option_beats_the_configuration(sandbox: Sandbox) -> None:
    assert sandbox.pbom("run", "--trace", "off", "--", "true").code == 0
    [step] = sandbox.recorded("build")
    assert (step.coverage.method, step.trace) == ("snapshot", None)


def test_an_unknown_word_is_refused_and_nothing_runs(sandbox: Sandbox) -> None:
    done = sandbox.pbom("run", "--trace=everything", "--", "touch", "ran")
    assert done.code == 125
    assert done.complaint == (
        "pbom: --trace takes off, files, network, all, auto, found 'everything'\n"
    )
    assert not (sandbox.project / "ran").exists()


@pytest.mark.parametrize("scope", ["files", "network"])
def test_a_smaller_scope_is_a_gap(sandbox: Sandbox, scope: str) -> None:
    assert sandbox.pbom("run", f"--trace={scope}", "--", "make", "-s").code == 0
    _, trace = traced(sandbox)
    assert trace.scope == scope
    assert gaps(sandbox) == {"trace-scope"}


def test_without_a_tracer_a_demanded_trace_refuses_and_says_what_to_do(sandbox: Sandbox) -> None:
    done = without_strace(sandbox, "run", "--", "touch", "ran")
    assert done.code == 125
    assert "strace is not installed; install it" in done.complaint
    assert "hint: `--trace auto`" in done.complaint
    assert not (sandbox.project / "ran").exists()


def test_without_a_tracer_auto_runs_and_says_that_it_was_not_traced(sandbox: Sandbox) -> None:
    done = without_strace(sandbox, "run", "--trace=auto", "--", "touch", "ran")
    assert (done.code, done.err) == (0, b"")
    [step] = sandbox.recorded("build")
    assert step.coverage.method == "snapshot"
    assert gaps(sandbox) == {"not-traced"}


def test_a_step_inside_a_traced_step_is_watched_by_the_outer_tracer(sandbox: Sandbox) -> None:
    inner = (*PBOM, "run", "--step=inner", "--trace=auto", "--", "touch", "inside")
    done = sandbox.pbom("run", "--", "env", f"PBOM_KEY_PASSWORD={PASSWORD}", *inner)
    assert done.code == 0, done
    [step] = sandbox.recorded("inner")
    assert {gap.kind for gap in step.coverage.gaps} == {"not-traced"}
    outer, trace = traced(sandbox)
    assert "inside" in {product.name for product in outer.products}
    assert any(process.argv == ("touch", "inside") for process in trace.processes)


def test_no_secret_reaches_the_trace(sandbox: Sandbox) -> None:
    token = "ghp_0123456789abcdefghijABCDEFGHIJ"  # noqa: S105 - the shape of one
    script = f"true --password hunter2hunter2 x={token} sesame-open; true"
    done = sandbox.using({"DEPLOY_TOKEN": "sesame-open"}).pbom("run", "--", "sh", "-c", script)
    assert done.code == 0
    everything = b"".join(path.read_bytes() for path in sandbox.objects())
    for secret in (token, "hunter2", "sesame-open"):
        assert secret.encode() not in everything


def test_the_release_is_verified_from_its_archive_elsewhere(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.release()
    for name in ("out.bin", "out.bin.pbom.cdx.json", "out.bin.pbom.sigstore.json"):
        shutil.copy(sandbox.project / name, tmp_path)
    shutil.copy(sandbox.project / "out.bin.evidence.zip", tmp_path)
    policy = sandbox.project / "pbom.policy.toml"
    done = sandbox.pbom("verify", "out.bin", f"--policy={policy}", "-f", "json", folder=tmp_path)
    assert (done.code, json.loads(done.out)["findings"]) == (0, [])


def test_without_the_body_of_the_trace_nothing_ships(sandbox: Sandbox) -> None:
    sandbox.release()
    (sandbox.project / "out.bin.evidence.zip").unlink()
    (body,) = (path for path in sandbox.objects() if b"urn:pbom:trace:v1" in path.read_bytes())
    os.truncate(body, 0)
    code, rules = sandbox.judge("out.bin")
    assert code != 0
    assert "evidence-authentic" in rules
