"""``add_review_evidence``: signatures and reviews of the commits of a range."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from pbom.atomic import read_whole
from pbom.codec.bundle import read_bundle
from pbom.codec.manifest import no_bodies
from pbom.codec.statement import read_statement
from pbom.collectors.commit_keys import read_keys
from pbom.collectors.commit_signatures import check_signatures
from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.git_tips import read_tips
from pbom.collectors.gittuf import REF as GITTUF
from pbom.collectors.gittuf import read_gittuf_approvals
from pbom.collectors.review_notes import REF as NOTES
from pbom.collectors.review_notes import read_review_notes
from pbom.collectors.signature_check import SignatureCheck
from pbom.errors import AuthenticationError, EvidenceMissingError, FormatError, UsageError
from pbom.model.approval import ApprovalStatement
from pbom.model.attestation import ApprovalAttestation, approvals_among
from pbom.model.change import Change, Changes
from pbom.model.config import CommitsConfig
from pbom.model.digest import Digest
from pbom.model.evidence import Gap
from pbom.model.functionary import Functionary
from pbom.model.review_facts import ForgeExport, ReviewFacts
from pbom.model.rule_pack import RulePack
from pbom.stages.authenticate import authenticate
from pbom.stages.review import add_reviews
from pbom.stores import Evidence


class ReviewSources(Struct, frozen=True, kw_only=True):
    """Where signatures and reviews are looked for, and whose word counts.

    Attributes:
        root: Root of the checkout; paths of the configuration are relative to it.
        config: Keys and exports that the user gives.
        pack: Tells agents and services from persons.
        functionaries: Who is trusted to sign approvals.
        evidence: Where signed approvals are.
        at: The time for which it is asked whether an approval counts.
    """

    root: Path
    config: CommitsConfig
    pack: RulePack
    functionaries: tuple[Functionary, ...]
    evidence: tuple[Evidence, ...]
    at: datetime


def add_review_evidence(git: Git, changes: Changes, sources: ReviewSources) -> Changes:
    """The same range with what is known of signatures and reviews, and what was not looked at.

    Raises:
        UsageError: A file of keys or reviews cannot be read.
        RecordingError: git refuses to look.
        StoreError: The approvals cannot be read.
    """
    commits = [change.commit for change in changes.changes]
    keys, key_gaps = read_keys(sources.root, sources.config)
    exports = tuple(_export(sources.root, path) for path in sources.config.reviews)
    tips = read_tips(git, NOTES, GITTUF)
    with GitObjects(git) as objects, SignatureCheck(keys) as check:
        signatures = check_signatures(objects, commits, keys)
        notes = read_review_notes(objects, tips.get(NOTES), [commit.id for commit in commits])
        trees = {commit.tree for commit in commits}
        gittuf = read_gittuf_approvals(objects, tips.get(GITTUF), trees, check, sources.at)
        approvals = _approvals(sources, changes.changes, exports)
        named = _named_commits(approvals.trusted) & {commit.id for commit in commits}
        whole = {item.id: _sha256(item.content) for item in objects.read_all(sorted(named))}
    facts = ReviewFacts(
        head=changes.range.head,
        at=sources.at,
        pack=sources.pack,
        forges=keys.forges,
        notes=notes.notes,
        trees=gittuf.trees,
        exports=exports,
        statements=approvals.trusted,
        objects=whole,
    )
    signed = tuple(
        replace(change, signature=signatures.found[change.commit.id])
        if change.commit.id in signatures.found
        else change
        for change in changes.changes
    )
    reviewed = add_reviews(signed, facts)
    gaps = (*key_gaps, *signatures.gaps, *notes.gaps, *gittuf.gaps, *approvals.gaps, *reviewed.gaps)
    return replace(
        changes,
        changes=reviewed.changes,
        sidecars=(*changes.sidecars, notes.source, gittuf.source),
        gaps=(*changes.gaps, *gaps),
    )


class _Approvals(NamedTuple):
    trusted: tuple[ApprovalAttestation, ...]
    gaps: tuple[Gap, ...]


def _approvals(
    sources: ReviewSources, changes: Iterable[Change], exports: Iterable[ForgeExport]
) -> _Approvals:
    """The approvals that a functionary signed; the others are counted."""
    names = _names(changes, exports) if sources.evidence else []
    trusted: dict[Digest, ApprovalAttestation] = {}
    refused: Counter[str] = Counter()
    for evidence in sources.evidence:
        for _, data in evidence.about(names):
            try:
                envelope = read_bundle(data)
                statement = read_statement(envelope.payload, no_bodies)
                if isinstance(statement, ApprovalStatement) and _is_of_any(statement, names):
                    found = authenticate(envelope, sources.functionaries, no_bodies)
                    trusted |= {item.bundle: item for item in approvals_among((found,))}
            except EvidenceMissingError:
                continue  # a step with long lists
            except FormatError:
                refused["malformed"] += 1
            except AuthenticationError as error:
                refused[error.reason] += 1
    gaps = (
        Gap(kind="approvals-refused", detail=reason, count=count)
        for reason, count in sorted(refused.items())
    )
    return _Approvals(tuple(trusted.values()), tuple(gaps))


def _is_of_any(statement: ApprovalStatement, names: Iterable[Digest]) -> bool:
    """Whether an approval is of something here; others may come along."""
    named = {digest for subject in statement.subjects for digest in subject.digests}
    return not named.isdisjoint(names)


def _names(changes: Iterable[Change], exports: Iterable[ForgeExport]) -> list[Digest]:
    """What approvals may be about."""
    names = [export.digest for export in exports]
    for change in changes:
        names.append(Digest("gitCommit", change.commit.id))
        names.append(Digest("gitTree", change.commit.tree))
    return names


def _named_commits(approvals: Iterable[ApprovalAttestation]) -> set[str]:
    return {
        digest.value
        for approval in approvals
        for subject in approval.statement.subjects
        for digest in subject.digests
        if digest.algorithm == "gitCommit"
    }


def _sha256(content: bytes) -> Digest:
    return Digest("sha256", hashlib.sha256(content).hexdigest())


def _export(root: Path, path: str) -> ForgeExport:
    from pbom.codec.forge_export import (  # noqa: PLC0415 - only where one is handed in
        MAX_EXPORT,
        read_forge_export,
    )

    try:
        return read_forge_export(read_whole(root / path, MAX_EXPORT))
    except OSError as error:
        raise UsageError(f"cannot read the reviews in {path}: {error.strerror}") from error
    except FormatError as error:
        raise UsageError(str(error.within(path))) from error
