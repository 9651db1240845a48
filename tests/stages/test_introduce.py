"""Which commit brought what: real repositories, walked by git alone beside it."""

import json
from pathlib import Path

import pytest

from pbom import plugins
from pbom.collectors.commits import Commits
from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.lock_history import LockWalk
from pbom.model.change import Range
from pbom.model.introduction import Introduction
from pbom.stages.introduce import introduce
from tests.workbench import Workbench

SHA512 = f"sha512-{'A' * 86}=="
OTHER = f"sha512-{'B' * 85}A=="
C = "c" * 40


def lock(**packages: object) -> str:
    """A lock file of npm: a version for each package, or all that there is to say of it."""
    written: dict[str, object] = {"": {"dependencies": dict.fromkeys(packages, "*")}}
    for name, given in packages.items():
        known = given if isinstance(given, dict) else {"version": given, "integrity": SHA512}
        written[f"node_modules/{name}"] = known
    return json.dumps({"lockfileVersion": 3, "packages": written})


class Repository:
    """A repository with commits that are known by their subjects."""

    def __init__(self, root: Path) -> None:
        self.bench = Workbench(root)
        self.put("start", {"package-lock.json": lock(old="1.0.0", express="4.0.0")})

    def put(self, subject: str, files: dict[str, str]) -> None:
        """A commit with these files."""
        self.bench.write(files)
        self.bench.commit(subject)

    def git(self, *arguments: str) -> str:
        """What git says."""
        return self.bench.must("git", *arguments).out.strip()

    def introduced(self, base: str = "") -> dict[str, tuple[str, Introduction]]:
        """The subject of the commit that brought each thing, by its name and version."""
        git = Git(folder=self.bench.project)
        start = base or self.git("rev-list", "--max-parents=0", "HEAD").splitlines()[-1]
        head = self.git("rev-parse", "HEAD")
        range_ = Range(base=start, head=head, basis="named", reason="")
        commits = [commit.header for commit in Commits(git).between(range_)]
        with GitObjects(git) as objects:
            found = introduce(LockWalk(objects, plugins.lock_readers()).history(commits, start))
        subjects = {commit.id: commit.subject for commit in commits} | {"": "before"}
        return {f"{one.item.name} {one.item.version}": (subjects[one.commit], one) for one in found}

    def by(self) -> dict[str, str]:
        """The same without the rest."""
        return {name: subject for name, (subject, _) in self.introduced().items()}

    def facts(self, name: str) -> list[str]:
        """The facts of one."""
        return [f"{fact.id}: {fact.detail}" for fact in self.introduced()[name][1].facts]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_each_thing_with_its_commit(repository: Repository) -> None:
    repository.put("new", {"package-lock.json": lock(old="1.0.0", express="4.0.0", a="1.0.0")})
    repository.put("nothing", {"x.py": ""})
    repository.put("newer", {"package-lock.json": lock(old="2.0.0", express="4.0.0", a="1.0.0")})
    assert repository.by() == {"a 1.0.0": "new", "old 2.0.0": "newer"}
    news = {name: one.news for name, (_, one) in repository.introduced().items()}
    assert news == {"a 1.0.0": "new", "old 2.0.0": "version"}
    assert repository.introduced()["old 2.0.0"][1].before == ("1.0.0",)


def test_what_came_went_and_came_again_is_of_the_last_time(repository: Repository) -> None:
    with_a = {"package-lock.json": lock(old="1.0.0", a="1.0.0")}
    repository.put("first", with_a)
    repository.put("out", {"package-lock.json": lock(old="1.0.0")})
    repository.put("again", with_a)
    assert repository.by() == {"a 1.0.0": "again"}


def test_what_came_and_went_is_not_told(repository: Repository) -> None:
    repository.put("in", {"package-lock.json": lock(old="1.0.0", a="1.0.0")})
    repository.put("out", {"package-lock.json": lock(old="1.0.0", express="4.0.0")})
    assert repository.by() == {}


def test_a_merge_brings_only_what_is_in_no_parent(repository: Repository) -> None:
    repository.git("checkout", "-qb", "side")
    repository.put("side", {"package-lock.json": lock(old="1.0.0", side="1.0.0")})
    repository.git("checkout", "-q", "main")
    repository.put("main", {"package-lock.json": lock(old="1.0.0", main="1.0.0")})
    repository.bench.run("git", "merge", "-q", "--no-commit", "side")
    both = lock(old="1.0.0", side="1.0.0", main="1.0.0", evil="6.6.6")
    repository.put("merge", {"package-lock.json": both})
    assert len(repository.git("log", "-1", "--format=%P").split()) == 2
    assert repository.by() == {"side 1.0.0": "side", "main 1.0.0": "main", "evil 6.6.6": "merge"}


def test_a_lock_file_that_moves_brings_nothing(repository: Repository) -> None:
    repository.git("mv", "package-lock.json", "moved.json")
    (repository.bench.project / "web").mkdir()
    repository.git("mv", "moved.json", "web/package-lock.json")
    repository.put("move", {})
    repository.put("new", {"web/package-lock.json": lock(old="1.0.0", express="4.0.0", a="1")})
    assert repository.by() == {"a 1": "new"}


def test_the_way_from_the_direct_dependency(repository: Repository) -> None:
    text = json.loads(lock(a={"version": "1", "dependencies": {"b": "*"}}))
    text["packages"]["node_modules/b"] = {"version": "1", "dependencies": {"c": "*"}}
    text["packages"]["node_modules/c"] = {"version": "1"}
    repository.put("chain", {"package-lock.json": json.dumps(text)})
    found = repository.introduced()
    assert found["c 1"][1].through == ("pkg:npm/a@1", "pkg:npm/b@1")
    assert found["a 1"][1].through == ()


def test_facts(repository: Repository) -> None:
    packages: dict[str, object] = {
        "old": {"version": "0.9.0", "integrity": SHA512},
        "expresss": {"version": "1.0.0", "integrity": SHA512, "hasInstallScript": True},
        "bare": {"version": "1.0.0"},
        "far": {"version": "1.0.0", "resolved": f"git+https://u:p@example.com/far.git#{C}"},
        "express": {"version": "4.0.0", "integrity": OTHER},
    }
    repository.put("facts", {"package-lock.json": lock(**packages)})
    assert repository.facts("old 0.9.0") == ["downgrade: from 1.0.0"]
    assert repository.facts("expresss 1.0.0") == [
        "install-script: the lock file says so, or there is no wheel",
        "resembles: express, at a distance of 1",
    ]
    assert repository.facts("bare 1.0.0") == ["no-hash: no lock file has one for it"]
    assert repository.facts("far 1.0.0") == ["not-from-registry: git https://example.com/far.git"]
    assert repository.facts("express 4.0.0") == [
        "same-version-other-content: 4.0.0 was there with other digests or from elsewhere"
    ]


def test_an_honest_update_has_no_facts(repository: Repository) -> None:
    repository.put(
        "update", {"package-lock.json": lock(old="1.0.1", express="4.1.0", fresh="1.0.0")}
    )
    found = repository.introduced()
    assert set(found) == {"old 1.0.1", "express 4.1.0", "fresh 1.0.0"}
    assert not [fact for _, one in found.values() for fact in one.facts]


def test_an_older_version_beside_the_newer_one_is_no_downgrade(repository: Repository) -> None:
    text = json.loads(lock(old="1.0.0"))
    text["packages"]["node_modules/x/node_modules/old"] = {"version": "0.1", "integrity": SHA512}
    repository.put("beside", {"package-lock.json": json.dumps(text)})
    assert repository.facts("old 0.1") == []


def test_components(repository: Repository) -> None:
    name = ".github/workflows/ci.yml"
    text = "jobs:\n  a:\n    steps:\n      - uses: actions/checkout@{}\n"
    repository.put("pinned", {name: text.format(C)})
    start = repository.git("rev-parse", "HEAD")
    repository.put("loose", {name: text.format("v4")})
    found = repository.introduced(start)
    subject, one = found["actions/checkout v4"]
    assert (subject, one.news, one.before) == ("loose", "version", (C,))
    assert [fact.id for fact in one.facts] == ["no-longer-pinned", "not-pinned"]
    assert "actions/checkout " + C not in found


def test_nothing_new(repository: Repository) -> None:
    repository.put("other", {"x.py": ""})
    assert repository.by() == {}


def test_a_broken_lock_file_in_between_hides_nothing(repository: Repository) -> None:
    repository.put("broken", {"package-lock.json": "{"})
    repository.put("mended", {"package-lock.json": lock(old="1.0.0", express="4.0.0", a="1")})
    assert repository.by() == {"a 1": "mended"}


def test_clocks_that_go_backwards_change_nothing(repository: Repository) -> None:
    repository.put("new", {"package-lock.json": lock(old="1.0.0", express="4.0.0", a="1.0.0")})
    environment = repository.bench.environment
    environment["GIT_COMMITTER_DATE"] = environment["GIT_AUTHOR_DATE"] = "2001-01-01T00:00:00Z"
    repository.put("late", {"package-lock.json": lock(old="1.0.0", a="1.0.0", b="1.0.0")})
    environment["GIT_COMMITTER_DATE"] = environment["GIT_AUTHOR_DATE"] = "2000-01-01T00:00:00Z"
    repository.put("later", {"package-lock.json": lock(old="1.0.0", a="1.0.0", b="1.0.0", c="1")})
    assert repository.by() == {"a 1.0.0": "new", "b 1.0.0": "late", "c 1": "later"}


def test_an_old_branch_that_is_merged_brings_back_what_was_gone(repository: Repository) -> None:
    repository.put("long ago", {"package-lock.json": lock(old="1.0.0", bad="6.6.6")})
    repository.git("branch", "ancient")
    repository.put("gone", {"package-lock.json": lock(old="1.0.0")})
    base = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "-q", "ancient")
    repository.put("on the old branch", {"x.py": ""})
    repository.git("checkout", "-q", "main")
    repository.bench.run("git", "merge", "-q", "--no-commit", "ancient")
    repository.put("merge", {"package-lock.json": lock(old="1.0.0", bad="6.6.6")})
    subject, one = repository.introduced(base)["bad 6.6.6"]
    assert (subject, one.news) == ("before", "new")
