"""Native modules joined into one file when a page asks."""

import subprocess

import pytest
from playwright._impl._driver import compute_driver_executable

from foundation.web.modules import CannotJoin, joined


@pytest.fixture
def write(folder):
    def put(**modules):
        for name, text in modules.items():
            (folder / f"{name}.js").write_text(text + "\n")
        return folder / "main.js"

    return put


def test_a_module_comes_after_what_it_imports(write):
    entry = write(
        main='import { double } from "./sums.js";\nconsole.log(double(2));',
        sums='import { two } from "./numbers.js";\nexport function double(x) { return two * x; }',
        numbers="export const two = 2;",
    )
    text = joined(entry)
    assert text.index("two = 2") < text.index("function double") < text.index("console.log")
    assert "import" not in text


def test_it_does_what_the_modules_do(write, tmp_path):
    node, _command = compute_driver_executable()
    entry = write(
        main='import { Box, size as much } from "./box.js";\nimport "./side.js";\n'
        "console.log(new Box().value, much, await Promise.resolve(3));",
        box='import { one } from "./one.js";\nexport class Box { value = one; }\nexport const size = one + 1;',
        side='import { one } from "./one.js";\nconsole.log("side", one);',
        one="const hidden = 1;\nexport const one = hidden;",
    )
    file = tmp_path / "joined.mjs"
    file.write_text(joined(entry))
    done = subprocess.run([node, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout == "side 1\n1 2 3\n"


def test_what_the_first_module_exports_can_be_imported_from_the_joined_one(write, tmp_path):
    node, _command = compute_driver_executable()
    entry = write(
        main='import { one } from "./one.js";\nexport const two = one + 1;\nexport async function three() {}',
        one="export const one = 1;",
    )
    (tmp_path / "joined.mjs").write_text(joined(entry))
    file = tmp_path / "asking.mjs"
    file.write_text('import { three, two } from "./joined.mjs";\nconsole.log(two, await three());')
    done = subprocess.run([node, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout == "2 undefined\n"


def test_names_that_are_private_to_a_module_do_not_meet(write):
    entry = write(
        main='import { a } from "./a.js";\nconst secret = 0;\nconsole.log(a, secret);',
        a="const secret = 1;\nexport const a = secret;",
    )
    assert joined(entry).count("const secret") == 2


@pytest.mark.parametrize(
    "line",
    ["export default 3;", "import * as all from './a.js';", 'import { a } from "elsewhere";', "export { a };"],
)
def test_what_it_does_not_understand_it_refuses_by_name(write, line):
    with pytest.raises(CannotJoin, match=r"main\.js"):
        joined(write(main=line))


def test_a_circle_is_refused(write):
    entry = write(main='import { a } from "./a.js";', a='import { b } from "./b.js";', b='import { a } from "./a.js";')
    with pytest.raises(CannotJoin):
        joined(entry)


def test_the_page_of_marking_gets_one_file(visit, app):
    with app.test_request_context("/"):
        url = app.jinja_env.globals["joined"]("js/marking/main.js")
    answer = visit().get(url)
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "class Outbox" in answer.text


@pytest.mark.parametrize(
    "path", ["js/marking/none.js", "css/marking.css", "../pyproject.toml", "js/../css/marking.css"]
)
def test_only_our_own_modules_are_joined(visit, app, path):
    assert visit().get(f"/joined/{app.config['BUILD']}/{path}").status_code == 404
