"""Redaction: no secret survives, and plain words do."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.model.redaction import MASK, Redactor, names_secret, without_credentials

NOBODY = Redactor(())
SECRETS = st.text(string.ascii_letters + string.digits + "+/_.;,!%$#*~", min_size=8, max_size=40)
"""Values that cannot be found by chance in the words around them."""
SECRET_NAMES = st.sampled_from(
    ["token", "password", "api-key", "API_KEY", "GITHUB_TOKEN", "client-secret", "DB_PASSWORD"]
)


@given(name=SECRET_NAMES, secret=SECRETS)
def test_no_option_gives_its_secret_away(name: str, secret: str) -> None:
    """The value of an option, a variable or a parameter that says secret is never kept."""
    for words in (
        ("tool", f"--{name}", secret, "go"),
        ("tool", f"-{name}", secret, "go"),
        ("tool", f"--{name}={secret}", "go"),
        ("env", f"{name}={secret}", "go"),
        ("tool", f"--{name}=two words {secret}", "go"),
    ):
        cleaned = NOBODY.clean_all(words)
        assert not [word for word in cleaned if secret in word]
        assert cleaned[0] == words[0]
        assert cleaned[-1] == "go"


@given(name=SECRET_NAMES, secret=SECRETS)
def test_no_text_gives_its_secret_away(name: str, secret: str) -> None:
    for text in (
        f'curl -d {{"{name}": "{secret}"}} somewhere',
        f"first && {name}={secret} make",
        f"{name}='{secret} and more' make",
        f"{name}: {secret}",
        f"https://host.example/path?{name}={secret}&page=2",
        f"https://host.example/path?page=2&{name}={secret}",
    ):
        assert secret not in NOBODY.clean(text)


@given(secret=SECRETS.filter(lambda text: not set(text) & set("/#")))
def test_no_url_gives_its_credentials_away(secret: str) -> None:
    """Before the ``@`` of a URL stand credentials, with or without a user."""
    for userinfo in (f"user:{secret}", secret, f"{secret}:x-oauth-basic", f"us@er:{secret}"):
        url = f"https://{userinfo}@host.example/shop.git"
        assert NOBODY.clean(f"git clone {url}") == "git clone https://***@host.example/shop.git"
        assert without_credentials(url) == "https://host.example/shop.git"


@given(secret=st.text(string.ascii_letters + string.digits + "-._~+/", min_size=8))
def test_no_header_gives_its_secret_away(secret: str) -> None:
    for header in (
        f"Authorization: Bearer {secret}",
        f"authorization: basic {secret}",
        f"X-Api-Key: {secret}",
        f"Cookie: session={secret}; other={secret}",
        f"Proxy-Authorization: Digest {secret}",
    ):
        assert secret not in NOBODY.clean(f"curl -H '{header}'")
    assert secret not in NOBODY.clean(f"tool bearer {secret}")


@pytest.mark.parametrize(
    "secret",
    [
        "ghp_" + "a1" * 18,
        "github_pat_" + "A1b2" * 10,
        "glpat-" + "a1B2" * 5,
        "xoxb-123456789012-abcdef",
        "AKIA" + "ABCD1234" * 2,
        "npm_" + "a1" * 18,
        "pypi-" + "AgEIcHl" * 4,
        "sk-" + "a1" * 12,
        "hf_" + "a1" * 12,
        "dckr_pat_" + "a1" * 12,
        "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl",
        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\ncut off",
    ],
)
def test_known_shapes_are_cut_wherever_they_stand(secret: str) -> None:
    assert NOBODY.clean(secret) == MASK
    assert NOBODY.clean_all(("tool", "-x", f"before:{secret}")) == ("tool", "-x", f"before:{MASK}")


def test_the_password_of_curl_s_user_is_cut_and_the_user_stays() -> None:
    assert NOBODY.clean_all(("curl", "-u", "me:secret", "x")) == ("curl", "-u", "me:***", "x")
    assert NOBODY.clean("curl -s --user me:secret https://h") == "curl -s --user me:*** https://h"
    assert NOBODY.clean_all(("docker", "-u", "1000:1000")) == ("docker", "-u", "1000:1000")


@given(secret=SECRETS)
def test_what_the_environment_calls_secret_is_cut_wherever_it_stands(secret: str) -> None:
    redactor = Redactor.for_environment([("MY_TOKEN", secret), ("LANG", "C.UTF-8")])
    assert redactor.clean(f"<{secret}>{secret}") == f"<{MASK}>{MASK}"
    assert redactor.clean("C.UTF-8") == "C.UTF-8"


def test_a_longer_secret_is_cut_before_a_shorter_one_that_is_part_of_it() -> None:
    redactor = Redactor.for_environment([("A_TOKEN", "secret"), ("B_TOKEN", "secret-and-more")])
    assert redactor.clean("secret-and-more") == MASK


def test_a_secret_may_begin_like_a_path() -> None:
    redactor = Redactor.for_environment([("AWS_SECRET_ACCESS_KEY", "/bPxRfiCYEXAMPLEKEY")])
    assert redactor.clean("x /bPxRfiCYEXAMPLEKEY") == f"x {MASK}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PWD", "/home/me/shop"), ("SSH_AUTH_SOCK", "/run/agent"), ("TOKEN_FILE", "/run/secrets/x")],
)
def test_where_a_secret_lies_is_no_secret(name: str, value: str) -> None:
    assert Redactor.for_environment([(name, value)]).clean(f"cat {value}") == f"cat {value}"


@pytest.mark.parametrize("text", ["token=//secret//", "a&token=//secret//&b", "token: //secret//"])
def test_a_secret_may_begin_like_an_address(text: str) -> None:
    assert "secret" not in NOBODY.clean(text)
    assert NOBODY.clean("auth://host/path") == "auth://host/path"


def test_short_values_would_be_found_everywhere_and_are_not_searched_for() -> None:
    assert Redactor.for_environment([("A_TOKEN", "make")]).clean("make all") == "make all"


PLAIN = [
    "make",
    "python -m build --wheel --no-isolation",
    "--author=me --keyboard=us --monkey=business",
    "git commit -m fix:typo",
    "https://host.example/path?page=2&sort=name",
    "git@host.example:shop.git",
    "gcc -O2 -DNDEBUG=1 -o out.bin src/a.c",
    "the password is in the safe",
    "x86_64-linux-gnu a=b c:d",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_survive(text: str) -> None:
    assert NOBODY.clean(text) == text
    assert NOBODY.clean_all(text.split()) == tuple(text.split())


@given(st.text())
def test_any_text_can_be_cleaned_twice(text: str) -> None:
    """Cleaning is total, and what was cleaned has nothing more to hide."""
    once = NOBODY.clean(text)
    assert NOBODY.clean(once) == once


@pytest.mark.parametrize(
    "name", ["TOKEN", "--token", "DB_PASSWD", "clientSecret", "npm_authToken", "PGPASSWORD", "pat"]
)
def test_names_that_say_secret(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize("name", ["LANG", "PATH", "author", "keyboard", "pattern", "HOSTNAME"])
def test_names_that_do_not(name: str) -> None:
    assert not names_secret(name)
