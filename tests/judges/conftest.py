"""The chains that the judges look at; made once, and only read afterwards."""

import pytest

from tests.judges.chain import COMPILED, PACKED, Chain


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """Both steps, one after the other; released in both versions of CycloneDX, and verified."""
    chain = Chain(tmp_path_factory.mktemp("honest"))
    chain.compile()
    chain.pack()
    chain.assemble("1.6")
    chain.assemble("1.7")
    chain.bench.must("pbom", "verify", PACKED)
    return chain


@pytest.fixture(scope="session")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """Somebody changes the compiled file between the steps."""
    chain = Chain(tmp_path_factory.mktemp("poisoned"))
    chain.compile()
    (chain.bench.project / COMPILED).write_text("SOMETHING ELSE\n", "utf-8")
    chain.pack()
    chain.assemble("1.7")
    return chain
