"""One look by content at a tree, each file with its digest on standard output: nothing else.

What ``pbom run`` does before a step outside git, without signing, storing and looking again.
"""

import gc
import sys
from pathlib import Path

from pbom.codec.manifest import write_materials
from pbom.collectors.tree import TreeWorkspace
from pbom.model.pattern import Patterns

if __name__ == "__main__":
    gc.disable()  # as `pbom run` does
    seen = TreeWorkspace(Path.cwd()).snapshot(Patterns())
    sys.stdout.buffer.write(write_materials(seen.materials))
