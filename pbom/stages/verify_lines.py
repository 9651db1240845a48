"""Claims about lines, held against the commit's tree: verified, or claimed and why not.

A claim is verified where all of this holds: the record is of the commit, or of the one before it;
its path stays inside the tree; the tree has a file there; the lines are in it; and the record says
who its key is. That makes it possible, not true.
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from pbom.model.attribution import Attribution, TreeFile, joined, leads_out
from pbom.model.sidecar import Annotated, SidecarRecord

OTHER_COMMIT = "the record is of another commit"
LEADS_OUT = "its path leads out of the tree"
NO_FILE = "the commit has no such file"
NOT_A_FILE = "it is a link, a directory or a submodule in the commit"
NOT_COUNTED = "the lines of the file could not be counted"
PAST_THE_END = "the file has fewer lines"


def verify_lines(
    record: SidecarRecord, commit: Annotated, files: Mapping[tuple[str, str], TreeFile]
) -> Iterator[Attribution]:
    """The attributions of a record beside a commit; those whose lines fit in part come twice.

    ``files`` has the files of trees, by id of the tree and name.
    """
    of_this = record.commit in {"", commit.id, *commit.parents}
    for claim in record.attributions:
        file = files.get((commit.tree, claim.path))
        problem = claim.problem or ("" if of_this else OTHER_COMMIT) or _problem(claim.path, file)
        if problem or file is None:
            yield replace(claim, problem=problem)
        else:
            yield from _fitting(claim, file)


def _problem(path: str, file: TreeFile | None) -> str:
    if leads_out(path):
        return LEADS_OUT
    if file is None:
        return NO_FILE
    return "" if file.is_file else NOT_A_FILE


def _fitting(claim: Attribution, file: TreeFile) -> Iterator[Attribution]:
    if file.lines is None and claim.ranges:
        yield replace(claim, problem=NOT_COUNTED)
        return
    end = file.lines or 0
    inside = [part for part in claim.ranges if part.last <= end]
    beyond = tuple(part for part in claim.ranges if part.last > end)
    if inside or not beyond:
        yield replace(claim, ranges=joined(inside))
    if beyond:
        yield replace(claim, ranges=beyond, problem=PAST_THE_END)
