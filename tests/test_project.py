"""Rules for the code as a whole: which way imports run, what no module does, what is on which list."""

from __future__ import annotations

import ast
import doctest
import importlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FILES = sorted(
    file.relative_to(ROOT) for floor in ("games", "solvers", "proofs") for file in (ROOT / floor).rglob("*.py")
)


def module_name(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(("detente", *(parts[:-1] if parts[-1] == "__init__" else parts)))


def source_tree(file: Path) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), filename=str(file))


def imported(file: Path) -> Iterator[str]:
    """Full names of all that the file imports anywhere, with relative imports made absolute."""
    for node in ast.walk(source_tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = module_name(file).split(".")
            package = package if file.name == "__init__.py" else package[:-1]
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{start}.{alias.name}" for alias in node.names)


def literature(floor: str) -> list[Path]:
    return [file for file in FILES if file.parts[:2] == (floor, "literature") and file.name != "__init__.py"]


every_file = pytest.mark.parametrize("file", FILES, ids=str)


# --- which way imports run

OWN = {  # the parts of detente that each floor may import
    "games": ("detente.games",),
    "solvers": ("detente.games", "detente.solvers"),
    "proofs": ("detente.games", "detente.solvers", "detente.proofs"),
}
FOREIGN = {  # beside the standard library; z3 is looked at below
    "games": {"sympy"},
    "solvers": {"sympy", "numpy", "scipy", "nashpy", "flint", "z3", "matplotlib"},
    "proofs": {"sympy", "numpy", "scipy", "flint", "rich", "typer", "cvc5"},
}
ANNOTATIONS = {"__future__", "collections.abc", "typing"}  # all that a model needs of the standard library


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


@every_file
def test_imports_run_from_games_to_solvers_to_proofs(file: Path) -> None:
    floor = file.parts[0]
    for name in imported(file):
        top = name.partition(".")[0]
        if top == "detente":
            assert within(name, OWN[floor]), f"{file} imports {name}"
        else:
            assert top in FOREIGN[floor] or top in sys.stdlib_module_names, f"{file} imports {name}"


@every_file
def test_only_smt_imports_z3(file: Path) -> None:
    if file != Path("solvers", "smt.py"):
        assert not [name for name in imported(file) if within(name, ("z3",))]


@pytest.mark.parametrize("file", literature("games"), ids=str)
def test_a_model_imports_games_and_sympy_alone(file: Path) -> None:
    for name in imported(file):
        assert within(name, ("detente.games", "sympy", *ANNOTATIONS)), f"{file} imports {name}"


def test_the_checker_of_evidence_imports_no_solver() -> None:
    files = {module_name(file): file for file in FILES}
    todo, seen = [Path("proofs", "certificate.py")], set()
    while todo:  # whatever the checker is made of is held to the same rule
        file = todo.pop()
        seen.add(file)
        for name in imported(file):
            if within(name, ("detente.proofs",)):
                origin = files[name if name in files else name.rpartition(".")[0]]
                todo += [] if origin in seen else [origin]
            else:
                exact = within(name, ("detente.games", "sympy"))
                assert exact or name.partition(".")[0] in sys.stdlib_module_names, f"{file} imports {name}"


def test_games_load_no_solver() -> None:
    heavy = ("detente.solvers", "detente.proofs", "z3", "scipy", "numpy", "nashpy", "rich", "typer")
    code = f"import sys, detente.games; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


# --- what no module does

EVALUATE = {
    "eval",
    "exec",
    "compile",
    "__import__",
}  # the builtins; a method `model.eval(...)` is another matter
PARSE = {"sympify", "parse_expr"}  # both evaluate a text that they are given
MAKERS = {"Symbol", "Dummy", "Wild", "symbols", "reals"}
SIGNS = {"positive", "negative", "nonpositive", "nonnegative", "zero", "nonzero"}
INEXACT = {"numeric.py", "grids.py"}  # the only solvers with a decimal point


def is_symbolic(file: Path) -> bool:
    if file.parts[0] == "proofs":  # the search for a certificate rounds a linear programme's answer; no check does
        return file.name == "certificate.py" or file.parts[1] == "literature"
    return file.name not in INEXACT


def banned(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if isinstance(call.func, ast.Name) and name in EVALUATE:
        yield f"{name}(...)"
    if name in PARSE:
        yield f"{name}(...) evaluates text"
    if name == "S" and not (len(call.args) == 1 and is_integer(call.args[0])):
        yield "S(...) evaluates text unless it is given an integer"
    for keyword in call.keywords:
        if keyword.arg in SIGNS or (name in MAKERS and keyword.arg not in {"real", "cls"}):
            yield f"{name}(..., {keyword.arg}=...): hypotheses belong in `given`"


def is_integer(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) is int


@every_file
def test_no_text_is_evaluated_and_no_symbol_carries_assumptions(file: Path) -> None:
    calls = [node for node in ast.walk(source_tree(file)) if isinstance(node, ast.Call)]
    assert not [f"{file}:{call.lineno} {what}" for call in calls for what in banned(call)]


@pytest.mark.parametrize(
    "code",
    [
        "eval('1')",
        "sympy.sympify(text)",
        "parse_expr(text)",
        "S(text)",
        "S('1/2')",
        "Symbol('c', positive=True)",
        "symbols('a b', integer=True)",
        "reals('c', nonnegative=True)",
        "make('c', positive=True)",
    ],
)
def test_the_ban_bites(code: str) -> None:
    (call,) = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    assert list(banned(call))


@pytest.mark.parametrize("code", ["Symbol('c', real=True)", "model.eval(x)", "S(-1)", "re.compile(text)"])
def test_the_ban_spares_what_is_harmless(code: str) -> None:
    (call,) = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    assert not list(banned(call))


@pytest.mark.parametrize("file", [file for file in FILES if is_symbolic(file)], ids=str)
def test_symbolic_code_has_no_float(file: Path) -> None:
    constants = [node for node in ast.walk(source_tree(file)) if isinstance(node, ast.Constant)]
    assert not [f"{file}:{node.lineno}" for node in constants if isinstance(node.value, float | complex)]


@every_file
def test_modules_are_short(file: Path) -> None:
    assert len((ROOT / file).read_text(encoding="utf-8").splitlines()) <= 500


# --- examples in the documentation


@every_file
def test_examples_run(file: Path) -> None:
    # Under the installed name: loaded a second time as a file, a module has classes that are not its own.
    module = importlib.import_module(module_name(file))
    assert Path(str(module.__file__)).resolve() == ROOT / file, "this is another copy: pip install -e '.[test]'"
    assert doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


@every_file
def test_every_module_shows_an_example(file: Path) -> None:
    if file.name not in {"__init__.py", "cli.py"}:
        module = importlib.import_module(module_name(file))
        assert any(test.examples for test in doctest.DocTestFinder().find(module))


# --- lists


def test_the_floors_have_models_and_claims() -> None:
    assert literature("games")
    assert literature("proofs")


@pytest.mark.parametrize("file", literature("games"), ids=str)
def test_every_model_is_listed(file: Path) -> None:
    from detente.games.literature import MODELS, PLANS

    name = module_name(file)
    module = importlib.import_module(name)
    public = {
        attribute
        for attribute, value in vars(module).items()
        if callable(value) and not attribute.startswith("_") and getattr(value, "__module__", "") == name
    }
    assert public, "a file in games/literature has at least one model"
    assert {model.__name__ for model in (*MODELS, *PLANS) if model.__module__ == name} == public


def test_no_model_is_listed_twice() -> None:
    from detente.games.literature import MODELS, PLANS

    assert len({*MODELS, *PLANS}) == len(MODELS) + len(PLANS)


@pytest.mark.parametrize("file", literature("proofs"), ids=str)
def test_every_paper_with_claims_is_listed(file: Path) -> None:
    from detente.proofs.literature import PAPERS

    paper, _, part = file.stem.partition("_")  # the claims of a long paper come in parts
    if not part:
        listed = list(imported(Path("proofs", "literature", "__init__.py")))
        assert [name for name in listed if within(name, (module_name(file),))], f"{file} is not imported by the list"
    own = importlib.import_module(module_name(file)).ENTRIES
    assert own, f"{file} has no claims"
    assert set(own) <= set(PAPERS[paper]), f"{file} has claims that are not on the list"


def test_every_list_of_claims_has_its_file() -> None:
    from detente.proofs.literature import PAPERS

    assert set(PAPERS) == {file.stem.partition("_")[0] for file in literature("proofs")}


def test_every_test_file_is_collected() -> None:
    kinds = ("bayesian_", "markov_", "screening_", "")
    helpers = {"conftest.py", "strategies.py", *(f"{kind}oracles.py" for kind in kinds)}
    strays = [
        file
        for file in (ROOT / "tests").rglob("*.py")
        if not file.name.startswith("test_") and file.name not in helpers
    ]
    assert not strays


# --- packaging


def test_every_package_is_named_and_typed() -> None:
    packages = {module_name(file) for file in FILES if file.name == "__init__.py"}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == packages
    for floor in OWN:
        assert (ROOT / floor / "py.typed").is_file()
        assert (ROOT / ".typing" / "detente" / floor).resolve() == ROOT / floor
    assert not (ROOT / "detente").exists(), "detente is a namespace package"


def test_every_import_is_a_declared_dependency() -> None:
    names = {"python-flint": "flint", "z3-solver": "z3"}
    declared = {requirement.partition(">")[0] for requirement in PROJECT["project"]["dependencies"]}
    optional = {"cvc5", "matplotlib"}
    assert {names.get(name, name) for name in declared} >= set().union(*FOREIGN.values()) - optional


def test_ruff_is_the_same_before_a_commit_and_in_ci() -> None:
    (pinned,) = [tool for tool in PROJECT["project"]["optional-dependencies"]["dev"] if tool.startswith("ruff")]
    assert f"rev: v{pinned.removeprefix('ruff~=')}\n" in (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
