"""Claims about lines, held against a tree: each way to be wrong, and the honest twin."""

import pytest
from msgspec.structs import replace

from pbom.model.artifact import encode_name
from pbom.model.attribution import UNKNOWN_KEY, Attribution, LineRange, TreeFile
from pbom.model.sidecar import Annotated, SidecarRecord
from pbom.stages import verify_lines as stage
from pbom.stages.verify_lines import verify_lines

COMMIT, PARENT, OTHER, TREE = ("1" * 40, "2" * 40, "3" * 40, "4" * 40)
HERE = Annotated(id=COMMIT, tree=TREE, parents=(PARENT,))
CLAIM = Attribution(
    path="a.py", contributor="agent", ranges=(LineRange(1, 3), LineRange(5, 9)), agent="cursor"
)
FILES = {
    (TREE, "a.py"): TreeFile(mode="100644", lines=9),
    (TREE, "link"): TreeFile(mode="120000", lines=None),
    (TREE, "inner"): TreeFile(mode="160000", lines=None),
    (TREE, "folder"): TreeFile(mode="40000", lines=None),
    (TREE, "huge"): TreeFile(mode="100755", lines=None),
    (TREE, "empty"): TreeFile(mode="100644", lines=0),
}


def verified(claim: Attribution, of: str = COMMIT) -> list[Attribution]:
    """What becomes of a claim in a record that says it is of that commit."""
    return list(verify_lines(SidecarRecord(commit=of, attributions=(claim,)), HERE, FILES))


@pytest.mark.parametrize("of", [COMMIT, PARENT, ""])
def test_a_claim_that_fits_is_verified(of: str) -> None:
    assert verified(CLAIM, of) == [CLAIM]
    assert CLAIM.verified


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        (replace(CLAIM, problem=UNKNOWN_KEY), UNKNOWN_KEY),
        (replace(CLAIM, path="b.py"), stage.NO_FILE),
        (replace(CLAIM, path=encode_name(b"../a.py")), stage.LEADS_OUT),
        (replace(CLAIM, path=encode_name(b"/a.py")), stage.LEADS_OUT),
        (replace(CLAIM, path=encode_name(b"a.py\0")), stage.LEADS_OUT),
        (replace(CLAIM, path="link"), stage.NOT_A_FILE),
        (replace(CLAIM, path="inner"), stage.NOT_A_FILE),
        (replace(CLAIM, path="folder"), stage.NOT_A_FILE),
        (replace(CLAIM, path="huge"), stage.NOT_COUNTED),
        (replace(CLAIM, path="empty"), stage.PAST_THE_END),
    ],
)
def test_a_claim_that_does_not_fit_says_why(claim: Attribution, problem: str) -> None:
    (found,) = verified(claim)
    assert found == replace(claim, problem=problem)
    assert not found.verified


def test_a_record_of_another_commit_is_a_claim() -> None:
    (found,) = verified(CLAIM, OTHER)
    assert found.problem == stage.OTHER_COMMIT


def test_lines_past_the_end_do_not_spoil_the_others() -> None:
    claim = replace(CLAIM, ranges=(LineRange(1, 9), LineRange(5, 10), LineRange(12, 12)))
    assert verified(claim) == [
        replace(claim, ranges=(LineRange(1, 9),)),
        replace(claim, ranges=(LineRange(5, 10), LineRange(12, 12)), problem=stage.PAST_THE_END),
    ]


def test_lines_that_are_claimed_twice_are_there_once() -> None:
    claim = replace(CLAIM, ranges=(LineRange(1, 4), LineRange(2, 6), LineRange(7, 7)))
    assert verified(claim) == [replace(claim, ranges=(LineRange(1, 7),))]


def test_a_file_without_lines_is_verified_by_being_there() -> None:
    claim = replace(CLAIM, ranges=())
    assert verified(claim) == [claim]
    assert verified(replace(claim, path="huge"))[0].verified
    assert verified(replace(claim, path="b.py"))[0].problem == stage.NO_FILE
