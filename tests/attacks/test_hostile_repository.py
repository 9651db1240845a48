"""A repository in which everything that git could execute is a trap; whoever reads it springs none.

Every trap is a program that leaves a file behind. The twin is git itself, which does spring them.
"""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import Struct

from pbom import plugins
from pbom.cli.looking import open_lens
from pbom.collectors.agent_files import read_agent_files
from pbom.collectors.condition import condition_of
from pbom.collectors.git_command import open_git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.head import head_commit
from pbom.collectors.release_range import find_range
from pbom.collectors.submodules import SubmoduleMoves
from pbom.collectors.touched import TouchedPaths
from pbom.collectors.walk import ancestors
from pbom.model.config import CommitsConfig, Config
from pbom.pipeline.changes import Ground, changes
from tests.cli.session import Sandbox, environment_in

PROGRAMS = (
    "core.pager", "core.editor", "core.askPass", "core.sshCommand", "core.gitProxy",
    "core.fsmonitor", "core.alternateRefsCommand", "sequence.editor", "pager.log", "pager.diff",
    "pager.rev-list", "pager.diff-tree", "pager.cat-file", "pager.config", "diff.external",
    "diff.evil.command", "diff.evil.textconv", "difftool.evil.cmd", "mergetool.evil.cmd",
    "merge.evil.driver", "filter.evil.clean", "filter.evil.smudge", "gpg.program",
    "gpg.openpgp.program", "gpg.ssh.program", "gpg.x509.program", "gpg.ssh.defaultKeyCommand",
    "uploadpack.packObjectsHook", "remote.origin.uploadpack", "remote.origin.receivepack",
    "interactive.diffFilter", "browser.evil.cmd", "man.evil.cmd", "trailer.evil.command",
    "trailer.sign.cmd", "tar.evil.command", "sendemail.sendmailCmd", "imap.tunnel",
    "guitool.evil.cmd", "instaweb.httpd",
)  # fmt: skip
"""Keys whose value is a program."""
SHOUTED = (
    "credential.helper", "submodule.lib.update", "alias.log", "alias.rev-list", "alias.diff-tree",
    "alias.cat-file", "alias.rev-parse", "alias.for-each-ref", "alias.show-ref", "alias.config",
    "alias.merge-base", "alias.ls-tree",
)  # fmt: skip
"""Keys whose value is a program after an exclamation mark."""
SWITCHES = {
    "log.showSignature": "true",
    "log.follow": "true",
    "log.mailmap": "true",
    "log.showRoot": "false",
    "diff.tool": "evil",
    "merge.tool": "evil",
    "diff.renames": "copies",
    "diff.ignoreSubmodules": "all",
    "diff.relative": "true",
    "diff.noprefix": "true",
    "diff.orderFile": "order",
    "core.quotePath": "true",
    "core.warnAmbiguousRefs": "false",
    "core.preferSymlinkRefs": "true",
    "core.attributesFile": ".gitattributes",
    "commit.gpgSign": "true",
    "gc.auto": "1",
    "protocol.allow": "always",
    "protocol.ext.allow": "always",
    "remote.origin.promisor": "true",
    "remote.origin.partialclonefilter": "blob:none",
    "extensions.partialClone": "origin",
    "core.repositoryFormatVersion": "1",
    "color.ui": "always",
    "column.ui": "always",
    "notes.displayRef": "refs/notes/*",
    "i18n.logOutputEncoding": "UTF-16",
    "format.pretty": "%x00%x00%H",
    "log.date": "format:%Y",
    "help.autocorrect": "immediate",
}
HOOKS = (
    "pre-commit", "commit-msg", "post-checkout", "post-index-change", "reference-transaction",
    "pre-auto-gc", "fsmonitor-watchman", "post-rewrite",
)  # fmt: skip
ODD_REFS = (
    "refs/tags/--output=pwned", "refs/tags/-p", "refs/heads/$(touch${IFS}pwned)",
    "refs/tags/`touch-pwned`", "refs/tags/v1.0;touch-pwned", "refs/heads/HEAD", "refs/tags/|sh",
    "refs/tags/\u202ev9.9", "refs/replace/nonsense", "refs/tags/v0.1'\"",
)  # fmt: skip


class Trapped(Struct, frozen=True):
    """A hostile repository and its traps."""

    sandbox: Sandbox
    traps: Path

    def sprung(self) -> set[str]:
        """The names of the traps that were sprung."""
        return {path.name for path in (self.traps / "sprung").iterdir()}

    def trap(self, name: str) -> str:
        """A program that leaves a file behind and says nothing."""
        program = self.traps / name
        program.write_text(f"#!/bin/sh\n: > '{self.traps}/sprung/{name}'\n")
        program.chmod(0o755)
        return str(program)


@pytest.fixture
def trapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trapped:
    """A repository with history, and then with traps."""
    made = Trapped(Sandbox.with_commit(tmp_path / "user"), tmp_path / "traps")
    for name, value in environment_in(made.sandbox.base).items():
        monkeypatch.setenv(name, value)
    (made.traps / "sprung").mkdir(parents=True)
    write_history(made.sandbox)
    set_traps(made)
    assert made.sprung() == set()
    return made


def write_history(sandbox: Sandbox) -> None:
    sandbox.write(".gitattributes", "* diff=evil filter=evil merge=evil\n")
    sandbox.write(
        ".gitmodules", '[submodule "lib"]\n\tpath = lib\n\turl = ext::sh\n\tignore = all\n'
    )
    sandbox.write(".mcp.json", '{"mcpServers": {"git": {"command": "evil"}}}')
    sandbox.write("AGENTS.md", "rules\n")
    sandbox.commit("second")
    sandbox.git("tag", "v0.1")
    sandbox.git("checkout", "-q", "-b", "side")
    sandbox.write("side.txt", "x")
    sandbox.commit("side")
    sandbox.git("checkout", "-q", "main")
    sandbox.write("src.txt", "changed\n")
    head = sandbox.commit("third")
    sandbox.git("update-index", "--add", "--cacheinfo", f"160000,{head},lib")
    sandbox.git("commit", "-q", "-m", "a submodule")
    sandbox.git("merge", "-q", "--no-ff", "-m", "merge side", "side")
    raw = sandbox.git("cat-file", "commit", "HEAD")
    signed = raw.replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
    )
    done = sandbox.run("git", "hash-object", "-t", "commit", "-w", "--stdin", stdin=signed.encode())
    sandbox.git("reset", "-q", "--soft", done.text.strip())
    head = sandbox.git("rev-parse", "HEAD").strip()
    lines = "".join(f"{head} {name}\n" for name in ODD_REFS)
    (sandbox.project / ".git/packed-refs").write_text(lines, "utf-8")
    gone = sandbox.git("rev-parse", "HEAD:AGENTS.md").strip()
    (sandbox.project / ".git/objects" / gone[:2] / gone[2:]).unlink()


def set_traps(made: Trapped) -> None:
    sandbox = made.sandbox
    values = {key: made.trap(key) for key in PROGRAMS}
    values |= {key: f"!{made.trap(key)}" for key in SHOUTED}
    values["remote.origin.url"] = f"ext::{made.trap('remote.origin.url')} %S"
    hooks = made.traps / "hooks"
    hooks.mkdir()
    for name in HOOKS:
        (hooks / name).symlink_to(made.trap(f"hook-{name}"))
    values["core.hooksPath"] = str(hooks)
    included = sandbox.base / "included"
    included.write_text(f"[diff]\n\texternal = {made.trap('included')}\n")
    text = [f"[include]\n\tpath = {included}\n"]
    for key, value in {**values, **SWITCHES}.items():
        section, _, rest = key.partition(".")
        middle, _, name = rest.rpartition(".")
        header = f'[{section} "{middle}"]' if middle else f"[{section}]"
        text.append(f'{header}\n\t{name} = "{value}"\n')
    with (sandbox.project / ".git/config").open("a", encoding="utf-8") as file:
        file.write("".join(text))


def look_at_everything(folder: Path) -> list[str]:
    """Whatever the collectors can see of a repository; the kinds of the gaps."""
    git = open_git(folder)
    found = find_range(git, "", "HEAD")
    find_range(git, "HEAD~1", "HEAD")
    agents = plugins.agent_table()
    reader = TouchedPaths(git, plugins.pipeline_table(agents).kind_of)
    touched = dict(reader.of(commit for commit, *_ in ancestors(git, "HEAD")))
    assert len(touched) == 6
    head = head_commit(git, found.range.head)
    with GitObjects(git) as objects:
        files, lost = read_agent_files(objects, head.tree, agents)
    assert [(item.name, item.servers) for item in files] == [
        (".mcp.json", ("git",)),
        ("AGENTS.md", ()),
    ]
    with SubmoduleMoves(git, found.range) as moves:
        moved = moves.gaps()
    gaps = (
        *found.gaps,
        *condition_of(git, found.range),
        *moved,
        *reader.gaps(),
        *lost,
    )
    return [gap.kind for gap in gaps]


def test_nothing_is_executed_by_whoever_only_looks(trapped: Trapped) -> None:
    assert look_at_everything(trapped.sandbox.project) == [
        "partial-clone",
        "replaced-objects",
        "submodule-moved",
        "agent-file-not-read",
    ]
    assert trapped.sprung() == set()


def test_nothing_is_executed_by_the_command(trapped: Trapped) -> None:
    for arguments in ((), ("--format=json",), ("HEAD~1..HEAD",), ("--explain=HEAD",), ("v0.1..",)):
        done = trapped.sandbox.pbom("commits", *arguments)
        assert done.code == 0, done
        assert b"\x1b" not in done.out
    assert trapped.sprung() == set()
    assert not list(trapped.sandbox.base.rglob("*pwned*"))


def test_git_itself_springs_the_traps(trapped: Trapped) -> None:
    for words in (
        ("-c", "diff.orderFile=/dev/null", "log", "-p", "--ext-diff", "HEAD~2"),
        ("-c", "diff.orderFile=/dev/null", "log", "-p", "--no-ext-diff", "HEAD~2"),
        ("log", "-1"),
        ("status",),
        ("cat-file", "-p", "HEAD:AGENTS.md"),
        ("archive", "--format=evil", "HEAD"),
        ("checkout", "-q", "HEAD~1", "--", "src.txt"),
    ):
        trapped.sandbox.run("git", *words)
    assert trapped.sprung() >= {
        "core.fsmonitor",
        "diff.evil.textconv",
        "filter.evil.smudge",
        "gpg.openpgp.program",
        "hook-post-index-change",
        "remote.origin.url",
        "tar.evil.command",
    }
    assert trapped.sprung() & {"diff.evil.command", "included", "diff.external"}


def test_a_hundred_thousand_refs_are_bounded(trapped: Trapped) -> None:
    head = trapped.sandbox.git("rev-parse", "--verify", "HEAD").strip()
    places = ("heads", "tags", "remotes/origin", "replace", "notes")
    with (trapped.sandbox.project / ".git/packed-refs").open("w", encoding="utf-8") as file:
        file.writelines(
            f"{head} refs/{place}/r{number:06}\n" for place in places for number in range(20_000)
        )
    began = datetime.now(UTC)
    assert "replaced-objects" in look_at_everything(trapped.sandbox.project)
    assert (datetime.now(UTC) - began).total_seconds() < 30


def test_the_environment_of_the_user_reaches_no_git(
    trapped: Trapped, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_EDITOR"):
        monkeypatch.setenv(name, trapped.trap(name))
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(trapped.traps))
    monkeypatch.setenv("GIT_TRACE", str(trapped.traps / "sprung/GIT_TRACE"))
    look_at_everything(trapped.sandbox.project)
    assert trapped.sprung() == set()
    subprocess.run(["git", "diff", "HEAD~3"], cwd=trapped.sandbox.project, check=False)
    assert trapped.sprung() >= {"GIT_TRACE"}


def test_the_whole_pipeline_of_changes_springs_nothing(trapped: Trapped) -> None:
    folder = trapped.sandbox.project
    lens = open_lens(Config())
    found = changes(Ground(root=folder, config=CommitsConfig()), ("", "HEAD"), lens).changes
    subjects = {change.commit.subject for change in found.changes}
    assert subjects == {"merge side", "a submodule", "third", "side"}
    assert trapped.sprung() == set()
