"""Where a thing came from: artifact to step to commit, and to the steps behind its materials."""

from collections.abc import Iterable, Iterator

from pbom.model.lineage import Claim, Find
from pbom.model.mention import Name, Role
from pbom.stages.sketch import MANY, Item, Sketch, about, some


class Backward:
    """One step back from each thing, drawn as it is taken."""

    def __init__(self, find: Find, sketch: Sketch) -> None:
        self._find = find
        self._sketch = sketch

    def __call__(self, item: Item) -> Iterator[Item]:
        """What a thing came from."""
        if isinstance(item, Claim):
            self._sketch.doubt(item, "before")
            if item.kind == "step":
                yield from self._step(item)
            elif item.kind == "deployment":
                yield from self._deployment(item)
            elif item.kind in {"release", "verdict", "import", "approval", "waiver"}:
                yield from self._subjects(item)
        elif item.kind == "digest":
            yield from self._artifact(item)
        elif item.kind == "commit":
            yield from self._commit(item)
        elif item.kind == "package":
            yield from self._package(item)
        elif item.kind == "environment":
            yield from self._environment(item)

    def _artifact(self, name: Name) -> Iterator[Item]:
        found = self._find(name, "product", "subject")
        makers = [claim for claim in found if claim.kind == "step"]
        yield from self._refused(name, found, "made it")
        for claim in makers:
            for label in claim.labels(name, "product"):
                self._sketch.put(name, label)
            self._sketch.link(claim, name, "made")
            yield claim
        if makers:
            return
        documents = self._find(name, "document")
        for claim in documents:
            self._sketch.link(name, claim, "is the document of")
            yield claim
        if not documents and not any(claim.standing == "refused" for claim in found):
            self._sketch.gap(name, "before", "missing", "no recorded step made it")

    def _refused(self, name: Name, found: Iterable[Claim], what: str) -> Iterator[Item]:
        """Statements that may say it and cannot be read: they end the chain where they stand."""
        for claim in found:
            if claim.standing == "refused":
                self._sketch.link(claim, name, f"may have {what}")
                yield claim

    def _step(self, step: Claim) -> Iterator[Item]:
        heads = step.names("head")
        for commit in heads:
            self._sketch.link(commit, step, "built from")
            yield commit
        if not heads:
            self._sketch.gap(step, "before", "missing", "it was recorded on no commit")
        unmade = []
        for name in step.names("material"):
            makers = self._earlier(name, step)
            labels = step.labels(name, "material")
            for maker in makers:
                self._sketch.put(name, labels[0] if labels else "")
                self._sketch.link(maker, name, "made")
                self._sketch.link(name, step, "found by")
                yield maker
            if not makers:
                unmade.append(labels[0] if labels else name.value)
        if unmade:
            text = f"no recorded step made {len(unmade):,} of the files it found: {some(unmade)}"
            self._sketch.gap(step, "before", "missing", text)
        for name in step.names("read"):
            for maker in self._earlier(name, step):
                self._sketch.link(maker, name, "made")
                self._sketch.link(name, step, "read by")
                yield maker
        self._tell(step)

    def _earlier(self, name: Name, step: Claim) -> list[Claim]:
        """The steps that had made a file before a step began; what is made later is no origin."""
        return [
            claim
            for claim in self._find(name, "product")
            if claim.kind == "step"
            and claim.bundle != step.bundle
            and claim.ended
            and step.begun
            and claim.ended <= step.begun
        ]

    def _tell(self, step: Claim) -> None:
        for agent in step.names("agent"):
            self._sketch.link(agent, step, "was at work during")
        if step.method == "snapshot":
            self._sketch.note(step, "not traced: what it read outside of the workspace is unknown")
        for gap in step.overlooked[:MANY]:
            self._sketch.note(step, f"not looked at: {gap.kind} ({gap.count}): {gap.detail}")

    def _commit(self, commit: Name) -> Iterator[Item]:
        found = self._find(commit, "head", "subject")
        looks = [claim for claim in found if claim.kind == "source"]
        yield from self._refused(commit, found, "told of it")
        for look in sorted(looks, key=_worth, reverse=True)[:1]:
            self._look(commit, look)
        if looks or any(claim.standing == "refused" for claim in found):
            return
        listed = [claim for claim in self._find(commit, "listed") if claim.kind == "source"]
        for look in listed[:1]:
            self._sketch.lean(commit, look)
            self._noted(commit, look)
        if not listed:
            text = "no signed look at the commits tells of it: who wrote it is not known"
            self._sketch.gap(commit, "before", "missing", text)

    def _look(self, head: Name, look: Claim) -> None:
        """What a look says of the commits up to a head; it is followed no further than it goes."""
        self._sketch.lean(head, look)
        self._noted(head, look)
        self._sketch.doubt(look, "before")
        by_agents = [note for note in look.commits if note.agents or note.kind in _BY_AGENT]
        others = [note for note in by_agents if note.id != head.value]
        for note in others[:MANY]:
            commit = Name("commit", note.id)
            self._sketch.link(commit, head, "is behind")
            self._sketch.lean(commit, look)
            self._sketch.note(commit, *about(note))
        since = look.names("base")
        for base in since:
            self._sketch.link(base, head, "was shipped before")
        start = f"since {since[0].value[:12]}" if since else "from the first one on"
        self._sketch.note(
            head,
            f"{len(look.commits):,} commits {start}, at least {len(by_agents):,} with an agent's "
            f"part ({look.bundle})",
            *(f"not looked at: {gap.kind}: {gap.detail}" for gap in look.overlooked[:MANY]),
        )

    def _noted(self, commit: Name, look: Claim) -> None:
        for note in look.commits:
            if note.id == commit.value:
                self._sketch.note(commit, *about(note))

    def _package(self, package: Name) -> Iterator[Item]:
        found = False
        for look in self._find(package, "introduced"):
            for commit in look.labels(package, "introduced"):
                found = True
                name = Name("commit", commit)
                self._sketch.link(name, package, "brought")
                self._sketch.lean(name, look)
                self._noted(name, look)
                yield name
        if not found:
            text = "no recorded look at the commits says which one brought it"
            self._sketch.gap(package, "before", "missing", text)

    def _environment(self, place: Name) -> Iterator[Item]:
        for claim in self._find(place, "place"):
            if claim.kind == "deployment":
                self._sketch.link(claim, place, "to")
                yield claim

    def _subjects(self, claim: Claim) -> Iterator[Item]:
        for name in claim.names(*_ABOUT)[:MANY]:
            for label in claim.labels(name, *_ABOUT):
                self._sketch.put(name, label)
            self._sketch.link(name, claim, "is what it is about")
            yield name

    def _deployment(self, claim: Claim) -> Iterator[Item]:
        yield from self._subjects(claim)
        names = claim.names("input")
        if not names:
            text = "it names no verdict by which it passed"
            self._sketch.gap(claim, "before", "missing", text)
        for name in names:
            verdicts = [
                item
                for shipped in claim.names("deployed")
                for item in self._find(shipped, "judged")
                if str(item.bundle) == name.value
            ]
            for verdict in verdicts:
                self._sketch.link(verdict, claim, "let it pass")
                self._sketch.doubt(verdict, "before")
            if not verdicts:
                text = f"the verdict it names is not in the evidence: {name.value[:19]}"
                self._sketch.gap(claim, "before", "missing", text)


_ABOUT: tuple[Role, ...] = ("released", "judged", "deployed", "approved", "imported")
_BY_AGENT = frozenset({"declared", "inferred"})


def _worth(look: Claim) -> tuple[bool, str, str]:
    """The look that counts: one that is verified, then the last one."""
    return (look.standing == "verified", str(look.ended), str(look.bundle))
