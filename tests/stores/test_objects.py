"""The project's store: what is added stays, under its digest, whatever happens beside it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from pbom.codec.bundle import bundle_digest
from pbom.errors import StoreError
from pbom.model.sealed import Sealed
from pbom.model.statement import ProvenanceStatement
from pbom.stages.attest import attest
from pbom.stores.objects import ObjectStore
from tests.importing import PASSED, Import
from tests.simulator import SHIPPED, commit, hand, honest
from tests.stores import holding
from tests.stores.holding import ASKED, BODY, BUNDLES, STEPS

BUILD = next(take for take in holding.WORLD.takes if take.step == "build")
OTHER = replace(BUILD, run="run-2", products=()).sealed
JUNK = {
    "an empty line": b"\n",
    "half an entry": b'{"bundle":"',
    "a list": b"[]\n",
    "no digest": b'{"bundle":5,"digests":[],"run":"run-1"}\n',
    "another algorithm's digest": b'{"bundle":"abc","digests":[],"run":"run-1"}\n',
    "no UTF-8": b'{"bundle":"\xff"}\n',
    "zeros": bytes(1000),
    "very deep": b"{" * 100_000 + b"\n",
}
ADD = """
import sys
from pathlib import Path
from msgspec.structs import replace
from pbom.stores.objects import ObjectStore
from tests.simulator import honest
store, build = ObjectStore(Path(sys.argv[1])), honest().take("build")
print("ready", flush=True)
sys.stdin.readline()
for number in range(40):
    store.add(replace(build, run=f"{sys.argv[2]}-{number}").sealed)
"""
LOOK = """
import resource, sys
from pathlib import Path
from pbom.stores.objects import ObjectStore
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), resource.RLIM_INFINITY))
print(len(list(ObjectStore(Path(sys.argv[1])).of_run("run-1"))))
"""


def bundles(store: ObjectStore) -> list[bytes]:
    return sorted(data for _, data in store.about(ASKED))


def objects(root: Path) -> list[Path]:
    return sorted(root.glob("objects/sha256/??/*"))


def place(root: Path, data: bytes) -> Path:
    """Where an object belongs."""
    value = bundle_digest(data).value
    return root / "objects" / "sha256" / value[:2] / value[2:]


def test_a_bundle_and_its_bodies_are_under_their_digests(tmp_path: Path) -> None:
    sealed = replace(STEPS[0], bodies=(BODY,))
    digest = ObjectStore(tmp_path).add(sealed)
    assert digest == bundle_digest(sealed.bundle)
    assert objects(tmp_path) == sorted([place(tmp_path, BODY), place(tmp_path, sealed.bundle)])
    assert ObjectStore(tmp_path).body(digest) == sealed.bundle
    assert ObjectStore(tmp_path).body(bundle_digest(BODY)) == BODY


def test_the_same_twice_is_there_once(tmp_path: Path) -> None:
    store = holding.store(tmp_path)
    before = [(path, path.stat().st_ino) for path in objects(tmp_path)]
    holding.store(tmp_path)
    assert [(path, path.stat().st_ino) for path in objects(tmp_path)] == before
    assert bundles(store) == BUNDLES
    assert store.unindexed() == 0


def test_a_store_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path / "none")
    assert bundles(store) == []
    assert list(store.of_run("run-1")) == []
    assert (store.unindexed(), store.rebuild()) == (0, 0)


def test_about_an_artifact_are_its_steps_and_all_others_of_their_run(tmp_path: Path) -> None:
    store = holding.store(tmp_path)
    store.add(OTHER)
    assert bundles(store) == BUNDLES
    assert list(store.of_run("run-2")) == [OTHER.bundle]
    assert sorted(store.of_run("run-1")) == BUNDLES
    assert list(store.of_run("run")) == []


def test_a_run_may_be_called_anything(tmp_path: Path) -> None:
    names = ['"', "\\", "\u00e9\u2028", "run-1", "{}", "\x7f"]
    store = ObjectStore(tmp_path)
    for name in names:
        store.add(replace(BUILD, run=name).sealed)
    for name in names:
        assert list(store.of_run(name)) == [replace(BUILD, run=name).sealed.bundle]


def test_what_is_no_evidence_for_a_gate_is_kept_and_not_found(tmp_path: Path) -> None:
    provenance = attest(ProvenanceStatement(step=BUILD.statement), hand("builder"))
    store = ObjectStore(tmp_path)
    digest = store.add(provenance)
    assert store.body(digest) == provenance.bundle
    assert bundles(store) == []
    assert (store.unindexed(), store.rebuild()) == (0, 0)


def test_an_index_that_is_cut_anywhere_hides_only_what_was_cut(tmp_path: Path) -> None:
    holding.store(tmp_path)
    index = tmp_path / "index.jsonl"
    whole = index.read_bytes()
    last = whole.rindex(b"{")
    for end in range(last, len(whole) - 1):
        index.write_bytes(whole[:end])
        store = ObjectStore(tmp_path)
        assert list(store.of_run("run-1")) == [STEPS[0].bundle]
        assert store.unindexed() == 1
    store.add(OTHER)  # after a torn line
    assert list(store.of_run("run-2")) == [OTHER.bundle]


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_junk_in_the_index_hides_nothing(tmp_path: Path, junk: bytes) -> None:
    index = tmp_path / "index.jsonl"
    tmp_path.mkdir(exist_ok=True)
    index.write_bytes(junk)
    store = holding.store(tmp_path)
    assert bundles(store) == BUNDLES
    assert store.rebuild() == len(BUNDLES)
    assert bundles(store) == BUNDLES


def test_the_index_can_be_made_anew_and_says_the_same(tmp_path: Path) -> None:
    store = holding.store(tmp_path)
    (tmp_path / "index.jsonl").unlink()
    assert bundles(store) == []
    assert store.unindexed() == len(BUNDLES)
    assert store.rebuild() == len(BUNDLES)
    assert store.unindexed() == 0
    assert bundles(store) == BUNDLES


def test_an_index_that_leads_to_nothing_is_no_error(tmp_path: Path) -> None:
    store = holding.store(tmp_path)
    place(tmp_path, STEPS[0].bundle).unlink()
    assert bundles(store) == sorted(sealed.bundle for sealed in STEPS[1:])


def test_what_does_not_belong_among_the_objects_is_left_alone(tmp_path: Path) -> None:
    store = holding.store(tmp_path)
    first = place(tmp_path, STEPS[0].bundle)
    (first.parent / f".{first.name[:40]}.0123.tmp").write_bytes(STEPS[0].bundle[:100])
    (first.parent / "README").write_text("{}")
    (first.parent / ("G" * 62)).write_text("{}")
    (tmp_path / "objects" / "sha256" / "zz").mkdir()
    (tmp_path / "objects" / "sha256" / "zz" / "x").write_text("{}")
    assert store.unindexed() == 0
    assert store.rebuild() == len(BUNDLES)


def test_two_processes_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            (sys.executable, "-c", ADD, str(tmp_path), name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in ("one", "two")
    ]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        writer.communicate(b"go\n")
        assert writer.returncode == 0
    store = ObjectStore(tmp_path)
    for name in ("one", "two"):
        for number in range(40):
            assert len(list(store.of_run(f"{name}-{number}"))) == 1
    assert len(bundles(store)) == 80
    assert store.unindexed() == 0


def plant_pipe(path: Path) -> None:
    os.mkfifo(path)


def plant_link(path: Path) -> None:
    other = path.parent / "elsewhere"
    other.write_bytes(BODY)
    path.symlink_to(other)


def plant_other_content(path: Path) -> None:
    path.write_bytes(BODY[:-1] + b"!")


def plant_much(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


@pytest.mark.parametrize("plant", [plant_pipe, plant_link, plant_other_content, plant_much])
def test_what_was_put_at_an_object_s_place_is_replaced(tmp_path: Path, plant: object) -> None:
    path = place(tmp_path, BODY)
    path.parent.mkdir(parents=True)
    assert callable(plant)
    plant(path)
    store = ObjectStore(tmp_path)
    store.add(replace(STEPS[0], bodies=(BODY,)))
    assert path.is_file()
    assert not path.is_symlink()
    assert store.body(bundle_digest(BODY)) == BODY


def test_a_directory_at_an_object_s_place_is_an_error(tmp_path: Path) -> None:
    place(tmp_path, BODY).mkdir(parents=True)
    store = ObjectStore(tmp_path)
    with pytest.raises(StoreError, match="cannot write"):
        store.add(replace(STEPS[0], bodies=(BODY,)))
    assert list(store.of_run("run-1")) == []
    with pytest.raises(StoreError, match="Is a directory"):
        store.body(bundle_digest(BODY))


def test_a_directory_in_the_place_of_the_index_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "index.jsonl").mkdir()
    store = ObjectStore(tmp_path)
    with pytest.raises(StoreError, match=r"cannot write .*index"):
        store.add(STEPS[0])
    with pytest.raises(StoreError, match=r"cannot read .*index"):
        bundles(store)


def test_an_index_without_line_ends_is_read_in_bounded_memory(tmp_path: Path) -> None:
    holding.store(tmp_path)
    index = tmp_path / "index.jsonl"
    entries = index.read_bytes()
    index.write_bytes(b"")
    os.truncate(index, 1 << 30)
    with index.open("ab") as file:
        file.write(entries)
    done = subprocess.run(
        (sys.executable, "-c", LOOK, str(tmp_path), str(3 << 28)),
        capture_output=True,
        check=False,
    )
    assert done.stdout == b"%d\n" % len(BUNDLES), done.stderr[-500:]


def test_a_signed_pbom_is_found_by_its_artifact(tmp_path: Path) -> None:
    release = honest().release
    assert release is not None
    store = ObjectStore(tmp_path)
    store.add(release)
    assert bundles(store) == [release.bundle]
    assert [name[:14] for name, _ in store.about(tuple(SHIPPED.digests))] == ["object sha256:"]


def test_an_entry_is_written_last_so_that_half_an_addition_is_no_evidence(tmp_path: Path) -> None:
    unsigned = Sealed(bundle=STEPS[0].bundle, bodies=STEPS[0].bodies, entry=None)
    store = ObjectStore(tmp_path)
    store.add(unsigned)  # as far as a process comes that is killed before the index line
    assert list(store.of_run("run-1")) == []
    assert store.unindexed() == 1
    store.add(STEPS[0])
    assert list(store.of_run("run-1")) == [STEPS[0].bundle]


def test_imports_are_found_by_the_artifact_or_by_the_commit_of_its_steps(tmp_path: Path) -> None:
    store = holding.store(tmp_path)
    of_commit, of_artifact = Import(), Import(about=SHIPPED.digests, name="b.xml")
    other = Import(about=commit("another").revision, name="c.xml")
    for item in (of_commit, of_artifact, other):
        store.add(item.sealed)
    expected = {of_commit.sealed.bundle, of_artifact.sealed.bundle, *BUNDLES}
    assert {data for _, data in store.about(ASKED)} == expected
    assert store.body(of_commit.statement.document.digest) == PASSED.encode()
    assert store.rebuild() == len(BUNDLES) + 3
    assert {data for _, data in store.about(ASKED)} == expected
