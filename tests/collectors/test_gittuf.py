"""Approvals that gittuf keeps, in real repositories with real signatures; and hostile trees."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from pbom.codec.dsse import pae
from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.git_tips import read_tips
from pbom.collectors.gittuf import REF, GittufApprovals, read_gittuf_approvals
from pbom.collectors.signature_check import SignatureCheck
from pbom.model.commit_keys import NO_KEYS, CommitKeys
from tests.cli.session import Sandbox
from tests.signing import GpgHome, SshKey
from tests.workbench import require

GITTUF = "application/vnd.gittuf+json"
AUTHORIZATION = "https://gittuf.dev/reference-authorization/v0.2"
APPROVAL = "https://gittuf.dev/github-pull-request-approval/v0.1"
AT = datetime(2026, 3, 2, tzinfo=UTC)
BASE = "1" * 40


class Keys(NamedTuple):
    """Keys of Bob's; those of the second field are nobody's that the user knows."""

    bob: SshKey
    eve: SshKey
    gpg: GpgHome

    @property
    def given(self) -> CommitKeys:
        """What the user gives."""
        return CommitKeys(
            allowed_signers=self.bob.allowed().encode(), keyring=self.gpg.export("bob@example.org")
        )


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    require("ssh-keygen", "gpg", "gpgv")
    folder = tmp_path_factory.mktemp("keys")
    with GpgHome.open() as gpg:
        gpg.make("Bob <bob@example.org>")
        yield Keys(
            SshKey.make(folder, "bob@example.org"), SshKey.make(folder, "eve@example.org"), gpg
        )


def authorization(tree: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401
    """A statement as gittuf writes it."""
    return {
        "type": "https://in-toto.io/Statement/v1",
        "subject": [{"digest": {"gitTree": tree}}],
        "predicate_type": AUTHORIZATION,
        "predicate": {"targetRef": "refs/heads/main", "fromID": BASE, "targetID": tree},
    } | members


def approval(tree: str, *approvers: str, dismissed: tuple[str, ...] = ()) -> dict[str, Any]:
    """A statement by the app of gittuf."""
    predicate = {
        "targetRef": "refs/heads/main",
        "fromRevisionID": BASE,
        "targetTreeID": tree,
        "approvers": list(approvers),
        "dismissedApprovers": list(dismissed) or None,
    }
    return authorization(tree, predicate_type=APPROVAL, predicate=predicate)


def envelope(statement: dict[str, Any], *signatures: bytes, key: str = "a key") -> bytes:
    """An envelope with these signatures."""
    return json.dumps(
        {
            "payloadType": GITTUF,
            "payload": base64.b64encode(json.dumps(statement).encode()).decode(),
            "signatures": [
                {"keyid": key, "sig": base64.b64encode(value).decode()} for value in signatures
            ],
        }
    ).encode()


def message(statement: dict[str, Any]) -> bytes:
    """What a signature covers."""
    return pae(GITTUF, json.dumps(statement).encode())


def keep(sandbox: Sandbox, files: dict[str, bytes]) -> None:
    """The ref with these files."""
    parts = [f"commit {REF}\ncommitter A <a@b> 1790000000 +0000\ndata 0\n".encode()]
    for path, content in files.items():
        parts.append(b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(content), content))
    sandbox.run("git", "update-ref", "-d", REF)
    done = sandbox.run("git", "fast-import", "--quiet", stdin=b"".join(parts))
    assert done.code == 0, done


def read(sandbox: Sandbox, keys: CommitKeys, *trees: str) -> GittufApprovals:
    git = Git(folder=sandbox.project)
    with GitObjects(git) as objects, SignatureCheck(keys) as check:
        return read_gittuf_approvals(objects, read_tips(git, REF).get(REF), set(trees), check, AT)


def place(tree: str) -> str:
    return f"reference-authorizations/refs/heads/main/{BASE}-{tree}"


def app_place(tree: str) -> str:
    return f"code-review-approvals/refs/heads/main/{BASE}-{tree}/github/aHR0cHM6"


TREE = "2" * 40


def test_who_signed_with_a_key_that_the_user_gave_is_an_approver(
    sandbox: Sandbox, keys: Keys
) -> None:
    statement = authorization(TREE)
    signatures = keys.bob.sign(message(statement)), keys.eve.sign(message(statement))
    keep(sandbox, {place(TREE): envelope(statement, *signatures)})
    (found,) = read(sandbox, keys.given, TREE).trees
    assert (found.form, found.branch, found.base, found.tree) == (
        AUTHORIZATION, "refs/heads/main", BASE, TREE,
    )  # fmt: skip
    bob, eve = found.approvers
    assert (bob.who.email, bob.signed, bob.problem) == ("bob@example.org", True, "")
    assert (eve.who.name, eve.signed, eve.problem) == ("a key", False, "")
    assert found.source.startswith(f"{REF} ")


def test_an_openpgp_signature_names_the_holder_of_its_key(sandbox: Sandbox, keys: Keys) -> None:
    statement = authorization(TREE)
    signature = keys.gpg.sign("bob@example.org", message(statement))
    keep(sandbox, {place(TREE): envelope(statement, signature)})
    (found,) = read(sandbox, keys.given, TREE).trees
    assert [(item.who.email, item.signed) for item in found.approvers] == [
        ("bob@example.org", True)
    ]


def test_without_keys_all_are_claims(sandbox: Sandbox, keys: Keys) -> None:
    statement = authorization(TREE)
    signature = keys.bob.sign(message(statement))
    identity = "bob@example.org::https://accounts.example"
    keep(sandbox, {place(TREE): envelope(statement, signature, key=identity)})
    (found,) = read(sandbox, NO_KEYS, TREE).trees
    assert [(item.who.email, item.signed) for item in found.approvers] == [
        ("bob@example.org", False)
    ]


def test_a_signature_of_another_approval_does_not_hold(sandbox: Sandbox, keys: Keys) -> None:
    """Nor does one of the same bytes under another payload type."""
    statement, other = authorization(TREE), authorization("3" * 40)
    for signature in (
        keys.bob.sign(message(other)),
        keys.bob.sign(json.dumps(statement).encode()),
        keys.bob.sign(message(statement), namespace="file"),
    ):
        keep(sandbox, {place(TREE): envelope(statement, signature)})
        (found,) = read(sandbox, keys.given, TREE).trees
        assert [(item.signed, item.problem) for item in found.approvers] == [
            (False, "its signature does not hold")
        ]


def test_whom_the_app_names_is_a_claim_whoever_signed(sandbox: Sandbox, keys: Keys) -> None:
    statement = approval(TREE, "bob+7", dismissed=("carol+8",))
    signature = keys.bob.sign(message(statement))
    keep(sandbox, {app_place(TREE): envelope(statement, signature)})
    (found,) = read(sandbox, keys.given, TREE).trees
    assert [
        (item.who.login, item.who.number, item.signed, item.problem) for item in found.approvers
    ] == [("bob", "7", False, ""), ("carol", "8", False, "dismissed")]


def test_only_trees_that_are_asked_for_are_read(sandbox: Sandbox, keys: Keys) -> None:
    other = "4" * 40
    keep(
        sandbox,
        {place(TREE): envelope(authorization(TREE), b"x"), place(other): b"not even JSON"},
    )
    found = read(sandbox, keys.given, TREE)
    assert [item.tree for item in found.trees] == [TREE]
    assert (found.source.records, found.source.used, found.gaps) == (2, 1, ())


def test_the_ref_is_absent_or_unreadable(sandbox: Sandbox) -> None:
    assert read(sandbox, NO_KEYS, TREE).source.state == "absent"
    blob = sandbox.run("git", "hash-object", "-w", "--stdin", stdin=b"x").text.strip()
    sandbox.git("update-ref", REF, blob)
    found = read(sandbox, NO_KEYS, TREE)
    assert (found.source.state, [gap.kind for gap in found.gaps]) == (
        "unreadable",
        ["reviews-unreadable"],
    )


AUTHORIZED = authorization(TREE)
HOSTILE: dict[str, bytes] = {
    "no JSON": b"{",
    "an empty file": b"",
    "a list": b"[]",
    "no payload": b'{"payloadType": "application/vnd.gittuf+json", "signatures": []}',
    "a payload that is no base64": b'{"payloadType": "application/vnd.gittuf+json",'
    b' "payload": "\xc3\xa9", "signatures": []}',
    "another payload type": envelope(AUTHORIZED).replace(b"gittuf+json", b"other+json"),
    "a key twice": envelope(AUTHORIZED).replace(b"{", b'{"payloadType": "x", ', 1),
    "another statement type": envelope(authorization(TREE, type="https://in-toto.io/Statement/v0.1")),
    "two names of one member": envelope(AUTHORIZED | {"_type": "https://in-toto.io/Statement/v1"}),
    "two subjects": envelope(authorization(TREE, subject=[{"digest": {"gitTree": TREE}}] * 2)),
    "no subject": envelope(authorization(TREE, subject=[])),
    "another subject": envelope(authorization(TREE, subject=[{"digest": {"gitTree": "5" * 40}}])),
    "another place": envelope(authorization("5" * 40)),
    "another base": envelope(
        authorization(
            TREE, predicate={"targetRef": "refs/heads/main", "fromID": "6" * 40, "targetID": TREE}
        )
    ),
    "another branch": envelope(
        authorization(
            TREE, predicate={"targetRef": "refs/heads/evil", "fromID": BASE, "targetID": TREE}
        )
    ),
    "seventeen signatures": envelope(AUTHORIZED, *([b"x"] * 17)),
    "a signature that is a number": envelope(AUTHORIZED).replace(b"[]", b'[{"sig": 1}]'),
    "nested too deeply": b"[" * 100 + b"]" * 100,
    "too large": envelope(AUTHORIZED) + b" " * 2**20,
}  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_attestation_is_counted_and_nothing_else(
    sandbox: Sandbox, content: bytes
) -> None:
    good = "7" * 40
    keep(sandbox, {place(TREE): content, place(good): envelope(authorization(good), b"x")})
    found = read(sandbox, NO_KEYS, TREE, good)
    assert [item.tree for item in found.trees] == [good]
    assert [(gap.kind, gap.count) for gap in found.gaps] == [("reviews-unreadable", 1)]


def test_what_authorizes_no_branch_is_no_approval(sandbox: Sandbox) -> None:
    tag = authorization(
        TREE, predicate={"targetRef": "refs/tags/v1", "fromID": BASE, "targetID": TREE}
    )
    other = authorization(TREE, predicate_type="https://gittuf.dev/github-pull-request/v0.1")
    for statement in (tag, other):
        keep(sandbox, {place(TREE): envelope(statement, b"x")})
        found = read(sandbox, NO_KEYS, TREE)
        assert (found.trees, found.gaps) == ((), ())


def test_a_tree_without_a_bottom_is_unreadable(sandbox: Sandbox) -> None:
    blob = sandbox.run("git", "hash-object", "-w", "--stdin", stdin=b"x").text.strip()
    entry = f"100644 blob {blob}\tx\n"
    for _ in range(30):
        tree = sandbox.run("git", "mktree", stdin=entry.encode()).text.strip()
        entry = f"040000 tree {tree}\t{'d' * 200}\n"
    commit = sandbox.git("commit-tree", tree, "-m", "x").strip()
    sandbox.git("update-ref", REF, commit)
    found = read(sandbox, NO_KEYS, TREE)
    assert found.source.state == "unreadable"


def test_a_link_is_not_followed(sandbox: Sandbox) -> None:
    sandbox.write("target", envelope(authorization(TREE), b"x"))
    blob = sandbox.run("git", "hash-object", "-w", "--stdin", stdin=b"target").text.strip()
    head = f"commit {REF}\ncommitter A <a@b> 1790000001 +0000\ndata 0\n"
    commands = f"{head}M 120000 {blob} {place(TREE)}\n".encode()
    assert sandbox.run("git", "fast-import", "--quiet", stdin=commands).code == 0
    found = read(sandbox, NO_KEYS, TREE)
    assert (found.trees, len(found.gaps)) == ((), 1)
