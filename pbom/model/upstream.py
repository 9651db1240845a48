"""Upstream provenance: what documents at hand say of where a locked file was built, and by whom."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from pbom.model.dependency import Dependency, Integrity, Problem
from pbom.model.digest import Digest

UpstreamForm = Literal["pep740", "npm", "bundle"]
UpstreamState = Literal["verified", "present", "absent", "not-looked"]
"""What is known of a package, from best to worst.

``verified`` for every one of its locked files; ``present``, but not that; ``absent`` where somebody
looked; ``not-looked`` where nobody did, which says nothing.
"""
STRONG = frozenset({"sha256", "sha384", "sha512"})


class Signer(Struct, frozen=True, order=True, kw_only=True):
    """Who a certificate names; nothing of it is on an index's word.

    Attributes:
        identity: Its subject: the workflow that signed, or an address.
        issuer: Who vouched for the identity when it was issued.
        repository: URL of the source repository; empty where it names none.
        commit: What was built; empty where it names none.
    """

    identity: str
    issuer: str
    repository: str = ""
    commit: str = ""


class Upstream(Struct, frozen=True, kw_only=True):
    """A document that speaks of a package.

    Attributes:
        purl: The package.
        subject: The digest of a file that the document speaks of.
        matches: Whether that is a file that is locked; a document of another content of the same
            version is told as well, for somebody made it.
        place: File in which the document is.
        document: SHA-256 of that file.
        form: In which form it came.
        predicate: Type of what it claims.
        signer: Who its certificate names; ``None`` where it has none, or it was not verified.
        reason: Why it was not verified; empty where it was.
    """

    purl: str
    subject: Digest
    matches: bool
    place: str
    document: Digest
    form: UpstreamForm
    predicate: str
    signer: Signer | None = None
    reason: str = ""

    @property
    def verified(self) -> bool:
        """Whether its signature was verified, and it speaks of a locked file."""
        return self.matches and self.signer is not None and not self.reason

    def order(self) -> tuple[str, ...]:
        """By what documents are sorted."""
        return (self.purl, str(self.subject), self.place, self.predicate, repr(self))


class UpstreamLook(Struct, frozen=True, kw_only=True):
    """A look at the documents that are at hand.

    Attributes:
        places: Where documents were looked for, sorted.
        trust: SHA-256 of the trusted root that signatures were verified by; ``None`` without.
        found: What speaks of a package that is locked, sorted.
        problems: What could not be read, each with the name of its file, sorted.
    """

    places: tuple[str, ...]
    trust: Digest | None = None
    found: tuple[Upstream, ...] = ()
    problems: tuple[tuple[str, Problem], ...] = ()


class UpstreamStanding(Struct, frozen=True, kw_only=True):
    """What the documents together say of one package.

    Attributes:
        state: What is known.
        files: How many files of it are locked by a strong digest.
        verified: For how many of them a document was verified.
        documents: Everything that speaks of it.
    """

    state: UpstreamState
    files: int = 0
    verified: int = 0
    documents: tuple[Upstream, ...] = ()

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Who signed what was verified, each once."""
        return tuple(
            sorted({item.signer for item in self.documents if item.verified and item.signer})
        )


def locked_files(known: Dependency) -> dict[str, list[Digest]]:
    """The files of a package by name, each with its strong digests.

    One that has no name is one file: Python's packages alone have several without names, and each
    digest is one of them.
    """
    found: dict[str, list[Digest]] = {}
    for item in known.integrity:
        digest = item.digest if item.algorithm in STRONG else None
        if digest:
            found.setdefault(_file_of(known, item), []).append(digest)
    return found


def _file_of(known: Dependency, item: Integrity) -> str:
    return item.file or (f"{item.algorithm}:{item.value}" if known.ecosystem == "pypi" else "")


def stand(known: Dependency, about: Sequence[Upstream]) -> UpstreamStanding:
    """What is known of a package where somebody looked, by the documents about it."""
    files = locked_files(known)
    proven = {item.subject for item in about if item.verified}
    verified = sum(any(digest in proven for digest in digests) for digests in files.values())
    state: UpstreamState = "absent"
    if about:
        contrary = any(not item.matches for item in about)  # somebody made the version twice
        state = "verified" if files and verified == len(files) and not contrary else "present"
    return UpstreamStanding(
        state=state, files=len(files), verified=verified, documents=tuple(about)
    )


def join_looks(looks: Iterable[UpstreamLook]) -> UpstreamLook | None:
    """One look of several; ``None`` where nobody looked.

    By which trusted root only stands if all of them had the same.
    """
    listed = tuple(looks)
    if not listed:
        return None
    trusts = {look.trust for look in listed}
    return UpstreamLook(
        places=tuple(sorted(set(_all_places(listed)))),
        trust=trusts.pop() if len(trusts) == 1 else None,
        found=tuple(sorted({item for look in listed for item in look.found}, key=Upstream.order)),
        problems=tuple(sorted({item for look in listed for item in look.problems})),
    )


def _all_places(looks: Iterable[UpstreamLook]) -> Iterator[str]:
    for look in looks:
        yield from look.places
