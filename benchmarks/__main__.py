"""``python -m benchmarks``: the budgets of this project, measured on this machine, as ratios."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lineages import EACH, artifact_of, package_of
from benchmarks.timing import Command, Row, in_turn, table
from benchmarks.world import World
from pbom.codec.strace_calls import FILES as FILES_
from pbom.codec.strace_calls import NETWORK, PROCESSES

FILES = 50_000


def start_up(world: World) -> Iterator[Row]:
    """What the wrapper costs by itself."""
    folder = world.repository("empty", 1)
    ours = world.command(folder, "pbom", "run", "--", "true")
    yield Row("pbom run -- true, against true", *in_turn(ours, world.command(folder, "true")), 0)
    peer = world.in_toto(folder, ".")
    yield Row("pbom run -- true, against in-toto-run -m . -p .", *in_turn(ours, peer), 1.0)
    version = world.command(folder, "pbom", "--version")
    theirs = world.command(folder, "in-toto-run", "--version")
    yield Row("pbom --version, against in-toto-run --version", *in_turn(version, theirs), 1.0)


def recording(world: World, files: int) -> Iterator[Row]:
    """What it costs to look at a large workspace."""
    empty, large = world.root / "empty", world.repository("large", files)
    run = ("pbom", "run", "--", "true")
    whole, status = in_turn(
        world.command(large, *run), world.command(large, "git", "status", "--porcelain"), 5
    )
    small, _ = in_turn(world.command(empty, *run), world.command(empty, "true"), 5)
    name = f"recording a clean checkout of {files:,} files"
    yield Row(f"{name}, start-up included", whole, status, 0)
    yield Row(f"{name} (one look), against git status", (whole - small) / 2, status, 1.3)
    ours, theirs = in_turn(world.command(large, *run), world.in_toto(large, "."), 3)
    yield Row("recording that checkout, against in-toto-run -m . -p .", ours, theirs, 0.1)


def hashing(world: World, files: int) -> Iterator[Row]:
    """What it costs to read every file."""
    tree = world.tree("tree", files)
    (tree / "pbom.toml").write_text("", "utf-8")
    sums = "find . -type f -not -path './.pbom/*' -print0 | xargs -0 -P2 -n 500 sha256sum"
    peer = world.command(tree, "sh", "-c", sums)
    program = (sys.executable, str(Path(__file__).with_name("look.py")))
    name = f"hashing {files:,} files"
    against = "against xargs -P2 sha256sum"
    look, summed = in_turn(world.command(tree, *program), peer)
    nothing = world.command(world.tree("bare", 0), *program)
    start, _ = in_turn(nothing, world.command(tree, "true"))
    yield Row(f"{name}, one look, start-up taken off, {against}", look - start, summed, 1.3)
    record = world.command(tree, "pbom", "run", "--", "true")
    yield Row(f"{name}, two looks, start-up included, {against}", *in_turn(record, peer), 0)


def growing(world: World, files: int) -> Iterator[Row]:
    """Twice as much takes twice as long; 2.5 leaves room for noise, and none for squares."""
    half, whole = f"{files // 2:,}", f"{files:,}"
    run = ("pbom", "run", "--", "true")
    small = world.command(world.tree("half", files // 2), *run)
    large = world.command(world.root / "tree", *run)
    yield Row(f"recording {whole} files, against {half}", *in_turn(large, small, 3), 2.5)
    few, many = world.built("few", files // 4), world.built("many", files // 2)
    for verb in ("assemble", "verify"):
        name = f"{verb} of a hundredth of {files // 2:,} products, against {files // 4:,}"
        small = world.command(few, "pbom", verb, *world.hundredth(few))
        large = world.command(many, "pbom", verb, *world.hundredth(many))
        yield Row(name, *in_turn(large, small, 3), 2.5)


def dependencies(world: World, packages: int) -> Iterator[Row]:
    """Twice as many locked packages take twice as long, from the lock file to what is shown."""
    few, many = world.locked("locked-few", packages // 2), world.locked("locked-many", packages)
    run = ("run", "--output=out.bin", "--", "sh", "-c", "echo x > out.bin")
    for folder in (few, many):
        world.must(folder, "pbom", *run)
    against = f"of {packages:,} locked packages, against {packages // 2:,}"
    for name, *words in (
        ("reading", "deps", "--format=json"),
        ("assemble", "assemble", "out.bin"),
        ("verify", "verify", "out.bin"),
        ("show", "show", "out.bin.pbom.cdx.json"),
        ("recording", *run),  # last: each run is one more step to assemble
    ):
        small = world.command(few, "pbom", *words)
        large = world.command(many, "pbom", *words)
        yield Row(f"{name} {against}", *in_turn(large, small, 3), 2.5)


def comparing(world: World, components: int) -> Iterator[Row]:
    """Twice as many components take twice as long to compare."""
    half = components // 2
    small, large = (
        world.command(world.root, "pbom", "diff", *world.documents(count), "--format=json")
        for count in (half, components)
    )
    name = f"diff of {components:,} components, against {half:,}"
    yield Row(name, *in_turn(large, small, 3), 2.5)


def lineages(world: World, attestations: int) -> Iterator[Row]:
    """An index takes as long as the evidence is large; a question does not.

    Something affected is exit code 1 and a gap 3, which a shell turns into 0.
    """
    few, many = (world.evidence(f"{count}", count) for count in (attestations // 2, attestations))
    last = attestations // EACH // 2 - 1
    against = f"of {attestations:,} attestations, against {attestations // 2:,}"
    asked = ("sh", "-c", f"pbom trace sha256:{artifact_of(last)} || test $? -le 3")
    small, large = (
        world.command(folder, *asked, before="rm -f .pbom/lineage.sqlite") for folder in (few, many)
    )
    yield Row(f"index {against}", *in_turn(large, small, 1), 2.5)
    for name, *words in (
        ("trace of an artifact", "trace", f"sha256:{artifact_of(last)}", "--format=json"),
        ("trace of a package", "trace", package_of(last), "--format=json"),
        ("incident of a package", "incident", f"--component={package_of(last)}", "--limit=100"),
        ("incident of a file", "incident", f"--digest=sha256:{artifact_of(last)}", "--limit=100"),
    ):
        line = f"pbom {' '.join(words)} || test $? -le 3"
        small, large = (world.command(folder, "sh", "-c", line) for folder in (few, many))
        yield Row(f"{name} {against}", *in_turn(large, small, 3), 1.5)


def tracing(world: World) -> Iterator[Row]:
    """What it costs to watch a build, everything included."""
    for name, build, clean, budget in (
        ("compiling", ("make", "-s"), "rm -f *.o app", 1.10),
        ("configuring", ("sh", "configure"), "rm -f conf?*.status", 1.35),
    ):
        folder = world.build(name)
        bare = world.command(folder, *build, before=clean)
        traced = world.command(folder, "pbom", "run", "--trace=all", "--", *build, before=clean)
        untraced = world.command(folder, "pbom", "run", "--", *build, before=clean)
        plain = world.command(folder, *_strace(), *build, before=clean)
        filtered = world.command(folder, *_strace("--seccomp-bpf"), *build, before=clean)
        yield Row(f"{name}: traced, against bare", *in_turn(traced, bare), budget)
        yield Row(f"{name}: traced, against strace at every call", *in_turn(traced, plain), 1.0)
        yield Row(f"{name}: strace with seccomp alone, against bare", *in_turn(filtered, bare), 0)
        yield Row(f"{name}: untraced, against bare", *in_turn(untraced, bare), 0)


def _strace(*more: str) -> tuple[str, ...]:
    calls = ",".join(f"?{call}" for call in (*PROCESSES, *FILES_, *NETWORK))
    return ("strace", "-f", "-y", "-ttt", "-q", *more, "-o", "/dev/null", f"--trace={calls}", "--")


def verifying(world: World) -> Iterator[Row]:
    """What an answer costs."""
    base = Command((sys.executable, "-c", "pass"), world.root, world.environment)
    for steps in (3, 5):
        folder = world.assembled(steps)
        ours = world.command(folder, "pbom", "verify", "out.bin")
        yield Row(f"verify of {steps} steps, against python -c pass", *in_turn(ours, base), 0)
    whole = world.command(world.release(5, 200, 1000), "pbom", "verify", "out.bin")
    name = "verify of 5 steps, 200 commits, 1,000 components"
    yield Row(f"{name}, against python -c pass", *in_turn(whole, base), 0)
    large = world.command(world.release(5, 400, 2000), "pbom", "verify", "out.bin")
    yield Row(f"{name} each twice, against once", *in_turn(large, whole), 2.5)


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--files", type=int, default=FILES, help="files in the large trees")
    parser.add_argument("--only-traces", action="store_true", help="measure only tracing")
    options = parser.parse_args()
    files: int = options.files
    root = Path(tempfile.mkdtemp(prefix="pbom-bench-"))
    try:
        world = World(root)
        world.make_keys()
        rows: list[Row] = []
        if not options.only_traces:
            rows += [
                *start_up(world),
                *recording(world, files),
                *hashing(world, files),
                *growing(world, files),
                *dependencies(world, max(files // 5, 1000)),
                *verifying(world),
                *comparing(world, 2 * files),
                *lineages(world, 2 * files),
            ]
        if shutil.which("strace") and shutil.which("cc"):
            rows += tracing(world)
        print(table(rows))
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
