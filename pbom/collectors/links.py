"""Links, followed as the system follows them for a process, and no further than can be known."""

import os
import stat
import time

from pbom.codec.trace_eyes import Resolved

MAX_LINKS = 40
_PROC = b"/proc/"


def follow(path: bytes, root: bytes) -> Resolved:
    """Where an absolute path leads to for a process with that root.

    What is below ``/proc`` means something else for each process, so it ends there.
    """
    top = root.rstrip(b"/")
    done, rest = b"", path.split(b"/")[::-1]
    links: list[bytes] = []
    changed = 0.0
    while rest:
        name = rest.pop()
        if name in {b"", b"."}:
            continue
        if name == b"..":
            done = done.rpartition(b"/")[0] if done != top else top
            continue
        here = done + b"/" + name
        if (here + b"/").startswith((_PROC, top + _PROC)) or len(links) > MAX_LINKS:
            left = b"/".join([here, *rest[::-1]])
            return Resolved(left, tuple(links), changed, time.time(), through=True)
        try:
            status = os.lstat(here)
            target = os.readlink(here) if stat.S_ISLNK(status.st_mode) else b""
        except (OSError, ValueError):
            done = here
            continue
        if not target:
            done = here
            continue
        links.append(here)
        changed = max(changed, status.st_ctime_ns / 1e9)
        done = top if target.startswith(b"/") else done
        rest.extend(target.split(b"/")[::-1])
    return Resolved(done or b"/", tuple(links), changed, time.time())
