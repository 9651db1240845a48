"""The project of the command-line tests."""

from tests.cli.conftest import prepared, sandbox

__all__ = ["prepared", "sandbox"]
