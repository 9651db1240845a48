"""What a simulated policy says, and its text."""

from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.toml import write_string
from tests.signatures import hand


class Demand(Struct, frozen=True, kw_only=True):
    """What the policy demands of one step."""

    step: str
    functionaries: tuple[str, ...]
    threshold: int = 1
    command: tuple[str, ...] | None = None
    materials: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The step's table."""
        lines = [
            f"[steps.{write_string(self.step)}]",
            f"functionaries = {_list(self.functionaries)}",
            f"threshold = {self.threshold}",
        ]
        if self.command is not None:
            lines.append(f"command = {_list(self.command)}")
        if self.materials:
            lines.append(f"materials = {_list(self.materials)}")
        return lines


class Key(Struct, frozen=True, kw_only=True):
    """A key of a functionary, where it is not simply the one that is named after it."""

    of: str
    hand: str
    label: str = ""
    dates: tuple[str, ...] = ()
    pem: str = ""

    @property
    def text(self) -> str:
        """The public half, in the encoding that is told."""
        return self.pem or hand(self.hand).pem


ROLES = ("reviewer", "security", "release-manager", "auditor")
"""As what persons may speak; Heidi only as anybody may."""


class Trust(Struct, frozen=True, kw_only=True):
    """A policy: each functionary holds the key that is named after it."""

    functionaries: tuple[str, ...] = ("tester", "builder", "releaser")
    demands: tuple[Demand, ...] = (
        Demand(step="test", functionaries=("tester",), command=("make", "test")),
        Demand(step="build", functionaries=("builder",), command=("make",)),
    )
    assemblers: tuple[str, ...] = ("releaser",)
    rules: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    persons: tuple[tuple[str, str], ...] = ()
    keys: tuple["Key", ...] = ()
    clocks: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The policy as its author writes it."""
        lines = ["version = 1"]
        for name in self.functionaries:
            held = [key for key in self.keys if key.of == name]
            lines.append(f"[functionaries.{write_string(name)}]")
            if not held:
                lines.append(_pem("public-key", hand(name).pem))
            elif not held[0].label:
                lines += [_pem("public-key", held[0].text), *held[0].dates]
            if name in self.people:
                lines.append(f"emails = {_list((f'{name}@example.com',))}")
            if name in self.people and name != "heidi":
                lines.append(f"roles = {_list(ROLES)}")
            lines += [f'emails = ["{email}"]' for who, email in self.persons if who == name]
            for key in held if held and held[0].label else ():
                lines.append(f"[functionaries.{write_string(name)}.keys.{write_string(key.label)}]")
                lines += [_pem("public-key", key.text), *key.dates]
        for name, pem in self.clocks:
            lines += [f"[timestamps.{write_string(name)}]", _pem("certificate", pem)]
        lines += ["[pbom]", f"functionaries = {_list(self.assemblers)}"]
        for demand in self.demands:
            lines += demand.lines
        return "\n".join([*lines, *self.rules, ""])

    def knowing(self, *names: str) -> Self:
        """Further functionaries, who may sign nothing yet."""
        return replace(self, functionaries=(*self.functionaries, *names))

    def introducing(self, *names: str) -> Self:
        """Further functionaries who are persons, each with an address."""
        return replace(self.knowing(*names), people=(*self.people, *names))

    def person(self, name: str, email: str) -> Self:
        """It is said whose key it is that a functionary has."""
        return replace(self, persons=(*self.persons, (name, email)))

    def dated(self, name: str, *dates: str) -> Self:
        """The key of a functionary has dates: lines of TOML."""
        return self.holding(Key(of=name, hand=name, dates=dates))

    def holding(self, *keys: Key) -> Self:
        """Functionaries have these keys, and not the ones that are named after them."""
        return replace(self, keys=(*self.keys, *keys))

    def pinning(self, name: str, pem: str) -> Self:
        """A time stamping authority is believed, by its certificate."""
        return replace(self, clocks=(*self.clocks, (name, pem)))

    def demanding(self, demand: Demand) -> Self:
        """A step, or the same step on other terms."""
        others = tuple(item for item in self.demands if item.step != demand.step)
        return replace(self, demands=(*others, demand))

    def ruling(self, *lines: str) -> Self:
        """Lines of TOML for the rules."""
        return replace(self, rules=(*self.rules, *lines))


TRUST = Trust()
"""The honest policy: everybody signs one thing."""


def _pem(key: str, pem: str) -> str:
    return f'{key} = """\n{pem}"""'


def _list(words: tuple[str, ...]) -> str:
    return f"[{', '.join(write_string(word) for word in words)}]"
