"""The strict validator of cyclonedx-python-lib, asked about the signed PBOM of a real chain."""

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.judges.chain import Chain


@pytest.mark.parametrize("spec", ["1.6", "1.7"])
def test_the_strict_validator_accepts_the_pbom(honest: Chain, spec: str) -> None:
    (document,) = (
        statement["predicate"]
        for statement in honest.statements("https://cyclonedx.org/bom")
        if statement["predicate"]["specVersion"] == spec
    )
    assert len(document["formulation"][0]["workflows"][0]["tasks"]) == 2
    validator = JsonStrictValidator(SchemaVersion.from_version(spec))
    assert validator.validate_str(json.dumps(document)) is None
    document["formulation"][0]["workflows"][0]["tasks"][0]["surprise"] = True
    assert validator.validate_str(json.dumps(document)) is not None
