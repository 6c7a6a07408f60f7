"""Native modules joined into one file when they are asked for: a tablet on bad wifi asks once.

Every module stays a file and a test of its own, and nothing is built beforehand. Each becomes a function that gives
back what it exports; only what our own modules use of the language is understood, anything else is refused by name.
"""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import(?:\s*\{([^}]*)\}\s*from)?\s*"(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?:/\*\*[\s\S]*?\*/|//.*)\n", re.MULTILINE)
_UNKNOWN = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class CannotJoin(ValueError):
    """A module is written in a way that cannot be joined."""


def joined(entry: Path) -> str:
    """This module and all it imports, as one module without imports; what it exports, the joined one exports."""
    order: dict[Path, str] = {}
    _collect(entry.resolve(), order, ())
    names = {path: f"$module{number}" for number, path in enumerate(order)}
    parts = [_as_function(path, order[path], names) for path in order if path != entry.resolve()]
    return "\n".join([*parts, _as_block(entry.resolve(), order[entry.resolve()], names)])


def _collect(path: Path, order: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in above:
        raise CannotJoin(f"{path.name} imports itself over {above[-1].name}")
    if path in order:
        return
    text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
    for match in _IMPORT.finditer(text):
        _collect((path.parent / match.group(2)).resolve(), order, (*above, path))
    order[path] = text


def _as_function(path: Path, text: str, names: dict[Path, str]) -> str:
    exports = ", ".join(_EXPORT.findall(text))
    return f"const {names[path]} = (() => {{\n{_body(path, text, names)}\nreturn {{ {exports} }};\n}})();"


def _as_block(path: Path, text: str, names: dict[Path, str]) -> str:
    """The first module stays at the top, where it may wait for what it needs; one that exports is asked by others."""
    if exports := _EXPORT.findall(text):
        return f"{_as_function(path, text, names)}\nexport const {{ {', '.join(exports)} }} = {names[path]};"
    return f"{{\n{_body(path, text, names)}\n}}"


def _body(path: Path, text: str, names: dict[Path, str]) -> str:
    def taken(match: re.Match[str]) -> str:
        if match.group(1) is None:
            return ""
        wanted = match.group(1).replace(" as ", ": ")
        return f"const {{{wanted}}} = {names[(path.parent / match.group(2)).resolve()]};\n"

    body = _EXPORT.sub("", _IMPORT.sub(taken, text))
    if left := _UNKNOWN.search(body):
        raise CannotJoin(f"{path.name}: {left.group()}")
    return body
