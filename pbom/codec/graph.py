"""What a lock file's edges say of each package: asked for or pulled in, and what for."""

from collections.abc import Iterable, Mapping

from pbom.model.dependency import Reach, Scope

_ORDER: tuple[Scope, ...] = ("required", "optional", "development", "unknown")
"""What is needed for several things counts as the first of them."""


class Graph:
    """Edges between the keys of a file's packages, and the packages that its project asks for."""

    def __init__(
        self, edges: Mapping[str, Iterable[str]], roots: Mapping[Scope, Iterable[str]]
    ) -> None:
        self._direct: set[str] = set()
        self._scopes: dict[str, Scope] = {}
        for scope in _ORDER:
            asked = list(roots.get(scope, ()))
            self._direct.update(asked)
            todo = asked
            while todo:
                key = todo.pop()
                if key not in self._scopes:
                    self._scopes[key] = scope
                    todo.extend(edges.get(key, ()))

    def scope(self, key: str) -> Scope:
        """What a package is needed for; unknown where nothing leads to it."""
        return self._scopes.get(key, "unknown")

    def reach(self, key: str) -> Reach:
        """Whether the project asks for it; unknown where nothing leads to it."""
        if key in self._direct:
            return "direct"
        return "transitive" if key in self._scopes else "unknown"


def unrequired(edges: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The packages that no other one requires: somebody must have asked for them."""
    required = {other for key, others in edges.items() for other in others if other != key}
    return frozenset(key for key in edges if key not in required)
