"""Packages and pipeline components of an inventory as CycloneDX components.

Written as plain values: the library would need minutes for a hundred thousand of them. Only the
digest of a file becomes a hash, and of several files of a package each has its own at its URL.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from pbom.codec.cyclonedx.components import HASHES, short
from pbom.codec.cyclonedx.tasks import named
from pbom.codec.strict_json import Json
from pbom.model.dependency import Dependency, Integrity, Scope
from pbom.model.inventory import Component, Inventory, Package, Place

MAX_OCCURRENCES = 100
"""So many of the places that name a package are written; further ones are only counted."""
_GROUPED = frozenset({"composer", "maven", "npm"})
_SCOPES: dict[Scope, str] = {
    "required": "required",
    "optional": "optional",
    "development": "excluded",
}
_TYPES = {
    "image": "container",
    "frontend": "container",
    "include": "file",
    "download": "file",
}
_PATH = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
_URL = re.compile(
    rf"[a-z][a-z0-9+.-]*://[A-Za-z0-9.-]+(?::\d{{1,5}})?(?:/{_PATH})?(?:\?(?:{_PATH}|\?)*)?"
)
_RELATIVE = re.compile(r"[A-Za-z0-9._~+-][A-Za-z0-9._~+/-]*")


def package_ref(package: Package) -> str:
    """The bom-ref of a package: its package URL and its digests."""
    digests = sorted(
        f"{item.covers}:{item.algorithm}:{item.value}" for item in package.known.integrity
    )
    return f"package:{short([package.known.purl, *digests])}"


def component_ref(component: Component) -> str:
    """The bom-ref of a pipeline component: what it is, its name and what pins it."""
    known = component.known
    digests = (f"{item.algorithm}:{item.value}" for item in known.integrity)
    return f"component:{short([known.kind, known.name, known.version, known.purl, *digests])}"


class Packages:
    """The packages of an inventory by their bom-refs, written when they are wanted."""

    def __init__(self, inventory: Inventory) -> None:
        """Name them."""
        self._inventory = inventory
        found: dict[str, Package] = {}
        self._refs: dict[str, list[str]] = {}
        for package in inventory.packages:
            ref = package_ref(package)
            found[ref] = package
            self._refs.setdefault(package.known.purl, []).append(ref)
        self._sorted = sorted(found.items())

    @property
    def asked(self) -> list[str]:
        """Those that the project itself asks for, as far as its files say."""
        return [ref for ref, package in self._sorted if package.known.reach == "direct"]

    def components(self) -> Iterator[dict[str, Json]]:
        """Each as a component."""
        for ref, package in self._sorted:
            written = _package(ref, package)
            properties = [*_properties(package), *self._provenance(package)]
            yield written | {"properties": properties}

    def _provenance(self, package: Package) -> Iterator[dict[str, Json]]:
        """What documents say of it; nothing is written where there is none."""
        standing = self._inventory.upstream_of(package)
        if not standing.documents:
            return
        told = f"{standing.state} {standing.verified} of {standing.files} files"
        yield named("pbom:dep:provenance", told)
        for signer in standing.signers:
            words = (signer.identity, signer.issuer, signer.repository or "-", signer.commit or "-")
            yield named("pbom:dep:provenance:signer", " ".join(words))
        for one in standing.documents:
            doubt = one.reason if one.matches else "it speaks of another content"
            if doubt:
                yield named("pbom:dep:provenance:doubt", f"{one.place}: {doubt}")

    def graph(self) -> Iterator[dict[str, Json]]:
        """What each requires."""
        for ref, package in self._sorted:
            wanted = {
                other for purl in package.known.requires for other in self._refs.get(purl, ())
            }
            edges: dict[str, Json] = {"ref": ref}
            yield edges | {"dependsOn": sorted(wanted)} if wanted else edges


def write_components(inventory: Inventory) -> dict[str, dict[str, Json]]:
    """The pipeline components, by bom-ref."""
    return {component_ref(item): _component(item) for item in inventory.components}


def _package(ref: str, package: Package) -> dict[str, Json]:
    known = package.known
    group, slash, name = known.name.rpartition("/") if known.ecosystem in _GROUPED else ("", "", "")
    written: dict[str, Json] = {
        "bom-ref": ref,
        "type": "library",
        "name": name if slash else known.name,
        "purl": known.purl,
        "evidence": _evidence(package.places),
    }
    if slash:
        written["group"] = group
    if known.version:
        written["version"] = known.version
    if known.scope in _SCOPES:
        written["scope"] = _SCOPES[known.scope]
    hashes = _hashes(item for item in known.integrity if _is_whole(known, item))
    if hashes:
        written["hashes"] = hashes
    references = list(_references(known))
    if references:
        written["externalReferences"] = references
    return written


def _is_whole(known: Dependency, item: Integrity) -> bool:
    """Whether a value is the digest of the one file that the package is."""
    return item.covers == "file" and not item.file and known.ecosystem != "pypi"


def _hashes(values: Iterable[Integrity]) -> list[Json]:
    found = {(HASHES[item.algorithm], item.value): None for item in values if _has_name(item)}
    return [{"alg": algorithm, "content": value} for algorithm, value in sorted(found)]


def _has_name(item: Integrity) -> bool:
    return item.covers == "file" and item.algorithm in HASHES


def _references(known: Dependency) -> Iterator[dict[str, Json]]:
    files: dict[str, list[Integrity]] = {}
    for item in known.integrity:
        if item.covers == "file" and item.file:
            files.setdefault(item.file, []).append(item)
    if _is_distribution(known):
        whole = [item for item in known.integrity if _is_whole(known, item)]
        files.setdefault(known.origin.url, []).extend(whole)
    for file in sorted(files):
        reference: dict[str, Json] = {"type": "distribution", "url": as_url(file)}
        hashes = _hashes(files[file])
        yield reference | {"hashes": hashes} if hashes else reference
    if known.origin.kind == "git" and known.origin.url:
        at = f"@{known.origin.commit}" if known.origin.commit else ""
        place = known.origin.url
        url = place if place.startswith("git") and "://" in place else f"git+{place}"
        yield {"type": "vcs", "url": as_url(url + at)}


def _is_distribution(known: Dependency) -> bool:
    """Whether its origin is the one file that the package is."""
    return known.origin.kind in {"registry", "url"} and _is_file(known.origin.url)


def _is_told(known: Dependency) -> bool:
    """Whether its origin stands among the references, as it is."""
    return _is_distribution(known) and as_url(known.origin.url) == known.origin.url


def _says_all(known: Dependency, item: Integrity) -> bool:
    """Whether the hash says all that a value says: it is written in the one way there is."""
    if not _is_whole(known, item):
        return False
    if not item.raw:
        return True
    encoded = base64.b64encode(bytes.fromhex(item.value)).decode("ascii")
    return item.raw == f"{item.algorithm}-{encoded}"


def _is_file(url: str) -> bool:
    """Whether a registry's URL is that of the package, and not that of the whole index."""
    return url.endswith((".tgz", ".tar.gz", ".zip", ".whl", ".jar", ".crate", ".gem", ".nupkg"))


def as_url(text: str) -> str:
    """A location as every checker of IRIs takes it."""
    if _URL.fullmatch(text) or _RELATIVE.fullmatch(text):
        return text
    return f"urn:pbom:location:{quote(text, safe='')}"


def _evidence(places: tuple[Place, ...]) -> dict[str, Json]:
    files = sorted({place.file for place in places})
    methods: list[Json] = [
        {"technique": "manifest-analysis", "confidence": 1, "value": file}
        for file in files[:MAX_OCCURRENCES]
    ]
    return {
        "identity": [{"field": "purl", "confidence": 1, "methods": methods}],
        "occurrences": [
            {"location": place.file, "additionalContext": place.place}
            for place in places[:MAX_OCCURRENCES]
        ],
    }


def _properties(package: Package) -> Iterator[dict[str, Json]]:
    known = package.known
    yield named("pbom:dep:reach", known.reach)
    yield named("pbom:dep:source", known.origin.kind)
    if known.origin.url and not _is_told(known):
        yield named("pbom:dep:location", known.origin.url)
    for group in known.groups:
        yield named("pbom:dep:group", group)
    if known.scripts != "unknown":
        yield named("pbom:dep:scripts", known.scripts)
    for item in known.integrity:
        if not (_has_name(item) and (item.file or _says_all(known, item))):
            yield named("pbom:dep:integrity", _integrity(item))
    if len(package.places) > MAX_OCCURRENCES:
        yield named("pbom:dep:places", str(len(package.places)))


def _integrity(item: Integrity) -> str:
    text = item.raw or f"{item.algorithm}:{item.value}"
    return f"{item.covers} {text}"


def _component(component: Component) -> dict[str, Json]:
    known = component.known
    written: dict[str, Json] = {
        "bom-ref": component_ref(component),
        "type": _TYPES.get(known.kind, "application"),
        "name": known.name,
        "evidence": _evidence(component.places)
        if known.purl
        else {"occurrences": _evidence(component.places)["occurrences"]},
        "properties": list(_component_properties(component)),
    }
    if known.version:
        written["version"] = known.version
    if known.purl:
        written["purl"] = known.purl
    hashes = _hashes(item for item in known.integrity if item.covers == "file")
    if hashes:
        written["hashes"] = hashes
    return written


def _component_properties(component: Component) -> Iterator[dict[str, Json]]:
    known = component.known
    yield named("pbom:component:kind", known.kind)
    yield named("pbom:component:pinned", "true" if known.pinned else "false")
    for item in known.integrity:
        yield named("pbom:component:integrity", _integrity(item))
    for one in component.resolutions:
        for value in one.integrity:
            yield named("pbom:component:resolved", f"{_integrity(value)} {one.found}")
        if one.reason:
            name = "pbom:component:doubt" if one.resolved else "pbom:component:unresolved"
            yield named(name, one.reason)
