"""``beside``: what is at hand beside lock files, and what it says of what they name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pbom.model.config import Config
from pbom.model.dependency import Problem
from pbom.model.digest import Digest
from pbom.model.inventory import Inventory
from pbom.model.trusted_root import TrustedRoot
from pbom.model.upstream import Signer, Upstream, UpstreamLook

if TYPE_CHECKING:  # few steps have documents
    from pbom.collectors.upstream_files import UpstreamFile
    from pbom.stages.match_upstream import Matcher

FindRoot = Callable[[], TrustedRoot | str]
"""Reads the trusted root by which documents of upstream are verified, or says why there is none."""


def no_root() -> str:
    """The word of somebody who has no trusted root."""
    return "nobody said by which trusted root"


class Ground(Struct, frozen=True, kw_only=True):
    """Where to look.

    Attributes:
        root: Of the workspace.
        config: What the project says of where more is at hand.
        environment: The environment we were started with.
        find_root: Reads a trusted root, once there is something to verify.
    """

    root: Path
    config: Config
    environment: Mapping[str, str]
    find_root: FindRoot = no_root


def look_beside(inventory: Inventory, paths: Iterable[bytes], ground: Ground) -> Inventory:
    """The same, with what is at hand beside it; paths are those of the workspace's files."""
    if inventory.components:
        from pbom.collectors.resolve import resolve, sources_at_hand  # noqa: PLC0415 - few have any

        sources = sources_at_hand(ground.root, ground.config.pipeline, ground.environment)
        inventory = resolve(inventory, sources)
    from pbom.collectors.upstream_files import may_be_beside  # noqa: PLC0415

    beside = sorted(filter(may_be_beside, paths))
    if not (beside or ground.config.provenance.places):
        return inventory  # nobody looked
    return replace(inventory, upstream=look_upstream(inventory, beside, ground))


def look_upstream(inventory: Inventory, beside: Iterable[bytes], ground: Ground) -> UpstreamLook:
    """What documents say of what is locked."""
    from pbom.collectors.upstream_files import read_beside, read_places  # noqa: PLC0415
    from pbom.stages.match_upstream import Matcher  # noqa: PLC0415

    places = ground.config.provenance.places
    teller = _Teller(Matcher(inventory), ground.find_root)
    problems: set[tuple[str, Problem]] = set()
    found: set[Upstream] = set()
    for file in chain(read_beside(ground.root, beside), read_places(ground.root, places)):
        if isinstance(file.data, str):
            problems.add((file.name, Problem(kind="unreadable", place="$", reason=file.data)))
            continue
        for item in teller.told(file):
            if isinstance(item, Problem):
                problems.add((file.name, item))
            else:
                found.add(item)
    return UpstreamLook(
        places=tuple(sorted({".", *places})),
        trust=teller.trust,
        found=tuple(sorted(found, key=Upstream.order)),
        problems=tuple(sorted(problems)),
    )


class _Teller:
    """Tells what files say of what is locked.

    Attributes:
        trust: The trusted root that signatures were verified by, if there was something to verify.
    """

    def __init__(self, matcher: "Matcher", find_root: FindRoot) -> None:
        self.trust: Digest | None = None
        self._matcher = matcher
        self._find_root = find_root

    @cached_property
    def _root(self) -> TrustedRoot | str:
        found = self._find_root()
        self.trust = found.digest if isinstance(found, TrustedRoot) else None
        return found

    def told(self, file: "UpstreamFile") -> Iterator[Upstream | Problem]:
        """What a file says of what is locked, and what could not be read of it."""
        from pbom.codec.upstream_check import signer_of  # noqa: PLC0415 - few steps have any
        from pbom.codec.upstream_documents import read_claims  # noqa: PLC0415

        data = file.data if isinstance(file.data, bytes) else b""
        for claim in read_claims(data):
            if isinstance(claim, Problem):
                yield claim
                continue
            matches = {match for pair in claim.subjects for match in self._matcher.matches(*pair)}
            if not matches:
                continue  # of something else
            signer = signer_of(claim, self._root)
            for match in matches:
                yield Upstream(
                    purl=match.purl,
                    subject=match.subject,
                    matches=match.locked,
                    place=file.name,
                    document=file.digest,
                    form=claim.form,
                    predicate=claim.predicate,
                    signer=signer if isinstance(signer, Signer) else None,
                    reason=signer if isinstance(signer, str) else "",
                )
