"""The file that nobody wrote, in every other format: each member has to come from somewhere."""

from pathlib import Path

from tests.scenarios.pipeline import Pipeline
from tests.workbench import missing

PYTHON = ("/usr/bin/python3", "-I", "-S")
PACK = """\
import hashlib, io, json, os, sys, tarfile, zipfile
slipped = sys.argv[1:]
os.makedirs("dist", exist_ok=True)
files = {name: open(name, "rb").read() for name in ("lib/a.py", "package.json")}

def into_zip(name, more):
    with zipfile.ZipFile(f"dist/{name}", "w") as archive:
        for member, content in {**files, **more, **evil(name)}.items():
            archive.writestr(member, content)
    return open(f"dist/{name}", "rb").read()

def into_tar(target, name, top, more):
    with tarfile.open(fileobj=target, mode="w:gz" if "gz" in name else "w") as archive:
        for member, content in {**files, **more, **evil(name)}.items():
            info = tarfile.TarInfo(top + member)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))

def evil(name):
    return {"lib.pth": b"import os"} if slipped else {}

jar = into_zip("app.jar", {"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\\n"})
into_zip("app.zip", {})
into_zip("app.war", {"WEB-INF/lib/app.jar": jar})
into_tar(open("dist/app.tar", "wb"), "app.tar", "", {})
about = {"PKG-INFO": b"Name: app"}
into_tar(open("dist/app-1.0.tar.gz", "wb"), "app-1.0.tar.gz", "app-1.0/", about)
into_tar(open("dist/app-1.0.tgz", "wb"), "app-1.0.tgz", "package/", {})
layer = io.BytesIO()
into_tar(layer, "layer.gz", "", {})
blobs = {}
def blob(content):
    name = hashlib.sha256(content).hexdigest()
    blobs[f"blobs/sha256/{name}"] = content
    return {"digest": f"sha256:{name}", "size": len(content)}
config = blob(json.dumps({"rootfs": {"type": "layers"}}).encode())
manifest = blob(json.dumps({"config": config, "layers": [blob(layer.getvalue())]}).encode())
blobs["index.json"] = json.dumps({"manifests": [manifest]}).encode()
blobs["oci-layout"] = b'{"imageLayoutVersion": "1.0.0"}'
files = {}
into_tar(open("dist/image.tar", "wb"), "image.tar", "", blobs)
"""
SLIPPED = {
    "dist/app.zip": {"lib.pth"},
    "dist/app.jar": {"lib.pth"},
    "dist/app.war": {"lib.pth", "WEB-INF/lib/app.jar!lib.pth"},
    "dist/app.tar": {"lib.pth"},
    "dist/app-1.0.tar.gz": {"app-1.0/lib.pth"},
    "dist/app-1.0.tgz": {"package/lib.pth"},
    "dist/image.tar": {"lib.pth", "!lib.pth"},
}


def _built(root: Path, *slipped: str) -> Pipeline:
    if not Path(PYTHON[0]).exists():
        missing(f"{PYTHON[0]} is not there")
    files = {"pack.py": PACK, "lib/a.py": "A = 1\n", "package.json": "{}\n"}
    pipeline = Pipeline(root, {**files, ".gitignore": "dist/\n"}).demand()
    pipeline.run(*PYTHON, "pack.py", *slipped)
    return pipeline


def test_it_is_named_with_every_archive_that_it_is_in(tmp_path: Path) -> None:
    judged = _built(tmp_path, "slipped").judge("dist/app.zip")
    assert judged.rules == {"outputs-explained"}
    said = judged.said_by("outputs-explained")
    assert all(found.endswith("; it runs without being called") for _, found in said)
    found: dict[str, set[str]] = {}
    for subject, _ in said:
        member, _, product = subject.removesuffix(" of step build").partition(" in ")
        if member.startswith("blobs/sha256/"):
            member = member[len("blobs/sha256/") + 64 :]
        found.setdefault(product, set()).add(member)
    assert found == SLIPPED


def test_the_honest_archives_ship(tmp_path: Path) -> None:
    pipeline = _built(tmp_path)
    for name in SLIPPED:
        assert pipeline.judge(name).complaints == []


def test_what_git_packs_is_the_commit_s(tmp_path: Path) -> None:
    """It reads its own objects, and no file."""
    pipeline = Pipeline(tmp_path, {"a.py": "A = 1\n", "b/c.py": "C\n", ".gitignore": "dist/\n"})
    script = "mkdir -p dist; git archive -o dist/src.tar.gz --prefix=src-1.0/ HEAD"
    pipeline.demand().run("sh", "-c", script)
    assert pipeline.judge("dist/src.tar.gz").complaints == []


def test_what_git_is_told_to_add_is_not(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path, {"a.py": "A = 1\n", ".gitignore": "dist/\n"}).demand()
    add = "git archive -o dist/src.tar --add-virtual-file=lib.pth:import HEAD"
    pipeline.run("sh", "-c", f"mkdir -p dist; {add}")
    subjects = {
        subject for subject, _ in pipeline.judge("dist/src.tar").said_by("outputs-explained")
    }
    assert subjects == {"lib.pth in dist/src.tar of step build"}
