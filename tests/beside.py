"""Records beside commits of a real repository, put there with git as the tools do."""

from pbom import plugins
from pbom.collectors.checkpoints import checkpoint_keys
from pbom.collectors.commits import Commits
from pbom.collectors.git_command import Git
from pbom.model.change import Range
from pbom.model.evidence import Gap
from pbom.model.sidecar import Beside, SidecarFindings, SidecarSource
from pbom.pipeline.sidecars import HeadLines, annotated, lines_at_head, read_sidecars
from tests.cli.session import Sandbox

AI = "refs/notes/ai"


def repository(sandbox: Sandbox) -> Git:
    """The repository of a user, as collectors see it."""
    return Git(folder=sandbox.project)


def blob(sandbox: Sandbox, content: bytes) -> str:
    """Bytes as an object; its id."""
    done = sandbox.run("git", "hash-object", "-w", "--stdin", stdin=content)
    assert done.code == 0, done
    return done.text.strip()


def note(sandbox: Sandbox, content: bytes, *, beside: str = "HEAD", ref: str = AI) -> str:
    """Bytes as a note beside an object; the id of the blob."""
    id_ = blob(sandbox, content)
    target = sandbox.git("rev-parse", beside).strip()
    sandbox.git("notes", "--ref", ref, "add", "-f", "-C", id_, target)
    return id_


def tree(sandbox: Sandbox, entries: bytes) -> str:
    """A tree, written as ``git mktree`` reads it with ``-z``; its id."""
    done = sandbox.run("git", "mktree", "-z", "--missing", stdin=entries)
    assert done.code == 0, done
    return done.text.strip()


def point(sandbox: Sandbox, ref: str, tree_: str) -> str:
    """A ref that points to a commit with that tree; the commit's id."""
    commit = sandbox.git("commit-tree", "-m", "records", tree_).strip()
    sandbox.git("update-ref", ref, commit)
    return commit


def range_of(sandbox: Sandbox, since: str = "") -> Range:
    """The commits from one on to the head."""
    head = sandbox.git("rev-parse", "HEAD").strip()
    base = sandbox.git("rev-parse", since).strip() if since else ""
    return Range(base=base, head=head, basis="named", reason="")


def look(sandbox: Sandbox, since: str = "") -> SidecarFindings:
    """What is beside the commits from one on to the head."""
    formats = plugins.sidecars()
    range_ = range_of(sandbox, since)
    commits = Commits(repository(sandbox)).between(range_)
    keys = checkpoint_keys(formats)
    kept = [annotated(commit, keys) for commit in commits]
    words = plugins.rule_pack().words.tools
    return read_sidecars(repository(sandbox), kept, range_.head, formats, words)


def beside_head(sandbox: Sandbox) -> Beside:
    """What is beside the commit at the head."""
    return look(sandbox).beside(sandbox.git("rev-parse", "HEAD").strip())


def head_lines(sandbox: Sandbox, since: str = "") -> HeadLines:
    """Who wrote the lines of files at the head."""
    return lines_at_head(repository(sandbox), range_of(sandbox, since), look(sandbox, since))


def gaps(sandbox: Sandbox, since: str = "") -> dict[str, Gap]:
    """What is not there or not understood, by kind."""
    found = look(sandbox, since).gaps
    assert len({gap.kind for gap in found}) == len(found)
    return {gap.kind: gap for gap in found}


def source(sandbox: Sandbox, ref: str) -> SidecarSource:
    """A place, as it was found."""
    (found,) = (item for item in look(sandbox).sources if item.ref == ref)
    return found
