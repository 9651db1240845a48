"""The keys of a policy's functionaries, and the clocks by which their dates are held."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.keys import read_public_key
from pbom.codec.time_authority import read_authority
from pbom.errors import FormatError
from pbom.model.identity import Identity
from pbom.model.key import PublicKey
from pbom.model.timestamp import TimeAuthority

MAX_KEYS = 100
MAX_CLOCKS = 16
_DATES = ("revoked-at", "valid-until", "valid-from")


class Held(Struct, frozen=True, kw_only=True):
    """A key that a functionary holds, or held.

    Attributes:
        label: Its name, where the functionary has several.
        key: The key; or an identity, which certificates name.
        valid_from: Its signatures count from here on; ``None`` for no limit.
        valid_until: Its signatures count up to here; ``None`` for no limit.
        revoked_at: From here on others may have it; ``None`` where nobody has.
    """

    label: str
    key: PublicKey | Identity
    valid_from: datetime | None
    valid_until: datetime | None
    revoked_at: datetime | None


def read_clocks(root: Fields) -> tuple[TimeAuthority, ...]:
    """The time stamping authorities that a policy pins.

    Raises:
        FormatError: One is not pinned by its certificate, or two have the same.
    """
    table = root.table_or_none("timestamps")
    found: dict[str, TimeAuthority] = {}
    for name, fields in table.named_tables() if table else ():
        clock = read_authority(name, fields.text("certificate"), fields.path("certificate"))
        fields.close()
        if clock.id in found:
            raise fields.error("certificate", f"is that of {found[clock.id].name!r} as well"[:200])
        found[clock.id] = clock
    if table and not 1 <= len(found) <= MAX_CLOCKS:
        raise FormatError(f"expected 1 to {MAX_CLOCKS} authorities", place=table.place)
    return tuple(found.values())


def read_keys(fields: Fields, clocks: tuple[TimeAuthority, ...]) -> Iterator[Held]:
    """The keys of a functionary: ``public-key``, or a table of ``keys``, each with its dates.

    Raises:
        FormatError: There is none, or both, or one that could never count.
    """
    table = fields.table_or_none("keys")
    if table is None:
        yield _read_key("", fields, clocks)
        return
    if "public-key" in fields:
        raise fields.error("public-key", "stands beside `keys`; put it among them")
    tables = tuple(table.named_tables())
    if not 1 <= len(tables) <= MAX_KEYS:
        raise fields.error("keys", f"expected 1 to {MAX_KEYS} keys, found {len(tables)}")
    for label, inner in tables:
        yield _read_key(label, inner, clocks)
        inner.close()


def _read_key(label: str, fields: Fields, clocks: tuple[TimeAuthority, ...]) -> Held:
    key = read_public_key(fields.text("public-key"), fields.path("public-key"))
    held = read_dates(label, key, fields)
    dated = next((name for name in _DATES if name in fields), "")
    if dated and not clocks:
        raise fields.error(
            dated,
            "needs somebody who says when the key signed, and nobody is trusted to; "
            "pin a time stamping authority: [timestamps.NAME] certificate = ...",
        )
    return held


def read_dates(label: str, key: PublicKey | Identity, fields: Fields) -> Held:
    """A key, or an identity, with the dates between which it counts.

    Raises:
        FormatError: It could never count.
    """
    held = Held(
        label=label,
        key=key,
        valid_from=_moment(fields, "valid-from"),
        valid_until=_moment(fields, "valid-until"),
        revoked_at=_moment(fields, "revoked-at"),
    )
    begin = held.valid_from
    for name, end in (("valid-until", held.valid_until), ("revoked-at", held.revoked_at)):
        if begin is not None and end is not None and end <= begin:
            raise fields.error(name, "is not after valid-from, so the key could never count")
    return held


def _moment(fields: Fields, key: str) -> datetime | None:
    return fields.moment(key) if key in fields else None
