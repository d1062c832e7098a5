"""The packages that setuptools is told of are the packages that exist, with their data.

A sub-package left out of the list imports from the checkout and is missing from the wheel; a
module imported by its folder's name is a second copy whose classes are not the first one's.
"""

from __future__ import annotations

import ast
import fnmatch
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("align", "corpora", "eval", "translate", "ui")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]


def room_files() -> list[PurePosixPath]:
    """Every file of the rooms, relative to the root."""
    return sorted(
        PurePosixPath(path.relative_to(ROOT).as_posix())
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    )


def package_of(path: PurePosixPath) -> str:
    return ".".join(("songngu", *path.parent.parts))


def tree_packages() -> set[str]:
    return {package_of(path) for path in room_files() if path.suffix == ".py"}


def python_files() -> list[Path]:
    """Every Python file of the project."""
    folders = (*ROOMS, "tests", "benchmarks")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def test_packages_are_those_of_the_tree():
    assert set(SETUPTOOLS["packages"]) == tree_packages()
    assert len(SETUPTOOLS["packages"]) == len(set(SETUPTOOLS["packages"]))


def test_every_package_has_an_init_file():
    files = set(room_files())
    for package in SETUPTOOLS["packages"]:
        folder = PurePosixPath(*package.split(".")[1:])
        assert folder / "__init__.py" in files, f"{package} has no __init__.py"


def test_package_folders_follow_the_names():
    expected = {name: "/".join(name.split(".")[1:]) for name in SETUPTOOLS["packages"]}
    assert SETUPTOOLS["package-dir"] == expected


def test_the_namespace_has_no_folder_of_its_own():
    assert not (ROOT / "songngu").exists()
    assert "songngu" not in SETUPTOOLS["packages"]


def owner(path: PurePosixPath) -> tuple[str, str]:
    """The package that carries a data file, and the file's path within it."""
    for parent in path.parents:
        package = ".".join(("songngu", *parent.parts))
        if package in SETUPTOOLS["packages"]:
            return package, path.relative_to(parent).as_posix()
    raise AssertionError(f"{path} lies in no package")


def is_data(path: PurePosixPath) -> bool:
    return path.suffix != ".py"


def carried(path: PurePosixPath) -> bool:
    package, name = owner(path)
    patterns = SETUPTOOLS["package-data"].get(package, [])
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


@pytest.mark.parametrize("path", [p for p in room_files() if is_data(p)], ids=str)
def test_data_files_are_in_package_data(path):
    assert carried(path), f"{path} is missing from [tool.setuptools.package-data]"


@pytest.mark.parametrize(
    ("package", "pattern"),
    [(package, p) for package, patterns in SETUPTOOLS["package-data"].items() for p in patterns],
)
def test_package_data_patterns_match_a_file(package, pattern):
    assert package in SETUPTOOLS["packages"]
    names = [name for of, name in map(owner, filter(is_data, room_files())) if of == package]
    assert fnmatch.filter(names, pattern), f"{package}: {pattern} matches no file"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_that_it_is_typed(room):
    assert (ROOT / room / "py.typed").is_file()


def test_licence_files_exist():
    for pattern in PROJECT["project"]["license-files"]:
        assert list(ROOT.glob(pattern)), f"{pattern} matches no file"


def imported(tree: ast.AST) -> list[tuple[int, str, int]]:
    """(line, module, level of a relative import) of every import statement."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name, 0) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, node.module or "", node.level))
    return found


def bare_imports(tree: ast.AST) -> list[str]:
    """Imports of a room by its folder's name, and relative ones."""
    return [
        f"line {line}: {'.' * level}{module}"
        for line, module, level in imported(tree)
        if level or module.partition(".")[0] in ROOMS
    ]


@pytest.mark.parametrize(
    ("code", "n_found"),
    [
        ("import corpora", 1),
        ("import corpora.types as t, eval.report", 2),
        ("from align import align", 1),
        ("from align.text import x", 1),
        ("def f():\n    from ui.cli import main", 1),
        ("from . import text", 1),
        ("from .text import x", 1),
        ("import songngu.corpora.types", 0),
        ("from songngu.align import align", 0),
        ("import alignment, evaluate", 0),
    ],
)
def test_bare_imports_are_told_from_others(code, n_found):
    assert len(bare_imports(ast.parse(code))) == n_found


@pytest.mark.parametrize("path", python_files(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_name_the_package_in_full(path):
    assert bare_imports(ast.parse(path.read_text("utf-8"))) == []


def requirements(*extras: str) -> set[str]:
    """Names of what is required, without the project itself."""
    project = PROJECT["project"]
    listed = list(project["dependencies"])
    for extra in extras:
        listed += project["optional-dependencies"][extra]
    return {canonicalize_name(Requirement(line).name) for line in listed} - {"songngu"}


def test_imported_packages_are_required():
    """What a room imports is asked for, rather than there because something else needs it."""
    distributions = packages_distributions()
    required = requirements("embeddings", "hub", "postgres", "train")
    missing = set()
    for path in python_files():
        if path.relative_to(ROOT).parts[0] not in ROOMS:
            continue
        for line, module, _ in imported(ast.parse(path.read_text("utf-8"))):
            top = module.partition(".")[0]
            if top == "songngu" or top in sys.stdlib_module_names:
                continue
            names = {canonicalize_name(name) for name in distributions.get(top, [top])}
            if not names & required:
                missing.add(f"{path.relative_to(ROOT)}:{line} imports {top}")
    assert missing == set()


def test_every_default_requirement_is_pinned_in_the_constraints():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
    assert all(str(pin.specifier).startswith("==") for pin in pins)
    pinned = {canonicalize_name(pin.name): pin for pin in pins}
    for line in PROJECT["project"]["dependencies"]:
        wanted = Requirement(line)
        pin = pinned[canonicalize_name(wanted.name)]
        version = str(pin.specifier).removeprefix("==")
        assert wanted.specifier.contains(version), f"{pin} does not satisfy {wanted}"


def test_the_wheel_holds_every_file_of_the_rooms(tmp_path):
    tree = tmp_path / "tree"
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    for room in ROOMS:
        shutil.copytree(ROOT / room, tree / room, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(tmp_path)!r})"
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", build],
        cwd=tree,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("songngu-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    copied = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}
    rooms = {f"songngu/{name}" for name in copied if name.partition("/")[0] in ROOMS}
    assert names == rooms
