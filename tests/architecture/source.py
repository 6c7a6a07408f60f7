"""Reads our own source, for the tests that police the house."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "insights", "certification", "exams", "portfolio", "qualification_files", "people", "foundation")


def product() -> list[Path]:
    """Every module of the product."""
    return sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))


def own_tests() -> list[Path]:
    """Every module of the tests; not called `tests`, which pytest would take for one."""
    return sorted((ROOT / "tests").rglob("*.py"))


def rooms(name: str) -> list[Path]:
    """The modules of this room in every package: `actions.py`, or all of `actions/`."""
    return [file for file in product() if file.stem == name or name in file.relative_to(ROOT).parts[1:-1]]


@cache
def tree(file: Path) -> ast.Module:
    """The module as it is parsed."""
    return ast.parse(file.read_text())


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Every call inside."""
    return (found for found in ast.walk(node) if isinstance(found, ast.Call))


def called(call: ast.Call) -> str:
    """The dotted name of what is called: `work.db.add`."""
    return ast.unparse(call.func) if isinstance(call.func, ast.Attribute | ast.Name) else ""


def place(file: Path, node: ast.AST) -> str:
    """Where to look."""
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def functions(file: Path) -> dict[str, ast.FunctionDef]:
    """The functions of a module by name."""
    return {node.name: node for node in tree(file).body if isinstance(node, ast.FunctionDef)}


def reachable(function: ast.FunctionDef, known: dict[str, ast.FunctionDef]) -> list[ast.FunctionDef]:
    """The function and every known function that it calls, and so on."""
    found, waiting = {function.name: function}, [function]
    while waiting:
        for call in calls(waiting.pop()):
            name = called(call).rpartition(".")[2]
            if name in known and name not in found:
                found[name] = known[name]
                waiting.append(known[name])
    return list(found.values())
