"""What a shell offers for a word that is not finished; a completion never fails aloud."""

from pbom.errors import PbomError


def formats(incomplete: str) -> list[str]:
    """Formats of a verdict."""
    from pbom.cli.judging import formats as known  # noqa: PLC0415 - only when a shell asks

    return [name for name in known() if name.startswith(incomplete)]


def rules(incomplete: str) -> list[str]:
    """Ids of rules."""
    from pbom import plugins  # noqa: PLC0415

    return sorted(rule.id for rule in plugins.rules() if rule.id.startswith(incomplete))


def environments(incomplete: str) -> list[str]:
    """Environments of the policy of the project, whether or not it is pinned."""
    from pbom.cli.trust import load_policy, policy_path  # noqa: PLC0415

    try:
        known = load_policy(policy_path()).environments
    except PbomError:
        return []
    return [name for name in known if name.startswith(incomplete)]
