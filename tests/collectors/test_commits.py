"""The stream of commits, of real repositories: encodings, hashes, merges, damage, size."""

import hashlib
import os
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pbom.collectors.commits import LIMIT, NAMED, Commits
from pbom.collectors.git_command import Git
from pbom.errors import RecordingError
from pbom.model.commit import Commit
from tests.cli.session import Sandbox


def commits(sandbox: Sandbox, *revisions: str) -> list[Commit]:
    return list(Commits(Git(folder=sandbox.project)).of(*revisions or ("HEAD",)))


def subjects(sandbox: Sandbox, *revisions: str) -> list[str]:
    return [commit.header.subject for commit in commits(sandbox, *revisions)]


def store(sandbox: Sandbox, data: bytes) -> str:
    """A commit object of these bytes, whatever they are."""
    done = sandbox.run(
        "git", "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=data
    )
    assert done.code == 0, done
    return done.text.strip()


def raw(sandbox: Sandbox, message: bytes, *, headers: bytes = b"", parent: str = "HEAD") -> str:
    """A commit on top of another, written byte for byte."""
    tree = sandbox.git("rev-parse", "HEAD^{tree}").strip()
    above = sandbox.git("rev-parse", parent).strip()
    person = b"Ada <ada@example.com> 1700000000 +0000"
    lines = (
        f"tree {tree}\nparent {above}\n".encode()
        + b"author %b\ncommitter %b\n" % (person, person)
        + headers
        + b"\n"
    )
    return store(sandbox, lines + message)


def test_newest_first(sandbox: Sandbox) -> None:
    for name in ("second", "third"):
        sandbox.write(name, name)
        sandbox.commit(name)
    assert subjects(sandbox) == ["third", "second", "first"]
    assert subjects(sandbox, "HEAD", "^HEAD~2") == ["third", "second"]


def test_the_headers_are_gits(sandbox: Sandbox) -> None:
    (one,) = commits(sandbox)
    told = sandbox.git("log", "-1", "--format=%H %T %an <%ae> %cn <%ce> %at %ct").strip()
    header = one.header
    assert told == (
        f"{header.id} {header.tree} {header.author} {header.committer}"
        f" {header.authored.timestamp():.0f} {header.committed.timestamp():.0f}"
    )


def test_a_repository_of_sha_256(sandbox: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "long"
    sandbox.git("init", "-q", "--object-format=sha256", str(folder), folder=tmp_path)
    sandbox.git("commit", "-q", "--allow-empty", "-m", "one", folder=folder)
    sandbox.git("commit", "-q", "--allow-empty", "-m", "two", folder=folder)
    two, one = Commits(Git(folder=folder)).of("HEAD")
    assert two.header.parents == (one.header.id,)
    assert len(one.header.id) == 64


def test_an_octopus(sandbox: Sandbox) -> None:
    for name in ("one", "two"):
        sandbox.git("checkout", "-q", "-b", name, "main")
        sandbox.write(name, name)
        sandbox.commit(name)
    sandbox.git("checkout", "-q", "main")
    sandbox.git("merge", "-q", "--no-ff", "-m", "octopus", "one", "two")
    merge = commits(sandbox)[0]
    assert merge.header.subject == "octopus"
    assert len(merge.header.parents) == 3


def test_an_encoding_is_decoded(sandbox: Sandbox) -> None:
    id_ = raw(sandbox, "caf\u00e9\n".encode("latin-1"), headers=b"encoding ISO-8859-1\n")
    assert commits(sandbox, id_)[0].header.subject == "caf\u00e9"


def test_a_signature_is_seen(sandbox: Sandbox) -> None:
    armour = b"gpgsig -----BEGIN SSH SIGNATURE-----\n aGVsbG8=\n -----END SSH SIGNATURE-----\n"
    first = commits(sandbox, raw(sandbox, b"signed\n", headers=armour))[0]
    assert (first.header.signature, first.header.subject) == ("ssh", "signed")


@pytest.mark.parametrize(
    "message",
    [b"", b"\n", b"a\0b\n", b"\xff\xfe", b"\x1b[2Jsubject\r\n\r\nbody", b"one line", b"\n" * 5000],
)
def test_a_strange_message(sandbox: Sandbox, message: bytes) -> None:
    found = commits(sandbox, raw(sandbox, message))
    assert len(found) == 2
    assert found[0].message == message.lstrip(b"\n").decode("utf-8", "backslashreplace")


def test_a_commit_without_people(sandbox: Sandbox) -> None:
    tree = sandbox.git("rev-parse", "HEAD^{tree}").strip()
    id_ = store(sandbox, f"tree {tree}\nauthor\ncommitter <<>>\n\nsubject\n".encode())
    (one,) = commits(sandbox, id_)
    assert (str(one.header.author), one.header.subject) == (" <>", "subject")


def test_a_message_beyond_the_limit_is_cut_and_named(sandbox: Sandbox) -> None:
    stream = Commits(Git(folder=sandbox.project))
    above = "HEAD"
    for number in range(NAMED + 2):
        above = raw(sandbox, b"long %d\n\n" % number + b"x" * (LIMIT + number), parent=above)
    found = list(stream.of(above))
    assert [len(one.message) < LIMIT for one in found] == [True] * len(found)
    (gap,) = stream.gaps()
    assert gap.kind == "commit-cut"
    assert above in gap.detail
    assert "and 2 more" in gap.detail


def test_nothing_is_cut_of_an_ordinary_commit(sandbox: Sandbox) -> None:
    stream = Commits(Git(folder=sandbox.project))
    assert list(stream.of("HEAD"))
    assert stream.gaps() == ()


def test_a_name_that_is_none(sandbox: Sandbox) -> None:
    with pytest.raises(RecordingError):
        commits(sandbox, "no-such-thing")


def test_a_commit_that_is_missing(sandbox: Sandbox) -> None:
    sandbox.git("commit", "-q", "--allow-empty", "-m", "two")
    first = sandbox.git("rev-parse", "HEAD~1").strip()
    (sandbox.project / ".git" / "objects" / first[:2] / first[2:]).unlink()
    with pytest.raises(RecordingError):
        commits(sandbox)


def test_an_object_that_is_not_what_its_id_says(sandbox: Sandbox) -> None:
    """git itself does not look at the hash of an object in a pack."""
    sandbox.git("commit", "-q", "--allow-empty", "-m", "an honest subject")
    head = sandbox.git("rev-parse", "HEAD").strip()
    forged = sandbox.run("git", "cat-file", "commit", head).out.replace(b"honest", b"forged")
    _replace_in_pack(sandbox, head, forged)
    assert sandbox.git("log", "-1", "--format=%s").strip() == "an forged subject"
    with pytest.raises(RecordingError, match="is not what its id says"):
        commits(sandbox)


def test_who_stops_early_leaves_no_process(sandbox: Sandbox) -> None:
    above = "HEAD"
    for number in range(200):
        above = raw(sandbox, b"subject %d\n\n" % number + b"x" * 4000, parent=above)
    stream: Iterator[Commit] = Commits(Git(folder=sandbox.project)).of(above)
    assert next(stream).header.subject == "subject 199"
    stream.close()  # type: ignore[attr-defined] # it is a generator
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_replacements_and_mailmaps_hide_nothing(sandbox: Sandbox) -> None:
    sandbox.write(".mailmap", "A Person <person@example.com> <noreply@anthropic.com>\n")
    sandbox.commit("mailmap")
    id_ = raw(sandbox, b"by an agent\n\nCo-authored-by: Claude <noreply@anthropic.com>\n")
    other = raw(sandbox, b"by nobody\n")
    sandbox.git("replace", id_, other)
    assert commits(sandbox, id_)[0].header.subject == "by an agent"


def _replace_in_pack(sandbox: Sandbox, id_: str, data: bytes) -> None:
    """A pack whose index says that an object is under an id that is not its own."""
    loose = sandbox.project / ".git" / "objects" / id_[:2] / id_[2:]
    loose.unlink()
    size, first = len(data), (1 << 4) | (len(data) & 15)
    head = bytearray((first | (0x80 if size > 15 else 0),))
    size >>= 4
    while size:
        head.append((size & 0x7F) | (0x80 if size > 0x7F else 0))
        size >>= 7
    entry = bytes(head) + zlib.compress(data)
    pack = b"PACK" + (2).to_bytes(4, "big") + (1).to_bytes(4, "big") + entry
    pack += hashlib.sha1(pack, usedforsecurity=False).digest()
    fan = b"".join((int(id_[:2], 16) <= byte).to_bytes(4, "big") for byte in range(256))
    index = b"\xfftOc" + (2).to_bytes(4, "big") + fan + bytes.fromhex(id_)
    index += zlib.crc32(entry).to_bytes(4, "big") + (12).to_bytes(4, "big") + pack[-20:]
    index += hashlib.sha1(index, usedforsecurity=False).digest()
    folder = sandbox.project / ".git" / "objects" / "pack"
    (folder / "pack-1.pack").write_bytes(pack)
    (folder / "pack-1.idx").write_bytes(index)


def test_the_forged_pack_is_one_that_git_reads(sandbox: Sandbox) -> None:
    """The honest twin: the same pack with the right bytes is read."""
    head = sandbox.git("rev-parse", "HEAD").strip()
    data = sandbox.run("git", "cat-file", "commit", head).out
    _replace_in_pack(sandbox, head, data)
    assert subjects(sandbox) == ["first"]


def test_a_bare_repository(sandbox: Sandbox, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", sandbox.project, bare], check=True)
    assert [one.header.subject for one in Commits(Git(folder=bare)).of("HEAD")] == ["first"]
