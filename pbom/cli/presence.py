"""What is locked, installed and used, for a reader: a table or JSON."""

from collections.abc import Iterable, Iterator

from pbom.codec.strict_json import Json, write_json
from pbom.errors import UsageError
from pbom.model.dependency import Dependency
from pbom.model.installed import Installed
from pbom.model.inventory import Inventory
from pbom.model.presence import Presence, compare_presence
from pbom.model.printable import printable
from pbom.model.statement import StepStatement
from pbom.model.trace import Trace
from pbom.model.usage import Usage, Used, compare_usage

MAX_TOLD = 20


def list_presence(found: Presence, places: tuple[Installed, ...], form: str) -> Iterator[str]:
    """What is only locked, or only installed.

    Raises:
        UsageError: There is no such form.
    """
    match form:
        case "table":
            return _presence_table(found, places)
        case "json":
            value = {"type": "urn:pbom:presence:v1", **_presence(found, places)}
            return iter([write_json(value).decode("utf-8")])
    raise _no_form(form)


def list_usage(
    step: StepStatement, trace: Trace, places: tuple[Installed, ...], form: str
) -> Iterator[str]:
    """What a step used, against the lock files that lay there when it began.

    Raises:
        UsageError: There is no such form.
    """
    locked = step.inventory or Inventory(locks=())
    usage = compare_usage(trace, locked, places)
    match form:
        case "table":
            return _usage_table(step, usage)
        case "json":
            value: dict[str, Json] = {
                "type": "urn:pbom:usage:v1",
                "step": step.step,
                "run": step.run,
                **_presence(compare_presence(locked, places), places),
                **_usage(usage),
            }
            return iter([write_json(value).decode("utf-8")])
    raise _no_form(form)


def _no_form(form: str) -> UsageError:
    return UsageError(f"unknown format {form!r} for a comparison; there are: table, json")


def _presence_table(found: Presence, places: tuple[Installed, ...]) -> Iterator[str]:
    for place in places:
        yield printable(f"{place.format} {place.root}: {len(place.dependencies)} packages")
        for problem in place.problems[:MAX_TOLD]:
            yield printable(f"  {problem.kind} at {problem.place}: {problem.reason}")
    for item in found.missing:
        yield printable(f"locked, not installed: {item.ecosystem} {item.name} {item.version}")
    for item in found.unlocked:
        yield printable(f"installed, not locked: {item.ecosystem} {item.name} {item.version}")
    yield (
        f"{found.both} as locked, {len(found.missing)} not installed, "
        f"{len(found.unlocked)} not locked"
    )


def _usage_table(step: StepStatement, usage: Usage) -> Iterator[str]:
    yield printable(f"step {step.step} in run {step.run}")
    for item in usage.strangers:
        yield printable(f"used, neither locked nor installed: {_told(item)}")
    for item in usage.unlocked:
        yield printable(f"used, installed, not locked: {_told(item)}")
    for name in usage.ownerless:
        yield printable(f"used, of no package: {name}")
    for known in usage.unread:
        yield printable(f"locked, not used: {known.ecosystem} {known.name} {known.version}")
    yield (
        f"{len(usage.used)} used, {len(usage.strangers)} of them neither locked nor installed, "
        f"{len(usage.unlocked)} not locked; {len(usage.unread)} locked and not used; "
        f"{len(usage.ownerless)} files of no package; {usage.machine} packages of the machine"
    )


def _told(item: Used) -> str:
    return f"{item.package}  ({item.files} files by {item.basis}, such as {item.example})"


def _presence(found: Presence, places: tuple[Installed, ...]) -> dict[str, Json]:
    return {
        "places": [
            {
                "root": place.root,
                "format": place.format,
                "count": len(place.dependencies),
                "problems": [
                    {"kind": item.kind, "place": item.place, "reason": item.reason}
                    for item in place.problems
                ],
            }
            for place in places
        ],
        "asLocked": found.both,
        "lockedNotInstalled": list(_purls(found.missing)),
        "installedNotLocked": list(_purls(found.unlocked)),
    }


def _purls(items: Iterable[Dependency]) -> Iterator[str]:
    return (item.purl for item in items)


def _usage(usage: Usage) -> dict[str, Json]:
    return {
        "used": [_used(item) for item in usage.used],
        "usedNeitherLockedNorInstalled": [_used(item) for item in usage.strangers],
        "usedNotLocked": [_used(item) for item in usage.unlocked],
        "lockedNotUsed": list(_purls(usage.unread)),
        "filesOfNoPackage": list(usage.ownerless),
        "machinePackages": usage.machine,
    }


def _used(item: Used) -> Json:
    return {
        "ecosystem": item.package.ecosystem,
        "name": item.package.name,
        "version": item.package.version,
        "files": item.files,
        "example": item.example,
        "basis": item.basis,
    }
