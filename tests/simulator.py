"""An honest pipeline in memory, and verbs that corrupt it.

A ``World`` is a value: each verb returns another world. Everything in it is real: statements by
``observe``, signatures, the policy as TOML, the document, the gate. Only disk and git are missing.

    honest().verdict().passed                                   # True
    honest().sign_by("build", "eve").blocking()                 # who noticed
    honest().other_run("test").fails("build", 2).blocking()     # verbs add up

The steps happen, are signed and recorded; the release is assembled and signed over what is
authentic then; afterwards evidence is lost, replaced and edited; at last the gate is asked. Verbs
of the first kind change what happened, those of the second what became of it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from pbom import plugins
from pbom.codec.cyclonedx.components import SpecVersion
from pbom.codec.cyclonedx.document import write_document
from pbom.codec.policy import read_policy
from pbom.codec.release import document_digest
from pbom.model.artifact import Artifact
from pbom.model.attestation import Attestation, StepAttestation, steps_among
from pbom.model.evidence import Material, MaterialState, Source
from pbom.model.finding import Finding
from pbom.model.pbom import Pbom
from pbom.model.policy import Policy
from pbom.model.sealed import Sealed
from pbom.model.statement import ReleaseStatement, Statement, subjects_of
from pbom.model.verdict import Verdict
from pbom.pipeline.gate import Question, gate
from pbom.pipeline.gather import gather
from pbom.stages.assemble import assemble
from pbom.stages.attest import attest_release
from tests.edits import Edit
from tests.importing import Import
from tests.looks import Look
from tests.signatures import hand
from tests.takes import NOON, Memory, Take, commit, digest_of, file
from tests.trust import TRUST, Demand, Trust
from tests.votes import Vote

__all__ = ["NOON", "REPORT", "SHIPPED", "TRUST", "WHEEL", "Demand", "Edit", "Memory", "Take"]
__all__ += ["Trust", "World", "commit", "digest_of", "file", "hand", "honest"]


class World(Struct, frozen=True, kw_only=True, dict=True):
    """A pipeline that ran, its evidence, and a gate that is about to be asked."""

    takes: tuple[Take, ...]
    looks: tuple[Look, ...] = ()
    votes: tuple[Vote, ...] = ()
    imports: tuple[Import, ...] = ()
    trust: Trust = TRUST
    released: tuple[Artifact, ...]
    asked: tuple[Artifact, ...]
    assembler: str = "releaser"
    version: SpecVersion = "1.7"
    omitted: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    found: tuple[bytes, ...] = ()
    before_signing: tuple[Edit, ...] = ()
    after_signing: tuple[Edit, ...] = ()
    at: datetime = NOON + timedelta(hours=1)
    environment: str = ""

    # What the pipeline makes of it.

    @cached_property
    def policy(self) -> Policy:
        """The policy, read from its TOML."""
        text = self.trust.text.encode()
        return read_policy(text, plugins.rules(), "pbom.policy.toml", self.environment)

    @cached_property
    def believed(self) -> tuple[Attestation[Statement], ...]:
        """What the assembler could believe when it assembled."""
        sealed = [take.sealed for take in self.takes if take.step not in self.omitted]
        sealed += [look.sealed for look in self.looks]
        sealed += [vote.sealed for vote in self.votes]
        sealed += [item.sealed for item in self.imports]
        bodies = tuple(body for item in sealed for body in item.bodies)
        memory = Memory(tuple(item.bundle for item in sealed), bodies)
        return gather(memory, (), self.policy).attestations

    @property
    def authentic(self) -> tuple[StepAttestation, ...]:
        """The steps among it."""
        return steps_among(self.believed)

    @cached_property
    def pbom(self) -> Pbom:
        """The PBOM that was assembled."""
        return assemble(self.released, self.believed)

    @cached_property
    def release(self) -> Sealed | None:
        """The signed PBOM; nothing where there was nothing to assemble."""
        if not self.pbom.attestations:
            return None
        document = write_document(self.pbom, self.version)
        for edit in self.before_signing:
            document = edit(document)
        statement = ReleaseStatement(
            subjects=subjects_of(self.pbom.artifacts), document=document_digest(document)
        )
        return attest_release(statement, document, hand(self.assembler))

    @cached_property
    def document(self) -> bytes | None:
        """The PBOM's bytes as they are now."""
        if self.release is None or "release" in self.lost:
            return None
        document = self.release.bodies[0]
        for edit in self.after_signing:
            document = edit(document)
        return document

    @cached_property
    def evidence(self) -> Memory:
        """Everything that the gate can read."""
        kept = [take for take in self.takes if take.step not in self.lost]
        looks = [look.sealed for look in self.looks if "source" not in self.lost]
        others = [*looks, *(vote.sealed for vote in self.votes)]
        others += [item.sealed for item in self.imports if "imports" not in self.lost]
        bundles = [*(take.bundle for take in kept), *(item.bundle for item in others), *self.found]
        sealed = [*(take.sealed for take in kept), *others]
        bodies = [body for item in sealed for body in item.bodies if "bodies" not in self.lost]
        if self.release and "release" not in self.lost:
            bundles.append(self.release.bundle)
        return Memory(tuple(bundles), (*bodies, *((self.document,) if self.document else ())))

    def verdict(self) -> Verdict:
        """What the gate says."""
        question = Question(artifacts=self.asked, evidence=self.evidence, document=self.document)
        return gate(question, self.policy, at=self.at)

    def blocking(self) -> list[tuple[str, str]]:
        """Rule and cause of every finding that says no."""
        return [(finding.rule, finding.cause) for finding in self.verdict().blocking]

    def said_by(self, rule: str) -> list[Finding]:
        """The findings of one rule."""
        return [finding for finding in self.verdict().findings if finding.rule == rule]

    # What happened.

    def change(self, step: str, change: Callable[[Take], Take]) -> Self:
        """Every take of a step, changed."""
        assert any(take.step == step for take in self.takes), f"there is no step {step}"
        takes = (change(take) if take.step == step else take for take in self.takes)
        return replace(self, takes=tuple(takes))

    def add(self, *takes: Take) -> Self:
        """Further takes, of the same steps or of others."""
        return replace(self, takes=(*self.takes, *takes))

    def take(self, step: str) -> Take:
        """The first take of a step."""
        return next(take for take in self.takes if take.step == step)

    def again(self, step: str, change: Callable[[Take], Take] = lambda take: take) -> Self:
        """The step once more, a second later, with a difference."""
        first = self.take(step)
        return self.add(change(replace(first, started=first.started + timedelta(seconds=1))))

    def looked(self, *looks: Look) -> Self:
        """These looks at the commits were recorded, and no others."""
        return replace(self, looks=looks)

    def approved(self, *votes: Vote) -> Self:
        """Somebody approved something, after the release was assembled."""
        return replace(self, votes=(*self.votes, *votes))

    def importing(self, *imports: Import) -> Self:
        """These documents of other tools were imported."""
        return replace(self, imports=imports)

    def never_ran(self, step: str) -> Self:
        """The step was left out."""
        return replace(self, takes=tuple(take for take in self.takes if take.step != step))

    def sign_by(self, step: str, signer: str) -> Self:
        """Somebody else signed the step."""
        return self.change(step, lambda take: replace(take, signer=signer))

    def assembled_by(self, signer: str) -> Self:
        """Somebody else signed the PBOM."""
        return replace(self, assembler=signer)

    def add_material(self, step: str, artifact: Artifact, state: MaterialState) -> Self:
        """The step found another file."""
        material = Material(artifact=artifact, state=state)
        return self.change(step, lambda take: replace(take, materials=(*take.materials, material)))

    def dirty(self, step: str, name: str = "src/shop.py") -> Self:
        """The step saw a file of the commit that had been changed."""
        return self.add_material(step, file(name, "changed"), "modified")

    def swap_product(self, step: str, product: Artifact) -> Self:
        """The step made another file of that name."""
        return self.change(
            step,
            lambda take: replace(
                take,
                products=tuple(
                    product if item.name == product.name else item for item in take.products
                ),
            ),
        )

    def other_commit(self, step: str) -> Self:
        """The step ran on another commit."""
        return self.on_commit(step, commit("another"))

    def on_commit(self, step: str, source: Source | None) -> Self:
        """The step ran on that commit, or outside a repository."""
        return self.change(step, lambda take: replace(take, source=source, source_after=source))

    def other_run(self, step: str, run: str = "run-0") -> Self:
        """The step belongs to another run of the pipeline."""
        return self.change(step, lambda take: replace(take, run=run))

    def other_command(self, step: str, *argv: str) -> Self:
        """The step ran something else."""
        return self.change(step, lambda take: replace(take, argv=argv))

    def fails(self, step: str, exit_code: int = 1) -> Self:
        """The step failed."""
        return self.change(step, lambda take: replace(take, exit_code=exit_code))

    def at_time(self, step: str, started: datetime) -> Self:
        """The step's clock said something else."""
        return self.change(step, lambda take: replace(take, started=started))

    def lie(self, step: str, edit: Edit) -> Self:
        """The step's signer signs another statement than what was seen."""
        return self.change(step, lambda take: replace(take, lies=(*take.lies, edit)))

    # What became of it.

    def forget(self, name: str) -> Self:
        """Evidence is lost: of a step, of the ``source``, the ``release``, or all ``bodies``."""
        return replace(self, lost=self.lost | {name})

    def omit(self, step: str) -> Self:
        """The assembler leaves a step out of the PBOM and signs that."""
        return replace(self, omitted=self.omitted | {step})

    def tamper(self, step: str, edit: Edit) -> Self:
        """The step's bundle is edited after it was signed."""
        return self.change(step, lambda take: replace(take, edits=(*take.edits, edit)))

    def replay(self, other: Self) -> Self:
        """Only evidence and PBOM of another world are there; what is asked stays."""
        return replace(other, asked=self.asked, trust=self.trust, at=self.at)

    def plant(self, bundles: Iterable[bytes]) -> Self:
        """Bundles are added to the evidence."""
        return replace(self, found=(*self.found, *bundles))

    def ask(self, *artifacts: Artifact) -> Self:
        """The gate is asked about other files."""
        return replace(self, asked=artifacts)

    def edit_document(self, edit: Edit) -> Self:
        """The PBOM is edited after it was signed."""
        return replace(self, after_signing=(*self.after_signing, edit))

    def forge_document(self, edit: Edit) -> Self:
        """The assembler signs another PBOM than the evidence yields."""
        return replace(self, before_signing=(*self.before_signing, edit))

    def trusting(self, trust: Trust) -> Self:
        """The policy is another one."""
        return replace(self, trust=trust)


REPORT = file("report.xml", "12 passed")
WHEEL = file("dist/shop.bin", "the shop")
SHIPPED = replace(WHEEL, name="shop.bin")


def honest() -> World:
    """Tested and built on one commit in one run; the build finds the test's report."""
    test = Take(step="test", signer="tester", argv=("make", "test"), products=(REPORT,))
    build = Take(
        step="build",
        signer="builder",
        argv=("make",),
        products=(WHEEL,),
        materials=(Material(artifact=REPORT, state="untracked"),),
        started=NOON + timedelta(minutes=2),
    )
    return World(takes=(test, build), released=(SHIPPED,), asked=(SHIPPED,))


def watched() -> World:
    """The honest pipeline, and somebody looked at the commits as well."""
    return honest().looked(Look())
