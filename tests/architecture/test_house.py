"""The rules of the house that no linter knows."""

import ast
import re

import pytest
from flask import Flask

from foundation.access import Everyone
from tests.architecture.source import (
    ROOT,
    called,
    calls,
    functions,
    own_tests,
    place,
    product,
    reachable,
    rooms,
    tree,
)
from tests.plugins.parts import BROWSER_FIXTURES

TEMPLATES = sorted(file.relative_to(ROOT / "templates").as_posix() for file in (ROOT / "templates").rglob("*.*"))
MAY_COMMIT = {"foundation/sessions.py"}
MAY_CATCH_ALL = ("foundation/runner/",)
MAY_ASK_THE_TIME = {"foundation/clock.py", "foundation/storage/s3.py"}  # the second dates requests
BARE_READERS = {("app/factory.py", "load"), ("app/factory.py", "healthz")}
SILENT = {  # when a browser was last seen is no deed, and that an attempt was no failure neither
    "people/actions/sign_ins.py: note_seen",
    "people/actions/sign_ins.py: take_back_attempt",
}
WRITES = re.compile(r"\bdb\.(add|add_all|delete|merge|bulk_\w+)$")
STATEMENTS = {"insert", "update", "delete"}
CODE_IN_PAGES = re.compile(  # facts as JSON are no code
    r"""<script(?![^>]*(\bsrc=|type="application/json"))|<style\b|\sstyle=|\son[a-z]+=|["']javascript:""", re.IGNORECASE
)


def relative(file):
    return file.relative_to(ROOT).as_posix()


@pytest.mark.pure
def test_one_place_commits():
    commits = {
        place(file, call)
        for file in product()
        for call in calls(tree(file))
        if called(call).rpartition(".")[2] == "commit" and relative(file) not in MAY_COMMIT
    }
    assert commits == set()


@pytest.mark.pure
def test_that_place_commits_once():
    committer = ROOT / "foundation" / "sessions.py"
    assert sum(called(call) == "session.commit" for call in calls(tree(committer))) == 1


@pytest.mark.pure
def test_every_action_that_writes_tells_what_happened():
    actions = [file for file in rooms("actions") if file.stem != "__init__"]
    known = {name: function for file in actions for name, function in functions(file).items()}
    told = {part.name for function in known.values() if _tells(function, known) for part in reachable(function, known)}
    silent = {
        f"{relative(file)}: {name}"
        for file in actions
        for name, function in functions(file).items()
        if not name.startswith("_") and name not in told and _writes(function, known)
    }
    assert silent == SILENT


def _writes(function, known):
    all_calls = [call for part in reachable(function, known) for call in calls(part)]
    return any(WRITES.search(called(call)) or called(call) in STATEMENTS for call in all_calls)


def _tells(function, known):
    names = {called(call).rpartition(".")[2] for part in reachable(function, known) for call in calls(part)}
    return bool(names & {"emit", "remember", "later"})  # a job tells when it has done it


@pytest.mark.pure
def test_queries_never_write():
    writers = [
        place(file, call)
        for file in rooms("queries")
        for call in calls(tree(file))
        if WRITES.search(called(call)) or called(call) in STATEMENTS | {"work.emit", "work.later"}
    ]
    assert writers == []


@pytest.mark.pure
def test_sentences_that_wait_are_ours():
    """Those of Flask-Babel count as markup, with the words of a school in them."""
    theirs = [
        place(file, node)
        for file in product()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("flask_babel")
        and any("lazy" in alias.name.lower() for alias in node.names)
        and relative(file) != "foundation/web/wording.py"
    ]
    assert theirs == []


@pytest.mark.pure
def test_only_the_job_runner_catches_everything():
    caught = [
        place(file, handler)
        for file in product()
        if not relative(file).startswith(MAY_CATCH_ALL)
        for handler in ast.walk(tree(file))
        if isinstance(handler, ast.ExceptHandler) and _catches_all(handler)
    ]
    assert caught == []


def _catches_all(handler):
    if any(isinstance(step, ast.Raise) and step.exc is None for step in handler.body):
        return False  # tidies up and passes it on
    return handler.type is None or ast.unparse(handler.type) in {"Exception", "BaseException"}


@pytest.mark.pure
def test_no_package_gives_a_name_that_another_of_its_modules_has():
    """Whoever imports that module later turns the function of the same name into the module."""
    for file in (file for file in product() if file.name == "__init__.py"):
        modules = {other.stem for other in file.parent.iterdir()}
        imports = [node for node in ast.walk(tree(file)) if isinstance(node, ast.ImportFrom) and node.module]
        package = ".".join(file.parent.relative_to(ROOT).parts)
        given = {
            (node.module, alias.name)
            for node in imports
            for alias in node.names
            if alias.name in modules and node.module not in (package, f"{package}.{alias.name}")
        }
        assert not given, f"{file.relative_to(ROOT)}: {given}"


def test_one_clock_knows_the_time():
    asks = re.compile(r"\b(datetime|date)\.(now|utcnow|today)$|^time\.time$")
    told = [
        place(file, call)
        for file in product()
        for call in calls(tree(file))
        if asks.search(called(call)) and relative(file) not in MAY_ASK_THE_TIME
    ]
    assert told == []


@pytest.mark.pure
def test_nothing_is_pickled():
    unsafe = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
    importers = [place(file, node) for file in product() for node, name in _imports(file) if name in unsafe]
    assert importers == []


@pytest.mark.pure
def test_the_bare_connection_finds_the_actor_and_nothing_else():
    """Outside any unit of work nothing guards it, so it is for one SELECT in the user loader and one in /healthz."""
    readers = {
        (relative(file), function.name)
        for file in product()
        for function in ast.walk(tree(file))
        if isinstance(function, ast.FunctionDef) and _mentions_bare(function)
    }
    assert readers - {("app/factory.py", "attach_sign_ins")} == BARE_READERS


def _mentions_bare(function):
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    keywords = {word.arg for call in calls(function) for word in call.keywords}
    return "BARE" in names or "bare" in keywords


@pytest.mark.pure
def test_tests_hand_things_in_and_patch_nothing():
    patches = [
        place(file, node) for file in own_tests() for node, name in _imports(file) if name in {"unittest", "mock"}
    ]
    patches += [
        place(file, call)
        for file in own_tests()
        for call in calls(tree(file))
        if called(call) in {"monkeypatch.setattr", "mocker.patch", "patch", "patch.object"}
    ]
    assert patches == []


@pytest.mark.pure
@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith(".html")])
def test_a_page_holds_no_code(name):
    assert CODE_IN_PAGES.search((ROOT / "templates" / name).read_text()) is None


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(application: Flask, name):
    assert application.jinja_env.get_template(name)


def test_every_endpoint_needs_a_permission_that_somebody_grants(application: Flask):
    known = application.extensions["works"].access.permissions | set(Everyone)
    asked = {
        (endpoint, permission)
        for endpoint, view in application.view_functions.items()
        if (route := getattr(view, "route", None))
        for permission in filter(None, (route.needs, route.subject and route.subject.sees))
    }
    assert {(endpoint, permission) for endpoint, permission in asked if permission not in known} == set()


def test_whoever_may_do_a_thing_is_asked_for_on_each_endpoint(application: Flask):
    open_endpoints = {name for name, view in application.view_functions.items() if not hasattr(view, "route")}
    assert open_endpoints == {"static", "bootstrap", "joined", "healthz"}


def _imports(file):
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name.partition(".")[0]) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node, node.module.partition(".")[0]


@pytest.mark.pure
def test_only_chromium_is_a_fixture_called_browser():
    """Whatever asks for it runs with the tests that drive Chromium, and not with those of the database."""
    named = {
        relative(file)
        for file in own_tests()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef) and node.name in BROWSER_FIXTURES
        if any("fixture" in ast.unparse(one) for one in node.decorator_list)
    }
    assert named == {"tests/plugins/browser.py"}
