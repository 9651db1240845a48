"""Locations that lock files name: without credentials, and told apart by kind."""

import re
from typing import Literal, NamedTuple

from pbom.model.redaction import MASK, without_credentials

SourceKind = Literal["registry", "git", "url", "path", "workspace", "other"]
"""Where a package comes from; ``other`` where the file says something that nobody here knows."""

MAX_URL = 4096
_USER = re.compile(r"^(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30}://)[^/?#]*@")
_TOKEN = re.compile(
    r"gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|dckr_pat_[\w-]{16,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}|npm_[A-Za-z0-9]{36,}|hf_[A-Za-z0-9]{16,}|pypi-AgE[\w-]{16,}"
)
"""Only shapes that no package's name has: a file may well be called ``risk-management-tools``."""
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Origin(NamedTuple):
    """Where a package comes from.

    Attributes:
        kind: The kind of place.
        url: URL or path of it without credentials; empty where the file leaves it open.
        commit: The commit that a repository is locked at, where it is.
    """

    kind: SourceKind
    url: str = ""
    commit: str = ""


UNKNOWN = Origin("other")
REGISTRY = Origin("registry")


def clean_location(url: str) -> str:
    """A URL or path without user, password, tokens and secret parameters; at most 4096 characters.

    The file name stays what it is, for it tells packages apart.
    """
    base, mark, query = url[:MAX_URL].partition("?")
    if "@" in base:
        base = _USER.sub(r"\g<scheme>", base)
    if "_" in base or "-" in base or "A" in base:
        base = _TOKEN.sub(MASK, base)
    return f"{base}?{without_credentials(query)}" if mark else base


def is_commit(text: str) -> bool:
    """Whether a text is a whole commit id."""
    return bool(_COMMIT.fullmatch(text))


def git_origin(url: str, commit: str = "") -> Origin:
    """The origin that is a repository: ``git+URL?rev=...#commit`` in all its forms.

    A commit that is named apart beats one in the URL.
    """
    place, _, fragment = url.removeprefix("git+").partition("#")
    place, _, query = place.partition("?")
    named = commit or fragment.rpartition("commit=")[2].partition("&")[0]
    if not is_commit(named):
        asked = dict(part.partition("=")[::2] for part in query.split("&"))
        named = asked.get("rev", "") if is_commit(asked.get("rev", "")) else ""
    return Origin("git", clean_location(place), named if is_commit(named) else "")
