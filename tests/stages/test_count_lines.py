"""Lines at the head, counted once each."""

from msgspec.structs import replace

from pbom.model.attribution import Attribution, FileLines, LineRange
from pbom.stages.count_lines import count_lines, writers_of

ONE, TWO, OLD = ("1" * 40, "2" * 40, "0" * 40)
AGENT = Attribution(path="a.py", contributor="agent", ranges=(LineRange(1, 4),))
HUMAN = replace(AGENT, contributor="human", ranges=(LineRange(4, 6),))
MIXED = replace(AGENT, contributor="mixed", ranges=(LineRange(6, 6),))


def counted(*claims: Attribution, of: str = ONE) -> FileLines:
    """A file of twelve lines, ten of them from one commit."""
    origins = [(ONE, "a.py", 1, 5), (OLD, "a.py", 90, 2), (ONE, "a.py", 6, 5)]
    return count_lines("b.py", origins, writers_of({of: claims}))


def test_agents_people_and_nobody() -> None:
    assert counted(AGENT) == FileLines(path="b.py", agent=4, human=0, untracked=8)
    assert counted(HUMAN) == FileLines(path="b.py", agent=0, human=3, untracked=9)
    assert counted() == FileLines(path="b.py", agent=0, human=0, untracked=12)


def test_a_line_of_both_is_the_agents() -> None:
    both = FileLines(path="b.py", agent=5, human=1, untracked=6)
    assert counted(AGENT, HUMAN, MIXED) == both
    assert counted(MIXED, HUMAN, AGENT, AGENT) == both


def test_claims_that_are_not_verified_count_nothing() -> None:
    assert counted(replace(AGENT, problem="no")) == counted()
    assert counted(replace(AGENT, ranges=())) == counted()


def test_claims_of_other_commits_and_files_count_nothing() -> None:
    assert counted(AGENT, of=TWO) == counted()
    assert counted(replace(AGENT, path="c.py")) == counted()


def test_lines_that_are_gone_are_not_counted() -> None:
    wide = replace(AGENT, ranges=(LineRange(1, 1), LineRange(4, 100), LineRange(200, 300)))
    origins = [(ONE, "a.py", 3, 3), (ONE, "a.py", 99, 4)]
    claims = writers_of({ONE: [wide]})
    assert count_lines("a.py", origins, claims) == FileLines(
        path="a.py", agent=4, human=0, untracked=3
    )
