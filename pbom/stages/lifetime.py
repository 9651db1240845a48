"""Signatures to when they were made, and whether their keys counted then.

Whoever has a key can date what it signs as they like. So a key with dates counts only where an
authority that the policy pinned has seen the very signature, and the earliest of such times
decides: by then it was there, whatever others say who saw it later.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from pbom.codec.moment import write_moment
from pbom.codec.time_authority import time_of
from pbom.errors import AuthenticationError, FormatError
from pbom.model.envelope import Signature
from pbom.model.functionary import Functionary
from pbom.model.timestamp import TimeAuthority

AGAIN = "sign again with a key that counts, with `--timestamp URL` of an authority of the policy"


class Heard(Struct, frozen=True):
    """What authorities say of when a signature was made.

    Attributes:
        times: By those that are trusted, the earliest first.
        refused: What speaks against each other timestamp.
    """

    times: tuple[datetime, ...]
    refused: tuple[str, ...]


def hear(signature: Signature, clocks: Iterable[TimeAuthority]) -> Heard:
    """The times of a signature by those clocks that are trusted."""
    known = tuple(clocks)
    times: list[datetime] = []
    refused: list[str] = []
    for response in signature.timestamps if known else ():
        problem = ""
        for clock in known:
            try:
                times.append(time_of(response, signature.value, clock))
                break
            except FormatError as error:
                problem = error.problem
        else:
            refused.append(problem if len(known) == 1 else _of_nobody(problem))
    return Heard(times=tuple(sorted(times)), refused=tuple(refused))


def refuse_untimely(functionary: Functionary, heard: Heard) -> None:
    """Refuse a signature by a key with dates that was not made within them.

    Raises:
        AuthenticationError: It was made at another time, or nobody trusted says when.
    """
    if not functionary.needs_time:
        return
    if not heard.times:
        raise _untold(functionary, heard)
    at = heard.times[0]
    begin, end, revoked = functionary.valid_from, functionary.valid_until, functionary.revoked_at
    who, when = functionary.key_name, f"it was signed by {write_moment(at)}"
    if begin is not None and at < begin:
        raise AuthenticationError(
            "key-not-yet-valid",
            f"{who} counts from {write_moment(begin)} on, and {when}",
            found=functionary.name,
            expected=_window(functionary),
            hint=AGAIN,
        )
    if end is not None and at > end:
        raise AuthenticationError(
            "key-expired",
            f"{who} counts until {write_moment(end)}, and {when}",
            found=functionary.name,
            expected=_window(functionary),
            hint=AGAIN,
        )
    if revoked is not None and at >= revoked:
        raise AuthenticationError(
            "key-revoked",
            f"{who} was revoked at {write_moment(revoked)}, and {when}",
            found=functionary.name,
            expected=_window(functionary),
            hint=AGAIN,
        )


def _untold(functionary: Functionary, heard: Heard) -> AuthenticationError:
    clocks = ", ".join(clock.name for clock in functionary.clocks)
    why = f" ({'; '.join(heard.refused)})" if heard.refused else ""
    return AuthenticationError(
        "no-trusted-time",
        f"{functionary.key_name} counts only within dates, and nobody trusted says when it "
        f"signed{why}",
        found=functionary.name,
        expected=f"{_window(functionary)}, by the clock of {clocks}"
        if clocks
        else "a time that somebody trusted vouches for",
        hint="sign with `--timestamp URL` of an authority that the policy pins in [timestamps]",
    )


def _window(functionary: Functionary) -> str:
    """The dates of a key, as what is expected of a signature by it."""
    words = []
    if functionary.valid_from is not None:
        words.append(f"from {write_moment(functionary.valid_from)} on")
    ends = [item for item in (functionary.valid_until, functionary.revoked_at) if item is not None]
    if ends:
        words.append(f"before {write_moment(min(ends))}")
    return f"a signature made {' and '.join(words)}"


def _of_nobody(problem: str) -> str:
    """What to say of a timestamp where several authorities might have made it."""
    return "the timestamp is of no authority of the policy" if "signed by" in problem else problem
