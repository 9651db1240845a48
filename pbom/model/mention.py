"""Mentions: which names a statement has, and as what. By these evidence is found and joined."""

from typing import Literal, NamedTuple, get_args

from msgspec import Struct

from pbom.model.digest import Digest

NameKind = Literal["digest", "commit", "package", "key", "agent", "environment"]
NAME_KINDS: tuple[NameKind, ...] = get_args(NameKind)

Role = Literal[
    "product", "material", "read", "touched",
    "released", "judged", "deployed", "approved", "imported", "subject",
    "document", "input",
    "head", "base", "listed",
    "package", "component", "introduced",
    "agent", "wrote",
    "place", "key",
]  # fmt: skip
"""As what a name stands in a statement.

``product``, ``material`` and ``read`` (by a traced process): files of a step; ``touched``: what it
read of the commit, made and used itself, or packed. ``released`` to ``subject``: what a release,
verdict, deployment, approval, import or other statement is about. ``document``: the PBOM of a
release, or an imported document. ``input``: evidence of a verdict, or the verdict of a deployment.
``head``, ``base`` and ``listed``: the commit of a step or look, the one before a range, and those
in it. ``package`` and ``component``: what lock files name. ``introduced``: what a commit brought.
``agent``: at work during a step; ``wrote``: a part of a commit. ``place``: the environment of a
deployment or verdict. ``key``: who signed, as is claimed.
"""
ROLES: tuple[Role, ...] = get_args(Role)
SHIPPED: tuple[Role, ...] = ("released", "judged", "deployed")
"""The roles of an artifact that somebody shipped, or meant to."""

ClaimKind = Literal[
    "step", "source", "release", "verdict", "deployment", "approval", "waiver", "import", "other"
]


class Name(NamedTuple):
    """The name of a thing.

    Attributes:
        kind: What sort of thing.
        value: ``<algorithm>:<hex>`` of a digest, the id of a commit, a package URL, SHA-256 of a
            key in hexadecimal (or the hint as it stands, where it is no SHA-256), the name of an
            agent or environment.
    """

    kind: NameKind
    value: str

    @classmethod
    def of(cls, digest: Digest) -> "Name":
        """The name of what has this digest."""
        if digest.algorithm == "gitCommit":
            return cls("commit", digest.value)
        return cls("digest", str(digest))


class Mention(NamedTuple):
    """One name in a statement.

    Attributes:
        role: As what it stands there.
        name: The name.
        label: What else the statement says beside it: a path, or the commit it is about.
    """

    role: Role
    name: Name
    label: str = ""


class Indexed(Struct, frozen=True):
    """What an index keeps of one bundle: where to look, never what to believe.

    Attributes:
        bundle: SHA-256 of the bundle.
        kind: What sort of statement it carries.
        mentions: The names in it.
        problem: Why not all of it could be read; empty where it was.
    """

    bundle: Digest
    kind: ClaimKind
    mentions: tuple[Mention, ...]
    problem: str = ""
