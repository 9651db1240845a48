"""Locations that lock files name: without credentials, and told apart by kind."""

import re
from typing import Literal, NamedTuple

from pbom.model.redaction import without_credentials

SourceKind = Literal["registry", "git", "url", "path", "workspace", "other"]
"""Where a package comes from; ``other`` where the file says something that nobody here knows."""

MAX_URL = 4096
_PLAIN = re.compile(r"[a-z]{2,5}://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~@%+-]{0,40})*/?")
"""Nothing to hide at a glance: no user, no query, and no part as long as a token."""
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
    """A URL or path without credentials, cut off at 4096 characters."""
    return url if _PLAIN.fullmatch(url) else without_credentials(url[:MAX_URL])


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
