"""SARIF 2.1.0, by those constraints of its schema and text that touch what we write."""

import json
import re
from urllib.parse import unquote

import jsonschema_rs
from hypothesis import given

from tests.reports.judged import EVIL, FAILED, PASSED, hostile, shown, spiteful

TEXT = {"type": "object", "required": ["text"], "additionalProperties": False,
        "properties": {"text": {"type": "string"}}}  # fmt: skip
LEVELS = {"enum": ["none", "note", "warning", "error"]}
SCHEMA = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "additionalProperties": False,
            "properties": {
                "tool": {
                    "type": "object",
                    "required": ["driver"],
                    "additionalProperties": False,
                    "properties": {
                        "driver": {
                            "type": "object",
                            "required": ["name"],
                            "additionalProperties": False,
                            "properties": {
                                "name": {"type": "string"},
                                "rules": {
                                    "type": "array",
                                    "uniqueItems": True,
                                    "items": {
                                        "type": "object",
                                        "required": ["id"],
                                        "additionalProperties": False,
                                        "properties": {
                                            "id": {"type": "string"},
                                            "shortDescription": TEXT,
                                        },
                                    },
                                },
                            },
                        }
                    },
                },
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "invocations": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["executionSuccessful"],
                        "additionalProperties": False,
                        "properties": {
                            "executionSuccessful": {"type": "boolean"},
                            "endTimeUtc": {"type": "string", "format": "date-time"},
                        },
                    },
                },
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                "properties": {"type": "object"},
            },
        },
        "result": {
            "type": "object",
            "required": ["message"],
            "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": LEVELS,
                "message": TEXT,
                "locations": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {
                            "physicalLocation": {
                                "type": "object",
                                "required": ["artifactLocation"],
                                "additionalProperties": False,
                                "properties": {
                                    "artifactLocation": {
                                        "type": "object",
                                        "required": ["uri"],
                                        "additionalProperties": False,
                                        "properties": {
                                            "uri": {"type": "string", "format": "uri-reference"}
                                        },
                                    },
                                    "region": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "properties": {
                                            "startLine": {"type": "integer", "minimum": 1}
                                        },
                                    },
                                },
                            },
                            "logicalLocations": {
                                "type": "array",
                                "uniqueItems": True,
                                "items": {
                                    "type": "object",
                                    "additionalProperties": False,
                                    "properties": {"fullyQualifiedName": {"type": "string"}},
                                },
                            },
                        },
                    },
                },
                "partialFingerprints": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                },
                "suppressions": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {
                        "type": "object",
                        "required": ["kind"],
                        "additionalProperties": False,
                        "properties": {
                            "kind": {"enum": ["inSource", "external"]},
                            "status": {"enum": ["accepted", "underReview", "rejected"]},
                            "justification": {"type": "string"},
                        },
                    },
                },
                "properties": {"type": "object"},
            },
        },
    },
}
CHECK = jsonschema_rs.Draft7Validator(SCHEMA, validate_formats=True)


def test_it_is_as_the_standard_wants_it() -> None:
    for verdict in (PASSED, FAILED, hostile(EVIL)):
        log = json.loads(shown("sarif", verdict))
        CHECK.validate(log)
        (run,) = log["runs"]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        for result in run["results"]:
            assert rules[result["ruleIndex"]] == result["ruleId"]


def test_the_check_can_fail() -> None:
    log = json.loads(shown("sarif", FAILED))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not CHECK.is_valid(log)


def test_what_is_waived_is_suppressed_and_nothing_else() -> None:
    (run,) = json.loads(shown("sarif", FAILED))["runs"]
    kinds = [(item["level"], len(item.get("suppressions", []))) for item in run["results"]]
    assert kinds == [("error", 0), ("error", 0), ("error", 0), ("warning", 0), ("error", 1)]
    assert run["properties"]["passed"] is False
    assert json.loads(shown("sarif", PASSED))["runs"][0]["results"] == []


@given(spiteful)
def test_no_text_is_a_link_a_placeholder_or_another_place(text: str) -> None:
    """Brackets are escaped, and the place is a relative reference without a scheme."""
    (run,) = json.loads(shown("sarif", hostile(text)))["runs"]
    for result in run["results"]:
        message = re.sub(r"\\[\\\[\]]", "", result["message"]["text"])
        assert not set(message) & set("[]\\")
        assert not re.search(r"(?<!\{)\{\d+\}", message)
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert ":" not in uri
        assert unquote(uri) == (text or "x").replace("\\", "/")
    CHECK.validate({"version": "2.1.0", "runs": [run]})
