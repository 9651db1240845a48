"""The main job on a real build: record two steps, assemble, verify, tamper, verify again.

Run by ``make demo``. Everything happens in a temporary directory with a key of its own.
"""

import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

TEMPLATE = Path(__file__).parent.parent / "fixtures" / "demo"
COLOUR = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
WHEEL = "dist/greeting-1.0.0-py3-none-any.whl"


class Done(NamedTuple):
    """A command that ended."""

    code: int
    output: str


def paint(text: str, code: str) -> str:
    """The text in a colour, on a terminal."""
    return f"\x1b[{code}m{text}\x1b[0m" if COLOUR else text


def environment(home: Path) -> dict[str, str]:
    """A user of our own: a configuration, an identity, a password, and no other settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PBOM_")}
    scripts = sysconfig.get_path("scripts")
    return (
        kept
        | {
            "PATH": f"{scripts}{os.pathsep}{kept.get('PATH', '')}",
            "XDG_CONFIG_HOME": str(home),
            "PBOM_KEY_PASSWORD": secrets.token_urlsafe(16),
            "PYTHONDONTWRITEBYTECODE": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.com",
        }
        | ({"FORCE_COLOR": "1"} if COLOUR else {"NO_COLOR": "1"})
    )


class Demo:
    """A project in a temporary directory, and a narrator."""

    def __init__(self, project: Path, home: Path) -> None:
        self.project = project
        self.environment = environment(home)

    def quiet(self, *command: str) -> Done:
        """Run a command and keep its output."""
        done = subprocess.run(
            command, cwd=self.project, env=self.environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout + done.stderr)

    def must(self, *command: str) -> None:
        """Run a command that only prepares the scene."""
        done = self.quiet(*command)
        if done.code:
            sys.exit(f"{' '.join(command)} failed:\n{done.output}")

    def show(self, *command: str, expect: int, lines: int = 40) -> None:
        """Run a command in front of the audience, with its time; it must end as expected."""
        print(f"\n{paint('$', '36')} {paint(' '.join(command), '1')}", flush=True)
        started = time.perf_counter()
        done = self.quiet(*command)
        seconds = time.perf_counter() - started
        shown = [line for line in done.output.splitlines() if line.strip()]
        for line in shown[-lines:]:
            print(f"  {line}")
        print(paint(f"  exit code {done.code}, {seconds:.1f} s", "2"), flush=True)
        if done.code != expect:
            sys.exit(f"expected exit code {expect}")

    def say(self, text: str) -> None:
        """A word to the audience."""
        print(f"\n{paint(text, '1;34')}", flush=True)


def commit(demo: Demo, message: str) -> None:
    """Everything that is there, committed."""
    demo.must("git", "add", "--all")
    demo.must("git", "commit", "--quiet", "--message", message)


def prepare(demo: Demo) -> None:
    """A real repository with three commits, one of which carries an agent's trailer."""
    shutil.copytree(TEMPLATE, demo.project, dirs_exist_ok=True)
    (demo.project / "gitignore").rename(demo.project / ".gitignore")
    demo.must("git", "init", "--quiet", "--initial-branch=main")
    commit(demo, "greeting: greet people by name")
    (demo.project / "README.md").write_text("# greeting\n\nGreets people.\n", "utf-8")
    commit(demo, "readme: say what it is\n\nCo-authored-by: Claude <noreply@anthropic.com>")


def play(demo: Demo) -> None:
    """The story."""
    demo.say("1. A small Python project; one of its commits carries an agent's trailer.")
    demo.show("git", "log", "--format=%h %s%n  %(trailers)", expect=0)
    demo.say("2. A key, a configuration and a policy that demands two steps.")
    demo.show("pbom", "init", "--step", "test", "--step", "build", expect=0, lines=5)
    commit(demo, "pbom: record and verify the build")
    demo.say("3. Who or what wrote the commits that are about to ship, as far as it shows?")
    demo.show("pbom", "commits", expect=0)
    demo.say("4. Both steps run under the recorder, which signs what it saw.")
    test = (sys.executable, "-m", "unittest", "discover", "--start-directory", "tests")
    demo.environment["PYTHONPATH"] = "src"
    demo.show("pbom", "run", "--step", "test", "--", *_short(test), expect=0, lines=3)
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation")
    demo.show("pbom", "run", "--step", "build", "--", *_short(build), expect=0, lines=1)
    demo.say("5. The evidence becomes a PBOM, and the gate decides.")
    demo.show("pbom", "assemble", WHEEL, expect=0)
    demo.show("pbom", "verify", WHEEL, expect=0)
    demo.say("6. One byte of the wheel changes.")
    wheel = demo.project / WHEEL
    content = bytearray(wheel.read_bytes())
    content[len(content) // 2] ^= 1
    wheel.write_bytes(content)
    demo.show("pbom", "verify", WHEEL, expect=4)
    print(f"\n{paint('The honest wheel ships, the altered one does not.', '1;32')}")


def _short(command: tuple[str, ...]) -> tuple[str, ...]:
    """The interpreter by its name: it is the first on PATH."""
    return ("python", *command[1:])


def main() -> None:
    """Play the demo in a temporary directory."""
    with tempfile.TemporaryDirectory(prefix="pbom-demo-") as folder:
        root = Path(folder)
        (root / "greeting").mkdir()
        demo = Demo(root / "greeting", root / "home")
        prepare(demo)
        play(demo)


if __name__ == "__main__":
    main()
