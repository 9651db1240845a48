"""The entry point: finds the command, and turns what goes wrong into words and exit codes."""

import gc
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from pbom import __version__
from pbom.errors import (
    AuthenticationError,
    CommandNotStartedError,
    EvidenceMissingError,
    FormatError,
    PbomError,
    RecordingError,
    StoreError,
    UsageError,
)

if TYPE_CHECKING:
    from typer import Typer

COMMANDS = (
    "init", "key", "run", "record", "assemble", "verify", "show", "explain", "toolchain", "commits",
    "source", "deps", "diff", "trace", "incident", "graph", "deploy", "import", "approve", "waive",
    "policy", "reverify", "trust", "conformance", "doctor",
)  # fmt: skip
_MODULES = {"import": "import_file", "trust": "pinning"}
"""Of the commands whose names are words of the language."""
RECORDER = "run"
"""Its exit codes are the wrapped command's, so its own failures are all 125."""
NOT_RECORDED = 125
STORE = 5
INTERNAL = 70
COLLECT = (100_000, 20, 100)
"""When to look for cycles: what is read is kept to the end, and to look often takes long."""
_CODES: tuple[tuple[type[PbomError], int], ...] = (
    (UsageError, 2),
    (EvidenceMissingError, 3),
    (FormatError, 4),
    (AuthenticationError, 4),
    (RecordingError, NOT_RECORDED),
    (StoreError, STORE),
)


def main() -> NoReturn:
    """Run the command line and exit."""
    gc.set_threshold(*COLLECT)
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        sys.stdout.write(f"pbom {__version__}\n")
        sys.exit(0)
    command = next((word for word in arguments if not word.startswith("-")), "")
    try:
        sys.exit(_call(command, arguments))
    except PbomError as error:
        _complain(str(error), error.hint)
        sys.exit(_code(error, command))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        name = f"{error.filename}: " if isinstance(error.filename, str) else ""
        _complain(f"{name}{error.strerror or error}", "")
        sys.exit(NOT_RECORDED if command == RECORDER else STORE)
    except Exception as error:
        _complain(
            f"internal error: {type(error).__name__}: {error}",
            "set PBOM_DEBUG=1 to see where, and report it",
        )
        if os.environ.get("PBOM_DEBUG"):
            raise
        sys.exit(NOT_RECORDED if command == RECORDER else INTERNAL)


def _call(command: str, arguments: list[str]) -> int:
    if arguments[:1] == [RECORDER]:
        from pbom.cli.recording import read_plain_line, record_step  # noqa: PLC0415

        asked = read_plain_line(arguments[1:])
        if asked:
            return record_step(asked)
    app = _app(command)
    from click.exceptions import Abort, ClickException  # noqa: PLC0415 - typer has it imported

    try:
        result = app(prog_name="pbom", standalone_mode=False)
    except ClickException as error:
        error.show()
        return NOT_RECORDED if command == RECORDER else error.exit_code
    except Abort:
        return 130
    return result if isinstance(result, int) else 0


def _app(command: str) -> "Typer":
    """The application with the one command that is asked for, or with all of them."""
    import typer  # noqa: PLC0415 - 60 ms, and `--version` does without

    app = typer.Typer(
        name="pbom",
        help="Pipeline Bills of Materials: record build steps, sign them, assemble them, and "
        "let a gate decide whether an artifact may ship.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(
        version: bool = typer.Option(  # noqa: FBT001 - only for the help text
            False,
            "--version",
            "-V",
            help="Show the version and exit.",
        ),
    ) -> None:
        pass

    for name in (command,) if command in COMMANDS else COMMANDS:
        import_module(f"pbom.cli.{_MODULES.get(name, name)}").register(app)
    return app


def _code(error: PbomError, command: str) -> int:
    if isinstance(error, CommandNotStartedError):
        return error.exit_code
    if command == RECORDER:
        return NOT_RECORDED
    return next((code for kind, code in _CODES if isinstance(error, kind)), INTERNAL)


def _complain(message: str, hint: str) -> None:
    from pbom.model.printable import printable  # noqa: PLC0415 - only for errors

    sys.stderr.write(f"pbom: {printable(message)}\n")
    if hint:
        sys.stderr.write(f"hint: {printable(hint)}\n")
