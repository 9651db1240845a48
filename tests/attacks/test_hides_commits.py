"""The attacker wants commits out of the range, so that nobody reads of them."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pbom.cli.trust import POLICY, load_policy
from pbom.collectors.commits import Commits
from pbom.collectors.git_command import open_git
from pbom.collectors.release_range import find_range
from pbom.model.digest import Digest
from pbom.model.statement import VerdictStatement
from pbom.stages.attest import attest
from pbom.stages.recall import recall
from pbom.stores.objects import ObjectStore
from tests.cli.session import Sandbox, environment_in
from tests.signatures import hand


def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Sandbox, str]:
    """A user who shipped, and then wrote two more commits; the commit that was shipped."""
    sandbox = Sandbox.ready(tmp_path / "user", "build")
    for name, value in environment_in(sandbox.base).items():
        monkeypatch.setenv(name, value)
    sandbox.release()
    assert sandbox.pbom("verify", "out.bin").code == 0
    shipped = sandbox.git("rev-parse", "HEAD").strip()
    sandbox.write("src.txt", "evil\n")
    sandbox.commit("evil")
    sandbox.write("last.txt", "x")
    sandbox.commit("last")
    return sandbox, shipped


def new_commits(sandbox: Sandbox) -> list[str]:
    """The subjects of what is new, newest first, by the store and by the user's policy."""
    store = ObjectStore(sandbox.state)
    trusted = load_policy(sandbox.project / POLICY).functionaries
    found = recall(store.verdicts(), trusted, (), store.body)
    git = open_git(sandbox.project)
    range_ = find_range(git, "", "HEAD", shipped=found).range
    return [commit.header.subject for commit in Commits(git).between(range_)]


def record_the_evil_commit(sandbox: Sandbox) -> Digest:
    """A genuine recording of the commit that is to be hidden, by the user themselves."""
    sandbox.git("checkout", "-q", "HEAD~1")
    assert sandbox.pbom("run", "--", "true").code == 0
    sandbox.git("checkout", "-q", "main")
    evil = sandbox.git("rev-parse", "HEAD~1").strip()
    for path in sandbox.objects():
        data = path.read_bytes()
        if data.startswith(b"{") and b"dsseEnvelope" in data and evil in decoded(data):
            return Digest("sha256", path.parent.name + path.name)
    raise AssertionError("no recording of that commit")


def decoded(bundle: bytes) -> str:
    return base64.b64decode(json.loads(bundle)["dsseEnvelope"]["payload"]).decode()


def pass_by_a_stranger(sandbox: Sandbox) -> None:
    step = record_the_evil_commit(sandbox)
    genuine = next(item for item in sandbox.statements() if isinstance(item, VerdictStatement))
    forged = VerdictStatement(
        subjects=genuine.subjects,
        passed=True,
        verified=genuine.verified,
        policy=genuine.policy,
        inputs=(step,),
    )
    ObjectStore(sandbox.state).add(attest(forged, hand("eve")))


def a_failed_verdict_of_the_user(sandbox: Sandbox) -> None:
    record_the_evil_commit(sandbox)
    sandbox.write("out.bin", "another artifact")
    assert sandbox.pbom("verify", "out.bin").code != 0
    sandbox.git("checkout", "-q", "--", ".")


def a_moving_tag(sandbox: Sandbox) -> None:
    sandbox.git("tag", "latest", "HEAD~1")


def a_graft(sandbox: Sandbox) -> None:
    head, root = sandbox.git("rev-parse", "HEAD", "HEAD~2").split()
    (sandbox.project / ".git/info").mkdir(exist_ok=True)
    (sandbox.project / ".git/info/grafts").write_text(f"{head} {root}\n")


def a_replaced_commit(sandbox: Sandbox) -> None:
    sandbox.git("replace", "--graft", "HEAD", "HEAD~2")


ATTACKS: dict[str, Callable[[Sandbox], None]] = {
    "a stranger passes the commit before the head": pass_by_a_stranger,
    "a verdict that said no": a_failed_verdict_of_the_user,
    "a tag that moves": a_moving_tag,
    "a graft around the commit": a_graft,
    "a commit is replaced": a_replaced_commit,
}


def test_without_an_attack_everything_since_the_release_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, _ = judged(tmp_path, monkeypatch)
    assert new_commits(sandbox) == ["last", "evil"]


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_hidden_commits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attack: Callable[[Sandbox], None]
) -> None:
    sandbox, _ = judged(tmp_path, monkeypatch)
    attack(sandbox)
    assert new_commits(sandbox) == ["last", "evil"]


def test_a_verdict_of_the_user_does_shorten_the_range(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, _ = judged(tmp_path, monkeypatch)
    sandbox.git("checkout", "-q", "HEAD~1")
    sandbox.release()
    assert sandbox.pbom("verify", "out.bin").code == 0
    sandbox.git("checkout", "-q", "main")
    assert new_commits(sandbox) == ["last"]
