"""``not-superseded``: a release does not go back behind what was shipped last."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.parameters import read_roles
from pbom.model.attestation import ApprovalAttestation
from pbom.model.change import Changes
from pbom.model.consent import objections
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.location import is_commit
from pbom.model.makers import self_made
from pbom.model.pbom import Pbom
from pbom.model.sourced import Sourced, sourced
from pbom.rules import Default, Rule


class NotSuperseded(Struct, frozen=True, kw_only=True):
    """What was shipped last lies in the history of the release, or somebody approved going back.

    The policy says what was shipped last, for evidence can be lost: a verdict on a newer release
    that is not there any more must not make an older one new.

    Attributes:
        layout: Whose word counts for commits.
        last: Id of the commit that was shipped last; empty where the policy does not say.
        roles: As what somebody may approve the artifact although it is older.
    """

    layout: Layout
    last: str = ""
    roles: frozenset[str] = frozenset({"release-manager"})
    usual: ClassVar[frozenset[str]] = frozenset({"release-manager"})
    id: ClassVar[str] = "not-superseded"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "NotSuperseded":
        """The rule; ``last`` is a whole commit id, ``roles`` may approve a rollback.

        Raises:
            FormatError: It is no commit id, or a role is wrong.
        """
        last = fields.text("last", "")
        if "last" in fields and not is_commit(last):
            raise fields.error("last", f"expected a whole commit id, found {last!r}"[:200])
        return cls(layout=layout, last=last, roles=read_roles(fields, cls.usual))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding where the release is older, and an artifact has no approval for that."""
        for source in sourced(pbom, self.layout):
            if source.changes is None:
                yield source.missing(self.id, "the history of the release")
            elif not self.last:
                yield self._finding(source, "the policy does not say what was shipped last")
            elif not self._is_behind(source.changes) and not self._is_approved(pbom, at):
                why = self._void(pbom, at)
                yield self._finding(
                    source,
                    f"{self.last[:12]}, which was shipped last, is neither among the "
                    f"{len(source.changes.changes)} commits of the release nor where they begin "
                    f"({source.changes.range.base[:12] or 'the root'}){why}",
                )

    def _is_behind(self, changes: Changes) -> bool:
        """Whether the last release lies in the history of this one."""
        ids = {change.commit.id for change in changes.changes}
        return self.last in {changes.range.base, changes.range.head, *ids}

    def _is_approved(self, pbom: Pbom, at: datetime) -> bool:
        """Whether somebody answers for each artifact by itself."""
        return bool(pbom.artifacts) and all(
            any(
                item.statement.about(artifact.digests) and not self._against(item, pbom, at)
                for item in pbom.approvals
            )
            for artifact in pbom.artifacts
        )

    def _void(self, pbom: Pbom, at: datetime) -> str:
        """What speaks against the approvals of artifacts that there are."""
        for artifact in pbom.artifacts:
            for item in pbom.approvals:
                if item.statement.about(artifact.digests):
                    why = self._against(item, pbom, at)
                    return f"; {item.functionary.name}'s approval does not count: {why}"
        return ""

    def _against(self, item: ApprovalAttestation, pbom: Pbom, at: datetime) -> str:
        """Why an approval of an artifact does not count; empty where it does."""
        found = next(filter(None, objections(item, at, self.roles)), "")
        return found or next(self_made(item, pbom), "")

    def _finding(self, source: Sourced, found: str) -> Finding:
        return Finding(
            rule=self.id,
            subject=f"commit {source.head[:12]}",
            expected="a release that follows the one that was shipped last, or an approval of "
            f"going back as {' or '.join(sorted(self.roles))}",
            found=found,
            fix="build from a commit that follows it; or name the last one under `last` of "
            f"[rules.not-superseded]; or `pbom approve ARTIFACT --role {min(self.roles)} "
            "--reason WHY`",
            evidence=source.evidence,
            spots=source.within("range"),
        )


plugin: type[Rule] = NotSuperseded
