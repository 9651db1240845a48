"""What became of a thing: commit to step to artifact to verdict to deployment."""

from collections.abc import Iterator

from pbom.model.lineage import Claim, Find
from pbom.model.mention import Name, Role
from pbom.stages.sketch import MANY, Item, Sketch, about

_USED: tuple[Role, ...] = (
    "material",
    "read",
    "released",
    "judged",
    "deployed",
    "approved",
    "imported",
)


class Forward:
    """One step on from each thing, drawn as it is taken."""

    def __init__(self, find: Find, sketch: Sketch) -> None:
        self._find = find
        self._sketch = sketch

    def __call__(self, item: Item) -> Iterator[Item]:
        """What became of a thing."""
        if isinstance(item, Claim):
            self._sketch.doubt(item, "after")
            if item.kind == "step":
                yield from self._step(item)
            elif item.kind == "deployment":
                for place in item.names("place"):
                    self._sketch.link(item, place, "to")
        elif item.kind == "digest":
            yield from self._artifact(item)
        elif item.kind == "commit":
            yield from self._commit(item)
        elif item.kind == "package":
            yield from self._locked(item)
        elif item.kind == "agent":
            yield from self._agent(item)
        elif item.kind == "key":
            yield from self._key(item)

    def _commit(self, commit: Name) -> Iterator[Item]:
        steps = [claim for claim in self._find(commit, "head") if claim.kind == "step"]
        for step in steps:
            self._sketch.link(commit, step, "built from")
            yield step
        heads = []
        for look in self._find(commit, "listed", "base"):
            for note in look.commits:
                if note.id == commit.value:
                    self._sketch.note(commit, *about(note))
            for head in look.names("head"):
                if head != commit:
                    self._sketch.link(commit, head, "is behind")
                    self._sketch.lean(head, look)
                    heads.append(head)
                    yield head
        pinned = tuple(self._find(commit, "component", "package"))
        for step in pinned:
            self._sketch.link(commit, step, "is what it runs on")
            yield step
        if not (steps or heads or pinned):
            self._sketch.gap(commit, "after", "open", "no recorded step was built from it")

    def _step(self, step: Claim) -> Iterator[Item]:
        products = step.names("product")
        used = [name for name in products if self._find(name, *_USED)]
        shown = used or list(products[:MANY])
        for name in shown:
            labels = step.labels(name, "product")
            self._sketch.put(name, labels[0] if labels else "")
            self._sketch.link(step, name, "made")
            yield name
        rest = len(products) - len(shown)
        if rest:
            self._sketch.note(step, f"and {rest:,} files that nothing here is known to use")
        if not products:
            self._sketch.note(step, "it made no files")

    def _artifact(self, name: Name) -> Iterator[Item]:
        found = self._find(name, *_USED, "subject")
        for claim in found:
            word = self._word(claim, name)
            if word:
                self._sketch.link(name, claim, word)
                yield claim
        deployed = [claim for claim in found if claim.kind == "deployment"]
        verdicts = {str(claim.bundle): claim for claim in found if claim.kind == "verdict"}
        for claim in deployed:
            for verdict in claim.names("input"):
                if verdict.value in verdicts:
                    self._sketch.link(verdicts[verdict.value], claim, "let it pass")
        self._ends(name, found)

    def _word(self, claim: Claim, name: Name) -> str:
        if claim.standing == "refused":
            return "may be named by"
        words = {
            "step": "found by" if claim.has(name, "material") else "read by",
            "release": "is in",
            "verdict": "was judged",
            "deployment": "was deployed",
            "approval": "was approved",
            "waiver": "has a waiver",
            "import": "has a document",
        }
        return words.get(claim.kind, "")

    def _ends(self, name: Name, found: tuple[Claim, ...]) -> None:
        """Where the way on is not whole: it may end there, or nobody may have said so."""
        kinds = {claim.kind for claim in found}
        passed = any(claim.passed for claim in found)
        shipped = kinds & {"release", "verdict", "deployment"}
        if not shipped:
            if "step" not in kinds:
                text = "nothing here uses it: no step, no signed PBOM, no verdict, no deployment"
                self._sketch.gap(name, "after", "open", text)
            return
        if "release" not in kinds:
            self._sketch.gap(name, "after", "missing", "no signed PBOM has it")
        if "verdict" not in kinds:
            self._sketch.gap(name, "after", "missing", "no verdict on it")
        if "deployment" in kinds and not passed:
            self._sketch.gap(name, "after", "missing", "it was deployed, and no verdict passed it")
        if "deployment" not in kinds:
            text = "no deployment of it is recorded: where it runs cannot be told"
            self._sketch.gap(name, "after", "open", text)

    def _locked(self, package: Name) -> Iterator[Item]:
        steps = self._find(package, "package", "component")
        for step in steps:
            self._sketch.link(package, step, "is in its lock files")
            yield step
        if not steps:
            self._sketch.gap(package, "after", "open", "no recorded step had it in a lock file")

    def _agent(self, agent: Name) -> Iterator[Item]:
        for look in self._find(agent, "wrote"):
            for commit in look.labels(agent, "wrote"):
                name = Name("commit", commit)
                self._sketch.link(agent, name, "had a part in")
                self._sketch.lean(name, look)
                yield name
        for step in self._find(agent, "agent"):
            self._sketch.link(agent, step, "was at work during")
            yield step

    def _key(self, key: Name) -> Iterator[Item]:
        for claim in self._find(key, "key"):
            self._sketch.link(key, claim, "is said to have signed")
            yield claim
            if claim.kind == "source":
                yield from claim.names("head")
            yield from claim.names("released", "judged", "deployed")
