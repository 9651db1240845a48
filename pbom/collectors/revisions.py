"""Names of commits that somebody typed: each means one commit, or it is an error with a way out."""

import re

from pbom.collectors.git_command import Git
from pbom.errors import RecordingError, UsageError
from pbom.model.printable import printable

_NAME = re.compile(r"[^~^:]*?(?=@\{|[~^:]|$)")
"""The name of a ref at the beginning of a revision such as ``v1.0~3`` or ``main@{1}``."""
_HEX = re.compile(r"[0-9a-f]{4,64}")
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2}\b.*)?")
_FORMS = ("refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
"""Where git looks for a short name, in its order; the first one hides the others."""


def resolve(git: Git, name: str) -> str:
    """The id of the one commit that a name means.

    Raises:
        UsageError: It means none, or more than one.
        RecordingError: There is no repository, or git refuses to look at it.
    """
    shown = printable(name)[:200]
    if not _plausible(name):
        raise UsageError(f"not the name of one commit: {shown!r}", hint="name a tag or an id")
    try:
        commit = _parse(git, f"{name}^{{commit}}")
    except RecordingError as error:
        git.run("rev-parse", "--git-dir")  # which says so where there is no repository at all
        raise _refusal(git, name, error) from error
    _refuse_others(git, name, commit)
    return commit


def _plausible(name: str) -> bool:
    """Whether it could name one commit: no option, no range, no exclusion, no search."""
    return bool(name) and name.isprintable() and name[0] not in "-^:!" and ".." not in name


def _parse(git: Git, revision: str) -> str:
    found = git.run("rev-parse", "--verify", "--end-of-options", revision)
    return found.decode("ascii", "replace").strip()


def _refusal(git: Git, name: str, error: RecordingError) -> UsageError:
    shown = printable(name)[:200]
    if "ambiguous" in str(error):
        return UsageError(f"more than one commit begins with {shown}", hint="give more digits")
    if name == "HEAD":
        if "Needed a single revision" in str(error) or "unknown revision" in str(error):
            return UsageError("there is no commit yet", hint="git commit")
        return UsageError(f"git cannot read the history: {error}", hint="git fsck")
    hint = "`git log` and `git tag` list what there is"
    if _DATE.fullmatch(name):
        hint = "name a tag or an id; a commit can say any date"
    elif is_shallow(git):
        hint = "the history is cut here: git fetch --unshallow --tags"
    return UsageError(f"no such commit: {shown}", hint=hint)


def is_shallow(git: Git) -> bool:
    """Whether the history is cut somewhere.

    Raises:
        RecordingError: git refuses to look.
    """
    return git.run("rev-parse", "--is-shallow-repository").strip() == b"true"


def _refuse_others(git: Git, name: str, commit: str) -> None:
    """Refuse a name behind which there is another commit than the one that git takes.

    Whoever may push a branch could call it like the tag, or like the first digits of the commit,
    that somebody is going to name.

    Raises:
        UsageError: There is one.
    """
    match = _NAME.match(name)
    base = match[0] if match else ""
    if not base or base in {"@", "HEAD"} or base.startswith("refs/"):
        return
    forms = [form.format(base) for form in _FORMS]
    listed = git.run("for-each-ref", "--format=%(refname)", *forms).decode("utf-8", "replace")
    there = [form for form in forms if form in listed.split("\n")]
    if not there:
        return
    rest = name.removeprefix(base)
    meant = {form: _commit_at(git, f"{form}{rest}") for form in there}
    if _HEX.fullmatch(base):
        meant |= {id_: _commit_at(git, f"{id_}{rest}") for id_ in _objects(git, base)}
    others = [form for form, found in meant.items() if found not in {commit, ""}]
    if others:
        same = [form for form, found in meant.items() if found == commit]
        ways = " or ".join(printable(f"{form}{rest}") for form in (*same, *others)[:3])
        raise UsageError(
            f"{printable(name)[:200]} means more than one commit", hint=f"write {ways}"
        )


def _objects(git: Git, digits: str) -> list[str]:
    return git.run("rev-parse", f"--disambiguate={digits}").decode("ascii").split()


def _commit_at(git: Git, revision: str) -> str:
    """The id of the commit that a whole revision means; empty where it means none."""
    try:
        return _parse(git, f"{revision}^{{commit}}")
    except RecordingError:
        return ""
