"""The URL of a git remote, fit to be evidence."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from pbom.model.redaction import without_credentials

_SCP = re.compile(r"(?:[^@/:\s]+@)?(?P<host>[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):(?P<path>.+)")
_KEPT = ":/?[]@!$&'()*+,;=%~"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def repository_of(configured: Iterable[tuple[bytes, bytes]]) -> str:
    """The URL of a repository by its remotes: ``origin``, else the first by name."""
    urls = {
        key: value
        for key, value in configured
        if key.startswith(b"remote.") and key.endswith(b".url")
    }
    remote = urls.get(b"remote.origin.url") or next((url for _, url in sorted(urls.items())), b"")
    return repository_url(remote)


def repository_url(remote: bytes) -> str:
    """The URL without credentials, the ``host:path`` form of ssh written as a URL.

    Empty for a path of this machine, which names nothing elsewhere.
    """
    text = remote.decode("utf-8", "replace").strip()
    if "://" not in text:
        match = _SCP.fullmatch(text)
        if match is None or text.startswith(("/", ".", "~")):
            return ""
        text = f"ssh://{match['host']}/{match['path'].lstrip('/')}"
    if text.startswith("file:"):
        return ""
    return quote(_BARE_PERCENT.sub("%25", without_credentials(text)), safe=_KEPT)
