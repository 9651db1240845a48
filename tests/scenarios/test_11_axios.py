"""Axios 1.14.1 (March 2026): an update pulled in a package that nobody used, with a script."""

import json
from pathlib import Path

from tests.scenarios.releases import Releases

RULES = """
[rules.install-scripts]
[rules.dependency-introduced]
[rules.dependencies-hashed]
"""
NAME = "package-lock.json"


def lock(axios: str, *, phantom: bool) -> str:
    """What npm writes for axios, with or without the phantom."""
    digest = "sha512-" + "A" * 86 + "=="
    packages: dict[str, dict[str, object]] = {
        "": {"name": "shop", "version": "1.0.0", "dependencies": {"axios": "^1.14.0"}},
        "node_modules/axios": {
            "version": axios,
            "resolved": f"https://registry.example/axios/-/axios-{axios}.tgz",
            "integrity": digest,
        },
    }
    if phantom:
        packages["node_modules/axios"]["dependencies"] = {"plain-crypto-js": "^4.2.0"}
        packages["node_modules/plain-crypto-js"] = {
            "version": "4.2.1",
            "resolved": "https://registry.example/plain-crypto-js/-/plain-crypto-js-4.2.1.tgz",
            "integrity": digest,
            "hasInstallScript": True,
        }
    document = {"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    return json.dumps(document)


def releases(root: Path) -> Releases:
    """The shop with its first lock file."""
    shop = Releases(root, RULES, {NAME: lock("1.14.0", phantom=False)})
    (shop.project / "uv.lock").unlink()
    shop.bench.commit("no python")
    shop.bench.must("git", "tag", "v1.1")
    return shop


def test_an_update_with_a_phantom_is_denied_and_a_lock_that_stays_is_not(tmp_path: Path) -> None:
    shop = releases(tmp_path)
    shop.commit("a change", {"src.txt": "hello again\n"})
    assert shop.build().complaints == []

    shop.commit("update axios", {NAME: lock("1.14.1", phantom=True)})
    judged = shop.build()
    assert (judged.code, judged.rules) == (1, {"install-scripts", "dependency-introduced"})
    [(subject, _)] = judged.said_by("install-scripts")
    assert subject == "pkg:npm/plain-crypto-js@4.2.1"
    found = " ".join(text for _, text in judged.said_by("dependency-introduced"))
    assert "npm plain-crypto-js 4.2.1 (new, install-script" in found
    assert "npm axios 1.14.1 (new version, before 1.14.0" in found


def test_who_read_the_script_may_let_it_pass(tmp_path: Path) -> None:
    shop = releases(tmp_path)
    shop.bench.policy.write_text(
        shop.bench.policy.read_text("utf-8").replace(
            "[rules.install-scripts]", '[rules.install-scripts]\nallowed = ["plain-crypto-js"]'
        ),
        "utf-8",
    )
    shop.bench.must("pbom", "init", "--pin")
    shop.bench.commit("read the script of plain-crypto-js")
    shop.commit("update axios", {NAME: lock("1.14.1", phantom=True)})
    shop.approve()
    judged = shop.build()
    assert (judged.code, [item["rule"] for item in judged.findings]) == (0, ["policy-edited"])
