"""Texts of the source made plain: entities become characters, markup becomes lines and bullets, nothing else remains.

Every step looks at a character a bounded number of times: a hostile text costs no more than an honest one as long.
"""

import re
from html import unescape
from html.entities import html5

# Possessive (`*+`): an opening bracket that is never closed is tried once, not once for every length of its name.
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:._-]*+)([^<>]*+)>")
_DECLARATION = re.compile(r"<(?:[!?]|/(?![A-Za-z]))[^<>]*+>")
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BULLETS = (*"-\u2010\u2011\u2012\u2013\u2014\u2015\u2022\u2023\u25aa\u25cf\u00b7\uf0b7", "* ")
_MARKS = "".join(_BULLETS)


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


_LINES = _names(
    "address article blockquote br caption center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr "
    "labeltext ol p pre section table tbody tfoot thead tr ul xhtml"
)
_SPACES = _names("td th option")
_INLINE = _names(
    "a abbr acronym b base basefont bdi bdo big body button cite code col colgroup data del dfn em embed font head "
    "html i iframe img input ins kbd label legend link map mark meta nobr noscript object param q s samp select small "
    "span strike strong sub sup svg textarea time title tt u var video wbr"
)
_UNSEEN = _names("script style")
_KNOWN = _LINES | _SPACES | _INLINE | _UNSEEN | {"li"}

_REPEATED = re.compile(r"^(?:- )+(?=-(?: |$))")

_ROUNDS = 8


def _characters() -> dict[int, str]:
    # Characters 128-159 have no meaning in XML; in practice they are Windows-1252 quotes and dashes that went astray.
    table = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
    table |= dict.fromkeys([*range(0x20), 0x7F], "")
    table |= dict.fromkeys((0x0A, 0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
    table |= dict.fromkeys((0x09, 0xA0, 0x2007, 0x202F), " ")
    # Invisible ones, and those that turn the reading direction: nothing an exam text needs, much to mislead with.
    unseen = (0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    return table | dict.fromkeys(unseen, "")


_CHARACTERS = _characters()


def plain(text: str) -> str:
    """The text as a person reads it, with its lines and bullets and without any markup."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CHARACTERS)
    for _ in range(_ROUNDS):
        stripped = _ENTITY.sub(_character, _without_markup(text)).translate(_CHARACTERS)
        if stripped == text:
            return _tidy(text)
        text = stripped
    # Markup wrapped in markup, over and over: no honest text does that, so the brackets themselves go.
    return _tidy(text.replace("<", "\u2039").replace(">", "\u203a"))


def one_line(text: str) -> str:
    """The text on one line, for names and titles."""
    return " ".join(plain(text).split())


def clipped(text: str, limit: int = 80) -> str:
    """At most `limit` characters on one line, to quote something of the source in a sentence."""
    line = one_line(text[: limit * 8])
    return line if len(line) <= limit else f"{line[: limit - 1]}\u2026"


def bullets(text: str) -> tuple[str, ...]:
    """The bulleted lines of a plain text, without bullet and without the semicolon or full stop that ends one."""
    found: list[str] = []
    open_bullet = False
    for line in text.split("\n"):
        if is_bullet(line):
            found.append(line.lstrip(_MARKS))
            open_bullet = True
        elif not line or line.endswith(":"):
            open_bullet = False  # a blank line or a new introduction: what follows is not part of the bullet
        elif open_bullet:
            found[-1] += f" {line}"
    return tuple(bare for bare in map(_unended, found) if bare)


def is_bullet(line: str) -> bool:
    """Whether a line begins with a bullet; an asterisk only counts with a space, because it also marks footnotes."""
    return line.startswith(_BULLETS)


def _unended(text: str) -> str:
    text = text.strip()
    return text[:-1].rstrip() if text.endswith((";", ".")) else text


def _character(found: re.Match[str]) -> str:
    name = found.group(1)
    return unescape(found.group()) if name.startswith("#") else html5.get(f"{name};", found.group())


def _without_markup(text: str) -> str:
    if "<" not in text:
        return text
    text = _DECLARATION.sub("", _without_comments(text))
    tags = list(_TAG.finditer(text))
    closed = frozenset(tag.group(2).lower() for tag in tags if tag.group(1))
    pieces: list[str] = []
    after, unseen = 0, ""
    for tag in tags:
        name = tag.group(2).lower()
        if not unseen:
            pieces += (text[after : tag.start()], _in_place_of(tag, name, closed=name in closed))
            unseen = name if name in _UNSEEN and not tag.group(1) else ""
        elif name == unseen and tag.group(1):
            unseen = ""
        after = tag.end()
    return "".join(pieces) + ("" if unseen else text[after:])


def _in_place_of(tag: re.Match[str], name: str, *, closed: bool) -> str:
    if name in _LINES:
        return "\n"
    if name == "li":
        return "\n" if tag.group(1) else "\n- "
    if name in _SPACES:
        return " "
    rest = tag.group(3)
    if name in _KNOWN or closed or ":" in name or "=" in rest or rest.endswith("/"):
        return ""
    return f"[{tag.group(2)}{rest.rstrip()}]"  # words between brackets, as in <other relevant law>: not markup at all


def _without_comments(text: str) -> str:
    pieces: list[str] = []
    after = 0
    while (start := text.find("<!--", after)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[after:start])
        after = end + 3
    return "".join(pieces) + text[after:]


def _tidy(text: str) -> str:
    lines: list[str] = []
    pending = ""  # a bullet alone on its line belongs to the next line that says something
    for written in text.split("\n"):
        words = " ".join(written.split())
        line = _REPEATED.sub("", f"{pending}{words}") if words else ""
        if line == "-":
            pending = "- "
        elif line:
            lines.append(line)
            pending = ""
        elif lines and lines[-1] and not pending:
            lines.append("")
    return "\n".join(lines).strip()
