"""What ``pbom commits`` is asked, and one commit in all detail."""

from collections.abc import Iterator

from pbom import plugins
from pbom.errors import UsageError
from pbom.listings import Listing
from pbom.model.attribution import Attribution
from pbom.model.change import Change
from pbom.model.marker import Marker
from pbom.model.printable import brief
from pbom.model.review import Approval


def split_range(text: str) -> tuple[str, str]:
    """Base and head of ``BASE..HEAD``; a missing head is HEAD, a missing base is empty.

    Raises:
        UsageError: It is ``A...B``, which to git are the commits of either side.
    """
    base, dots, head = text.partition("..")
    if head.startswith("."):
        raise UsageError(
            f"not a range from a base to a head: {text!r}",
            hint=f"write {base}..{head[1:]} for what is new since {base or 'the base'}",
        )
    return (base, head or "HEAD") if dots else ("", base or "HEAD")


def listing(name: str) -> Listing:
    """The listing of that name.

    Raises:
        UsageError: There is none.
    """
    known = {member.id: member for member in plugins.listings()}
    if name not in known:
        raise UsageError(f"unknown format {name!r}; there are: {', '.join(sorted(known))}")
    return known[name]()


def explain_change(change: Change) -> Iterator[str]:
    """Everything that is known of a commit, in lines that are safe to show."""
    for line in _explain(change):
        text = line.lstrip(" ")
        yield line[: len(line) - len(text)] + brief(text, 1000)


def _explain(change: Change) -> Iterator[str]:
    commit = change.commit
    yield f"commit     {commit.id}"
    yield f"subject    {commit.subject}"
    yield f"author     {commit.author}"
    yield f"committer  {commit.committer}"
    signer = f", {change.signature.signer}" if change.signature.signer else ""
    yield f"signature  {change.signature.state}{signer}"
    yield f"class      {change.kind}{' (in conflict)' if change.conflict else ''}"
    for marker in change.markers:
        yield from _marker(marker)
    if not change.markers:
        yield "  no marker: unknown, which is not the same as written by a person"
    yield f"review     {change.review.state}, came by: {change.review.path}"
    for approval in change.review.approvals:
        yield from _approval(approval)
    for person in change.review.requesters:
        yield f"  requested by {person}, who cannot approve it"
    for item in change.attributions:
        yield f"lines      {_attribution(item)}"
    for path in change.paths or ():
        yield f"file       {path.letter} {path.name}{f'  ({path.kind})' if path.kind else ''}"


def _marker(marker: Marker) -> Iterator[str]:
    named = " ".join(part for part in (marker.agent, marker.model, marker.session) if part)
    place = f" {marker.place}" if marker.place else ""
    yield (
        f"  {marker.rule}: {marker.role}, {marker.strength}, {marker.where}{place}, "
        f"{marker.integrity}{': ' + named if named else ''}"
    )
    yield f"    {marker.raw.strip()}"


def _approval(approval: Approval) -> Iterator[str]:
    signed = "signed" if approval.signed else "not signed"
    bound = f" of {approval.of}" if approval.of else ""
    yield f"  {approval.who}: {approval.role or 'approved'}{bound}, {approval.place}, {signed}"
    if approval.raw:
        yield f"    {approval.raw.strip()}"
    if approval.objection:
        yield f"    does not count: {approval.objection}"


def _attribution(item: Attribution) -> str:
    ranges = ", ".join(f"{lines.first}-{lines.last}" for lines in item.ranges) or "(whole file)"
    who = item.agent or item.contributor
    state = "verified" if item.verified else f"claimed only: {item.problem}"
    return f"{item.path} {ranges} by {who}; {state}"
