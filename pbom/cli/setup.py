"""What ``pbom init`` finds, makes and leaves alone."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pbom.atomic import write_whole
from pbom.cli.project import open_signer, open_store
from pbom.cli.terminal import ask
from pbom.cli.trust import POLICY, is_pinned, load_policy, pin_policy, policy_path, policy_text
from pbom.codec.keys import write_public_key
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is there and what is to be made.

    Attributes:
        steps: Steps that a new policy demands.
        paths: Every file, with what it is and whether it is there.
    """

    steps: tuple[str, ...]
    paths: tuple[tuple[Path, str, bool], ...]

    def lines(self, verb: str) -> Iterator[str]:
        """One line a file, for people."""
        for path, what, there in self.paths:
            yield f"{'kept' if there else verb:12} {path}  ({what})"


def plan(steps: tuple[str, ...]) -> Plan:
    """What ``init`` would do here."""
    folder = workspace_root(Path.cwd())
    secret = key_path(os.environ)
    private = (secret, "your private key, encrypted; keep it to yourself")
    found = (
        *(() if is_text(os.environ.get(KEY, "")) else (private,)),
        (key_folder(os.environ) / "key.pub.pem", "its public half"),
        (folder / CONFIG, "how steps are recorded"),
        (folder / POLICY, "what must be true before an artifact ships"),
        (folder / STATE, "the store, ignored by git"),
    )
    return Plan(steps=steps, paths=tuple((path, what, path.exists()) for path, what in found))


def write_plan(planned: Plan) -> None:
    """Make what is missing.

    Raises:
        UsageError: There is no password for a new key, or the policy that is here is not pinned.
    """
    folder = workspace_root(Path.cwd())
    key = _key(os.environ)
    if not (folder / CONFIG).exists():
        write_whole(folder / CONFIG, CONFIG_TEXT.encode("utf-8"))
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


def _key(environment: Mapping[str, str]) -> PublicKey:
    public = key_folder(environment) / "key.pub.pem"
    if environment.get(KEY) or key_path(environment).exists():
        key = open_signer(environment).public_key
    else:
        key = make_key(key_path(environment), _new_password(environment))
    if not public.exists():
        write_whole(public, write_public_key(key).encode("utf-8"))
    return key


def _new_password(environment: Mapping[str, str]) -> str:
    told = environment.get(PASSWORD, "")
    if told:
        return told
    password = ask("Password for a new signing key (at least 8 characters): ")
    if ask("The same again: ") != password:
        raise UsageError("the two passwords differ; nothing was written")
    return password
