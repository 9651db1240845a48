"""Remedies: the command that closes a gap, by the gap's kind."""

from collections.abc import Mapping

_FETCH_NOTES = "git fetch origin 'refs/notes/*:refs/notes/*'"
_FETCH_CHECKPOINTS = (
    "git fetch origin '+refs/heads/entire/checkpoints/v1:refs/remotes/origin/entire/checkpoints/v1'"
    " '+refs/entire/checkpoints/*:refs/entire/checkpoints/*'"
)

REMEDIES: Mapping[str, str] = {
    "range-cut": "git fetch --unshallow --tags",
    "shallow-clone": "git fetch --unshallow --tags",
    "partial-clone": "clone again without --filter",
    "grafts-ignored": "git rev-parse --git-path info/grafts names the file to remove",
    "replaced-objects": "git replace --list names them; git replace -d NAME removes one",
    "borrowed-objects": "git repack -a -d, then remove objects/info/alternates",
    "base-not-before-head": "name a base that the head descends from, or none",
    "shipped-not-here": "git fetch --unshallow --tags",
    "too-many-tags": "name the base: pbom commits BASE..HEAD",
    "submodule-moved": "run pbom commits OLD..NEW inside the submodule",
    "submodules-not-compared": "clone again without --filter",
    "future-dates": "git log --format='%h %cd %s' shows them; do not go by dates",
    "dates-out-of-order": "git log --format='%h %cd %s' shows them; do not go by dates",
    "cherry-picks": "pbom commits --explain ORIGINAL, for each original",
    "reverts": "pbom commits --explain REVERTED, for each commit that was reverted",
    "commit-cut": "git cat-file commit ID shows all of it",
    "commit-odd": "git fsck names what is wrong; git cat-file commit ID shows it",
    "range-empty": "name another base, or none: pbom commits",
    "forge-reviews-not-given": "export them, and list the files under [commits] reviews",
    "review-notes-not-fetched": "git fetch origin refs/notes/review:refs/notes/review",
    "signature-keys-not-given": "name allowed-signers or keyring under [commits] in pbom.toml",
    "keys-in-repository": "keep the keys where those who write commits cannot change them",
    "approvals-refused": "add who signed them to the policy's functionaries, or remove them",
    "range-too-long": "name a later base: pbom commits BASE..HEAD",
    "paths-not-looked-at": "git fetch --unshallow, or clone again without --filter",
    "paths-left-out": "split the commit, or the range",
    "agent-files-left-out": "look at the files themselves: git ls-tree -r HEAD",
    "agent-file-not-read": "mend the file, or clone again without --filter",
    "agent-file-outside": "put what the link leads to into the repository",
    "checkpoints-not-fetched": _FETCH_CHECKPOINTS,
    "checkpoints-unresolved": _FETCH_CHECKPOINTS,
    "lines-not-checked": "git fetch --refetch --no-filter origin",
    "lines-not-counted": "",
    "notes-absent": "",
    "notes-kept-elsewhere": "",
    "notes-not-fetched": _FETCH_NOTES,
    "notes-not-looked-at": "",
    "notes-unreadable": "git fetch --refetch --no-filter origin 'refs/notes/*:refs/notes/*'",
    "records-of-another-schema": "update pbom",
    "records-orphaned": "",
    "records-over-limit": "",
    "records-unreadable": "",
    "records-without-commit": "",
    "sidecars-not-understood": "",
}
"""Where nothing but a closer look helps, it says where to look."""


def remedy_for(kind: str) -> str:
    """What a person does to close a gap of that kind; empty where nothing is known to help."""
    return REMEDIES.get(kind, "")
