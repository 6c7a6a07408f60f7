"""Both languages are complete: every sentence of the product has its Dutch, with the same gaps."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

import dev

ROOT = Path(__file__).parents[2]
PACKAGES = ("foundation", "people", "qualification_files", "portfolio", "exams", "certification", "insights", "app")
DUTCH = ROOT / "translations" / "nl" / "LC_MESSAGES" / "messages.po"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every sentence that stands in the code, the templates and the scripts now."""
    template = tmp_path_factory.mktemp("words") / "messages.pot"
    keywords = [part for keyword in dev.KEYWORDS for part in ("-k", keyword)]
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "translations/babel.cfg"]
    subprocess.run([*command, *keywords, dev.PASSED_OVER, "-o", str(template), "."], cwd=ROOT, check=True)
    with template.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    with DUTCH.open("rb") as file:
        return read_po(file, locale="nl")


def sentences(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def gaps(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def test_every_sentence_is_in_the_dutch_catalogue(said: Catalog, dutch: Catalog) -> None:
    missing = [message.id for message in sentences(said) if message.id not in dutch]
    assert missing == [], "python3 dev.py words collects them"


def test_no_sentence_waits_for_its_dutch(dutch: Catalog) -> None:
    waiting = [message.id for message in sentences(dutch) if message.fuzzy or not all(forms(message.string))]
    assert waiting == []


def test_a_translation_has_the_gaps_of_its_sentence(dutch: Catalog) -> None:
    """A plural's one form may leave out the number: "one step is open"."""
    wrong = [
        message.id
        for message in sentences(dutch)
        if gaps(forms(message.string)[-1]) != gaps(forms(message.id)[-1])
        or not gaps(forms(message.string)[0]) <= gaps(forms(message.id)[-1])
    ]
    assert wrong == []


def test_the_catalogue_holds_nothing_that_nobody_says(said: Catalog, dutch: Catalog) -> None:
    gone = [message.id for message in sentences(dutch) if message.id not in said]
    assert gone == []


def test_a_sentence_is_said_in_so_many_words() -> None:
    """One that comes out of a variable is not found where it stands, and so never gets its Dutch."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("say", "say_many", "_l")
        and not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]
    assert hidden == []
