"""The attacker ships a file that no step made, and for which a step seems to vouch."""

from pathlib import Path

from tests.cli.session import Sandbox


def test_a_file_with_the_text_of_a_link_is_not_attested(tmp_path: Path) -> None:
    """The digest of a link is that of its target's name."""
    sandbox = Sandbox.ready(tmp_path / "user")
    done = sandbox.pbom("run", "--", "sh", "-c", "make -s && ln -s out.bin latest")
    assert done.code == 0, done
    sandbox.write("app.bin", "out.bin")
    assert sandbox.pbom("assemble", "app.bin").code == 3
    done = sandbox.pbom("verify", "app.bin")
    assert done.code == 3, done
    assert "deny artifact-attested: app.bin" in done.text
    assert sandbox.pbom("assemble", "out.bin").code == 0
    honest = sandbox.pbom("verify", "out.bin")
    assert honest.code == 0, honest
