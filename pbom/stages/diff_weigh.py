"""Which differences deserve the first look, each rule with its reason; the sum only sorts."""

from collections.abc import Callable, Iterator, Mapping

from pbom.model.difference import Change, Fact, Kind, Reason, Thing

_BY_AGENT = ("declared", "inferred")
_CONTENT = frozenset({"digest", "integrity"})


def weigh(change: Change, old: Thing | None, new: Thing | None) -> tuple[Reason, ...]:
    """The reasons to look at a difference, the gravest first."""
    shown = new or old
    found = _RULES[shown.kind](change, old, new) if shown else ()
    return tuple(sorted(found, key=lambda reason: (-reason.weight, reason.text)))


def _name(old: Thing | None, new: Thing | None) -> str:
    shown = new or old
    return shown.name if shown else ""


def _values(thing: Thing | None, name: str) -> tuple[str, ...]:
    return thing.values(name) if thing else ()


def _differs(old: Thing | None, new: Thing | None, name: str) -> bool:
    return _values(old, name) != _values(new, name)


def _of_artifact(change: Change, old: Thing | None, new: Thing | None) -> Iterator[Reason]:
    if change == "removed":
        yield Reason(20, "an output is gone")
    elif change == "added":
        yield Reason(20, "an output is new")
    elif _differs(old, new, "digest"):
        yield Reason(10, "other content")
    if change == "changed" and _differs(old, new, "mode"):
        yield Reason(30, "another file mode")


def _of_package(change: Change, old: Thing | None, new: Thing | None) -> Iterator[Reason]:
    if change == "removed":
        yield Reason(5, "it is gone")
        return
    if old and new:
        yield from _of_content(old, new)
        if "false" in new.values("pinned") and "true" in old.values("pinned"):
            yield Reason(80, "it was pinned to its content and is not any more")
        for name in ("source", "location"):
            if _differs(old, new, name) and _values(old, name):
                yield Reason(50, f"another {name}")
        yield from _of_resolved(old, new)
        yield from _of_provenance(old, new)
    elif new:
        yield Reason(20, "it is new")
        if "false" in new.values("pinned"):
            yield Reason(50, "it is not pinned to its content")
    if (
        new
        and "yes" in new.values("install scripts")
        and "yes" not in _values(old, "install scripts")
    ):
        yield Reason(70, "it executes something when it is installed")
    if new:
        yield from _of_notes(new)


def _of_content(old: Thing, new: Thing) -> Iterator[Reason]:
    """The same name with other content is what no version number shows."""
    before, after = _contents(old), _contents(new)
    if old.name == new.name:
        shared = {algorithm for algorithm, _ in before} & {algorithm for algorithm, _ in after}
        if shared and not before & after:
            yield Reason(100, "the same name and version with other content")
        elif shared and before != after and before - after:
            yield Reason(40, "digests of the same version are gone")
    else:
        yield Reason(10, "another version")
    if before and not after:
        yield Reason(80, "no digest says any more what it is")


def _of_resolved(old: Thing, new: Thing) -> Iterator[Reason]:
    """What a name came to on the machine, which no file of the commit shows."""
    before, after = _came_to(old), _came_to(new)
    shared = {kind for kind, _ in before} & {kind for kind, _ in after}
    if old.name == new.name and any(
        {value for found, value in before if found == kind}
        != {value for found, value in after if found == kind}
        for kind in shared
    ):
        yield Reason(100, "the same name came to other content")
    elif before and not after:
        yield Reason(30, "nobody could see any more what it came to")
    if new.values("doubt") and not old.values("doubt"):
        yield Reason(90, "what it came to is not what was to be expected")


def _of_provenance(old: Thing, new: Thing) -> Iterator[Reason]:
    """Who built a package, where that was verified: a stolen account does not have the workflow."""
    was, is_ = (_is_verified(thing) for thing in (old, new))
    if was and not is_:
        yield Reason(80, "its provenance was verified and is not any more")
    elif was and is_ and _builders(old) != _builders(new):
        yield Reason(90, "another workflow or repository built it")


def _is_verified(thing: Thing) -> bool:
    return any(value.startswith("verified ") for value in thing.values("provenance"))


def _builders(thing: Thing) -> frozenset[tuple[str, ...]]:
    """Who signed, without the ref and the commit, which are others with each version."""
    words = (value.split(" ") for value in thing.values("signer"))
    return frozenset((identity.partition("@refs/")[0], *rest[:2]) for identity, *rest in words)


def _came_to(thing: Thing) -> frozenset[tuple[str, str]]:
    """What a name came to: of each kind of digest its value, wherever it was found."""
    words = (value.split(" ") for value in thing.values("resolved"))
    return frozenset((covers, digest) for covers, digest, *_ in words)


def _contents(thing: Thing) -> frozenset[tuple[str, str]]:
    found = [fact for fact in thing.facts if fact.name in _CONTENT]
    return frozenset((_algorithm(fact), fact.value) for fact in found)


def _algorithm(fact: Fact) -> str:
    covers, space, value = fact.value.rpartition(" ")
    name = value.replace("-", ":").partition(":")[0]
    return f"{fact.name} {covers}{space}{name}"


def _of_notes(new: Thing) -> Iterator[Reason]:
    for note in new.notes:
        if note.name == "fact":
            yield Reason(40, note.value)
        elif note.value.endswith(_BY_AGENT):
            yield Reason(30, "a commit that an agent had a part in brought it")


def _of_material(_change: Change, _old: Thing | None, new: Thing | None) -> Iterator[Reason]:
    if new:
        yield Reason(30, "a step found something that its commit does not explain")
    else:
        yield Reason(5, "it is not found any more")


def _of_builder(change: Change, old: Thing | None, new: Thing | None) -> Iterator[Reason]:
    if change != "changed":
        yield Reason(20, f"it is {'new' if change == 'added' else 'gone'} with its step")
        return
    if _differs(old, new, "key"):
        yield Reason(90, "another key signs the step")
    if _differs(old, new, "identity") or _differs(old, new, "issuer"):
        yield Reason(90, "another identity signs the step")
    for name in ("service", "workflow", "system", "machine"):
        if _differs(old, new, name):
            yield Reason(50, f"another {name}")
    for name in ("recorder", "tracer"):
        if _differs(old, new, name):
            yield Reason(20, f"another {name}")


def _of_command(change: Change, old: Thing | None, new: Thing | None) -> Iterator[Reason]:
    if change == "removed":
        yield Reason(60, "a step, or a way in which it ran, is gone")
    elif change == "added":
        yield Reason(50, "a step, or a way in which it ran, is new")
    else:
        for name, weight in (("argv", 60), ("directory", 30), ("exit code", 40), ("variable", 20)):
            if _differs(old, new, name):
                yield Reason(weight, f"another {name}")
    if new and set(new.values("exit code")) - {"0"}:
        yield Reason(50, "it failed")


def _of_commit(change: Change, old: Thing | None, new: Thing | None) -> Iterator[Reason]:
    shown = new or old
    if shown is None or shown.name.startswith("source "):
        yield Reason(5, "another state of the source was built")
        if change == "changed" and _differs(old, new, "repository"):
            yield Reason(90, "another repository")
        return
    if change == "removed":
        yield Reason(60, "a commit that was shipped is not behind this release")
        return
    by_agent = shown.values("class")[:1] in {(kind,) for kind in _BY_AGENT}
    if change == "added":
        yield Reason(5, "it is new")
    else:
        yield Reason(20, "something else is known of a commit that was there")
    if by_agent:
        yield Reason(20, "an agent had a part in it")
        review = "".join(shown.values("review"))
        if review != "verified":
            yield Reason(30, f"its review is {review or 'not known'}, not verified")


def _of_agent(change: Change, old: Thing | None, new: Thing | None) -> Iterator[Reason]:
    name = _name(old, new)
    if change == "removed":
        yield Reason(5, "nothing tells of it any more")
    elif " at work in " in name:
        yield Reason(80, "an agent ran during a step")
    elif name.startswith("configuration "):
        yield Reason(40, "what agents are told to do is not the same")
    else:
        yield Reason(40, "it had no part in the release before")


def _of_coverage(change: Change, old: Thing | None, new: Thing | None) -> Iterator[Reason]:
    name = _name(old, new)
    state = name.startswith(("coverage of ", "the look at "))
    if state and change == "changed":
        lost = "traced" in _values(old, "method") and "traced" not in _values(new, "method")
        yield (
            Reason(90, "it was traced and is not any more")
            if lost
            else Reason(20, "it was looked at in another way")
        )
    elif state:
        yield Reason(10, f"it is {'new' if change == 'added' else 'gone'} with its step")
    elif change == "removed":
        yield Reason(5, "it is explained now, or looked at")
    elif name.startswith("unexplained "):
        yield Reason(70, "an explanation is lost, or was never there")
    else:
        yield Reason(50, "something is not looked at, or not as before")


def _of_network(change: Change, old: Thing | None, new: Thing | None) -> Iterator[Reason]:
    if change == "removed":
        yield Reason(5, "it is not reached any more")
    elif ": read a credential, " in _name(old, new):
        yield Reason(90, "a step read a place where credentials lie")
    else:
        yield Reason(60, "a step reached it")


_RULES: Mapping[Kind, Callable[[Change, Thing | None, Thing | None], Iterator[Reason]]] = {
    "artifacts": _of_artifact,
    "pipeline": _of_package,
    "builder": _of_builder,
    "commands": _of_command,
    "materials": _of_material,
    "dependencies": _of_package,
    "commits": _of_commit,
    "agents": _of_agent,
    "coverage": _of_coverage,
    "network": _of_network,
}
