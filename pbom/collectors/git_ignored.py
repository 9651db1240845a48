"""Ignored files, by the places that a policy can declare."""

from collections.abc import Iterable

from pbom.model.artifact import encode_name


def ignored_places(ignored: Iterable[bytes], index: bytes) -> dict[str, str]:
    """Each ignored file with its place: the highest directory without a file of the index.

    ``index`` is the output of ``git ls-files -z -s``. A place that is a directory ends in ``/``;
    a file among files of the index is a place of its own.
    """
    listed = tuple(ignored)
    if not listed:
        return {}
    known = _folders(index)
    return {encode_name(path): _place(path, known) for path in listed}


def _folders(index: bytes) -> set[bytes]:
    """Every directory that has a file of the index somewhere below it."""
    found: set[bytes] = {b""}
    for line in index.split(b"\0"):
        folder = line.partition(b"\t")[2].rpartition(b"/")[0]
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition(b"/")[0]
    return found


def _place(path: bytes, known: set[bytes]) -> str:
    parts = path.split(b"/")
    for count in range(1, len(parts)):
        folder = b"/".join(parts[:count])
        if folder not in known:
            return f"{encode_name(folder)}/"
    return encode_name(path)
