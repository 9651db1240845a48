"""GitHub's workflows and actions."""

from pbom.ecosystems.github_workflow import GithubWorkflow
from tests.ecosystems.reading import lines, problems, read, told

C = "c" * 40
D = f"sha256:{'d' * 64}"
SAMPLE = f"""on: push
jobs:
  build:
    runs-on: ubuntu-latest
    container:
      image: node:20@{D}
    services:
      db:
        image: postgres
    steps:
      - uses: actions/checkout@v4
      - name: pinned
        uses: github/codeql-action/init@{C} # v3
      - run: echo
      - uses: ./.github/actions/ours
      - uses: docker://alpine:3.20
      - parallel:
          - uses: some/action@v1
  call:
    uses: org/repo/.github/workflows/build.yml@main
  ours:
    uses: ./.github/workflows/x.yml
  same:
    uses: $/.github/workflows/x.yml
  short:
    container: ghcr.io/org/image
"""


def test_what_jobs_and_steps_use() -> None:
    assert lines(GithubWorkflow, SAMPLE) == [
        "image docker.io/library/node 20 container of job build sha256/oci-manifest",
        "image docker.io/library/postgres latest service db of job build",
        "action actions/checkout v4 job build",
        f"action github/codeql-action/init {C} job build gitCommit/git-commit",
        "image docker.io/library/alpine 3.20 job build",
        "action some/action v1 job build",
        "workflow org/repo/.github/workflows/build.yml main job call",
        "image ghcr.io/org/image latest container of job short",
    ]


def test_a_commit_pins_and_a_tag_does_not() -> None:
    found = {item.name: item for item in read(GithubWorkflow, SAMPLE).components}
    assert found["github/codeql-action/init"].pinned
    assert found["github/codeql-action/init"].purl == f"pkg:github/github/codeql-action@{C}#init"
    assert not found["actions/checkout"].pinned


def test_actions() -> None:
    composite = "runs:\n  using: composite\n  steps:\n    - uses: a/b@v1\n    - run: x\n"
    assert lines(GithubWorkflow, composite) == ["action a/b v1 composite action"]
    container = "runs:\n  using: docker\n  image: docker://alpine:3\n"
    assert lines(GithubWorkflow, container) == ["image docker.io/library/alpine 3 container action"]
    assert lines(GithubWorkflow, "runs:\n  using: node20\n  main: index.js\n") == []


def test_an_expression_is_unresolved() -> None:
    file = read(GithubWorkflow, "jobs:\n  a:\n    container: ${{ matrix.image }}\n")
    assert problems(file) == [
        "unresolved $.jobs.a.container: depends on an expression: '${{ matrix.image }}'"
    ]


def test_a_bad_entry_does_not_hide_the_others() -> None:
    file = read(GithubWorkflow, SAMPLE.replace("actions/checkout@v4", "[1]"))
    assert len(told(file)) == 7
    assert problems(file) == ["bad-entry $.jobs.build.steps[0].uses: expected text, found a list"]
    assert read(GithubWorkflow, "a: b\n").problems[0].kind == "unreadable"
    assert read(GithubWorkflow, "a: [b\n").problems[0].kind == "unreadable"


def test_an_anchor_is_read_where_it_is_used() -> None:
    text = "jobs:\n  a: &a\n    steps:\n      - uses: x/y@v1\n  b: *a\n"
    assert lines(GithubWorkflow, text) == ["action x/y v1 job a", "action x/y v1 job b"]
