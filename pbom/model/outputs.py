"""Outputs: who wrote each product, from what, and what is inside those that are archives."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from pbom.model.artifact import Artifact
from pbom.model.explanation import (
    Inputs,
    Kind,
    Known,
    MemberExplanation,
    MemberKind,
    Output,
)
from pbom.model.reasons import said
from pbom.model.trace import INSIDE, Member, Trace, TracedFile

_LINK = "120000"
_WHEEL = re.compile(r"[^/]+\.dist-info/(?:METADATA|RECORD|WHEEL|entry_points\.txt|top_level\.txt)")
_SDIST = re.compile(
    r"[^/]+/(?:PKG-INFO|setup\.cfg|(?:[^/]+/)*[^/]+\.egg-info/(?:PKG-INFO|SOURCES\.txt"
    r"|dependency_links\.txt|entry_points\.txt|requires\.txt|top_level\.txt|not-zip-safe))"
)
_JAR = re.compile(r"META-INF/(?:MANIFEST\.MF|maven/.+/pom\.(?:xml|properties))")
_IMAGE = re.compile(
    r"(?:index\.json|oci-layout|manifest\.json|repositories|blobs/sha256/[0-9a-f]{64}"
    r"|[0-9a-f]{64}/(?:json|VERSION|layer\.tar)|[0-9a-f]{64}\.json)"
)
_METADATA: Mapping[str, re.Pattern[str]] = {
    ".whl": _WHEEL,
    ".tar.gz": _SDIST,
    ".tgz": _SDIST,
    ".jar": _JAR,
    ".war": _JAR,
    ".tar": _IMAGE,
    ".oci": _IMAGE,
}
"""Members that the tools of a format write themselves, so that they are no files anywhere."""
_PIPELINE = re.compile(
    r"\.github/(?:workflows|actions)/.+|\.(?:gitea|forgejo)/workflows/.+|\.gitlab-ci\.yml"
    r"|\.circleci/.+|\.buildkite/.+|\.woodpecker.*|\.drone\.yml|\.travis\.yml|Jenkinsfile"
    r"|azure-pipelines\.yml|bitbucket-pipelines\.yml|appveyor\.yml|cloudbuild\.yaml"
)
"""Definitions of pipelines: a build has no business writing one."""
_SENSITIVE = re.compile(
    r"(?:.*/)?(?:[^/]+\.pth|sitecustomize\.py|usercustomize\.py|__editable__[^/]*"
    r"|[^/]+\.data/(?:scripts|headers)/.+|binding\.gyp|\.npmrc|(?:pre|post)?install\.(?:c|m)?js"
    r"|\.bashrc|\.profile)"
)
"""Members that are executed although nobody calls them: at start-up or at installation."""


def explain_outputs(
    trace: Trace, products: Iterable[Artifact], inputs: Inputs, known: Known
) -> Iterator[Output]:
    """Where each product of a step comes from."""
    left = {trace.files[index].name: trace.files[index] for index in trace.left}
    links = {change.name for change in trace.changes if change.verb == "symlink"}
    members: dict[str, list[Member]] = {}
    for member in trace.members:
        members.setdefault(member.product, []).append(member)
    contents = Contents(trace, inputs, known)
    for product in products:
        inside = tuple(contents.explain_all(members.get(product.name, ())))
        if product.mode == _LINK:
            problem = "" if product.name in links else "no process was seen to make this link"
            yield Output(name=product.name, makers=(), problem=problem)
        else:
            yield _explain(product, left.get(product.name), trace, inputs, inside)


def _explain(
    product: Artifact,
    file: TracedFile | None,
    trace: Trace,
    inputs: Inputs,
    members: tuple[MemberExplanation, ...],
) -> Output:
    problem, cause, makers = "", -1, file.makers if file else ()
    definition = _PIPELINE.fullmatch(product.name) is not None
    if file is None or not makers:
        problem = "no process of the step was seen to write it"
    elif file.digests is None or not file.digests.matches(product.digests):
        problem = "it has other content than any process of the step was seen to leave"
    else:
        tainted = next((maker for maker in makers if maker in inputs.tainted), None)
        if tainted is not None:
            cause = inputs.tainted[tainted]
            problem = f"{said(trace, tainted)} wrote it, which {trace.files[cause].name} reached"
    if definition and makers:
        problem = f"a pipeline definition, written during the step by {said(trace, makers[0])}"
    return Output(name=product.name, makers=makers, problem=problem, cause=cause, members=members)


class Contents:
    """Every content that a step read or left behind, by its SHA-256."""

    def __init__(self, trace: Trace, inputs: Inputs, known: Known) -> None:
        self._trace = trace
        self._inputs = inputs
        self._known = known
        self._files: dict[str, list[int]] = {}
        for index, file in enumerate(trace.files):
            digest = file.digests.get("sha256") if file.digests else None
            if digest:
                self._files.setdefault(digest.value, []).append(index)

    def explain_all(self, members: Iterable[Member]) -> Iterator[MemberExplanation]:
        """Where each member of one product comes from, in their order.

        What is in an archive that came as a whole came with it. One that the step made may have
        been given something, so that its members are explained one by one.
        """
        found: list[MemberExplanation] = []
        holders: dict[str, MemberExplanation] = {}
        for member in sorted(members, key=lambda member: member.name.count(INSIDE)):
            holder, _, name = member.name.rpartition(INSIDE)
            whole = holders.get(holder) if holder else None
            if whole and whole.kind in _WHOLE:
                each = replace(whole, name=member.name, detail=f"in {whole.detail}")
            else:
                each = self._explain(member, holder or member.product, name)
            found.append(each)
            if member.name not in holders or each.kind not in _WHOLE:  # of two, the worse
                holders[member.name] = each
        yield from sorted(found, key=lambda each: each.name)

    def _explain(self, member: Member, holder: str, name: str) -> MemberExplanation:
        sensitive = _SENSITIVE.fullmatch(name) is not None
        kind, detail = self._origin(member)
        if not name:
            kind, detail = "unexplained", "it could not be looked into"
        elif kind == "unexplained" and _is_metadata(holder, name):
            kind, detail = "metadata", "written by the format's tools"
        elif sensitive and kind == "written":
            kind, detail = (
                "unexplained",
                f"written during the step ({detail}), and not in the commit",
            )
        return MemberExplanation(name=member.name, kind=kind, detail=detail, sensitive=sensitive)

    def _origin(self, member: Member) -> tuple[MemberKind, str]:
        digest = member.digests.get("sha256")
        value = digest.value if digest else ""
        found: list[tuple[MemberKind, str]] = [
            self._of(index) for index in self._files.get(value, ())
        ]
        if member.commit:
            found.append(("commit", "a file of the commit"))
        if value in self._known.products:
            found.append(("product", f"step {self._known.products[value]}"))
        if not found:
            return "unexplained", "no file with this content was read or left by the step"
        return min(found, key=lambda item: _ORDER.index(item[0]))

    def _of(self, index: int) -> tuple[MemberKind, str]:
        file = self._trace.files[index]
        explained = self._inputs.files.get(index)
        if explained and not explained.explained and file.commit != "same":
            return "unexplained", f"{file.name}: {explained.detail}"
        if file.commit == "same":
            kind: MemberKind = "commit"
        elif explained and explained.kind in _SAME_KINDS:
            kind = _SAME_KINDS[explained.kind]
        elif not (file.makers or explained) or not self._inputs.tainted.keys().isdisjoint(
            file.makers
        ):
            return "unexplained", f"{file.name}: written by a process that is not explained"
        else:
            kind = "written"
        return kind, f"{file.name} of {file.package}" if kind == "package" else file.name


_SAME_KINDS: Mapping[Kind, MemberKind] = {
    "commit": "commit",
    "product": "product",
    "package": "package",
    "toolchain": "package",
}
_WHOLE = frozenset({"commit", "product", "package"})
_ORDER: tuple[MemberKind, ...] = (
    "commit", "product", "package", "written", "metadata", "unexplained",
)  # fmt: skip


def _is_metadata(holder: str, name: str) -> bool:
    return any(
        holder.lower().endswith(end) and pattern.fullmatch(name) is not None
        for end, pattern in _METADATA.items()
    )
