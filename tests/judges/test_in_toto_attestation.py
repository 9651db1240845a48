"""The in-toto framework's own protocol buffers, asked about every statement that we sign.

They are strict: a member that the specification does not have is refused.
"""

import pytest
from google.protobuf.json_format import ParseDict, ParseError
from google.protobuf.message import Message
from in_toto_attestation.predicates.link.v0.link_pb2 import Link
from in_toto_attestation.predicates.provenance.v1.provenance_pb2 import Provenance
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as StatementMessage

from tests.judges.chain import Chain, Table

PREDICATES: dict[str, type[Message]] = {
    "https://in-toto.io/attestation/link/v0.3": Link,
    "https://slsa.dev/provenance/v1": Provenance,
}
"""Not the VSA: in release 0.9.3 its ``verifiedLevels`` is one string, where SLSA has a list."""
KINDS = {
    "https://in-toto.io/attestation/link/v0.3": 2,
    "https://slsa.dev/provenance/v1": 2,
    "https://slsa.dev/verification_summary/v1": 1,
    "https://cyclonedx.org/bom": 2,
}
"""How many statements of each kind the chain leaves behind."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_statement_has_the_shape_of_the_framework(honest: Chain, kind: str) -> None:
    statements = honest.statements(kind)
    assert len(statements) == KINDS[kind]
    for statement in statements:
        parsed = ParseDict(statement, StatementMessage())
        Statement.copy_from_pb(parsed).validate()
        with pytest.raises(ParseError, match="surprise"):
            ParseDict(statement | {"surprise": True}, StatementMessage())


@pytest.mark.parametrize("kind", PREDICATES)
def test_every_predicate_has_the_members_of_its_specification_and_no_others(
    honest: Chain, kind: str
) -> None:
    for statement in honest.statements(kind):
        predicate: Table = statement["predicate"]
        ParseDict(predicate, PREDICATES[kind]())
        with pytest.raises(ParseError, match="surprise"):
            ParseDict(predicate | {"surprise": True}, PREDICATES[kind]())


def test_every_material_is_a_resource_descriptor(honest: Chain) -> None:
    links = [
        ParseDict(statement["predicate"], Link())
        for statement in honest.statements("https://in-toto.io/attestation/link/v0.3")
    ]
    materials = [material for link in links for material in link.materials]
    assert len(materials) == 3
    for material in materials:
        ResourceDescriptor.copy_from_pb(material).validate()
        assert material.name
        assert material.digest
