"""Credentials: the places where secrets usually lie, and where another process has its own."""

import re

_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("SSH key", r"/.*/\.ssh/(?!known_hosts|config$|authorized_keys).+"),
        ("AWS credentials", r"/.*/\.aws/(?:credentials|sso/cache/.+)"),
        ("Google Cloud credentials", r"/.*/(?:\.config/)?gcloud/.*(?:credentials|tokens).*"),
        ("Azure credentials", r"/.*/\.azure/.*(?:token|profile).*"),
        ("Kubernetes credentials", r"/.*/\.kube/config|(?:/var)?/run/secrets/kubernetes\.io/.+"),
        ("container registry credentials", r"/.*/\.docker/config\.json|/.*/containers/auth\.json"),
        ("npm token", r"/.*/\.npmrc|/etc/npmrc"),
        ("Python index token", r"/.*/\.pypirc"),
        ("netrc", r"/.*/\.netrc|/.*/_netrc"),
        ("git credentials", r"/.*/\.git-credentials|/.*/\.config/git/credentials"),
        ("GitHub token", r"/.*/\.config/gh/hosts\.yml"),
        ("Cargo token", r"/.*/\.cargo/credentials(?:\.toml)?"),
        ("Maven settings", r"/.*/\.m2/settings(?:-security)?\.xml"),
        ("Gradle properties", r"/.*/\.gradle/gradle\.properties"),
        ("RubyGems token", r"/.*/\.gem/credentials"),
        ("Terraform token", r"/.*/\.terraform\.d/credentials.*"),
        ("Vault token", r"/.*/\.vault-token"),
        ("OpenPGP key", r"/.*/\.gnupg/(?:private-keys-v1\.d/.+|secring\.gpg)"),
        ("our own signing key", r"/.*/pbom/key\.pem"),
        ("password database", r"/etc/(?:g?shadow|sudoers)"),
        ("memory of another process", r"/proc/\d+/(?:mem|maps)"),
        ("environment of another process", r"/proc/\d+/environ"),
    )
)


def credential(name: str) -> str:
    """What a file usually holds of somebody's credentials; empty where it is no such place."""
    if not name.startswith("/"):
        return ""
    return next((kind for kind, pattern in _PLACES if pattern.fullmatch(name)), "")
