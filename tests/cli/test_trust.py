"""``pbom trust``: roots are pinned by digest, and no server is asked unless it is said."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from tests.cli.session import Sandbox
from tests.codec.test_trusted_root import log, root

NEXT_YEAR = datetime.now(UTC).replace(microsecond=0) + timedelta(days=365)
ROOT, NEWER = root(), root(tlogs=[log("a"), log("b"), log("d")])


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox.empty(tmp_path / "user")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_root_from_a_file(sandbox: Sandbox) -> None:
    file = sandbox.write("root.json", ROOT)
    done = sandbox.pbom("trust", "add", str(file), "--sha256", digest(ROOT))
    assert done.code == 0, done
    assert digest(ROOT) in done.text
    file.unlink()  # it is kept
    shown = sandbox.pbom("trust", "show").text
    assert f"main  sha256:{digest(ROOT)}" in shown
    assert "0 days ago" in shown
    assert "transparency log https://log.example.org, 2026-01-01 to now" in shown


def test_another_one_than_was_named(sandbox: Sandbox) -> None:
    file = sandbox.write("root.json", NEWER)
    done = sandbox.pbom("trust", "add", str(file), "--sha256", digest(ROOT))
    assert done.code == 2
    assert digest(NEWER) in done.complaint
    assert "no trusted root is pinned" in sandbox.pbom("trust", "show").text


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", ROOT.replace(b"start", b"begin")])
def test_what_is_no_root_is_not_pinned(sandbox: Sandbox, content: bytes) -> None:
    done = sandbox.pbom("trust", "add", str(sandbox.write("root.json", content)))
    assert done.code == 4, done
    assert "no trusted root is pinned" in sandbox.pbom("trust", "show").text


def test_the_root_of_the_library_asks_nobody(sandbox: Sandbox) -> None:
    done = sandbox.pbom(
        "trust", "add", http_proxy="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9"
    )
    assert done.code == 0, done
    assert "https://rekor.sigstore.dev" in done.text
    assert "from sigstore 4." in sandbox.pbom("trust", "show").text


def test_a_pinned_root_that_was_changed_is_told_and_not_used(sandbox: Sandbox) -> None:
    sandbox.pbom("trust", "add", str(sandbox.write("root.json", ROOT)))
    kept = sandbox.config / "roots" / f"{digest(ROOT)}.json"
    kept.write_bytes(NEWER)
    assert "NOT USABLE" in sandbox.pbom("trust", "show").text
    sandbox.write("policy.toml", POLICY)
    done = sandbox.pbom("policy", "check", "policy.toml")
    assert done.code == 2
    assert "has changed since you pinned it" in done.complaint


def test_a_policy_without_a_root_goes_by_the_one_that_is_pinned(sandbox: Sandbox) -> None:
    sandbox.write("policy.toml", POLICY)
    without = sandbox.pbom("policy", "check", "policy.toml")
    assert without.code == 2
    assert "pbom trust add" in without.complaint
    sandbox.pbom("trust", "add", str(sandbox.write("root.json", ROOT)))
    assert sandbox.pbom("policy", "check", "policy.toml").code == 0


POLICY = """version = 1
[functionaries.ci]
identity = "ada@example.org"
issuer = "https://issuer.example.org"
[pbom]
functionaries = ["ci"]
[steps.build]
functionaries = ["ci"]
"""


class Repository:
    """A TUF repository with one target, as a private deployment has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.signer = CryptoSigner(Ed25519PrivateKey.generate())
        names = ("root", "timestamp", "snapshot", "targets")
        top = Root(expires=NEXT_YEAR)
        for name in names:
            top.add_key(self.signer.public_key, name)
        self.write("1.root.json", Metadata(top))
        self.version = 0

    def write(self, name: str, metadata: Metadata) -> None:  # type: ignore[type-arg]
        metadata.sign(self.signer)
        (self.folder / name).write_bytes(metadata.to_bytes())

    def publish(self, content: bytes, version: int = 0) -> None:
        self.version = number = version or self.version + 1
        target = TargetFile.from_data("trusted_root.json", content)
        (self.folder / "targets").mkdir(exist_ok=True)
        (self.folder / "targets" / f"{digest(content)}.trusted_root.json").write_bytes(content)
        targets = Targets(number, expires=NEXT_YEAR, targets={"trusted_root.json": target})
        self.write(f"{number}.targets.json", Metadata(targets))
        meta = {"targets.json": MetaFile(number)}
        self.write(
            f"{number}.snapshot.json", Metadata(Snapshot(number, expires=NEXT_YEAR, meta=meta))
        )
        stamp = Timestamp(number, expires=NEXT_YEAR, snapshot_meta=MetaFile(number))
        self.write("timestamp.json", Metadata(stamp))


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[tuple[Repository, str]]:
    folder = tmp_path / "tuf"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield Repository(folder), f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_update_from_a_repository(sandbox: Sandbox, repository: tuple[Repository, str]) -> None:
    made, url = repository
    made.publish(ROOT)
    first = str(made.folder / "1.root.json")
    line = ("trust", "update", "--name", "own", "--url", url)
    unknown = sandbox.pbom(*line)
    assert unknown.code == 2
    assert "whom to believe" in unknown.complaint
    done = sandbox.pbom(*line, "--bootstrap", first)
    assert done.code == 0, done
    assert digest(ROOT) in done.text
    assert "as before" in sandbox.pbom(*line).text
    made.publish(NEWER)
    done = sandbox.pbom(*line)
    assert f"instead of sha256:{digest(ROOT)}" in done.text
    assert f"own  sha256:{digest(NEWER)}" in sandbox.pbom("trust", "show").text


def test_an_older_answer_of_the_repository_is_refused(
    sandbox: Sandbox, repository: tuple[Repository, str]
) -> None:
    made, url = repository
    made.publish(ROOT)
    made.publish(NEWER)
    line = ("trust", "update", "--url", url, "--bootstrap", str(made.folder / "1.root.json"))
    assert sandbox.pbom(*line).code == 0
    made.publish(ROOT, version=1)
    done = sandbox.pbom(*line)
    assert done.code == 5, done
    assert digest(NEWER) in sandbox.pbom("trust", "show").text


def test_a_repository_of_somebody_else_is_refused(
    sandbox: Sandbox, repository: tuple[Repository, str], tmp_path: Path
) -> None:
    made, url = repository
    made.publish(ROOT)
    (tmp_path / "other").mkdir()
    other = Repository(tmp_path / "other")
    first = str(other.folder / "1.root.json")
    done = sandbox.pbom("trust", "update", "--url", url, "--bootstrap", first)
    assert done.code == 5, done
    assert "no trusted root is pinned" in sandbox.pbom("trust", "show").text


def test_a_repository_that_is_not_there(sandbox: Sandbox) -> None:
    file = sandbox.write("root.json", json.dumps({}))
    done = sandbox.pbom("trust", "update", "--url", "http://127.0.0.1:9", "--bootstrap", str(file))
    assert done.code == 5
    assert "Traceback" not in done.complaint
