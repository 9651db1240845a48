"""Links that we recorded in the classic form of in-toto, and the rules that they have to keep."""

from in_toto.models.layout import Step
from in_toto.models.link import Link

from tests.judges.chain import COMPILED, PACKED, Chain, Table

LINK = "https://in-toto.io/attestation/link/v0.3"
COMMIT = "."
"""Name of the material that is the commit."""


def steps(functionaries: tuple[str, ...] = ()) -> list[Step]:
    """The steps of a layout over the chain, each to be signed by one of these keys."""
    return [
        Step(
            name="compile",
            pubkeys=list(functionaries),
            expected_command=["make", COMPILED],
            expected_materials=[["ALLOW", COMMIT], ["DISALLOW", "*"]],
            expected_products=[["CREATE", COMPILED], ["DISALLOW", "*"]],
        ),
        Step(
            name="pack",
            pubkeys=list(functionaries),
            expected_command=["make", PACKED],
            expected_materials=[
                ["MATCH", "build/*", "WITH", "PRODUCTS", "FROM", "compile"],
                ["ALLOW", COMMIT],
                ["DISALLOW", "*"],
            ],
            expected_products=[["CREATE", PACKED], ["DISALLOW", "*"]],
        ),
    ]


def as_link(statement: Table) -> Link:
    """The classic link that a Link v0.3 statement stands for, as its specification converts it."""
    predicate = statement["predicate"]
    return Link(
        name=predicate["name"],
        command=predicate["command"],
        materials={item["name"]: item["digest"] for item in predicate["materials"]},
        products={item["name"]: item["digest"] for item in statement["subject"]},
        byproducts=predicate["byproducts"],
        environment=predicate["environment"],
    )


def links_of(chain: Chain) -> dict[str, Link]:
    """The links of a chain by the names of their steps."""
    return {link.name: link for link in map(as_link, chain.statements(LINK))}
