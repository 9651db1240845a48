"""Verdicts as SLSA Verification Summary Attestations v1."""

from typing import Literal

from pbom.codec.digests import read_digests, write_digests
from pbom.codec.fields import Fields
from pbom.codec.link import read_subject
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json
from pbom.model.digest import Digest
from pbom.model.statement import VerdictStatement

PREDICATE = "https://slsa.dev/verification_summary/v1"
VERIFIER = "urn:pbom:verifier:v1"
_OBJECT, _WAIVER = "urn:pbom:object:", "urn:pbom:waiver:"
_RESULTS: dict[str, bool] = {"PASSED": True, "FAILED": False}
Result = Literal["PASSED", "FAILED"]


def write_verdict(verdict: VerdictStatement) -> dict[str, Json]:
    """The predicate of a verdict; every input is listed.

    A pass claims SLSA Build L1 and no more: the recorder ran inside the build.
    """
    first = verdict.subjects[0]
    result: Result = "PASSED" if verdict.passed else "FAILED"
    return {
        "verifier": {"id": VERIFIER},
        "timeVerified": write_moment(verdict.verified),
        "resourceUri": f"urn:pbom:artifact:{first.digests.digests[0]}",
        "policy": {
            "uri": f"urn:pbom:policy:{verdict.policy}{_fragment(verdict.environment)}",
            "digest": write_digests((verdict.policy,)),
        },
        "inputAttestations": [
            {
                "uri": f"{_WAIVER if digest in verdict.waivers else _OBJECT}{digest}",
                "digest": write_digests((digest,)),
            }
            for digest in verdict.inputs
        ],
        "verificationResult": result,
        "verifiedLevels": ["SLSA_BUILD_LEVEL_1" if verdict.passed else "FAILED"],
        "slsaVersion": "1.2",
    }


def read_verdict(subjects: tuple[Fields, ...], predicate: Fields) -> VerdictStatement:
    """A verdict from its predicate.

    Raises:
        FormatError: It is something else.
    """
    result = predicate.text("verificationResult")
    if result not in _RESULTS:
        raise predicate.error("verificationResult", f"expected PASSED or FAILED, found {result!r}")
    policy = predicate.table("policy")
    inputs = predicate.tables("inputAttestations")
    return VerdictStatement(
        subjects=tuple(read_subject(subject) for subject in subjects),
        passed=_RESULTS[result],
        verified=predicate.moment("timeVerified"),
        policy=_sha256(policy),
        environment=policy.text("uri", "").partition("#")[2],
        inputs=tuple(map(_sha256, inputs)),
        waivers=tuple(
            _sha256(table) for table in inputs if table.text("uri", "").startswith(_WAIVER)
        ),
    )


def _fragment(environment: str) -> str:
    return f"#{environment}" if environment else ""


def _sha256(table: Fields) -> Digest:
    digest = read_digests(table).get("sha256")
    if digest is None:
        raise table.error("digest", "expected a sha256")
    return digest
