"""What ``pbom run`` claims that a step read and made."""

import pytest

from tests.cli.session import Sandbox


def products(sandbox: Sandbox, *options: str, script: str) -> list[str]:
    """Names of the products of one more build."""
    done = sandbox.pbom("run", *options, "--", "sh", "-c", script)
    assert done.code == 0, done
    return [product.name for product in sandbox.recorded("build")[-1].products]


def test_products_are_what_appeared_or_changed(sandbox: Sandbox) -> None:
    sandbox.write("old.bin", "old")
    sandbox.write("touched.bin", "old")
    made = products(sandbox, script="mkdir -p d; echo x > d/new.bin; echo x > touched.bin")
    assert made == ["d/new.bin", "touched.bin"]


def test_stale_output_is_not_claimed_even_if_it_is_named(sandbox: Sandbox) -> None:
    sandbox.write("dist/stale.bin", "of yesterday")
    assert products(sandbox, "--output=dist/*", script="echo x > dist/new.bin") == ["dist/new.bin"]
    done = sandbox.pbom("run", "--output=dist/*", "--", "true")
    assert done.code == 0
    assert done.complaint == "pbom: step build left no product that matches dist/*\n"
    assert sandbox.recorded("build")[-1].products == ()


def test_output_that_is_built_again_to_the_same_bytes_is_claimed(sandbox: Sandbox) -> None:
    """The twin of the test above: equal content is no sign that nobody made it."""
    script = "echo x > out.bin.new && mv out.bin.new out.bin"
    assert products(sandbox, "--output=out.bin", script=script) == ["out.bin"]
    assert products(sandbox, "--output=out.bin", script=script) == ["out.bin"]


def test_output_with_its_times_set_back_is_claimed(sandbox: Sandbox) -> None:
    sandbox.write("out.bin", "one")
    script = "cp -p out.bin kept; printf two > out.bin; touch -r kept out.bin; rm kept"
    assert products(sandbox, script=script) == ["out.bin"]


def test_output_that_git_ignores_is_claimed(sandbox: Sandbox) -> None:
    sandbox.write(".gitignore", "dist/\n")
    sandbox.commit("ignore")
    assert products(sandbox, script="mkdir dist; echo x > dist/a.whl") == ["dist/a.whl"]


def test_file_of_the_commit_that_the_step_changes_is_claimed(sandbox: Sandbox) -> None:
    assert products(sandbox, script="echo more >> src.txt") == ["src.txt"]


@pytest.mark.parametrize(
    ("options", "made"),
    [
        (("--output=dist",), ["dist/a.txt", "dist/b.bin", "dist/sub/c.bin"]),
        (("--output=*.bin",), ["dist/b.bin", "dist/sub/c.bin", "top.bin"]),
        (("--output=/*.bin",), ["top.bin"]),
        (("--output=dist/**", "--output=!*.txt"), ["dist/b.bin", "dist/sub/c.bin"]),
        (("--output=nothing",), []),
    ],
)
def test_patterns_choose_the_products(
    sandbox: Sandbox, options: tuple[str, ...], made: list[str]
) -> None:
    script = "mkdir -p dist/sub; touch dist/a.txt dist/b.bin dist/sub/c.bin top.bin"
    assert products(sandbox, *options, script=script) == made


def test_patterns_of_the_configuration_apply_unless_the_command_line_has_its_own(
    sandbox: Sandbox,
) -> None:
    sandbox.write("pbom.toml", '[steps.build]\noutputs = ["*.bin"]\n')
    assert products(sandbox, script="touch a.bin a.txt") == ["a.bin"]
    assert products(sandbox, "--output=*.txt", script="touch b.bin b.txt") == ["b.txt"]


def test_patterns_choose_the_materials_and_say_what_they_leave_out(sandbox: Sandbox) -> None:
    sandbox.write(".gitignore", "vendor/\n")
    sandbox.commit("ignore")
    sandbox.write("vendor/lib.c", "lib")
    sandbox.write("notes.txt", "notes")
    sandbox.write("extra.c", "extra")
    done = sandbox.pbom("run", "--material=*.c", "--", "true")
    assert done.code == 0
    [step] = sandbox.recorded("build")
    assert [item.artifact.name for item in step.materials] == ["extra.c", "vendor/lib.c"]
    gaps = {gap.kind: gap.count for gap in step.coverage.gaps}
    assert gaps == {"not-selected": 1}


def test_product_that_is_a_link_is_recorded_as_a_link(sandbox: Sandbox) -> None:
    made = products(sandbox, script="ln -s /etc/passwd link; ln -s / all; ln -s loop loop")
    assert made == ["all", "link", "loop"]
    modes = {product.mode for product in sandbox.recorded("build")[-1].products}
    assert modes == {"120000"}


def test_more_than_a_thousand_products_and_materials_go_into_manifests(sandbox: Sandbox) -> None:
    made = products(sandbox, script="mkdir m; cd m; seq 1 1001 | xargs touch; echo x > 7")
    assert len(made) == 1001
    [step] = sandbox.recorded("build")
    assert [subject.name for subject in step.subjects] == ["pbom:products"]
    assert sandbox.pbom("assemble", "m/7").code == 0
    assert sandbox.pbom("verify", "m/7").code == 0
    assert sandbox.pbom("run", "--step=next", "--", "true").code == 0
    [step] = sandbox.recorded("next")
    assert set(made) < {material.artifact.name for material in step.materials}


def test_step_without_products_is_recorded_with_its_command_as_subject(sandbox: Sandbox) -> None:
    assert products(sandbox, script="true") == []
    [step] = sandbox.recorded("build")
    assert [subject.name for subject in step.subjects] == ["pbom:command"]
