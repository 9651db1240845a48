"""What ``pbom init`` finds, makes and leaves alone."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from pbom.atomic import write_whole
from pbom.cli.project import open_store
from pbom.cli.signing import OWN_CHOICE, VARIABLE, SignWith, open_signer
from pbom.cli.terminal import ask
from pbom.cli.trust import POLICY, is_pinned, load_policy, pin_policy, policy_path, policy_text
from pbom.codec.keys import write_public_key
from pbom.codec.toml import write_string
from pbom.collectors.workspace import CONFIG, STATE, workspace_root
from pbom.errors import UsageError
from pbom.model.key import PublicKey
from pbom.signers.key_file import KEY, PASSWORD, is_text, key_folder, key_path, make_key

CONFIG_TEXT = """\
# How `pbom` records the steps of this project.

[record]
# Names of further environment variables to record with each step.
environment = []
"""


class Plan(Struct, frozen=True, kw_only=True):
    """What is there and what is to be made.

    Attributes:
        steps: Steps that a new policy demands.
        signer: URI of the signer; empty for the key in the user's configuration.
        paths: Every file, with what it is and whether it is there.
    """

    steps: tuple[str, ...]
    signer: str
    paths: tuple[tuple[Path, str, bool], ...]

    def lines(self, verb: str) -> Iterator[str]:
        """One line a file, for people."""
        for path, what, there in self.paths:
            yield f"{'kept' if there else verb:12} {path}  ({what})"


def plan(steps: tuple[str, ...], signer: str = "") -> Plan:
    """What ``init`` would do here, for whoever signs with another signer than a key of its own."""
    signer = signer or os.environ.get(VARIABLE, "")
    folder = workspace_root(Path.cwd())
    secret = key_path(os.environ)
    private = (secret, "your private key, encrypted; keep it to yourself")
    held = signer or is_text(os.environ.get(KEY, ""))  # not in a file of ours
    found = (
        *(() if held else (private,)),
        (key_folder(os.environ) / "key.pub.pem", "its public half"),
        (folder / CONFIG, "how steps are recorded"),
        (folder / POLICY, "what must be true before an artifact ships"),
        (folder / STATE, "the store, ignored by git"),
    )
    paths = tuple((path, what, path.exists()) for path, what in found)
    return Plan(steps=steps, signer=signer, paths=paths)


def write_plan(planned: Plan) -> None:
    """Make what is missing.

    Raises:
        UsageError: There is no password for a new key, or the policy that is here is not pinned.
    """
    folder = workspace_root(Path.cwd())
    key = _key(os.environ, planned.signer)
    if not (folder / CONFIG).exists():
        write_whole(folder / CONFIG, _config_text(planned.signer).encode("utf-8"))
    policy = folder / POLICY
    if not policy.exists():
        write_whole(policy, policy_text(key, planned.steps).encode("utf-8"))
        pin_policy(policy, os.environ)
    open_store(folder)


def pin_existing() -> None:
    """Pin the policy that is here.

    Raises:
        PolicyError: It cannot be read.
    """
    policy = policy_path()
    load_policy(policy)
    pin_policy(policy, os.environ)


def unpinned() -> bool:
    """Whether there is a policy here that the user has not pinned."""
    policy = policy_path()
    return policy.is_file() and not is_pinned(policy, os.environ)


def _config_text(signer: str) -> str:
    if not signer:
        return CONFIG_TEXT
    return f"{CONFIG_TEXT}\n[signing]\nkey = {write_string(signer)}\n"


def _key(environment: Mapping[str, str], signer: str) -> PublicKey:
    public = key_folder(environment) / "key.pub.pem"
    if signer or environment.get(KEY) or key_path(environment).exists():
        key = open_signer(environment, OWN_CHOICE, SignWith(signer)).public_key
    else:
        key = make_key(key_path(environment), new_password(environment))
    if not public.exists():
        write_whole(public, write_public_key(key).encode("utf-8"))
    return key


def key_table(name: str, key: PublicKey) -> str:
    """The table of a policy for a key of a functionary, ``NAME.KEY`` or ``NAME`` for its only one.

    Raises:
        UsageError: The name has more than one dot, or a part of it is empty.
    """
    who, dot, which = name.partition(".")
    if not who or "." in which or (dot and not which):
        raise UsageError(f"expected NAME.KEY, found {name!r}")
    parts = ["functionaries", write_string(who), *(["keys", write_string(which)] if which else [])]
    return f'[{".".join(parts)}]\npublic-key = """\n{write_public_key(key)}"""\n'


def new_password(environment: Mapping[str, str]) -> str:
    """The password for a new key: told, or asked for twice.

    Raises:
        UsageError: There is nobody to ask, or the two differ.
    """
    told = environment.get(PASSWORD, "")
    if told:
        return told
    password = ask("Password for a new signing key (at least 8 characters)")
    if ask("The same again") != password:
        raise UsageError("the two passwords differ; nothing was written")
    return password
