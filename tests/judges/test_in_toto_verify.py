"""``in-toto-verify``, run as a command over links that we recorded and exported."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from in_toto.models.common import Signable
from in_toto.models.layout import Inspection, Layout
from in_toto.models.link import FILENAME_FORMAT, Link
from in_toto.models.metadata import Envelope, Metablock, Metadata
from securesystemslib.signer import CryptoSigner

from tests.judges.chain import COMPILED, PACKED, Chain
from tests.judges.links import links_of, steps
from tests.workbench import PASSWORD, Done

Wrap = Callable[[Signable], Metadata]


def _envelope(signable: Signable) -> Metadata:
    return Envelope.from_signable(signable)


def _metablock(signable: Signable) -> Metadata:
    return Metablock(signed=signable)


@dataclass(frozen=True)
class Delivery:
    """A directory with the product alone, and beside it the layout and the links.

    Attributes:
        chain: Where it was built.
        folder: What the customer got.
        metadata: Layout and links, signed with the key that ``pbom init`` made.
    """

    chain: Chain
    folder: Path
    metadata: Path

    @property
    def product(self) -> Path:
        """The file that was delivered."""
        return self.folder / PACKED

    def verify(self) -> Done:
        """The verdict of in-toto."""
        return self.chain.bench.run(
            "in-toto-verify",
            "--layout",
            str(self.metadata / "root.layout"),
            "--link-dir",
            str(self.metadata),
            "--verification-keys",
            str(self.chain.bench.keys / "key.pub.pem"),
            folder=self.folder,
        )


def deliver(chain: Chain, root: Path, wrap: Wrap) -> Delivery:
    """Export the links of a chain, write a layout over them, and hand the product over."""
    delivery = Delivery(chain, root / "delivery", root / "metadata")
    delivery.product.parent.mkdir(parents=True)
    shutil.copyfile(chain.bench.project / PACKED, delivery.product)
    delivery.metadata.mkdir()
    signer = _signer(chain)
    for link in links_of(chain).values():
        export(delivery, link, wrap, signer)
    layout = Layout(steps=steps((signer.public_key.keyid,)), inspect=[_inspection()])
    layout.set_relative_expiration(days=1)
    layout.add_functionary_key_from_path(str(chain.bench.keys / "key.pub.pem"))
    _dump(wrap(layout), signer, delivery.metadata / "root.layout")
    return delivery


def export(delivery: Delivery, link: Link, wrap: Wrap, signer: CryptoSigner) -> None:
    """Sign a link in the classic form and put it where in-toto looks for it."""
    name = FILENAME_FORMAT.format(step_name=link.name, keyid=signer.public_key.keyid)
    _dump(wrap(link), signer, delivery.metadata / name)


def _dump(metadata: Metadata, signer: CryptoSigner, path: Path) -> None:
    metadata.create_signature(signer)
    metadata.dump(str(path))


def _signer(chain: Chain) -> CryptoSigner:
    pem = (chain.bench.keys / "key.pem").read_bytes()
    return CryptoSigner(load_pem_private_key(pem, PASSWORD.encode()))


def _inspection() -> Inspection:
    """The product at the customer's is the product of the last step, and nothing lies beside it."""
    return Inspection(
        name="unpack",
        run=["gzip", "--test", PACKED],
        expected_materials=[
            ["MATCH", PACKED, "WITH", "PRODUCTS", "FROM", "pack"],
            ["DISALLOW", "*"],
        ],
    )


@pytest.mark.parametrize("wrap", [_envelope, _metablock], ids=["dsse", "metablock"])
def test_in_toto_verify_accepts_the_delivery_until_the_product_changes(
    honest: Chain, tmp_path: Path, wrap: Wrap
) -> None:
    delivery = deliver(honest, tmp_path, wrap)
    accepted = delivery.verify()
    assert accepted.code == 0, accepted.err

    content = bytearray(delivery.product.read_bytes())
    content[9] ^= 1  # the field of gzip that names the operating system: it still unpacks
    delivery.product.write_bytes(content)
    rejected = delivery.verify()
    assert rejected.code == 1
    assert "RuleVerificationError" in rejected.err
    assert PACKED in rejected.err


def test_in_toto_verify_rejects_a_chain_that_was_poisoned_between_the_steps(
    poisoned: Chain, tmp_path: Path
) -> None:
    rejected = deliver(poisoned, tmp_path, _envelope).verify()
    assert rejected.code == 1
    assert "RuleVerificationError" in rejected.err
    assert COMPILED in rejected.err


def test_in_toto_verify_rejects_a_link_by_a_stranger(honest: Chain, tmp_path: Path) -> None:
    delivery = deliver(honest, tmp_path, _envelope)
    stranger = CryptoSigner.generate_ecdsa()
    link = links_of(delivery.chain)["compile"]
    for path in delivery.metadata.glob("compile.*.link"):
        path.unlink()
    export(delivery, link, _envelope, stranger)
    rejected = delivery.verify()
    assert rejected.code == 1
    assert "LinkNotFoundError" in rejected.err
