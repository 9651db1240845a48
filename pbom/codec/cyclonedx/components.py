"""What the CycloneDX library models: components with hashes, references and properties."""

import hashlib
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Literal

from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json, read_json
from pbom.model.artifact import Artifact
from pbom.model.digest import DigestSet
from pbom.model.evidence import Builder, Source

if TYPE_CHECKING:
    from cyclonedx.model import Property
    from cyclonedx.model.component import Component

SpecVersion = Literal["1.6", "1.7"]
HASHES = {"sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}
_SHA1_LENGTH = 40


def artifact_ref(artifact: Artifact) -> str:
    """The bom-ref of a release artifact: name and content."""
    return f"artifact:{short([artifact.name, str(artifact.digests)])}"


def file_ref(artifact: Artifact) -> str:
    """The bom-ref of a file: name, content and mode."""
    return f"file:{short([artifact.name, artifact.mode, str(artifact.digests)])}"


def source_ref(source: Source) -> str:
    """The bom-ref of a commit of a repository."""
    return f"source:{short([source.repository, str(source.revision)])}"


def builder_ref(builder: Builder) -> str:
    """The bom-ref of a machine, as the recorder described it."""
    return f"builder:{short([builder.recorder, builder.system, builder.machine, builder.service])}"


def agent_ref(agent: str) -> str:
    """The bom-ref of an AI agent."""
    return f"agent:{short([agent])}"


def model_ref(model: str) -> str:
    """The bom-ref of a model that an agent used."""
    return f"model:{short([model])}"


def short(parts: Iterable[str]) -> str:
    """What a bom-ref derives from content by: the list as ``write_json`` writes it."""
    text = f"[{','.join(map(encode_basestring, parts))}]"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]


class Components:
    """Writes components of one version of the specification.

    The library is imported when the first one is written, and is used one component at a time: a
    whole document of it takes quadratic time.
    """

    def __init__(self, version: SpecVersion) -> None:
        from cyclonedx.schema.schema import SchemaVersion1Dot6, SchemaVersion1Dot7  # noqa: PLC0415

        self._view = {"1.6": SchemaVersion1Dot6, "1.7": SchemaVersion1Dot7}[version]

    def artifact(self, artifact: Artifact, formula: str) -> dict[str, Json]:
        """A release artifact, with a link to how it was made."""
        from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri  # noqa: PLC0415

        component = _file(artifact, artifact_ref(artifact))
        component.external_references.add(
            ExternalReference(type=ExternalReferenceType.FORMULATION, url=XsUri(formula))
        )
        return self._write(component)

    def file(self, artifact: Artifact) -> dict[str, Json]:
        """A material or product."""
        return self._write(_file(artifact, file_ref(artifact)))

    def source(self, source: Source) -> dict[str, Json]:
        """A commit."""
        from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri  # noqa: PLC0415
        from cyclonedx.model.component import Component, ComponentType, Swhid  # noqa: PLC0415

        tail = source.repository.rstrip("/").rpartition("/")[2].removesuffix(".git")
        component = Component(
            type=ComponentType.DATA,
            name=tail or "source",
            version=source.commit,
            bom_ref=source_ref(source),
            properties=_properties({"pbom:source:repository": source.repository})
            + _git_properties(source.revision),
        )
        if len(source.commit) == _SHA1_LENGTH:
            component.swhids.add(Swhid(f"swh:1:rev:{source.commit}"))
        if source.repository:
            url = XsUri(f"git+{source.repository}@{source.commit}")
            component.external_references.add(
                ExternalReference(type=ExternalReferenceType.VCS, url=url)
            )
        return self._write(component)

    def builder(self, builder: Builder) -> dict[str, Json]:
        """The machine a step ran on, as it described itself."""
        from cyclonedx.model.component import Component, ComponentType  # noqa: PLC0415

        return self._write(
            Component(
                type=ComponentType.PLATFORM,
                name=builder.service or f"{builder.system}-{builder.machine}",
                bom_ref=builder_ref(builder),
                properties=_properties(
                    {
                        "pbom:builder:recorder": builder.recorder,
                        "pbom:builder:system": builder.system,
                        "pbom:builder:machine": builder.machine,
                        "pbom:builder:service": builder.service,
                        "pbom:builder:basis": "claimed",
                    }
                ),
            )
        )

    def agent(self, agent: str) -> dict[str, Json]:
        """An AI agent; its version is not known."""
        from cyclonedx.model.component import Component, ComponentType  # noqa: PLC0415

        return self._write(
            Component(type=ComponentType.APPLICATION, name=agent, bom_ref=agent_ref(agent))
        )

    def model(self, model: str) -> dict[str, Json]:
        """A model, by the name that its agent or a person gave it."""
        from cyclonedx.model.component import Component, ComponentType  # noqa: PLC0415

        kind = ComponentType.MACHINE_LEARNING_MODEL
        return self._write(Component(type=kind, name=model, bom_ref=model_ref(model)))

    def tool(self) -> dict[str, Json]:
        """This tool; without a version, for another version must be able to write equal bytes."""
        from cyclonedx.model.component import Component, ComponentType  # noqa: PLC0415

        return self._write(
            Component(type=ComponentType.APPLICATION, name="pbom", bom_ref="tool:pbom")
        )

    def _write(self, component: "Component") -> dict[str, Json]:
        text: str = component.as_json(view_=self._view)  # type: ignore[attr-defined]
        fields = Fields(read_json(text.encode("utf-8")))
        return {key: fields.raw(key) for key in fields}


def _file(artifact: Artifact, ref: str) -> "Component":
    from cyclonedx.model import HashAlgorithm, HashType  # noqa: PLC0415
    from cyclonedx.model.component import Component, ComponentType  # noqa: PLC0415

    mode: dict[str, str] = {} if artifact.mode == "100644" else {"pbom:file:mode": artifact.mode}
    return Component(
        type=ComponentType.FILE,
        name=artifact.name,
        bom_ref=ref,
        hashes=[
            HashType(alg=HashAlgorithm(HASHES[digest.algorithm]), content=digest.value)
            for digest in artifact.digests
            if digest.algorithm in HASHES
        ],
        properties=_properties(mode) + _git_properties(artifact.digests),
    )


def _properties(values: dict[str, str]) -> list["Property"]:
    from cyclonedx.model import Property  # noqa: PLC0415

    return [Property(name=name, value=value) for name, value in values.items() if value]


def _git_properties(digests: DigestSet) -> list["Property"]:
    return _properties(
        {
            f"pbom:digest:{digest.algorithm}": digest.value
            for digest in digests
            if digest.algorithm not in HASHES
        }
    )
