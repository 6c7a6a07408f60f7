"""Texts of a feed in readable form: other programs write them as web pages."""

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

from portfolio.formats.leap2a.names import XHTML

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol", "dl", "dt", "dd", "table", "tr")
_BLOCKS = frozenset({"p", "div", "blockquote", "pre", "section", "article", "header", "footer", *_HEADINGS, *_LISTS})
_SILENT = frozenset(("script", "style", "head", "title", "template"))
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")


def readable(element: Element | None) -> str:
    """The text of a content or summary: plain text as it stands, a web page as lines."""
    if element is None:
        return ""
    match element.get("type", "text"):
        case "xhtml":
            return _tidy(_Lines().of_tree(element))
        case "html" | "text/html":
            return _from_html("".join(element.itertext()))
        case _:
            return "".join(element.itertext())


def _from_html(text: str) -> str:
    parser = _Html()
    parser.feed(text)
    parser.close()
    return _tidy("".join(parser.lines.parts))


class _Lines:
    """Collects text; every block begins a line, every item of a list has a dash."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._silent = 0

    def opens(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "br" or tag in _BLOCKS:
            self.parts.append("\n")

    def closes(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "p":
            self.parts.append("\n\n")
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def says(self, text: str | None) -> None:
        if text and not self._silent:
            self.parts.append(_SPACE.sub(" ", text))

    def of_tree(self, element: Element) -> str:
        """The text of a tree; its depth was bounded when the feed was read."""
        self.says(element.text)
        for child in element:
            tag = child.tag.removeprefix(f"{{{XHTML}}}") if isinstance(child.tag, str) else ""
            self.opens(tag)
            self.of_tree(child)
            self.closes(tag)
            self.says(child.tail)
        return "".join(self.parts)


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = _Lines()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.lines.opens(tag)

    def handle_endtag(self, tag: str) -> None:
        self.lines.closes(tag)

    def handle_data(self, data: str) -> None:
        self.lines.says(data)


def _tidy(text: str) -> str:
    lines = [_SPACE.sub(" ", line).strip() for line in text.split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()
