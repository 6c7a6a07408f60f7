"""Texts of a feed in readable form: other programs write them as web pages. What reads them here is linear."""

import re
from html import unescape
from xml.etree.ElementTree import Element

from portfolio.formats.leap2a.names import XHTML

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol", "dl", "dt", "dd", "table", "tr")
_BLOCKS = frozenset({"p", "div", "blockquote", "pre", "section", "article", "header", "footer", *_HEADINGS, *_LISTS})
_SILENT = frozenset(("script", "style", "head", "title", "template"))
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_TAG = re.compile(r"(/?)([A-Za-z][A-Za-z0-9]{0,20})")


def readable(element: Element | None) -> str:
    """The text of a content or summary: plain text as it stands, a web page as lines."""
    if element is None:
        return ""
    match element.get("type", "text"):
        case "xhtml":
            return _Lines().of_tree(element).text
        case "html" | "text/html":
            return _Lines().of_html("".join(element.itertext())).text
        case _:
            return "".join(element.itertext())


class _Lines:
    """Collects text; every block begins a line, every item of a list has a dash."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._silent = 0

    @property
    def text(self) -> str:
        """What was collected, without needless space."""
        kept: list[str] = []
        for line in "".join(self._parts).split("\n"):
            words = _SPACE.sub(" ", line).strip()
            if words or (kept and kept[-1]):
                kept.append(words)
        return "\n".join(kept).strip()

    def of_tree(self, element: Element) -> "_Lines":
        """The text of a tree; its depth was bounded when the feed was read."""
        self._says(element.text)
        for child in element:
            tag = child.tag.removeprefix(f"{{{XHTML}}}") if isinstance(child.tag, str) else ""
            self._opens(tag)
            self.of_tree(child)
            self._closes(tag)
            self._says(child.tail)
        return self

    def of_html(self, text: str) -> "_Lines":
        """The text between the tags, cut at each < and no further than the next >, whatever is left open."""
        first, *rest = text.split("<")
        self._says(unescape(first))
        for piece in rest:
            tag, closed, words = piece.partition(">")
            found = _TAG.match(tag)
            if not closed:
                self._says(unescape(f"<{piece}") if not found else "")
                continue
            if found:
                (self._closes if found[1] else self._opens)(found[2].lower())
            self._says(unescape(words))
        return self

    def _opens(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "li":
            self._parts.append("\n- ")
        elif tag == "br" or tag in _BLOCKS:
            self._parts.append("\n")

    def _closes(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "p":
            self._parts.append("\n\n")
        elif tag in _BLOCKS:
            self._parts.append("\n")

    def _says(self, text: str | None) -> None:
        if text and not self._silent:
            self._parts.append(_SPACE.sub(" ", text))
