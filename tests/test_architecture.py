"""Who may import whom, who may print, and what must not be loaded along the way.

ui → align, translate, eval → corpora
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# The middle rooms share values, never the store or each other.
SHARED = (
    "songngu.corpora.types",
    "songngu.corpora.errors",
    "songngu.corpora.values",
    "songngu.corpora.lexicon",
    "songngu.corpora.vietnamese",
)
ALLOWED: dict[str, tuple[str, ...]] = {
    "align": ("songngu.align", *SHARED),
    "translate": ("songngu.translate", *SHARED),
    "eval": ("songngu.eval", *SHARED),
    "corpora": ("songngu.corpora",),
    "ui": (
        "songngu.ui",
        "songngu.align",
        "songngu.translate",
        "songngu.eval",
        "songngu.corpora",
    ),
}


def room_files() -> list[Path]:
    return sorted(path for room in ALLOWED for path in (ROOT / room).rglob("*.py"))


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def own_imports(tree: ast.AST) -> set[str]:
    """Modules of this project that are imported anywhere in a file, inside functions too.

    ``from songngu.corpora import types`` counts as ``songngu.corpora.types``: the package alone
    would hide which module is meant.
    """
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            if node.module in ("songngu", "songngu.corpora"):
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
        elif isinstance(node, ast.Call) and _is_import_call(node):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return {name for name in found if name.partition(".")[0] == "songngu"}


def _is_import_call(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else None
    name = node.func.id if isinstance(node.func, ast.Name) else name
    return bool(node.args) and name in ("import_module", "__import__")


def forbidden_imports(room: str, tree: ast.AST) -> set[str]:
    return {
        name
        for name in own_imports(tree)
        if not any(name == prefix or name.startswith(f"{prefix}.") for prefix in ALLOWED[room])
    }


@pytest.mark.parametrize(
    ("room", "code", "forbidden"),
    [
        ("align", "from songngu.corpora.types import Bead", set()),
        ("align", "from songngu.corpora import errors, types", set()),
        ("align", "from songngu.corpora.values import extract_values", set()),
        ("align", "import songngu.corpora.values.dates", set()),
        ("translate", "from songngu.corpora.lexicon import default_lexicon", set()),
        ("align", "from songngu.corpora.store import Store", {"songngu.corpora.store"}),
        ("align", "from songngu.corpora import store", {"songngu.corpora.store"}),
        ("align", "import songngu.corpora", {"songngu.corpora"}),
        ("align", "from songngu import corpora", {"songngu.corpora"}),
        ("align", "from songngu.corpora.values_old import x", {"songngu.corpora.values_old"}),
        ("align", "def f():\n  from songngu.translate import x", {"songngu.translate"}),
        ("eval", "import importlib\nimportlib.import_module('songngu.ui')", {"songngu.ui"}),
        ("eval", "from songngu.align import align", {"songngu.align"}),
        ("corpora", "from songngu.eval import evaluate", {"songngu.eval"}),
        ("corpora", "from songngu.corpora.store import Store", set()),
        ("ui", "from songngu.corpora.store import Store", set()),
    ],
)
def test_directions_are_told(room, code, forbidden):
    assert forbidden_imports(room, ast.parse(code)) == forbidden


@pytest.mark.parametrize("path", room_files(), ids=label)
def test_imports_go_one_way(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert forbidden_imports(path.relative_to(ROOT).parts[0], tree) == set()


def output_calls(tree: ast.AST) -> list[str]:
    """Calls that write to the terminal, and whatever else belongs to a command line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ("print", "input"):
                found.append(f"line {node.lineno}: {node.func.id}()")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            if name in ("sys.stdout", "sys.argv", "sys.exit", "click.echo"):
                found.append(f"line {node.lineno}: {name}")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            modules = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            found += [
                f"line {node.lineno}: import {module}"
                for module in modules
                if module.partition(".")[0] in ("click", "argparse")
            ]
    return found


@pytest.mark.parametrize(
    ("code", "n_found"),
    [
        ("print('x')", 1),
        ("def f():\n    print('x', file=g)", 1),
        ("import sys\nsys.stdout.write('x')", 1),
        ("import click", 1),
        ("from click import echo", 1),
        ("import argparse", 1),
        ("import pprint\nself.print(x)\nfingerprint(x)", 0),
    ],
)
def test_printing_is_told(code, n_found):
    assert len(output_calls(ast.parse(code))) == n_found


@pytest.mark.parametrize(
    "path", [p for p in room_files() if p.relative_to(ROOT).parts[0] != "ui"], ids=label
)
def test_only_ui_prints(path):
    assert output_calls(ast.parse(path.read_text("utf-8"))) == []


HEAVY = ("torch", "gradio", "transformers")


def loaded(statement: str) -> set[str]:
    """Which of the heavy packages a fresh interpreter has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint(*({HEAVY!r} & sys.modules.keys()))".replace(
        repr(HEAVY), repr(set(HEAVY))
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=ROOT / "tests",
    )
    return set(run.stdout.split())


def test_heavy_packages_are_seen():
    assert loaded("import sys, types; sys.modules['torch'] = types.ModuleType('torch')") == {
        "torch"
    }


@pytest.mark.parametrize(
    "module",
    [
        "songngu.eval",
        "songngu.align",
        "songngu.translate",
        "songngu.corpora.types",
        "songngu.corpora.errors",
        "songngu.ui.cli",
        "songngu.ui.actions",
    ],
)
def test_importing_a_room_loads_nothing_heavy(module):
    assert loaded(f"import {module}") == set()
