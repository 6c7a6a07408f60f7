"""The twins in two languages say the same sentences, so that one translation serves both."""

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

ROOT = Path(__file__).parents[2]
MODULES = ("rules.js", "operations.js", "sheet.js", "deeds.js")


# What is undone is undone on the device; the server gets a mark like any other.
ONLY_AT_THE_SCREEN = {
    "Step %(number)s is open again.",
    "Step %(number)s has the mark it had before.",
    "The remark of step %(number)s is as it was before.",
    "%(count)s step is as it was before.",
    "%(count)s steps are as they were before.",
}


def python_texts() -> set[str]:
    trees = [ast.parse(file.read_text("utf-8")) for file in (ROOT / "exams" / "rules").rglob("*.py")]
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def sentences(module: str) -> set[str]:
    """The literals of a module that are sentences for people."""
    source = (ROOT / "static" / "js" / "marking" / module).read_text("utf-8")
    literals = re.findall(r'"(?:[^"\\\n]|\\.)*"', source)
    return {text for text in map(ast.literal_eval, literals) if " " in text and text.endswith(".")}


@pytest.mark.parametrize("module", MODULES)
def test_every_sentence_of_the_tablet_is_one_of_the_server(module: str) -> None:
    said = sentences(module)
    assert said
    assert said - ONLY_AT_THE_SCREEN <= python_texts()
