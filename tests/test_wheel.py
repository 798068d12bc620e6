"""What is packed is what is in the tree, and it works where there is nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("games", "solvers", "proofs")

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    # Without the variables that would let the new environment see this one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by way of the source distribution, so that this has to be complete too."""
    place = tmp_path_factory.mktemp("build")
    # A copy without what earlier builds left behind: setuptools would pack it again.
    skip = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__")
    source = shutil.copytree(ROOT, place / "source", ignore=skip)
    run(sys.executable, "-m", "build", "--outdir", place / "dist", source, cwd=place)
    (built,) = (place / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel and what it depends on, and nothing else."""
    place = tmp_path_factory.mktemp("alone")
    venv.create(place / "env", with_pip=True)
    programs = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=place)
    return programs


def test_the_wheel_holds_the_modules_of_the_tree_and_nothing_else(wheel: Path) -> None:
    tree = {f"detente/{file.relative_to(ROOT).as_posix()}" for floor in FLOORS for file in (ROOT / floor).rglob("*.py")}
    typed = {f"detente/{floor}/py.typed" for floor in FLOORS}
    names = set(zipfile.ZipFile(wheel).namelist())
    about = {name for name in names if ".dist-info/" in name}
    assert names - about == tree | typed
    assert [name for name in about if name.endswith("LICENSE")]


def test_the_modules_load_from_the_wheel(wheel: Path, alone: Path) -> None:
    files = [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".py")]
    modules = sorted(name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in files)
    code = "import importlib, sys\nfor name in sys.argv[1:]: print(importlib.import_module(name).__file__)"
    places = run(alone / "python", "-c", code, *modules, cwd=alone).splitlines()
    assert len(places) == len(modules)
    assert all(Path(place).is_relative_to(alone.parent) for place in places)


def test_no_module_is_installed_at_the_top(alone: Path) -> None:
    code = "import importlib.util as u; print([n for n in ('games', 'solvers', 'proofs') if u.find_spec(n)])"
    assert run(alone / "python", "-c", code, cwd=alone) == "[]\n"


def test_the_command_works_from_the_wheel(alone: Path, tmp_path: Path) -> None:
    assert "hedgecock2022" in run(alone / "detente", "list", cwd=tmp_path)
    assert json.loads(run(alone / "detente", "verify", "hedgecock2022", "--json", cwd=tmp_path))
