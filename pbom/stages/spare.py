"""Artifact to whether a thing has not reached it: only what somebody says counts, never silence.

Every step behind the artifact must be known, and of each it must follow from signed statements that
the thing is not in it. Whatever is not said is a reason why that cannot be told.
"""

from collections.abc import Iterable, Iterator

from pbom.model.lineage import Claim, Find
from pbom.model.mention import Name, NameKind
from pbom.stages.reach import is_beside

_CUT = frozenset({"range-cut", "range-too-long", "commit-cut", "grafts-ignored"})
"""Gaps of a look by which its list of commits is not whole."""
_FILES = 3


class Spare:
    """Looks at artifacts that were not reached, one after the other."""

    def __init__(self, kind: NameKind, names: Iterable[Name], find: Find) -> None:
        self._kind = kind
        self._names = frozenset(names)
        self._find = find
        self._heads: dict[Name, tuple[str, ...]] = {}
        self._steps: dict[str, tuple[str, ...]] = {}
        self._lacking: frozenset[Name] | None = None

    def reasons(self, artifact: Name) -> tuple[str, ...]:
        """Why it cannot be told that the artifact is spared; none where it can.

        Raises:
            StoreError: The evidence cannot be read.
        """
        reasons: dict[str, None] = {}
        queue, seen = [artifact], {artifact}
        for name in queue:
            found = self._find(name, "product", "subject")
            makers = [claim for claim in found if claim.kind == "step"]
            reasons.update((f"cannot be read: {item.objection}", None) for item in _broken(found))
            if not makers:
                reasons[f"no recorded step made {_short(name)}"] = None
            for step in makers:
                reasons.update((reason, None) for reason in self._step(step))
                for material in step.names("material", "read"):
                    if material not in seen and self._find(material, "product"):
                        seen.add(material)
                        queue.append(material)
        if self._kind == "key":
            reasons.update((reason, None) for reason in self._words(artifact))
        return tuple(reasons)

    def _step(self, step: Claim) -> tuple[str, ...]:
        known = self._steps.get(str(step.bundle))
        if known is None:
            known = self._steps[str(step.bundle)] = tuple(self._look(step))
        return known

    def _look(self, step: Claim) -> Iterator[str]:
        if step.standing != "verified":
            yield f"{step.title}: {step.objection}"
        unmade = [
            next(iter(step.labels(name, "material")), name.value)
            for name in step.names("material")
            if not self._find(name, "product")
        ]
        if unmade:
            more = " and more" if len(unmade) > _FILES else ""
            listed = f"{', '.join(unmade[:_FILES])}{more}"
            yield f"{step.title} found {len(unmade):,} files that no recorded step made: {listed}"
        if self._kind == "package":
            yield from self._locks(step)
        elif self._kind == "digest":
            yield from self._traced(step)
        elif self._kind in {"commit", "agent", "key"}:
            yield from self._commit(step)

    def _locks(self, step: Claim) -> Iterator[str]:
        files, odd = step.locked
        if not files:
            yield f"{step.title} recorded no lock file"
        if odd:
            yield f"{step.title}: {odd} lock files were not wholly understood"

    def _traced(self, step: Claim) -> Iterator[str]:
        if step.method != "traced":
            yield f"{step.title} was not traced: what it read is not known"
        for gap in step.overlooked[:_FILES]:
            yield f"{step.title}: not looked at: {gap.kind}: {gap.detail}"

    def _commit(self, step: Claim) -> Iterator[str]:
        heads = step.names("head")
        if not heads and self._kind != "key":
            yield f"{step.title} was recorded on no commit"
        for head in heads:
            if head not in self._heads:
                self._heads[head] = tuple(self._history(head))
            yield from self._heads[head]

    def _history(self, head: Name) -> Iterator[str]:
        """Why a commit may have the thing behind it: its looks are followed back to the first."""
        seen: set[Name] = set()
        unknown = 0
        while head not in seen:
            seen.add(head)
            if self._kind == "commit" and head in self._without():
                return
            look = self._best(head)
            if look is None:
                if self._kind == "key":  # then nobody's word is taken for it either
                    return
                yield f"nobody recorded which commits are behind {head.value[:12]}"
                break
            if look.standing != "verified":
                yield f"{look.title}: {look.objection}"
            if self._kind == "key":
                return
            cut = [gap.kind for gap in look.overlooked if gap.kind in _CUT]
            if cut:
                yield f"the commits up to {head.value[:12]} are not all listed: {', '.join(cut)}"
            unknown += sum(note.kind != "declared-none" for note in look.commits)
            base = next(iter(look.names("base")), None)
            if base is None or (look.rooted and not cut):
                break
            head = base
        if self._kind == "agent" and unknown:
            yield f"of {unknown:,} commits nothing says that the agent had no part in them"

    def _best(self, head: Name) -> Claim | None:
        looks = [claim for claim in self._find(head, "head") if claim.kind == "source"]
        return max(looks, key=_worth, default=None)

    def _without(self) -> frozenset[Name]:
        """Commits that lack the one in question: it is new after them, so none before has it."""
        if self._lacking is None:
            looks = (look for name in self._names for look in self._find(name, "listed"))
            queue = [base for look in looks if _counts(look) for base in look.names("base")]
            found = set(queue)
            for commit in queue:
                for look in self._find(commit, "head"):
                    if look.kind == "source" and _counts(look):
                        more = [name for name in look.names("base", "listed") if name not in found]
                        found.update(more)
                        queue += [name for name in more if name in look.names("base")]
            self._lacking = frozenset(found)
        return self._lacking

    def _words(self, artifact: Name) -> Iterator[str]:
        """What is said of an artifact by others than whom one can be sure of."""
        for claim in self._find(artifact, "released", "judged", "deployed"):
            if claim.standing != "verified":
                yield f"{claim.title}: {claim.objection}"


def _counts(look: Claim) -> bool:
    """Whether it may be taken from a look what is not behind a commit."""
    kinds = {gap.kind for gap in look.overlooked}
    return look.standing == "verified" and not (is_beside(look) or kinds & {*_CUT, "shallow-clone"})


def _broken(claims: Iterable[Claim]) -> Iterator[Claim]:
    return (claim for claim in claims if claim.standing == "refused")


def _worth(look: Claim) -> tuple[bool, str, str]:
    return (look.standing == "verified", str(look.ended), str(look.bundle))


def _short(name: Name) -> str:
    algorithm, _, value = name.value.partition(":")
    return f"{algorithm}:{value[:12]}"
