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

    @property
    def text(self) -> str:
        """The policy as its author writes it."""
        lines = ["version = 1"]
        for name in self.functionaries:
            pem = hand(name).pem
            lines += [f"[functionaries.{write_string(name)}]", f'public-key = """\n{pem}"""']
            if name in self.people:
                lines.append(f"emails = {_list((f'{name}@example.com',))}")
            if name in self.people and name != "heidi":
                lines.append(f"roles = {_list(ROLES)}")
            lines += [f'emails = ["{email}"]' for who, email in self.persons if who == name]
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

    def demanding(self, demand: Demand) -> Self:
        """A step, or the same step on other terms."""
        others = tuple(item for item in self.demands if item.step != demand.step)
        return replace(self, demands=(*others, demand))

    def ruling(self, *lines: str) -> Self:
        """Lines of TOML for the rules."""
        return replace(self, rules=(*self.rules, *lines))


TRUST = Trust()
"""The honest policy: everybody signs one thing."""


def _list(words: tuple[str, ...]) -> str:
    return f"[{', '.join(write_string(word) for word in words)}]"
