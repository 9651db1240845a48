"""Which policy a command goes by: the one it is given, the one the user pinned, or the strict one.

A policy that merely lies in the current directory is not believed: whoever wrote the artifact may
have written it too. ``pbom init`` pins the policy it writes, by digest, in the user's own
configuration.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from pbom import plugins
from pbom.atomic import read_whole, write_whole
from pbom.cli.terminal import say
from pbom.cli.trusted_roots import Roots
from pbom.codec.fields import Fields
from pbom.codec.keys import read_public_key, write_public_key
from pbom.codec.policy_identity import FindRoot, no_roots
from pbom.codec.strict_json import read_json
from pbom.codec.toml import MAX_BYTES, write_string
from pbom.collectors.workspace import workspace_root
from pbom.errors import FormatError, PolicyError, UsageError
from pbom.model.artifact import encode_name
from pbom.model.functionary import Functionary
from pbom.model.key import PublicKey
from pbom.signers.key_file import key_folder

if TYPE_CHECKING:
    from pbom.model.policy import Policy

POLICY = "pbom.policy.toml"
STRICT = "the built-in strict policy"


def find_policy(given: Path | None, environment: Mapping[str, str], place: str = "") -> "Policy":
    """The policy to go by, as it holds where artifacts shall be deployed.

    Raises:
        PolicyError: It cannot be read, is not pinned, or there is none and no key either.
    """
    if given is not None:
        return load_policy(given, place, environment)
    here = policy_path()
    if os.path.lexists(here) or was_pinned(here, environment):
        return _pinned_policy(here, environment, place)
    public = key_folder(environment) / "key.pub.pem"
    try:
        pem = read_whole(public, MAX_BYTES).decode("utf-8")
    except OSError as error:
        raise PolicyError(
            f"no policy: neither {POLICY} here nor a key of your own to trust",
            hint="give one with --policy FILE, or begin with `pbom init`",
        ) from error
    say(f"no {POLICY} here: going by {STRICT}, which trusts your own key for the step build")
    text = write_policy_text("me", by_key(pem), ("build",))
    return _read(text.encode("utf-8"), STRICT, place, no_roots)


def choose_policy(
    given: Path | None, who: tuple[str, str], environment: Mapping[str, str], place: str = ""
) -> "Policy":
    """The policy to go by; where an identity and its issuer are named, the strict one for them.

    Raises:
        UsageError: One of the two is missing, or a policy is named beside them.
        PolicyError: It cannot be read, is not pinned, or there is no trusted root.
    """
    if who == ("", ""):
        return find_policy(given, environment, place)
    if given is not None or "" in who:
        raise UsageError(
            "--identity and --issuer go together, and stand instead of a policy",
            hint="put them under [functionaries.NAME] of the policy",
        )
    identity, issuer = map(write_string, who)
    text = write_policy_text("signer", f"identity = {identity}\nissuer = {issuer}", ("build",))
    data = text.encode("utf-8")
    return _read(data, STRICT, place, Roots(Path.cwd(), environment).find)


class Trusted(NamedTuple):
    """Whose signatures count in a project.

    Attributes:
        functionaries: Whose.
        environments: Where its artifacts go, as far as a policy says.
    """

    functionaries: tuple[Functionary, ...] = ()
    environments: tuple[str, ...] = ()


def trusted_here(environment: Mapping[str, str]) -> Trusted:
    """Whose signatures count in this project: those of the pinned policy, else one's own key.

    Whoever has neither trusts nobody, which loses evidence and never adds any.
    """
    here = policy_path()
    if was_pinned(here, environment):
        with contextlib.suppress(PolicyError):
            policy = _pinned_policy(here, environment)
            return Trusted(policy.functionaries, policy.environments)
    try:
        public = key_folder(environment) / "key.pub.pem"
        pem = read_whole(public, MAX_BYTES).decode("utf-8")
        return Trusted((Functionary(name="me", key=read_public_key(pem)),))
    except (OSError, UnicodeDecodeError, FormatError):
        return Trusted()


def policy_path() -> Path:
    """Where the policy of the project is that the current directory belongs to."""
    return workspace_root(Path.cwd()) / POLICY


def load_policy(
    path: Path, place: str = "", environment: Mapping[str, str] = os.environ
) -> "Policy":
    """The policy in a file.

    Raises:
        PolicyError: It cannot be read.
    """
    try:
        data = read_whole(path, MAX_BYTES)
    except OSError as error:
        raise PolicyError(f"cannot read the policy {path}: {error.strerror}") from error
    return _placed(_read(data, path.name, place, Roots(path.parent, environment).find), path)


def _placed(policy: "Policy", path: Path) -> "Policy":
    """The policy, with the names that its file has in the workspace, a link's target too."""
    root = workspace_root(Path.cwd()).resolve()
    both = (path.parent.resolve() / path.name, path.resolve())
    inside = (item.relative_to(root) for item in both if item.is_relative_to(root))
    return replace(policy, places=frozenset(encode_name(os.fsencode(item)) for item in inside))


def _read(data: bytes, name: str, place: str, find_root: FindRoot) -> "Policy":
    from pbom.codec.policy import read_policy  # noqa: PLC0415 - to look at commits takes none

    try:
        return read_policy(data, plugins.rules_for(data), name, place, find_root)
    except PolicyError:  # it may name a rule in another spelling, or know none of its names
        return read_policy(data, plugins.rules(), name, place, find_root)


def _pinned_policy(path: Path, environment: Mapping[str, str], place: str = "") -> "Policy":
    """The policy of a project; it is read once, so that what is compared is what is used.

    Where one was pinned and is gone, no other takes its place: it would be a weaker one.
    """
    try:
        data = read_whole(path, MAX_BYTES)
    except OSError as error:
        raise PolicyError(
            f"cannot read {POLICY} here: {error.strerror}",
            hint="you have pinned one, so bring it back, or name another with --policy FILE",
        ) from error
    if _pins(environment).get(_place(path)) != _digest(data):
        raise PolicyError(
            f"{POLICY} here has changed since you pinned it"
            if was_pinned(path, environment)
            else f"{POLICY} here is not one that you pinned",
            hint=f"read it; if you trust it, pass --policy {POLICY}, "
            "or pin it with `pbom init --pin`",
        )
    return _placed(_read(data, path.name, place, Roots(path.parent, environment).find), path)


def policy_text(key: PublicKey, steps: tuple[str, ...]) -> str:
    """A policy that trusts one key for some steps."""
    return write_policy_text("me", by_key(write_public_key(key)), steps)


def by_key(pem: str) -> str:
    """The lines of a functionary who holds a key."""
    return f'public-key = """\n{pem}"""'


def write_policy_text(name: str, proof: str, steps: tuple[str, ...]) -> str:
    """The text of a policy that trusts one functionary, by these lines, for some steps."""
    lines = [
        "# What must be true before an artifact ships. `pbom verify` goes by this file.",
        "version = 1",
        "",
        "# Who may sign.",
        f"[functionaries.{name}]",
        proof,
        "",
        "# Whose signature counts on the PBOM itself.",
        "[pbom]",
        f"functionaries = [{write_string(name)}]",
    ]
    for step in steps:
        lines += [
            "",
            f"[steps.{write_string(step)}]",
            f"functionaries = [{write_string(name)}]",
            "# threshold = 1",
            '# command = ["make"]        # the exact command, word for word',
            '# materials = ["vendor/**"]  # files that may come from outside the commit',
        ]
    lines += [
        "",
        "# Rules apply without being named, but for those that need a trace; see spec/rules.md.",
        "[rules.fresh]",
        'max-age = "90d"',
        "",
    ]
    return "\n".join(lines)


def pin_policy(path: Path, environment: Mapping[str, str]) -> None:
    """Remember, in the user's configuration, that this very policy is trusted here.

    Raises:
        UsageError: The file that remembers it is broken.
        StoreError: It cannot be written.
    """
    pins = _pins(environment) | {_place(path): _digest(read_whole(path, MAX_BYTES))}
    text = json.dumps(pins, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_whole(_pins_path(environment), text.encode("utf-8"))


def is_pinned(path: Path, environment: Mapping[str, str]) -> bool:
    """Whether this very policy is trusted here.

    Raises:
        UsageError: The file that remembers it is broken.
    """
    return _pins(environment).get(_place(path)) == _digest(read_whole(path, MAX_BYTES))


def was_pinned(path: Path, environment: Mapping[str, str]) -> bool:
    """Whether some policy was pinned at this place, even if it has changed or is gone.

    Raises:
        UsageError: The file that remembers it is broken.
    """
    return _place(path) in _pins(environment)


def _place(path: Path) -> str:
    """Where a policy is found: a link is not followed, for its target may be another tomorrow."""
    return str(path.parent.resolve() / path.name)


def _pins_path(environment: Mapping[str, str]) -> Path:
    return key_folder(environment) / "pins.json"


def _pins(environment: Mapping[str, str]) -> dict[str, str]:
    path = _pins_path(environment)
    try:
        fields = Fields(read_json(read_whole(path, MAX_BYTES)))
        return {key: fields.text(key) for key in fields}
    except FileNotFoundError:
        return {}
    except FormatError as error:
        raise UsageError(str(error.within(str(path)))) from error


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
