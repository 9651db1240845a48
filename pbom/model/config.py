"""Configuration: how a project wants its steps recorded."""

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from pbom.model.pattern import Patterns

if TYPE_CHECKING:
    from pbom.model.path_table import Row  # who records a step has none
    from pbom.model.rule_pack import RulePack  # for few commands, and it is large

TraceMode = Literal["off", "files", "network", "all", "auto"]
"""What to watch while a step runs; ``auto`` is everything, where that is possible."""


class StepConfig(Struct, frozen=True, kw_only=True):
    """What to record of one step.

    Attributes:
        outputs: The products; no patterns mean whatever appeared or changed.
        materials: Files to record by digest even where the commit or an ignore rule covers them;
            with ``!`` patterns, files to leave out.
        trace: Whether its processes are watched.
    """

    outputs: Patterns = Patterns()
    materials: Patterns = Patterns()
    trace: TraceMode = "off"


class CommitsConfig(Struct, frozen=True, kw_only=True):
    """By what commits are judged; paths are absolute or relative to the root of the workspace.

    Attributes:
        tags: Which tags stand for a release; without patterns those whose names hold a version.
        pipeline: Further pipeline definitions, with their kinds.
        allowed_signers: File of SSH keys whose signatures on commits count; empty for none.
        keyring: File of OpenPGP keys whose signatures on commits count; empty for none.
        reviews: Files of reviews that were exported from a forge.
        approvals: Where further signed approvals are, as any evidence; empty for the store alone.
        forge_keys: Fingerprints of keys with which a forge of one's own signs.
        forge_committers: Addresses under which it commits.
    """

    tags: Patterns = Patterns()
    pipeline: "tuple[Row[str], ...]" = ()
    allowed_signers: str = ""
    keyring: str = ""
    reviews: tuple[str, ...] = ()
    approvals: str = ""
    forge_keys: tuple[str, ...] = ()
    forge_committers: tuple[str, ...] = ()


class PipelineConfig(Struct, frozen=True, kw_only=True):
    """Where the content behind the names of pipeline components may be at hand.

    Paths are absolute or relative to the root of the workspace.

    Attributes:
        runner: Directory in which a GitHub runner keeps actions; empty for the one that it names.
        mirrors: Directories of repositories, ``OWNER/NAME`` below each.
        images: Lists of images or OCI layouts; empty for those of the engines that are here.
        given: Digests or commits of names with their versions.
    """

    runner: str = ""
    mirrors: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = ()


class ProvenanceConfig(Struct, frozen=True, kw_only=True):
    """Where documents of upstream are at hand, and by what they are verified.

    Attributes:
        places: Directories or files, absolute or relative to the root of the workspace.
        trusted_root: File of a Sigstore trusted root, likewise; empty for the one that is pinned.
    """

    places: tuple[str, ...] = ()
    trusted_root: str = ""


class SigningConfig(Struct, frozen=True, kw_only=True):
    """How what is recorded is signed.

    Attributes:
        key: URI of the signer; empty for the user's own key.
        timestamp: URL of the time stamping authority that is asked; empty for none.
    """

    key: str = ""
    timestamp: str = ""


class Config(Struct, frozen=True, kw_only=True):
    """The content of ``pbom.toml``.

    Attributes:
        steps: By name.
        environment: Names of variables to record beside the built-in ones.
        commits: By what commits are judged.
        markers: Rules of AI markers beside the built-in ones.
        toolchains: Names of the manifests of declared toolchains, relative to the workspace.
        pipeline: Where pipeline components may be at hand.
        provenance: Where documents of upstream are.
        signing: How what is recorded is signed.
    """

    steps: tuple[tuple[str, StepConfig], ...] = ()
    environment: tuple[str, ...] = ()
    commits: CommitsConfig = CommitsConfig()
    markers: "RulePack | None" = None
    toolchains: tuple[str, ...] = ()
    pipeline: PipelineConfig = PipelineConfig()
    provenance: ProvenanceConfig = ProvenanceConfig()
    signing: SigningConfig = SigningConfig()

    def step(self, name: str) -> StepConfig:
        """What to record of a step; the defaults where nothing is said."""
        return dict(self.steps).get(name, StepConfig())
