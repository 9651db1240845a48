"""The laws of the house, kept by a machine."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, get_args

import pytest

import pbom

ROOT = Path(pbom.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in FILES]

FAMILIES = (
    "ecosystems", "signals", "sidecars", "tracers", "signers", "stores", "rules", "reports",
    "listings", "comparisons", "drawings", "bulletins",
)  # fmt: skip
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"__init__", "errors"}),
    frozenset({"atomic"}),
    frozenset({"model"}),
    frozenset({"codec"}),
    frozenset(FAMILIES),
    frozenset({"collectors"}),
    frozenset({"stages"}),
    frozenset({"pipeline"}),
    frozenset({"plugins"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
"""The floor plan, from the ground up: a room imports from lower floors and from itself only."""

MAX_FILE, MAX_FUNCTION, MAX_ARGUMENTS = 300, 50, 5
WORLD = {"random", "secrets", "subprocess", "time", "socket", "getpass"}
WORLDLY = {"collectors", "tracers", "stores", "signers", "cli", "atomic"}
HEAVY = {"sigstore", "cyclonedx", "sqlalchemy", "in_toto", "git", "jsonschema_rs", "cryptography"}


def _room(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def _floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _top_level_imports(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imports(node)


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_every_room_is_on_the_floor_plan() -> None:
    rooms = {_room(path) for path in FILES}
    assert rooms <= frozenset().union(*FLOORS)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_rooms_look_down_only(path: Path) -> None:
    here = _room(path)
    for name in _imports(_parse(path)):
        parts = name.split(".")
        if parts[0] != "pbom" or len(parts) == 1 or parts[1] == here:
            continue
        there = parts[1] if (ROOT / parts[1]).is_dir() else parts[1].removesuffix(".py")
        if not ((ROOT / there).is_dir() or (ROOT / f"{there}.py").is_file()):
            continue  # a name of the package itself, such as __version__
        assert there == here or _floor(there) < _floor(here), f"{here} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_members_of_a_family_never_meet(path: Path) -> None:
    room = _room(path)
    if room not in FAMILIES or path.name == "__init__.py":
        return
    for name in _imports(_parse(path)):
        parts = name.split(".")
        is_member = parts[:2] == ["pbom", room] and (ROOT / room / f"{parts[-1]}.py").is_file()
        assert not is_member, f"{path.name} imports its sibling {name}"


@pytest.mark.parametrize("family", [name for name in FAMILIES if (ROOT / name).is_dir()])
def test_every_file_of_a_family_ends_in_its_registration(family: str) -> None:
    contract = _parse(ROOT / family / "__init__.py")
    protocols = {
        node.name
        for node in contract.body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)
    }
    assert protocols, f"{family} has no contract"
    for path in sorted((ROOT / family).glob("[!_]*.py")):
        last = _parse(path).body[-1]
        assert isinstance(last, ast.AnnAssign), path
        assert isinstance(last.target, ast.Name), path
        assert last.target.id == "plugin", path
        annotation = ast.unparse(last.annotation)
        assert annotation in {f"type[{name}]" for name in protocols}, path


def test_one_door_to_an_attestation() -> None:
    makers = [
        str(path.relative_to(ROOT))
        for path in FILES
        for node in ast.walk(_parse(path))
        if isinstance(node, ast.Call)
        and "Attestation" in ast.unparse(node.func).split("[")[0]
        and ast.unparse(node.func).split("[")[0].endswith("Attestation")
    ]
    assert makers == ["stages/authenticate.py"]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_no_clock_chance_or_process_below(path: Path) -> None:
    if _room(path) in WORLDLY:
        return
    tree = _parse(path)
    assert not {name.split(".")[0] for name in _imports(tree)} & WORLD
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    forbidden = {"datetime.today", "os.getenv", "open", "uuid.uuid4", "uuid.uuid1"}
    assert not calls & (forbidden | {"datetime.now"})
    attributes = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert "os.environ" not in attributes


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    names = {name.split(".")[0] for name in _top_level_imports(_parse(path))}
    assert not names & HEAVY


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_FILE


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_functions_stay_small(path: Path) -> None:
    for node in ast.walk(_parse(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            count = len(node.args.args) + len(node.args.kwonlyargs) + len(node.args.posonlyargs)
            own = count - (
                1 if node.args.args[:1] and node.args.args[0].arg in {"self", "cls"} else 0
            )
            assert lines <= MAX_FUNCTION, f"{path.name}:{node.name} has {lines} lines"
            if _room(path) != "cli":  # a command has as many options as it has
                assert own <= MAX_ARGUMENTS, f"{path.name}:{node.name} has {own} arguments"


def test_nouns_are_frozen() -> None:
    for path in sorted((ROOT / "model").glob("[!_]*.py")):
        for node in ast.walk(_parse(path)):
            if isinstance(node, ast.ClassDef) and "Struct" in map(ast.unparse, node.bases):
                options = [f"{item.arg}={ast.unparse(item.value)}" for item in node.keywords]
                assert "frozen=True" in options, f"{path.name}:{node.name}"


def test_a_class_of_values_is_made_in_one_way() -> None:
    for path in FILES:
        for node in ast.walk(_parse(path)):
            if isinstance(node, ast.ImportFrom):
                assert node.module != "dataclasses", f"{path.name} makes dataclasses"


def test_no_drawer() -> None:
    drawers = {"utils", "util", "helpers", "common", "misc"}
    assert not {path.stem for path in FILES} & drawers


def test_every_file_and_every_public_name_says_what_it_is() -> None:
    for path in FILES:
        tree = _parse(path)
        assert ast.get_docstring(tree), path
        classes: list[ast.Module | ast.ClassDef] = [tree]
        classes += [node for node in tree.body if isinstance(node, ast.ClassDef)]
        public = [
            node
            for owner in classes
            for node in owner.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        ]
        for node in public:
            assert ast.get_docstring(node), f"{path.name}:{node.name}"


def test_contracts_are_protocols() -> None:
    for family in ("rules", "reports", "sidecars", "signers", "stores"):
        module = import_module(f"pbom.{family}")
        assert any(
            isinstance(value, type)
            and getattr(value, "_is_protocol", False)
            and value is not Protocol
            for value in vars(module).values()
        )
        assert list(iter_modules(module.__path__))


def test_statement_kinds_are_a_closed_union() -> None:
    from pbom.model.statement import Statement  # noqa: PLC0415

    names = {kind.__name__ for kind in get_args(Statement)}
    assert names == {
        "StepStatement",
        "SourceStatement",
        "ReleaseStatement",
        "VerdictStatement",
        "ApprovalStatement",
        "ImportStatement",
        "DeploymentStatement",
        "ProvenanceStatement",
        "ForeignStatement",
    }
