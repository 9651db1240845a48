"""What the names of pipeline components came to, by real repositories and real checkouts."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from pbom.codec.config import read_config
from pbom.collectors import git_tree
from pbom.collectors.git_tree import TreeRefusedError, tree_of
from pbom.collectors.resolve import Sources, resolve, sources_at_hand
from pbom.errors import UsageError
from pbom.model.config import PipelineConfig
from pbom.model.dependency import PipelineComponent
from pbom.model.inventory import Inventory
from pbom.model.resolution import Resolution
from tests.inventories import locked
from tests.workbench import Workbench

A, B = "a" * 64, "b" * 64


def workflow(*uses: str) -> Inventory:
    """A workflow whose steps use these actions, and nothing else."""
    steps = "".join(f"      - uses: {text}\n" for text in uses)
    text = f"jobs:\n  build:\n    runs-on: x\n    steps:\n{steps}"
    return Inventory(locks=(locked(".github/workflows/ci.yml", text),))


def images(*names: str) -> Inventory:
    """A Dockerfile from these images."""
    return Inventory(locks=(locked("Dockerfile", "".join(f"FROM {name}\n" for name in names)),))


def one(inventory: Inventory, sources: Sources) -> Resolution:
    """The only resolution."""
    (found,) = resolve(inventory, sources).resolutions
    return found


def told(found: Resolution) -> list[str]:
    """Its values, as lines."""
    return [f"{item.covers} {item.algorithm}:{item.value}" for item in found.integrity]


class Upstream:
    """An action's repository, mirrored, and checked out by a runner."""

    def __init__(self, root: Path) -> None:
        self.bench = Workbench(root / "upstream")
        self.mirrors = root / "mirrors"
        self.runner = root / "work/_actions"
        self.repository = self.mirrors / "me/it.git"
        self.repository.parent.mkdir(parents=True)
        self.bench.run("git", "init", "-q", "-b", "main")
        self.commit("action.yml", "runs:\n  using: composite\n  steps: []\n")
        (self.bench.project / "dist").mkdir()
        self.commit("dist/index.js", "run()\n")
        (self.bench.project / "run.sh").symlink_to("dist/index.js")
        tool = self.bench.project / "tool"
        tool.write_text("#!/bin/sh\n")
        tool.chmod(0o755)
        self.first = self.commit("dist.txt", "sorted between a file and a directory\n")
        self.bench.run("git", "tag", "v1")
        self.mirror()

    def commit(self, name: str, text: str) -> str:
        """A file, committed; the commit."""
        (self.bench.project / name).write_text(text)
        self.bench.run("git", "add", "-A")
        self.bench.run("git", "commit", "-q", "-m", name)
        return self.bench.must("git", "rev-parse", "HEAD").out.strip()

    def tree(self, revision: str) -> str:
        """The tree of a commit, as git says."""
        return self.bench.must("git", "rev-parse", f"{revision}^{{tree}}").out.strip()

    def mirror(self) -> None:
        """The mirror as it would be now."""
        shutil.rmtree(self.repository, ignore_errors=True)
        self.bench.run("git", "clone", "-q", "--mirror", ".", str(self.repository))

    def check_out(self, ref: str, revision: str) -> Path:
        """What a runner does: an archive of a revision, laid out, and a mark beside it."""
        folder = self.runner / "me/it" / ref
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        archive = self.bench.project.parent / "archive.tar"
        self.bench.run("git", "archive", "-o", str(archive), revision)
        subprocess.run(["tar", "-xf", archive, "-C", folder], check=True)
        folder.with_name(f"{folder.name}.completed").write_text("11/25/2026 04:00:00")
        return folder


@pytest.fixture
def upstream(tmp_path: Path) -> Upstream:
    return Upstream(tmp_path)


def test_a_checkout_of_the_runner_s_is_known_by_its_files(upstream: Upstream) -> None:
    upstream.check_out("v1", "v1")
    found = one(workflow("me/it/sub@v1"), Sources(runner=upstream.runner))
    assert (found.name, found.version, found.found) == ("me/it/sub", "v1", "runner")
    assert told(found) == [f"git-tree gitTree:{upstream.tree('v1')}"]
    assert found.reason == ""


def test_with_a_mirror_it_is_known_by_its_commit_too(upstream: Upstream) -> None:
    upstream.check_out("v1", "v1")
    both = Sources(runner=upstream.runner, mirrors=(upstream.mirrors,))
    found = one(workflow("me/it@v1"), both)
    assert (found.found, found.reason) == ("runner", "")
    assert told(found) == [
        f"git-commit gitCommit:{upstream.first}",
        f"git-tree gitTree:{upstream.tree('v1')}",
    ]
    alone = one(workflow("me/it@v1"), replace(both, runner=None))
    assert (alone.found, told(alone)) == ("mirror", told(found))


@pytest.mark.parametrize("pinned", [False, True], ids=["by a tag", "by a commit"])
def test_a_checkout_with_other_files_than_the_mirror_is_told(
    upstream: Upstream, *, pinned: bool
) -> None:
    ref = upstream.first if pinned else "v1"
    folder = upstream.check_out(ref, "v1")
    both = Sources(runner=upstream.runner, mirrors=(upstream.mirrors,))
    assert one(workflow(f"me/it@{ref}"), both).reason == ""
    (folder / "dist/index.js").write_text("steal()\n")
    found = one(workflow(f"me/it@{ref}"), both)
    assert found.reason == f"the mirror's {upstream.first} has other files"
    assert [line.split(":")[0] for line in told(found)] == ["git-tree gitTree"]


def test_a_pinned_one_that_nobody_has_needs_no_word(upstream: Upstream) -> None:
    assert resolve(workflow(f"me/it@{upstream.first}"), Sources()).resolutions == ()
    known = one(workflow(f"me/it@{upstream.first}"), Sources(mirrors=(upstream.mirrors,)))
    assert told(known)[0] == f"git-commit gitCommit:{upstream.first}"


def test_a_moved_tag_comes_to_something_else(upstream: Upstream) -> None:
    mirrors = Sources(mirrors=(upstream.mirrors,))
    before = one(workflow("me/it@v1"), mirrors)
    moved = upstream.commit("dist/index.js", "steal()\n")
    upstream.bench.run("git", "tag", "-f", "v1")
    upstream.mirror()
    after = one(workflow("me/it@v1"), mirrors)
    assert told(before)[0] != told(after)[0] == f"git-commit gitCommit:{moved}"


WHY_NOT: dict[str, tuple[Callable[[Upstream], Sources], str]] = {
    "nothing is here": (lambda _: Sources(), "no runner's checkout is here"),
    "another action": (
        lambda one: Sources(runner=one.runner),
        "the runner has not checked it out",
    ),
    "no such repository": (
        lambda one: Sources(mirrors=(one.mirrors / "me",)),
        "no mirror has the repository",
    ),
}


@pytest.mark.parametrize("name", WHY_NOT)
def test_what_is_not_found_says_why(upstream: Upstream, name: str) -> None:
    make, reason = WHY_NOT[name]
    found = one(workflow("me/it@v1"), make(upstream))
    assert found.found == "nowhere"
    assert reason in found.reason


@pytest.mark.parametrize("ref", ["v2", "main^", "--output=x", "../../x", "v1@{1}", "a//b"])
def test_refs_that_no_mirror_has(upstream: Upstream, ref: str) -> None:
    found = one(
        workflow(f"me/it@{ref}"), Sources(runner=upstream.runner, mirrors=(upstream.mirrors,))
    )
    assert (found.found, found.integrity) == ("nowhere", ())


def test_a_tag_and_a_branch_of_one_name_are_neither(upstream: Upstream) -> None:
    upstream.bench.run("git", "branch", "v1", "HEAD~1")
    upstream.mirror()
    found = one(workflow("me/it@v1"), Sources(mirrors=(upstream.mirrors,)))
    assert "a tag and a branch of that name" in found.reason


def test_a_directory_that_is_no_repository_is_not_that_of_somebody_above(
    upstream: Upstream,
) -> None:
    """git looks upwards for a repository; here it would find that of the user's own project."""
    inside = upstream.bench.project / "mirrors"
    (inside / "me/it").mkdir(parents=True)
    found = one(workflow("me/it@v1"), Sources(mirrors=(inside,)))
    assert "no mirror has the repository" in found.reason
    for name in ("HEAD", "objects"):
        place = inside / "me/it" / name
        place.mkdir() if name == "objects" else place.write_text("ref: refs/heads/main\n")
    found = one(workflow("me/it@v1"), Sources(mirrors=(inside,)))
    assert found.found == "nowhere"


def test_what_a_mirror_configures_is_not_executed(upstream: Upstream, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "core.alternateRefsCommand"):
        upstream.bench.run("git", "-C", str(upstream.repository), "config", key, str(trap))
    assert one(workflow("me/it@v1"), Sources(mirrors=(upstream.mirrors,))).resolved
    assert not (tmp_path / "sprung").exists()


def test_a_checkout_that_is_not_whole_or_a_link_is_none(upstream: Upstream) -> None:
    folder = upstream.check_out("v1", "v1")
    runner = Sources(runner=upstream.runner)
    mark = folder.with_name("v1.completed")
    mark.unlink()
    assert "has not finished" in one(workflow("me/it@v1"), runner).reason
    mark.write_text("")
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(folder.with_name("elsewhere"))
    assert "has not checked it out" in one(workflow("me/it@v1"), runner).reason


def test_limits_of_a_checkout(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = upstream.check_out("v1", "v1")
    os.mkfifo(folder / "pipe")
    assert (
        "neither a file nor a link"
        in one(workflow("me/it@v1"), Sources(runner=upstream.runner)).reason
    )
    (folder / "pipe").unlink()
    assert tree_of(bytes(folder)) == upstream.tree("v1")
    deep = folder / "/".join("d" * 70)
    deep.mkdir(parents=True)
    with pytest.raises(TreeRefusedError, match="deeper"):
        tree_of(bytes(folder))
    shutil.rmtree(folder / "d")
    monkeypatch.setattr(git_tree, "MAX_FILES", 2)
    with pytest.raises(TreeRefusedError, match="more than"):
        tree_of(bytes(folder))


def test_directories_without_files_are_in_no_tree(upstream: Upstream) -> None:
    folder = upstream.check_out("v1", "v1")
    (folder / "empty/inner").mkdir(parents=True)
    assert tree_of(bytes(folder)) == upstream.tree("v1")


def test_an_include_of_another_project(upstream: Upstream) -> None:
    text = "include:\n  - project: me/it\n    ref: v1\n    file: /ci/build.yml\n"
    included = Inventory(locks=(locked(".gitlab-ci.yml", text, "gitlab_ci"),))
    found = one(included, Sources(mirrors=(upstream.mirrors,)))
    assert (found.kind, found.found) == ("include", "mirror")
    assert told(found)[0] == f"git-commit gitCommit:{upstream.first}"
    assert "no mirror has what it is included from" in one(included, Sources()).reason


DOCKER = {
    "Repositories": {
        "python": {
            "python:3.12": f"sha256:{A}",
            f"python@sha256:{B}": f"sha256:{A}",
            "python:mine": f"sha256:{B}",
        },
        "ghcr.io/me/tool": {"ghcr.io/me/tool:1": f"sha256:{B}"},
    }
}
PODMAN = [
    {"id": A, "digest": f"sha256:{B}", "names": ["docker.io/library/python:3.12"]},
    {"id": B, "digest": f"sha256:{A}"},
]
LAYOUT = {
    "schemaVersion": 2,
    "manifests": [
        {
            "digest": f"sha256:{B}",
            "annotations": {
                "io.containerd.image.name": "docker.io/library/python:3.12",
                "org.opencontainers.image.ref.name": "3.12",
            },
        },
        {"digest": f"sha256:{A}", "annotations": {"org.opencontainers.image.ref.name": "3.13"}},
    ],
}


def stores(folder: Path, **content: object) -> tuple[Path, ...]:
    """Lists of images in files of these names."""
    found = []
    for name, value in content.items():
        path = folder / f"{name}.json"
        path.write_text(value if isinstance(value, str) else json.dumps(value))
        found.append(folder if name == "index" else path)
    return tuple(found)


@pytest.mark.parametrize(
    "content",
    [{"repositories": DOCKER}, {"images": PODMAN}, {"index": LAYOUT}],
    ids=["docker", "podman", "OCI layout"],
)
def test_an_image_is_what_the_store_has_under_its_name(
    tmp_path: Path, content: dict[str, object]
) -> None:
    here = Sources(images=stores(tmp_path, **content))
    found = one(images("python:3.12"), here)
    assert (found.found, told(found)) == ("image-store", [f"oci-manifest sha256:{B}"])
    assert "no store of images has it" in one(images("python:3.13"), here).reason
    assert resolve(images(f"python:3.12@sha256:{A}"), here).resolutions == ()


def test_an_image_that_was_built_here_is_known_by_its_configuration(tmp_path: Path) -> None:
    here = Sources(images=stores(tmp_path, repositories=DOCKER))
    found = one(images("python:mine"), here)
    assert [(item.covers, item.raw) for item in found.integrity] == [("other", f"image-id:{B}")]


def test_stores_that_disagree_are_both_told(tmp_path: Path) -> None:
    other = [{"id": A, "digest": f"sha256:{A}", "names": ["docker.io/library/python:3.12"]}]
    here = Sources(images=stores(tmp_path, repositories=DOCKER, images=other))
    assert told(one(images("python:3.12"), here)) == [
        f"oci-manifest sha256:{A}",
        f"oci-manifest sha256:{B}",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "", "[", "null", '{"Repositories": []}', '{"Repositories": {"a": {"a:1": 1}}}',
        '{"Repositories": {"a": {"a:1": "sha256:x"}}}', "[" * 100, "\xff",
    ],
)  # fmt: skip
def test_a_broken_store_is_said_and_the_others_count(tmp_path: Path, text: str) -> None:
    broken = stores(tmp_path, repositories=text)
    assert "repositories.json" in one(images("python:3.12"), Sources(images=broken)).reason
    both = (*broken, *stores(tmp_path, images=PODMAN))
    assert one(images("python:3.12"), Sources(images=both)).resolved


def test_a_store_that_cannot_be_one(tmp_path: Path) -> None:
    pipe = tmp_path / "images.json"
    os.mkfifo(pipe)
    places = (pipe, tmp_path / "gone/images.json", tmp_path / "x.txt")
    reason = one(images("python:3.12"), Sources(images=places)).reason
    assert "No such file" in reason
    assert "x.txt is no list of images" in reason


def test_the_word_of_the_configuration_counts_where_nothing_is_here(upstream: Upstream) -> None:
    given = (("docker.io/library/python@3.12", f"sha256:{A}"), ("me/it@v1", "c" * 40))
    word = Sources(given=given)
    found = one(images("python:3.12"), word)
    assert (found.found, told(found)) == ("given", [f"oci-manifest sha256:{A}"])
    assert told(one(workflow("me/it@v1"), word)) == [f"git-commit gitCommit:{'c' * 40}"]
    upstream.check_out("v1", "v1")
    assert one(workflow("me/it@v1"), replace(word, runner=upstream.runner)).found == "runner"


def test_the_runner_s_directory_is_beside_its_workspace(upstream: Upstream, tmp_path: Path) -> None:
    (tmp_path / "work/it").mkdir(parents=True)
    for name, place in (("RUNNER_WORKSPACE", "it"), ("RUNNER_TEMP", "_temp")):
        known = sources_at_hand(tmp_path, PipelineConfig(), {name: str(tmp_path / "work" / place)})
        assert known.runner is None  # there is none yet
    upstream.check_out("v1", "v1")
    for name, place in (("RUNNER_WORKSPACE", "it"), ("RUNNER_TEMP", "_temp")):
        known = sources_at_hand(tmp_path, PipelineConfig(), {name: str(tmp_path / "work" / place)})
        assert known.runner == upstream.runner
    assert sources_at_hand(tmp_path, PipelineConfig(), {"RUNNER_TEMP": "x"}).runner is None
    named = sources_at_hand(tmp_path, PipelineConfig(runner="r", mirrors=("m",), images=("i",)), {})
    assert (named.runner, named.mirrors, named.images) == (
        tmp_path / "r", (tmp_path / "m",), (tmp_path / "i",),
    )  # fmt: skip


def test_the_configuration() -> None:
    text = f"""
    [pipeline]
    runner = "/work/_actions"
    mirrors = ["../mirrors"]
    images = ["/var/lib/docker/image/overlay2/repositories.json"]
    [pipeline.given]
    "actions/checkout@v4" = "{"a" * 40}"
    """
    config = read_config(text.encode(), "pbom.toml").pipeline
    assert config.given == (("actions/checkout@v4", "a" * 40),)
    assert config.mirrors == ("../mirrors",)
    for wrong in (
        '[pipeline]\nmirror = ["x"]\n',
        '[pipeline]\nmirrors = [""]\n',
        '[pipeline]\nrunner = ""\n',
        '[pipeline.given]\n"a@1" = "latest"\n',
    ):
        with pytest.raises(UsageError, match=r"pbom\.toml"):
            read_config(wrong.encode(), "pbom.toml")


def test_what_is_no_name_is_not_looked_for(tmp_path: Path) -> None:
    text = "include: https://example.com/x.yml\n"
    included = Inventory(locks=(locked(".gitlab-ci.yml", text, "gitlab_ci"),))
    found = one(included, Sources(mirrors=(tmp_path,)))
    assert found.found == "nowhere"


def test_components_have_what_they_came_to(upstream: Upstream) -> None:
    found = resolve(workflow("me/it@v1", "me/other@v1"), Sources(mirrors=(upstream.mirrors,)))
    by_name: dict[str, PipelineComponent] = {
        item.known.name: item.known for item in found.components
    }
    assert set(by_name) == {"me/it", "me/other"}
    resolved = {
        item.known.name: [one.resolved for one in item.resolutions] for item in found.components
    }
    assert resolved == {"me/it": [True], "me/other": [False]}
