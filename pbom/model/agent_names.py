"""Names of agents: what tools and people call them, and what the rule pack calls them."""

import re
from collections.abc import Mapping

_BETWEEN = re.compile(r"[\s_-]+")


def agent_called(name: str, words: Mapping[str, str]) -> str:
    """The agent that is called so; the name itself, in lower case, where no word knows it.

    ``words`` are names in lower case with the agent each one means. Case, dashes and words that
    follow do not count: ``GitHub Copilot CLI`` is whom ``github copilot`` means.
    """
    parts = [part for part in _BETWEEN.split(name.lower()) if part]
    for length in range(len(parts), 0, -1):
        for between in (" ", "-"):
            agent = words.get(between.join(parts[:length]))
            if agent:
                return agent
    return "-".join(parts)
