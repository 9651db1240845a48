"""Looks at commits: what is known of a simulated source, and who signed that."""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from pbom.model.attribution import Attribution, FileLines, LineRange
from pbom.model.change import AgentFile, Change, ChangedPath, Changes, Range
from pbom.model.commit import CommitHeader, Person
from pbom.model.dependency import Dependency, Integrity, PipelineComponent
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Gap, Source
from pbom.model.introduction import Fact, Introduction, Way
from pbom.model.inventory import Place
from pbom.model.location import Origin
from pbom.model.marker import Marker
from pbom.model.review import Approval, CommitSignature, Review
from pbom.model.sealed import Sealed
from pbom.model.sidecar import SidecarSource
from pbom.model.statement import SourceStatement
from pbom.stages.attest import attest
from tests.signatures import hand
from tests.takes import NOON, ONE

ADA = Person("Ada", "ada@example.com")
WEB_FLOW = Person("GitHub", "noreply@github.com")
MORNING = datetime(2026, 3, 1, 9, tzinfo=UTC)
TRAILER = Marker(
    rule="claude",
    raw="Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>",
    where="message line",
    role="co-author",
    strength="declared-by-tool",
    agent="claude-code",
    model="Claude Opus 4.6",
)
NOTE = Marker(
    rule="git-ai",
    raw="claude",
    where="note",
    place=f"refs/notes/ai@{'7' * 40}:{'8' * 40}",
    role="author",
    strength="declared-by-tool",
    integrity="mutable-ref",
    agent="claude-code",
    model="claude-opus-4-6",
    session="s_0123456789abcd",
)
NONE = Marker(
    rule="assisted-by-none",
    raw="Assisted-by: none",
    where="message line",
    role="negative",
    strength="declared-by-person",
)


def header(name: str, *parents: str, tree: str = "") -> CommitHeader:
    """A commit of Ada's; its id is made of its name, or is the name where that is an id."""
    return CommitHeader(
        id=id_of(name),
        tree=tree or id_of(f"tree {name}"),
        parents=tuple(map(id_of, parents)),
        author=ADA,
        committer=WEB_FLOW,
        authored_at=int(MORNING.timestamp()),
        committed_at=int((MORNING + timedelta(hours=1)).timestamp()),
        signature="openpgp",
        subject=f"do {name}"[:40],
    )


def id_of(name: str) -> str:
    """The id of the commit of that name."""
    return name if len(name) == 40 else sha256(name.encode()).hexdigest()[:40]


BY_AGENT = Change(
    commit=header(ONE.commit, "human"),
    markers=(TRAILER, NOTE),
    paths=(
        ChangedPath(name=".github/workflows/ci.yml", letter="M", kind="workflow"),
        ChangedPath(name="src/auth/login.py", letter="A"),
    ),
    attributions=(
        Attribution(
            path="src/auth/login.py",
            contributor="agent",
            ranges=(LineRange(1, 40), LineRange(50, 50)),
            agent="claude-code",
            model="claude-opus-4-6",
        ),
        Attribution(
            path="gone.py", contributor="human", ranges=(), problem="not in the commit's tree"
        ),
    ),
    signature=CommitSignature(state="forge", signer="B5690EEEBB952194"),
    review=Review(
        state="claimed",
        path="squash",
        approvals=(
            Approval(
                who="Grace <grace@example.com>",
                place="message line",
                raw="Reviewed-by: Grace <grace@example.com>",
                role="Reviewed-by",
            ),
            Approval(
                who="ada",
                place="forge export",
                source=f"sha256:{'5' * 64}",
                of=ONE.commit,
                objection="wrote the commit",
            ),
        ),
        requesters=("Ada <ada@example.com>",),
        co_authors=("Claude Opus 4.6 <noreply@anthropic.com>",),
    ),
)
BY_SOMEBODY = Change(commit=header("human", "base"), markers=())
DENIED = Change(commit=header("none", "base"), markers=(NONE,), paths=())
CHANGES = Changes(
    range=Range(
        base=id_of("base"), head=ONE.commit, basis="tag", reason="since the last tag, v1.0"
    ),
    changes=(BY_AGENT, BY_SOMEBODY, DENIED),
    pack=Digest("sha256", "6" * 64),
    pack_version="2026.11",
    sidecars=(
        SidecarSource(
            format="git-ai", ref="refs/notes/ai", tip="7" * 40, state="read",
            records=12, used=1, orphans=3,
        ),
    ),
    lines=(FileLines(path="src/auth/login.py", agent=41, human=0, untracked=9),),
    agent_files=(
        AgentFile(
            name=".mcp.json", kind="mcp", agent="", servers=("files",),
            digests=DigestSet.of((Digest("gitBlob", "9" * 40), Digest("sha256", "4" * 64))),
        ),
        AgentFile(
            name="CLAUDE.md", kind="instructions", agent="claude-code", target="AGENTS.md",
            digests=DigestSet.of((Digest("gitBlob", "8" * 40), Digest("sha256", "3" * 64))),
        ),
    ),
    introductions=(
        Introduction(
            item=Dependency(
                ecosystem="npm", name="expresss", version="1.0.0", purl="pkg:npm/expresss@1.0.0",
                place="$.packages.node_modules/expresss", origin=Origin("git", "https://x.example/e"),
                integrity=(Integrity(algorithm="sha1", value="1" * 40, raw="sha1-x"),),
            ),
            places=(Place("package-lock.json", "$.packages.node_modules/expresss"),),
            news="new", before=(), commit=BY_AGENT.commit.id, way=Way("pkg:npm/a@1"),
            facts=(Fact(id="resembles", detail="express, at a distance of 1"),),
        ),
        Introduction(
            item=PipelineComponent(
                kind="action", name="actions/checkout", version="v4", place="$.jobs", use="job a",
                purl="pkg:github/actions/checkout@v4",
            ),
            places=(Place(".github/workflows/ci.yml", "$.jobs"),),
            news="version", before=("v3",), commit="", facts=(Fact(id="not-pinned", detail="v4"),),
        ),
    ),
    gaps=(Gap(kind="notes-not-fetched", detail="refs/notes/ai"),),
)  # fmt: skip
"""Something in every member."""


class Look(Struct, frozen=True, kw_only=True, dict=True):
    """One look at the commits, by one signer."""

    changes: Changes = CHANGES
    signer: str = "builder"
    run: str = "run-1"
    recorded: datetime = NOON

    @cached_property
    def statement(self) -> SourceStatement:
        """What is claimed."""
        head = self.changes.range.head
        return SourceStatement(
            run=self.run,
            recorder="pbom/0.1.0",
            recorded=self.recorded,
            repository=ONE.repository,
            head=DigestSet.of(
                (
                    Digest("gitCommit", head),
                    Digest("sha256", sha256(head.encode()).hexdigest()),
                )
            ),
            changes=self.changes,
        )

    @cached_property
    def sealed(self) -> Sealed:
        """The bundle, with the body that it names."""
        return attest(self.statement, hand(self.signer))

    def of(self, source: Source) -> "Look":
        """The same look at another head."""
        range_ = replace(self.changes.range, head=source.commit)
        head = replace(self.changes.changes[0], commit=header(source.commit, "human"))
        return replace(
            self,
            changes=replace(
                self.changes,
                range=range_,
                changes=(head, *self.changes.changes[1:]),
                introductions=tuple(
                    replace(one, commit=one.commit and source.commit)
                    for one in self.changes.introductions
                ),
            ),
        )
