"""Our SARIF against the schema of the format itself, as its authors publish it."""

import json
import sys
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given

from tests.reports.judged import EVIL, FAILED, PASSED, hostile, shown, spiteful
from tests.workbench import missing

SCHEMA = (
    Path(sys.prefix)
    / "sigstore-js/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
)
"""Where `make install` puts it; the version is in ``package-lock.json``."""


@pytest.fixture(scope="module")
def check() -> jsonschema_rs.Draft7Validator:
    """The schema."""
    if not SCHEMA.is_file():
        missing("the schema of SARIF is not installed, `make install` does that")
    schema = json.loads(SCHEMA.read_text("utf-8"))
    for part in ("run", "toolComponent"):  # a bracket is never opened; we write no language
        del schema["definitions"][part]["properties"]["language"]["pattern"]
    return jsonschema_rs.Draft7Validator(schema, validate_formats=True)


def test_a_yes_and_a_no_are_valid(check: jsonschema_rs.Draft7Validator) -> None:
    for verdict in (PASSED, FAILED, hostile(EVIL)):
        check.validate(json.loads(shown("sarif", verdict)))


def test_what_is_no_sarif_is_invalid(check: jsonschema_rs.Draft7Validator) -> None:
    log = json.loads(shown("sarif", FAILED))
    log["runs"][0]["results"][0]["level"] = "deny"
    assert not check.is_valid(log)
    assert not check.is_valid({"version": "2.1.0"})


@given(text=spiteful)
def test_whatever_the_texts_are(check: jsonschema_rs.Draft7Validator, text: str) -> None:
    check.validate(json.loads(shown("sarif", hostile(text))))
