"""The index of a store: it knows all that is there, proves nothing, and can be thrown away."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pbom.codec.bundle import bundle_digest
from pbom.codec.index_tables import connect
from pbom.codec.mention import key_name
from pbom.errors import StoreError
from pbom.model.deployment import DeploymentStatement
from pbom.model.digest import Digest
from pbom.model.mention import ROLES, SHIPPED, Name
from pbom.model.sealed import Sealed
from pbom.model.statement import VerdictStatement, subjects_of
from pbom.stages.attest import attest
from pbom.stores import Index
from pbom.stores.heap import Heap
from pbom.stores.index import FILE, StoreIndex
from pbom.stores.lines import Lines
from pbom.stores.objects import ObjectStore
from tests.cli.session import without_privileges
from tests.looks import BY_AGENT, BY_SOMEBODY, Look, id_of
from tests.signatures import hand
from tests.simulator import REPORT, WHEEL, watched
from tests.simulator import SHIPPED as SHOP
from tests.takes import NOON, ONE, file

COUNT = """
import sys
from datetime import timedelta
from pathlib import Path
from pbom.stores.index import StoreIndex
from pbom.stores.objects import ObjectStore
print(StoreIndex(ObjectStore(Path(sys.argv[1]))).census().bundles)
"""
WORLD = watched()
VERDICT = attest(VerdictStatement.of(WORLD.verdict()), hand("me"))
WENT = attest(
    DeploymentStatement(
        subjects=subjects_of((SHOP,)),
        environment="production",
        deployed=NOON,
        verdict=bundle_digest(VERDICT.bundle),
    ),
    hand("me"),
)


def everything() -> list[Sealed]:
    assert WORLD.release
    steps = [take.sealed for take in WORLD.takes]
    return [*steps, *(look.sealed for look in WORLD.looks), WORLD.release, VERDICT, WENT]


def filled(root: Path) -> ObjectStore:
    store = ObjectStore(root)
    for sealed in everything():
        store.add(sealed)
    return store


def digest(of: Sealed) -> Digest:
    return bundle_digest(of.bundle)


def sha256(artifact: object) -> Name:
    found = getattr(artifact, "digests").get("sha256")  # noqa: B009 - of whatever has some
    return Name.of(found)


def answers(index: Index) -> dict[str, object]:
    """Everything that can be asked, to see that two are alike."""
    names = [
        sha256(WHEEL),
        sha256(REPORT),
        Name("commit", ONE.commit),
        Name("agent", "claude-code"),
    ]
    return {
        "bundles": {name: index.bundles(name, ROLES) for name in names},
        "commits": index.like(Name("commit", ""), 100),
        "packages": index.like(Name("package", "pkg:"), 100),
        "shipped": (index.named(SHIPPED, 10), index.count(SHIPPED)),
        "census": index.census(),
    }


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return filled(tmp_path / ".pbom")


def test_a_name_is_found_in_its_role_and_in_no_other(store: ObjectStore) -> None:
    index = StoreIndex(store)
    test, build = (digest(take.sealed) for take in WORLD.takes)
    look = digest(WORLD.looks[0].sealed)
    assert index.bundles(sha256(REPORT), {"product"}) == (test,)
    assert index.bundles(sha256(REPORT), {"material"}) == (build,)
    assert index.bundles(sha256(SHOP), {"product"}) == (build,)
    assert index.bundles(sha256(SHOP), {"judged"}) == (digest(VERDICT),)
    assert index.bundles(sha256(SHOP), {"deployed"}) == (digest(WENT),)
    assert set(index.bundles(Name("commit", ONE.commit), {"head"})) == {test, build, look}
    assert index.bundles(Name("commit", BY_SOMEBODY.commit.id), {"listed"}) == (look,)
    assert index.bundles(Name("commit", id_of("base")), {"base"}) == (look,)
    assert index.bundles(Name("agent", "claude-code"), {"wrote"}) == (look,)
    assert index.bundles(Name("package", "pkg:npm/expresss@1.0.0"), {"introduced"}) == (look,)
    assert index.bundles(Name("environment", "production"), {"place"}) == (digest(WENT),)
    builder = key_name(hand("builder").public_key.hint)
    assert set(index.bundles(builder, {"key"})) == {build, look}
    assert builder.value == hand("builder").public_key.id
    assert index.bundles(sha256(REPORT), {"released", "judged", "deployed"}) == ()


def test_names_are_found_by_how_they_begin(store: ObjectStore) -> None:
    index = StoreIndex(store)
    assert index.like(Name("commit", BY_AGENT.commit.id[:7]), 10) == (
        Name("commit", BY_AGENT.commit.id),
    )
    assert index.like(Name("commit", "z"), 10) == ()
    assert len(index.like(Name("commit", ""), 2)) == 2
    assert index.named(SHIPPED, 10) == ((sha256(SHOP), SHOP.name),)
    assert index.count(SHIPPED) == 1


def test_what_is_added_and_what_is_gone_is_seen(store: ObjectStore) -> None:
    StoreIndex(store)
    other = file("other.bin", "other")
    late = attest(
        DeploymentStatement(subjects=subjects_of((other,)), environment="eu", deployed=NOON),
        hand("me"),
    )
    store.add(late)
    assert StoreIndex(store).bundles(sha256(other), {"deployed"}) == (digest(late),)
    path = store.root / "objects/sha256" / digest(late).value[:2] / digest(late).value[2:]
    path.unlink()
    index = StoreIndex(store)
    assert index.bundles(sha256(other), {"deployed"}) == ()
    assert index.like(Name("environment", ""), 9) == (Name("environment", "production"),)
    shutil.rmtree(path.parent)
    assert answers(StoreIndex(store)) == answers(index)


def test_thrown_away_it_comes_back_as_it_was(store: ObjectStore) -> None:
    before = answers(StoreIndex(store))
    assert before == answers(StoreIndex(store))
    (store.root / FILE).unlink()
    assert answers(StoreIndex(store)) == before
    assert {path.name for path in store.root.iterdir()} == {
        "index.jsonl", "lineage.lock", "lineage.sqlite", "objects",
    }  # fmt: skip


def test_other_evidence_gives_the_same_answers(store: ObjectStore, tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    bundles = [item.bundle for item in everything()]
    bodies = [body for item in everything() for body in item.bodies if b"\n" not in body[:-1]]
    path.write_bytes(b"".join([*bundles, *(body.rstrip(b"\n") + b"\n" for body in bodies)]))
    assert answers(Heap(Lines(path))) == answers(StoreIndex(store))


def _garbage(path: Path) -> None:
    path.write_bytes(os.urandom(5000))


def _header_only(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096])


def _middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(5000, len(data)):
        data[place] ^= 0x55
    path.write_bytes(bytes(data))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _trigger(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TRIGGER t AFTER INSERT ON object BEGIN DELETE FROM mention; END")


def _view(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE mention")
        db.execute("CREATE VIEW mention AS SELECT 1 AS name, 0 AS role, 1 AS object, '' AS label")


def _elsewhere(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE place SET value = '1:1'")
        db.execute("DELETE FROM mention")


def _odd_digest(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE object SET digest = 'no digest at all' || id")


DAMAGES: list[Callable[[Path], None]] = [
    _garbage, _header_only, _middle, _empty, _trigger, _view, _elsewhere, _odd_digest,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_or_planted_index_is_made_anew(
    store: ObjectStore, damage: Callable[[Path], None]
) -> None:
    before = answers(StoreIndex(store))
    damage(store.root / FILE)
    assert answers(StoreIndex(store)) == before


def test_damage_that_shows_late_is_mended_too(store: ObjectStore) -> None:
    index = StoreIndex(store)
    before = answers(index)
    with sqlite3.connect(store.root / FILE) as db:
        db.execute("DROP TABLE mention")
    assert answers(index) == before


@pytest.mark.parametrize("name", [FILE, f"{FILE}-journal", "lineage.lock"])
def test_nothing_is_written_through_a_link(store: ObjectStore, tmp_path: Path, name: str) -> None:
    target = tmp_path / "precious"
    target.write_bytes(b"precious")
    (store.root / name).symlink_to(target)
    with pytest.raises(StoreError):
        StoreIndex(store)
    assert target.read_bytes() == b"precious"


def test_a_pipe_is_not_waited_for(store: ObjectStore) -> None:
    os.mkfifo(store.root / FILE)
    with pytest.raises(StoreError, match="no ordinary file"):
        StoreIndex(store)


def test_what_is_not_understood_is_counted_and_named(store: ObjectStore) -> None:
    honest = StoreIndex(store).census()
    assert (honest.bundles, honest.troubled) == (6, 0)
    folder = store.root / "objects/sha256/ab"
    folder.mkdir(exist_ok=True)
    (folder / "not a digest").write_bytes(b"x")
    (folder / ("0" * 62)).write_bytes(b"not what the name says")
    (folder / ("1" * 62)).mkdir()
    (folder / ".draft.tmp").write_bytes(b"half of some")
    store.add(Sealed(bundle=b'{"dsseEnvelope":1}\n'))
    store.add(Sealed(bundle=b'{"a body": "is no statement"}\n'))
    census = StoreIndex(store).census()
    assert (census.bundles, census.troubled) == (6, 4)
    reasons = [reason for _, reason in census.problems]
    assert any("its name is no digest" in reason for reason in reasons)
    assert any("not what its name says" in reason for reason in reasons)
    assert any("Is a directory" in reason for reason in reasons)
    assert any("$.mediaType" in reason for reason in reasons)


def test_a_statement_without_its_objects_is_known_as_that_until_they_come(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path / ".pbom")
    sealed = Look().sealed
    store.add(Sealed(bundle=sealed.bundle))
    census = StoreIndex(store).census()
    assert (census.bundles, census.troubled) == (1, 1)
    commit = Name("commit", ONE.commit)
    assert StoreIndex(store).bundles(commit, {"subject"}) == (digest(sealed),)
    store.add(sealed)
    index = StoreIndex(store)
    assert (index.census().troubled, index.bundles(commit, {"head"})) == (0, (digest(sealed),))


def test_where_nobody_may_write_it_is_made_for_the_moment(store: ObjectStore) -> None:
    store.root.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        done = subprocess.run(
            (*without_privileges(), sys.executable, "-c", COUNT, str(store.root)),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        store.root.chmod(stat.S_IRWXU)
    assert (done.stdout, done.stderr) == ("6\n", "")
    assert not (store.root / FILE).exists()


def test_names_of_others_cannot_become_commands(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path / ".pbom")
    evil = "x'; DROP TABLE mention; --\ud800\0%_"
    agent = Name("agent", evil)
    store.add(everything()[0])
    index = StoreIndex(store)
    assert index.bundles(agent, ROLES) == ()
    assert index.like(agent, 10) == ()
    assert index.bundles(sha256(REPORT), {"product"})


def test_an_unkept_index_is_no_file() -> None:
    db = connect("")
    assert db.execute("PRAGMA database_list").fetchone()[2] == ""


def test_the_last_deployments_come_first(store: ObjectStore, tmp_path: Path) -> None:
    found = [WENT]
    for day in (3, 1, 2):
        later = DeploymentStatement(
            subjects=subjects_of((SHOP,)),
            environment="production",
            deployed=NOON + timedelta(days=day),
        )
        found.append(attest(later, hand("me")))
        store.add(found[-1])
    wanted = tuple(digest(found[number]) for number in (1, 3, 2, 0))
    place = Name("environment", "production")
    path = tmp_path / "all.jsonl"
    path.write_bytes(b"".join(item.bundle for item in found))
    for index in (StoreIndex(store), Heap(Lines(path))):
        assert index.latest(place, "place", 9) == wanted
        assert index.latest(place, "place", 2) == wanted[:2]
        assert index.latest(place, "deployed", 9) == ()
