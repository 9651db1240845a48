"""Parameters that many rules have."""

from typing import Literal, get_args

from pbom.codec.approval import role_problem
from pbom.codec.fields import Fields
from pbom.model.pattern import Patterns

Taken = Literal["agent", "person"]
"""For whose a commit without any marker is taken."""


def read_patterns(fields: Fields, key: str) -> Patterns:
    """Patterns for names of files; an absent list has none.

    Raises:
        FormatError: It is empty, or a pattern cannot be understood.
    """
    texts = fields.texts(key)
    if key in fields and not texts:
        raise fields.error(key, "is empty, which could mean all or nothing")
    try:
        return Patterns(texts)
    except ValueError as error:
        raise fields.error(key, str(error)[:200]) from error


def read_roles(fields: Fields, default: frozenset[str] = frozenset({"reviewer"})) -> frozenset[str]:
    """The roles in which somebody may speak, or an approval counts, under ``roles``.

    Raises:
        FormatError: There is none, or one can be no role.
    """
    if "roles" not in fields:
        return default
    roles = fields.texts("roles")
    problem = next(filter(None, map(role_problem, roles)), "" if roles else "is empty")
    if problem:
        raise fields.error("roles", problem)
    return frozenset(roles)


def read_positive(fields: Fields, key: str, default: int) -> int:
    """A number from 1 on.

    Raises:
        FormatError: It is something else.
    """
    number = fields.integer(key, default)
    if number < 1:
        raise fields.error(key, f"expected a number from 1 on, found {number}"[:100])
    return number


def read_taken(fields: Fields) -> Taken:
    """For whose a commit without any marker is taken, under ``unknown``: an agent's, if absent.

    Raises:
        FormatError: It is something else.
    """
    usual: Taken = "agent"
    return fields.one_of("unknown", get_args(Taken), usual)
