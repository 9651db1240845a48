"""Objects by their ids: whole, too large, missing; and paths in trees."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects, TreeEntry, parse_tree
from pbom.errors import RecordingError
from tests.cli.session import Sandbox
from tests.collectors.histories import Repository


@pytest.fixture
def objects(sandbox: Sandbox) -> Iterator[GitObjects]:
    sandbox.write("large.bin", "x" * 5000)
    sandbox.write("deep/er/file.txt", "deep")
    sandbox.commit("files")
    with GitObjects(Git(folder=sandbox.project)) as reader:
        yield reader


def id_of(sandbox: Sandbox, name: str) -> str:
    return sandbox.git("rev-parse", name).strip()


def test_an_object_comes_whole(sandbox: Sandbox, objects: GitObjects) -> None:
    blob = id_of(sandbox, "HEAD:deep/er/file.txt")
    assert objects.read(blob) == (blob, "blob", 4, b"deep")


def test_beyond_the_limit_only_the_size_is_known(sandbox: Sandbox, objects: GitObjects) -> None:
    large, small = id_of(sandbox, "HEAD:large.bin"), id_of(sandbox, "HEAD:deep/er/file.txt")
    first, second = objects.read_all((large, small), limit=100)
    assert (first.size, first.content, first.whole) == (5000, b"", False)
    assert (second.content, second.whole) == (b"deep", True)


def test_many_objects_keep_their_order(sandbox: Sandbox, objects: GitObjects) -> None:
    large, small = id_of(sandbox, "HEAD:large.bin"), id_of(sandbox, "HEAD:deep/er/file.txt")
    asked = [large, small, "0" * 40] * 400
    assert [found.id for found in objects.read_all(asked)] == asked


def test_what_is_not_there_is_missing(objects: GitObjects) -> None:
    found = objects.read("0" * 40)
    assert (found.kind, found.whole) == ("missing", False)


def test_a_partial_clone_has_what_it_has(repository: Repository, tmp_path: Path) -> None:
    for number in range(4):
        repository.commit(f"c{number}")
    clone = repository.clone(tmp_path / "clone", "--filter=blob:none", "--bare")
    trees = [repository.id_of(f"HEAD~{number}^{{tree}}") for number in range(4)]
    blobs = [repository.id_of(f"HEAD:c{number}.txt") for number in range(4)]
    asked = [blobs[0], trees[0], trees[1], blobs[1], blobs[2], trees[2], trees[3], blobs[3]]
    with GitObjects(clone.git) as reader:
        kinds = [found.kind for found in reader.read_all(asked)]
    assert kinds == ["missing", "tree", "tree", "missing", "missing", "tree", "tree", "missing"]


def test_trees_that_are_not_here_are_counted(repository: Repository, tmp_path: Path) -> None:
    repository.commit("one", name="a/b.txt")
    clone = repository.clone(tmp_path / "clone", "--filter=tree:0", "--bare")
    tree = repository.id_of("HEAD^{tree}")
    with GitObjects(clone.git) as reader:
        assert list(reader.files(tree)) == []
        assert reader.find(tree, b"a/b.txt") is None
        assert reader.lost == {tree}
    with GitObjects(repository.git) as reader:
        assert len(list(reader.files(tree))) == 1
        assert reader.find(repository.id_of("HEAD:a"), b"none/x") is None
        assert reader.lost == set()


@pytest.mark.parametrize("name", ["HEAD", "HEAD:large.bin\nHEAD", "--help", "", "a b"])
def test_a_name_is_no_id(objects: GitObjects, name: str) -> None:
    with pytest.raises(RecordingError):
        objects.read(name)


def test_paths_are_found_in_a_tree(sandbox: Sandbox, objects: GitObjects) -> None:
    tree = id_of(sandbox, "HEAD^{tree}")
    blob = id_of(sandbox, "HEAD:deep/er/file.txt")
    assert objects.find(tree, b"deep/er/file.txt") == TreeEntry("100644", blob)
    assert objects.find(tree, b"deep/er/none.txt") is None
    assert objects.find(tree, b"large.bin/file.txt") is None
    assert objects.find(tree, b"../large.bin") is None


def test_files_are_those_that_git_lists(sandbox: Sandbox, objects: GitObjects) -> None:
    listed = sandbox.git("ls-tree", "-r", "--name-only", "HEAD").splitlines()
    files = {path.decode() for path, _ in objects.files(id_of(sandbox, "HEAD^{tree}"))}
    assert files == set(listed)


@pytest.mark.parametrize("length", [20, 32])
def test_every_mode_and_odd_names_are_read(length: int) -> None:
    id_ = b"100644 x\0".ljust(length, b"\n")  # what looks like an entry, in the place of an id
    names = [b"a", b"b c", b"d\ne", b"\xff", b"100644 f"]
    modes = [b"100644", b"100755", b"40000", b"120000", b"160000"]
    pairs = list(zip(modes, names, strict=True))
    content = b"".join(mode + b" " + name + b"\0" + id_ for mode, name in pairs)
    assert parse_tree(content, length) == {
        name: TreeEntry(mode.decode(), id_.hex()) for mode, name in pairs
    }
    assert parse_tree(content.replace(b"40000", b"040000"), length)[b"d\ne"].mode == "40000"
    assert list(parse_tree(content + b"1", length)) == names


def test_a_malformed_tree_ends_where_it_breaks() -> None:
    good = b"100644 a\0" + bytes(20)
    assert list(parse_tree(good + b"100644 b\0short", 20)) == [b"a"]
    assert parse_tree(b"no tree at all", 20) == {}
