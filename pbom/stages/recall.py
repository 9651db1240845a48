"""Bundles to what was shipped: the commits behind verdicts that said yes.

A verdict counts only if somebody trusted signed it, it passed, and the bundles of steps that it
names as its inputs are there and authentic too: their commit is what was shipped. Whatever is
missing, broken or a stranger's is passed over, which can only make a range longer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from pbom.codec import link
from pbom.codec.bundle import bundle_digest, read_bundle
from pbom.codec.manifest import Bodies
from pbom.codec.vsa import PREDICATE
from pbom.errors import AuthenticationError, EvidenceMissingError, FormatError
from pbom.model.digest import Digest
from pbom.model.functionary import Functionary
from pbom.model.shipped import Shipped
from pbom.model.statement import Statement, StepStatement, VerdictStatement
from pbom.stages.authenticate import authenticate

MAX_BUNDLE = 4 * 1024 * 1024
"""No bundle of ours that is looked at here is larger: manifests and documents are not in it."""


def recall(
    bundles: Iterable[bytes],
    trusted: Iterable[Functionary],
    environments: Collection[str],
    bodies: Bodies,
) -> tuple[Shipped, ...]:
    """What was shipped, the latest verdict first.

    ``bundles`` may hold anything: only verdicts are opened. ``bodies`` finds the bundles of steps
    by their digest. A verdict on steps of several commits speaks for none of them.

    Where there are ``environments``, or verdicts name some, a commit has to have passed in each:
    what passed in one only was not asked what another demands, and would never be asked again.
    For the same reason a verdict that is a yes by waivers does not count: they are of one artifact
    and have an end, and without them its commits have to pass in the next release.
    """
    known = tuple(trusted)
    commits: dict[Digest, str] = {}
    found = set()
    passed: dict[str, set[str]] = defaultdict(set)
    for data in bundles:
        verdict = _verdict(data, known, bodies)
        if verdict is None or not verdict.passed or verdict.waivers:
            continue
        for digest in verdict.inputs:
            if digest not in commits:
                commits[digest] = _commit(digest, known, bodies)
        behind = {commits[digest] for digest in verdict.inputs} - {""}
        if len(behind) == 1:
            commit = behind.pop()
            passed[commit].add(verdict.environment)
            found.add(
                Shipped(
                    commit=commit,
                    verdict=bundle_digest(data),
                    at=verdict.verified,
                    artifacts=tuple(sorted({subject.name for subject in verdict.subjects})),
                )
            )
    wanted = set(environments) or set[str]().union(*passed.values()) - {""}
    everywhere = (item for item in found if passed[item.commit] >= wanted)
    return tuple(sorted(everywhere, key=lambda item: (item.at, item.verdict), reverse=True))


def _verdict(
    data: bytes, trusted: tuple[Functionary, ...], bodies: Bodies
) -> VerdictStatement | None:
    statement = _opened(data, PREDICATE, trusted, bodies)
    return statement if isinstance(statement, VerdictStatement) else None


def _commit(digest: Digest, trusted: tuple[Functionary, ...], bodies: Bodies) -> str:
    """The commit of the step whose bundle this is; empty where it is none."""
    data = bodies(digest)
    if data is None or bundle_digest(data) != digest:
        return ""
    statement = _opened(data, link.PREDICATE, trusted, bodies)
    source = statement.source if isinstance(statement, StepStatement) else None
    return source.commit if source else ""


def _opened(
    data: bytes, kind: str, trusted: tuple[Functionary, ...], bodies: Bodies
) -> Statement | None:
    """The statement of a bundle that looks like one of a kind, if somebody trusted signed it."""
    if len(data) > MAX_BUNDLE:
        return None
    try:
        envelope = read_bundle(data)
        if kind.encode("ascii") not in envelope.payload:
            return None
        return authenticate(envelope, trusted, bodies).statement
    except (AuthenticationError, EvidenceMissingError, FormatError):
        return None
