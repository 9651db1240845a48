"""An append-only Merkle tree (RFC 6962 section 2.1)."""

import hashlib


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """Leaves are only added; roots and proofs are computed from all of them."""

    def __init__(self) -> None:
        self.leaves: list[bytes] = []

    def append(self, data: bytes) -> int:
        self.leaves.append(leaf_hash(data))
        return len(self.leaves) - 1

    @property
    def root(self) -> bytes:
        return _root(self.leaves)

    def proof(self, index: int) -> list[bytes]:
        return _proof(self.leaves, index)


def _split(count: int) -> int:
    """The largest power of two below a count."""
    return 1 << (count - 1).bit_length() - 1


def _root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    at = _split(len(leaves))
    return node_hash(_root(leaves[:at]), _root(leaves[at:]))


def _proof(leaves: list[bytes], index: int) -> list[bytes]:
    if len(leaves) == 1:
        return []
    at = _split(len(leaves))
    if index < at:
        return [*_proof(leaves[:at], index), _root(leaves[at:])]
    return [*_proof(leaves[at:], index - at), _root(leaves[:at])]
