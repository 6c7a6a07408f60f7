"""From the bytes of a feed to its items, or a refusal that tells what is wrong. Nothing outside the bytes is opened."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from foundation.messages import say
from portfolio.formats.leap2a import names
from portfolio.formats.leap2a.texts import readable
from portfolio.formats.values import UnreadablePortfolio

LARGEST = 12_000_000  # bytes of a description; those of people come nowhere near
MOST_ITEMS = 20_000
YEARS = range(1900, 2200)  # that somebody can have meant, and that every zone can show
_MOST_ELEMENTS = 200_000
_DEEPEST = 200  # elements within each other; pages of other programs come nowhere near

_A = f"{{{names.ATOM}}}"
_RDF = f"{{{names.RDF}}}"
_TYPE, _RESOURCE = f"{_RDF}type", f"{_RDF}resource"


@dataclass(frozen=True, slots=True)
class Tie:
    """A link from an item to another one, or to a file."""

    relation: str  # without prefix: has_part, reflects_on, enclosure…
    target: str
    media_type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed, with what any program may have said of it in readable text."""

    key: str
    kind: str  # activity, resource, entry…
    title: str
    text: str
    updated_at: datetime | None
    published_at: datetime | None
    ties: tuple[Tie, ...]
    categories: tuple[tuple[str, str], ...]  # the scheme without its address, and the term
    author: str
    element: Element = field(repr=False)

    def targets(self, *relations: str) -> list[str]:
        """The items that it is tied to in one of these ways."""
        return [tie.target for tie in self.ties if tie.relation in relations]

    def is_in_category(self, scheme: str, term: str) -> bool:
        """Whether it was put there."""
        return (scheme, term.casefold()) in {(of, name.casefold()) for of, name in self.categories}

    def leap2(self, name: str) -> Iterator[Element]:
        """Its Leap2A elements with this name; each program writes the address of the vocabulary differently."""
        return (child for child in self.element if local(child.tag) == name and "leapspecs.org" in child.tag)

    def own(self, name: str) -> Element | None:
        """The element of our own with this name."""
        return self.element.find(f"{{{names.OWN}}}{name}")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its items in the order of the file."""

    owner: str
    made_at: datetime | None
    made_by: str
    items: tuple[Item, ...]


def read_feed(data: bytes) -> Feed:
    """The feed in these bytes; `UnreadablePortfolio` when it is none."""
    root = _root(data)
    if local(root.tag) != "feed":
        raise UnreadablePortfolio(
            say("This is XML, but no Leap2A portfolio: it begins with “%(name)s”.", name=local(root.tag)[:60])
        )
    entries = root.findall(f"{_A}entry")
    if len(entries) > MOST_ITEMS:
        raise UnreadablePortfolio(say("This portfolio has more than %(count)s items.", count=MOST_ITEMS))
    return Feed(
        owner=_said(root.find(f"{_A}author/{_A}name")) or _said(root.find(f"{_A}title")),
        made_at=_moment(root.find(f"{_A}updated")),
        made_by=_said(root.find(f"{_A}generator")),
        items=tuple(_item(entry, place) for place, entry in enumerate(entries, 1)),
    )


def own_attribute(element: Element, name: str) -> str:
    """An attribute of our own, or nothing."""
    return element.get(f"{{{names.OWN}}}{name}", "")


@lru_cache(maxsize=1024)
def local(name: str) -> str:
    """A name without its namespace, its prefix or its address."""
    return re.split(r"[}#/:]", name)[-1]


def moment_in(text: str) -> datetime | None:
    """The moment that a text tells, with its zone (UTC where it tells none); none where nobody can have meant it."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _root(data: bytes) -> Element:
    if len(data) > LARGEST:
        raise UnreadablePortfolio(say("The description of this portfolio is too large to be read."))
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise UnreadablePortfolio(
            say("This is no Leap2A portfolio: its description cannot be read as XML. Export it again and retry.")
        ) from None
    return root


class _Bounded(TreeBuilder):
    """Builds no tree that is deeper or larger than any portfolio."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > _DEEPEST:
            raise UnreadablePortfolio(say("This is no Leap2A portfolio: its description is nested too deeply."))
        if self._count > _MOST_ELEMENTS:
            raise UnreadablePortfolio(say("The description of this portfolio is too large to be read."))
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def _item(entry: Element, place: int) -> Item:
    kind = entry.find(_TYPE)
    return Item(
        key=_said(entry.find(f"{_A}id")).strip() or f"item {place}",
        kind=local(kind.get(_RESOURCE, "")) if kind is not None else "entry",
        title=_said(entry.find(f"{_A}title")),
        text=readable(entry.find(f"{_A}content")) or readable(entry.find(f"{_A}summary")),
        updated_at=_moment(entry.find(f"{_A}updated")),
        published_at=_moment(entry.find(f"{_A}published")),
        ties=tuple(_tie(link) for link in entry.findall(f"{_A}link")),
        categories=tuple(_category(found) for found in entry.findall(f"{_A}category")),
        author=_said(entry.find(f"{_A}author/{_A}name")),
        element=entry,
    )


def _tie(link: Element) -> Tie:
    length = link.get("length", "")
    return Tie(
        local(link.get("rel", "related")),
        link.get("href", ""),
        link.get("type", ""),
        int(length) if length.isdecimal() and len(length) < 16 else None,
    )


def _category(category: Element) -> tuple[str, str]:
    return local(category.get("scheme", "").rstrip("#")), category.get("term", "")


def _said(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _moment(element: Element | None) -> datetime | None:
    return moment_in(_said(element))
