"""Package URLs (ECMA-427): the names of packages across all ecosystems.

Only written, never read. The library of that name is not used: it leaves the slashes of qualifiers
as they are, against the specification's own tests, and takes five times as long.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

_PLAIN = re.compile(r"[A-Za-z0-9._~:-]+")
_SAFE = ":~"
_SEPARATORS = re.compile(r"[-_.]+")
_LOWER = frozenset({"apk", "bitbucket", "composer", "deb", "github", "oci", "pypi"})
"""Types whose names have no upper case."""


def package_url(
    type_: str,
    name: str,
    version: str = "",
    qualifiers: Mapping[str, str] | None = None,
    subpath: str = "",
) -> str:
    """The canonical package URL; a name's parts before its last ``/`` are the namespace."""
    path = name.strip("/")
    if type_ in _LOWER:
        path = path.lower()
    if type_ == "pypi":
        path = path.replace("_", "-")
    url = f"pkg:{type_}/{path if _PLAIN.fullmatch(path) else _segments(path)}"
    if version:
        url += f"@{version if _PLAIN.fullmatch(version) else quote(version, safe=_SAFE)}"
    given = [
        f"{key}={quote(value, safe=_SAFE)}"
        for key, value in sorted((qualifiers or {}).items())
        if value
    ]
    if given:
        url += f"?{'&'.join(given)}"
    parts = [quote(part, safe=_SAFE) for part in subpath.split("/") if part not in {"", ".", ".."}]
    return f"{url}#{'/'.join(parts)}" if parts else url


def python_name(name: str) -> str:
    """The one way to write the name of a Python project (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def _segments(path: str) -> str:
    return "/".join(quote(part, safe=_SAFE) for part in path.split("/") if part)
