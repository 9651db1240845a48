"""Which policy a command goes by: the one it is given, the one the user pinned, or the strict one.

A policy that merely lies in the current directory is not believed: whoever wrote the artifact may
have written it too. ``pbom init`` pins the policy it writes, by digest, in the user's own
configuration.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from pbom import plugins
from pbom.atomic import write_whole
from pbom.codec.fields import Fields
from pbom.codec.keys import write_public_key
from pbom.codec.policy import read_policy
from pbom.codec.strict_json import read_json
from pbom.codec.toml import write_string
from pbom.collectors.workspace import find_workspace
from pbom.errors import FormatError, PolicyError, UsageError
from pbom.model.key import PublicKey
from pbom.model.policy import Policy
from pbom.signers.key_file import key_folder

POLICY = "pbom.policy.toml"
STRICT = "the built-in strict policy"


def find_policy(given: Path | None, environment: Mapping[str, str]) -> Policy:
    """The policy to go by.

    Raises:
        PolicyError: It cannot be read, is not pinned, or there is none and no key either.
    """
    if given is not None:
        return load_policy(given)
    here = policy_path()
    if here.is_file():
        _require_pin(here, environment)
        return load_policy(here)
    public = key_folder(environment) / "key.pub.pem"
    try:
        pem = public.read_text("utf-8")
    except OSError as error:
        raise PolicyError(
            f"no policy: neither {POLICY} here nor a key of your own to trust",
            hint="give one with --policy FILE, or begin with `pbom init`",
        ) from error
    text = write_policy_text("me", pem, ("build",))
    return read_policy(text.encode("utf-8"), plugins.rules(), STRICT)


def policy_path() -> Path:
    """Where the policy of the project is that the current directory belongs to."""
    return find_workspace(Path.cwd()).root / POLICY


def load_policy(path: Path) -> Policy:
    """The policy in a file.

    Raises:
        PolicyError: It cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PolicyError(f"cannot read the policy {path}: {error.strerror}") from error
    return read_policy(data, plugins.rules(), path.name)


def policy_text(key: PublicKey, steps: tuple[str, ...]) -> str:
    """A policy that trusts one key for some steps."""
    return write_policy_text("me", write_public_key(key), steps)


def write_policy_text(name: str, pem: str, steps: tuple[str, ...]) -> str:
    """The text of a policy that trusts one key, in PEM, for some steps."""
    lines = [
        "# What must be true before an artifact ships. `pbom verify` goes by this file.",
        "version = 1",
        "",
        "# Who may sign.",
        f"[functionaries.{name}]",
        f'public-key = """\n{pem}"""',
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
        "# All rules apply without being named; name one to set its parameters.",
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
    pins = _pins(environment) | {str(path.resolve()): _digest(path)}
    text = json.dumps(pins, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_whole(_pins_path(environment), text.encode("utf-8"))


def is_pinned(path: Path, environment: Mapping[str, str]) -> bool:
    """Whether this very policy is trusted here.

    Raises:
        UsageError: The file that remembers it is broken.
    """
    return _pins(environment).get(str(path.resolve())) == _digest(path)


def _require_pin(path: Path, environment: Mapping[str, str]) -> None:
    if is_pinned(path, environment):
        return
    known = str(path.resolve()) in _pins(environment)
    raise PolicyError(
        f"{POLICY} here has changed since you pinned it"
        if known
        else f"{POLICY} here is not one that you pinned",
        hint=f"read it; if you trust it, pass --policy {POLICY}, or pin it with `pbom init --pin`",
    )


def _pins_path(environment: Mapping[str, str]) -> Path:
    return key_folder(environment) / "pins.json"


def _pins(environment: Mapping[str, str]) -> dict[str, str]:
    path = _pins_path(environment)
    try:
        fields = Fields(read_json(path.read_bytes()))
        return {key: fields.text(key) for key in fields}
    except FileNotFoundError:
        return {}
    except FormatError as error:
        raise UsageError(str(error.within(str(path)))) from error


def _digest(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
