"""What all lock files of JavaScript have in common: names with ranges, and where tarballs are."""

import re

from pbom.model.location import REGISTRY, UNKNOWN, Origin, clean_location, git_origin

_GIT = ("git+", "git:", "git@", "ssh:", "github:", "gitlab:", "bitbucket:", "gist:")
_LOCAL = ("file:", "link:", "portal:", "workspace:")
_SHORT = {
    "github:": "https://github.com/",
    "gitlab:": "https://gitlab.com/",
    "bitbucket:": "https://bitbucket.org/",
    "gist:": "https://gist.github.com/",
}
_ARCHIVE = re.compile(
    r"https://codeload\.github\.com/(?P<repo>[^/]+/[^/]+)/(?:tar\.gz|legacy\.tar\.gz|zip)/"
    r"(?P<commit>[0-9a-f]{40})"
)
_TARBALL = re.compile(r"https?://[^?#]*/(?:-|download)/[^?#]*")


def split_name(text: str) -> tuple[str, str]:
    """Name and the rest of ``name@rest``, where a scoped name begins with an ``@`` of its own."""
    at = text.find("@", 1)
    return (text[:at], text[at + 1 :]) if at > 0 else (text, "")


def npm_origin(resolved: str) -> Origin:
    """Where a package comes from, as lock files write it; empty is the registry that is set."""
    if not resolved:
        return REGISTRY
    if resolved.startswith(_GIT) or resolved.partition("#")[0].endswith(".git"):
        return git_origin(_whole(resolved))
    if resolved.startswith(_LOCAL):
        scheme, _, path = resolved.partition(":")
        return Origin("workspace" if scheme == "workspace" else "path", clean_location(path))
    archive = _ARCHIVE.match(resolved)
    if archive:
        return git_origin(f"https://github.com/{archive['repo']}", archive["commit"])
    if resolved.startswith(("http://", "https://")):
        url = clean_location(resolved.partition("#")[0])
        return Origin("registry" if _TARBALL.fullmatch(url) else "url", url)
    return UNKNOWN


def _whole(place: str) -> str:
    """A repository's URL, where it is written as ``github:owner/name``."""
    short = next((short for short in _SHORT if place.startswith(short)), "")
    return _SHORT[short] + place.removeprefix(short) if short else place
