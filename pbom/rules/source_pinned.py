"""``source-pinned``: all steps saw one commit of one repository, and nothing but it."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.origins import Origins
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule

_TRACKED = frozenset({"modified", "added", "deleted"})


class SourcePinned(Struct, frozen=True):
    """One repository and one commit across all steps, with a clean tree.

    A difference from the commit that an earlier step made is not dirt.

    Attributes:
        repository: URL that the repository must have; empty for any.
    """

    repository: str = ""
    id: ClassVar[str] = "source-pinned"
    default: ClassVar[Default] = "deny"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "SourcePinned":
        """The rule; ``repository`` may name the one repository that is right."""
        del layout
        return cls(repository=fields.text("repository", ""))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for a step without commit, for each dirty tree, and for a second commit."""
        del at
        origins = Origins(pbom.attestations)
        for attestation in pbom.attestations:
            if attestation.statement.source is None:
                yield self._without_commit(attestation)
            yield from self._dirt(attestation, origins)
            if any(gap.kind == "commit-moved" for gap in attestation.statement.coverage.gaps):
                yield self._moved(attestation)
        yield from self._differences(pbom)

    def _differences(self, pbom: Pbom) -> Iterator[Finding]:
        sources = [(item, item.statement.source) for item in pbom.attestations]
        commits = {source.commit for _, source in sources if source}
        repositories = {source.repository for _, source in sources if source}
        if len(commits) > 1 or len(repositories) > 1:
            found = ", ".join(
                f"{item.statement.step}: {source.commit[:12]} of {source.repository or 'no remote'}"
                for item, source in sources
                if source
            )
            yield self._finding(
                "all steps",
                "one commit of one repository",
                found,
                "run every step on the same checkout",
                pbom.attestations,
            )
        elif self.repository and repositories != {self.repository}:
            yield self._finding(
                "all steps",
                f"repository {self.repository}",
                ", ".join(sorted(name or "no remote" for name in repositories)) or "no repository",
                "build from the repository that the policy names",
                pbom.attestations,
            )

    def _without_commit(self, attestation: StepAttestation) -> Finding:
        return self._finding(
            f"step {attestation.statement.step}",
            "a git commit",
            "no git repository",
            "run the step in a git checkout",
            (attestation,),
        )

    def _moved(self, attestation: StepAttestation) -> Finding:
        gaps = attestation.statement.coverage.gaps
        return self._finding(
            f"step {attestation.statement.step}",
            "the same commit before and after the step",
            next(gap.detail for gap in gaps if gap.kind == "commit-moved"),
            "do not commit or check out inside a step",
            (attestation,),
        )

    def _dirt(self, attestation: StepAttestation, origins: Origins) -> Iterator[Finding]:
        dirt = [
            f"{material.artifact.name} ({material.state})"
            for material in attestation.statement.materials
            if material.state in _TRACKED
            and not material.from_commit
            and origins.earlier(material, attestation) is None
        ]
        if dirt:
            more = f" and {len(dirt) - 3} more" if len(dirt) > 3 else ""  # noqa: PLR2004
            yield self._finding(
                f"step {attestation.statement.step}",
                "a tree without changes to the commit",
                ", ".join(dirt[:3]) + more,
                "commit or undo the changes (`git status` lists them), then run the step again",
                (attestation,),
            )

    def _finding(
        self,
        subject: str,
        expected: str,
        found: str,
        fix: str,
        evidence: tuple[StepAttestation, ...],
    ) -> Finding:
        return Finding(
            rule=self.id,
            subject=subject,
            expected=expected,
            found=found,
            fix=fix,
            evidence=tuple(item.bundle for item in evidence),
        )


plugin: type[Rule] = SourcePinned
