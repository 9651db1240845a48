"""What the names of pipeline components came to, by what is at hand: no network is ever asked."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.integrity import commit_integrity
from pbom.collectors.image_stores import ImageStores, usual_stores
from pbom.collectors.mirrors import Mirrored, Mirrors
from pbom.collectors.runner_actions import CheckedOut, actions_of_runner, look_at_action
from pbom.model.config import PipelineConfig
from pbom.model.dependency import Integrity, PipelineComponent
from pbom.model.inventory import Inventory
from pbom.model.location import is_commit
from pbom.model.resolution import FoundIn, Resolution

_IMAGES = frozenset({"image", "frontend"})
_SOURCES = frozenset({"action", "workflow"})
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


class Sources(Struct, frozen=True, kw_only=True):
    """Where the content behind names may be at hand.

    Attributes:
        runner: The directory in which a runner of GitHub's keeps the actions of a job.
        mirrors: Directories of repositories.
        images: Lists of images, or OCI layouts.
        given: What names come to, as the configuration says.
    """

    runner: Path | None = None
    mirrors: tuple[Path, ...] = ()
    images: tuple[Path, ...] = ()
    given: tuple[tuple[str, str], ...] = ()


def sources_at_hand(root: Path, config: PipelineConfig, environment: Mapping[str, str]) -> Sources:
    """What the configuration names, relative to a workspace, and what this machine has anyway."""
    stores = tuple(root / place for place in config.images)
    return Sources(
        runner=root / config.runner if config.runner else actions_of_runner(environment),
        mirrors=tuple(root / place for place in config.mirrors),
        images=stores or usual_stores(environment.get("HOME", "")),
        given=config.given,
    )


def resolve(inventory: Inventory, sources: Sources) -> Inventory:
    """The same with what each component came to; one that is pinned only if that can be checked."""
    look = _Look(sources)
    found = {
        item for component in inventory.components for item in look.resolutions(component.known)
    }
    return replace(inventory, resolutions=tuple(sorted(found)))


class _Look:
    """A look at everything at hand; what it costs, it costs when it is asked."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._given = dict(sources.given)
        self._mirrors = Mirrors(sources.mirrors)

    @cached_property
    def _stores(self) -> ImageStores:
        return ImageStores(self._sources.images)

    def resolutions(self, known: PipelineComponent) -> Iterator[Resolution]:
        """What a component came to: one resolution, or none where its name is its content."""
        if known.kind in _SOURCES:
            found = self._of_source(known)
        elif known.kind in _IMAGES and not known.pinned:
            found = self._of_image(known)
        elif known.kind == "include" and not known.pinned:
            found = self._of_include(known)
        else:
            return
        if found.resolved or not known.pinned:
            yield found

    def _of_source(self, known: PipelineComponent) -> Resolution:
        """An action or a workflow: by the runner's checkout, by a mirror, or by both."""
        repository = "/".join(known.name.split("/")[:2])
        mirrored = self._mirrored(repository, known.version)
        here = self._checked_out(repository, known)
        if not here.tree:
            return self._by_mirror(known, mirrored, here.reason)
        told = (Integrity(algorithm="gitTree", value=here.tree, covers="git-tree"),)
        plain = _resolution(known, "runner", told)
        if not mirrored.commit:
            return plain
        if mirrored.tree != here.tree:
            return replace(plain, reason=f"the mirror's {mirrored.commit} has other files")
        return replace(plain, integrity=(*commit_integrity(mirrored.commit), *told))

    def _by_mirror(self, known: PipelineComponent, mirrored: Mirrored, reason: str) -> Resolution:
        if mirrored.commit:
            tree = Integrity(algorithm="gitTree", value=mirrored.tree, covers="git-tree")
            return _resolution(known, "mirror", (*commit_integrity(mirrored.commit), tree))
        return self._by_word(known, f"{reason}; {mirrored.reason}")

    def _mirrored(self, repository: str, ref: str) -> Mirrored:
        if not self._mirrors:
            return Mirrored(reason="no mirror is configured")
        return self._mirrors.look_up(repository, ref)

    def _checked_out(self, repository: str, known: PipelineComponent) -> CheckedOut:
        if known.kind == "workflow":
            return CheckedOut(reason="a runner checks no workflow out")
        return look_at_action(self._sources.runner, repository, known.version)

    def _of_image(self, known: PipelineComponent) -> Resolution:
        found = self._stores.look_up(known.name, known.version)
        if found:
            return _resolution(known, "image-store", found)
        reason = (
            "no store of images has it" if self._stores.places else "no store of images is here"
        )
        return self._by_word(known, "; ".join((reason, *self._stores.problems[:3])))

    def _of_include(self, known: PipelineComponent) -> Resolution:
        repository = self._mirrors.longest(known.name)
        if not repository:
            return self._by_word(known, "no mirror has what it is included from")
        return self._by_mirror(known, self._mirrored(repository, known.version), "included")

    def _by_word(self, known: PipelineComponent, reason: str) -> Resolution:
        """What the configuration says, which is only its word."""
        word = self._given.get(f"{known.name}@{known.version}", "")
        digest = _DIGEST.fullmatch(word)
        if digest:
            value = Integrity(algorithm="sha256", value=digest[1], covers="oci-manifest")
            return _resolution(known, "given", (value,))
        if is_commit(word):
            return _resolution(known, "given", commit_integrity(word))
        return replace(_resolution(known, "nowhere", ()), reason=reason[:300])


def _resolution(
    known: PipelineComponent, found: FoundIn, integrity: tuple[Integrity, ...]
) -> Resolution:
    return Resolution(
        kind=known.kind,
        name=known.name,
        version=known.version,
        found=found,
        integrity=tuple(sorted(integrity)),
    )
