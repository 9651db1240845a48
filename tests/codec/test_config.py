"""``pbom.toml``: every key is known."""

import pytest

from pbom.codec.config import read_config
from pbom.errors import UsageError
from pbom.model.config import CommitsConfig, Config
from pbom.model.pattern import Patterns

NAME = "pbom.toml"


def test_an_empty_configuration_is_the_default() -> None:
    assert read_config(b"", NAME) == Config()


def test_what_is_said_of_steps_and_of_the_environment() -> None:
    text = b"""
    [record]
    environment = ["MODE"]
    [steps.build]
    outputs = ["dist/*"]
    materials = ["vendor/**", "!vendor/x"]
    """
    config = read_config(text, NAME)
    assert config.environment == ("MODE",)
    assert config.step("build").outputs == Patterns(("dist/*",))
    assert config.step("build").materials == Patterns(("vendor/**", "!vendor/x"))
    assert not config.step("test").outputs


def test_what_is_said_of_commits() -> None:
    text = f"""
    [commits]
    allowed-signers = "../keys/allowed_signers"
    keyring = "/keys/ring.gpg"
    reviews = ["reviews.json"]
    approvals = "approvals"
    forge-keys = ["{"A" * 40}", "SHA256:{"a" * 43}"]
    forge-committers = ["NoReply@git.example.org"]
    """
    commits = read_config(text.encode(), NAME).commits
    assert commits == CommitsConfig(
        allowed_signers="../keys/allowed_signers",
        keyring="/keys/ring.gpg",
        reviews=("reviews.json",),
        approvals="approvals",
        forge_keys=("A" * 40, f"SHA256:{'a' * 43}"),
        forge_committers=("noreply@git.example.org",),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[recrod]", "unknown key 'recrod', did you mean 'record'?"),
        ("[record]\nenviroment = []", "did you mean 'environment'?"),
        ("[steps.build]\noutput = []", "did you mean 'outputs'?"),
        ("[steps.build]\noutputs = 'dist'", "$.steps.build.outputs: expected a list, found text"),
        ("[steps.build]\noutputs = [1]", "$.steps.build.outputs[0]: expected text"),
        ("[record]\nenvironment = ['API_TOKEN']", "'API_TOKEN' names a secret"),
        ("steps = 1", "$.steps: expected an object, found a number"),
        ("[steps.build]\noutputs = ['!']", "!"),
        ("x = ", "not TOML"),
        ("[commits]\nallowed_signers = 'x'", "did you mean 'allowed-signers'?"),
        ("[commits]\nkeyring = ''", "$.commits.keyring: expected a path"),
        ("[commits]\nreviews = ['']", "$.commits.reviews: expected a path"),
        ("[commits]\nforge-keys = ['AB12']", "$.commits.forge-keys: expected fingerprints"),
    ],
)
def test_anything_else_is_refused(text: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_config(text.encode(), NAME)
    assert problem in str(caught.value)
    assert str(caught.value).startswith(NAME)
