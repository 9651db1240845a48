"""References to container images, as Dockerfiles and pipelines write them."""

import re

from pbom.errors import FormatError
from pbom.model.dependency import ComponentKind, Integrity, PipelineComponent
from pbom.model.purl import package_url

_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_REFERENCE = re.compile(
    rf"(?:(?P<host>(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|localhost|[A-Za-z0-9.-]+(?=:\d))(?::\d+)?)/)?"
    rf"(?P<path>{_PART}(?:/{_PART})*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@(?P<algorithm>sha256|sha512):(?P<digest>[0-9a-f]{64,128}))?"
)
_LENGTHS = {"sha256": 64, "sha512": 128}
_LONGEST = 512
DEFAULT_HOST = "docker.io"


def image_component(
    reference: str, place: str, use: str, kind: ComponentKind = "image"
) -> PipelineComponent:
    """The image that a reference names; pinned where it has a digest.

    Raises:
        FormatError: It is no reference.
    """
    found = _REFERENCE.fullmatch(reference) if len(reference) <= _LONGEST else None
    if not found or (found["digest"] and len(found["digest"]) != _LENGTHS[found["algorithm"]]):
        raise FormatError(f"no reference to an image: {reference!r}"[:200], place=place)
    host, path = found["host"] or DEFAULT_HOST, found["path"]
    if host == DEFAULT_HOST and "/" not in path:
        path = f"library/{path}"
    digest = f"{found['algorithm']}:{found['digest']}" if found["digest"] else ""
    tag = found["tag"] or ("" if digest else "latest")
    repository = f"{host}/{path}"
    integrity = (
        Integrity(algorithm=found["algorithm"], value=found["digest"], covers="oci-manifest"),
    )
    return PipelineComponent(
        kind=kind,
        name=repository,
        version=tag,
        purl=package_url(
            "oci", path.rpartition("/")[2], digest, {"repository_url": repository, "tag": tag}
        ),
        place=place,
        use=use,
        integrity=integrity if digest else (),
    )
